import { mkdir } from "node:fs/promises";

import type { Clock } from "../../core/base/clock.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { appendRows } from "../../storage/delta/append-rows.ts";
import { appendStaged, type StagedRows } from "../../storage/delta/append-staged.ts";
import { commit } from "../../storage/delta-log/commit.ts";
import {
  checkpointWhenDue,
  type CommitResult,
  type TableOptions,
} from "../../storage/delta/delta-table.ts";
import type { JsonObject } from "../../storage/delta-log/json.ts";
import { overwriteRows } from "../../storage/delta/overwrite-rows.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import type { Session, WriteOptions, Written } from "./executor.ts";
import { tableFolder, type Lake } from "./lake.ts";
import { keepStageRows } from "./local-stage.ts";

/** What a local session needs to know of its executor. */
export type LocalOptions = {
  lake: Lake;
  clock: Clock;
  /** Threads of the engine and worker threads of stages, ≥ 1. */
  workers: number;
  memoryLimit: string;
  rowsPerFile: number;
  signal?: AbortSignal | undefined;
};

/** A session whose connection can be used for what only DuckDB does, such as reading files. */
export type LocalSession = Omit<Session, "append"> & {
  readonly connection: Connection;
  /** Adds rows to a table as {@link Session} does; also rows that stand in data files already. */
  append(id: string, rows: string | readonly StagedRows[], options: WriteOptions): Promise<Written>;
};

/** What the sessions of an executor share. */
export type SharedTables = {
  /** Reads a table's latest version; undefined when there is none. */
  read: (id: string) => Promise<Snapshot | undefined>;
  /** Why tables have no checkpoint where one is due. */
  checkpointErrors: Map<string, unknown>;
};

/** A session on a connection of its own, which it closes. */
export function openLocalSession(
  connection: Connection,
  options: LocalOptions,
  tables: SharedTables,
): LocalSession {
  const { lake, workers, memoryLimit, rowsPerFile } = options;
  const writer = tableWriter(connection, options, tables);
  return {
    connection,
    async keep(name, select) {
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS ${select}`);
    },
    rows: (select) => connection.rows(select),
    keepStage: (name, call, input) => {
      const { signal } = options;
      return keepStageRows(connection, { name, call, input, workers, lake, memoryLimit, signal });
    },
    overwrite: (id, select, write) =>
      writer(id, write, ({ folder, table, commitInfo, previous, signal }) =>
        overwriteRows(folder, table, {
          select,
          orderBy: write.orderBy,
          fileNames: "content",
          rowsPerFile,
          commitInfo,
          previous,
          signal,
        }),
      ),
    append: (id, rows, write) =>
      writer(id, write, ({ folder, table, commitInfo, previous, signal }) => {
        const { transactions = [] } = write;
        const all = { commitInfo, previous, signal, transactions };
        if (typeof rows !== "string") return appendStaged(folder, table, { ...all, staged: rows });
        const unordered = { fileNames: "unique", schemaMode: "add_columns" } as const;
        return appendRows(folder, table, { ...all, ...unordered, select: rows });
      }),
    interrupt: () => connection.interrupt(),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

type Change = (target: {
  folder: string;
  table: TableOptions;
  previous: Snapshot | undefined;
  commitInfo: JsonObject;
  signal: AbortSignal | undefined;
}) => Promise<Pick<CommitResult, "version" | "unchanged" | "checkpointError">>;

/**
 * Writes a table and says so in the commit. A result that changes nothing is committed as well,
 * without files: only so is it known which inputs the table is up to date with.
 */
function tableWriter(
  connection: Connection,
  { lake, clock, signal: stopSignal }: LocalOptions,
  { read, checkpointErrors }: SharedTables,
): (id: string, write: WriteOptions, change: Change) => Promise<Written> {
  return async (id, { record, evenWhenStopped = false }, change) => {
    const signal = evenWhenStopped ? undefined : stopSignal;
    const folder = tableFolder(lake, id);
    await mkdir(folder, { recursive: true });
    const previous = await read(id);
    const version = (previous?.version ?? -1) + 1;
    const commitInfo = record({ version, changed: true });
    const table = { connection, clock };
    const done = await change({ folder, table, previous, commitInfo, signal });
    if (!done.unchanged) {
      noteCheckpoint(id, done.checkpointError);
      return { version: done.version, changed: true };
    }
    const info = record({ version, changed: false });
    const parameters = { mode: "Unchanged" };
    const reads = "everything" as const;
    const plan = { actions: [], operation: "WRITE", parameters, reads, info };
    const at = { folder, base: previous };
    const noted = await commit(at, async () => plan, { connection, clock, signal });
    noteCheckpoint(id, await checkpointWhenDue(folder, table, noted));
    return { version: noted.version, changed: false };
  };

  function noteCheckpoint(id: string, error: unknown): void {
    if (error === undefined) checkpointErrors.delete(id);
    else checkpointErrors.set(id, error);
  }
}
