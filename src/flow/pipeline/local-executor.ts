import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { appendRows } from "../../storage/delta/append-rows.ts";
import { commit } from "../../storage/delta/commit.ts";
import type { TableOptions } from "../../storage/delta/delta-table.ts";
import { overwriteRows } from "../../storage/delta/overwrite-rows.ts";
import { localPath } from "../../storage/delta/paths.ts";
import { scan } from "../../storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../../storage/delta/snapshot.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import type { Executor, Session, WriteOptions, Written } from "./executor.ts";
import { tableFolder, type Lake } from "./lake.ts";
import { keepStageRows } from "./local-stage.ts";

export type LocalExecutorOptions = {
  lake: Lake;
  clock: Clock;
  /** Threads of the engine and worker threads of stages, ≥ 1. */
  workers: number;
  memoryLimit: string;
  rowsPerFile: number;
  /** Statements that make the functions of the SQL models. */
  macros: string;
  signal?: AbortSignal | undefined;
};

/** An executor with the session of the machine it runs on: DuckDB, in this process. */
export type LocalExecutor = Omit<Executor, "session"> & {
  session(): Promise<LocalSession>;
  /** Runs statements that make functions or views. */
  define(sql: string): Promise<void>;
  /** From now on SQL reads the tables shown so far and nothing else outside of memory. */
  seal(writeFolder?: string): Promise<void>;
};

/** A session whose connection can be used for what only DuckDB does, such as reading files. */
export type LocalSession = Session & { readonly connection: Connection };

/** Opens the local executor: one DuckDB in memory over the lake's Delta tables. */
export async function openLocalExecutor(options: LocalExecutorOptions): Promise<LocalExecutor> {
  const { lake, workers, memoryLimit, macros } = options;
  const database = await openDatabase({
    threads: workers,
    memoryLimit,
    tempFolder: join(lake.temporary, "spill"),
  });
  const catalog = await database.connect();
  await catalog.run(macros);
  const snapshots = new Map<string, Snapshot>();
  const schemas = new Set<string>();
  const shownFiles = new Set<string>();

  async function snapshot(id: string): Promise<Snapshot | undefined> {
    const previous = snapshots.get(id);
    const latest = await readSnapshot(tableFolder(lake, id), { connection: catalog }, { previous });
    if (latest !== undefined) snapshots.set(id, latest);
    return latest;
  }

  const versionOf = (id: string, version: number): Promise<Snapshot | undefined> =>
    readSnapshot(tableFolder(lake, id), { connection: catalog }, { version });

  async function showSelect(id: string, select: string): Promise<void> {
    const [schema = "", name = ""] = splitId(id);
    if (!schemas.has(schema)) await catalog.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    schemas.add(schema);
    await catalog.run(
      `CREATE OR REPLACE VIEW ${quoteName(schema)}.${quoteName(name)} AS ${select}`,
    );
  }

  return {
    name: "local",
    workers,
    snapshot,
    showSelect,
    async showTable(id, as = {}) {
      const shown = as.version === undefined ? await snapshot(id) : await versionOf(id, as.version);
      if (shown === undefined) return false;
      for (const path of shown.files.keys()) shownFiles.add(localPath(shown.folder, path));
      await showSelect(as.name ?? id, `SELECT * FROM ${scan(shown).sql}`);
      return true;
    },
    define: (sql) => catalog.run(sql),
    seal: (writeFolder) =>
      database.seal({
        files: [...shownFiles],
        ...(writeFolder === undefined ? {} : { writeFolder }),
      }),
    session: () => openSession(database, options, snapshot),
    async [Symbol.asyncDispose]() {
      await catalog.close();
      await database.close();
      await rm(lake.temporary, { recursive: true, force: true });
    },
  };
}

/** Schema and name; the name may hold points. */
function splitId(id: string): [schema: string, name: string] {
  const point = id.indexOf(".");
  return [id.slice(0, point), id.slice(point + 1)];
}

async function openSession(
  database: Database,
  options: LocalExecutorOptions,
  snapshot: (id: string) => Promise<Snapshot | undefined>,
): Promise<LocalSession> {
  const { lake, clock, rowsPerFile, signal } = options;
  const connection = await database.connect();
  const table: TableOptions = { connection, clock };

  /** Writes by `change`, then says so; a result that changes nothing is recorded all the same. */
  async function write(
    id: string,
    { record }: WriteOptions,
    change: (
      folder: string,
      base: Snapshot | undefined,
      info: Record<string, never>,
    ) => Promise<{ version: number; unchanged: boolean }>,
  ): Promise<Written> {
    const folder = tableFolder(lake, id);
    await mkdir(folder, { recursive: true });
    const base = await snapshot(id);
    const version = (base?.version ?? -1) + 1;
    const done = await change(
      folder,
      base,
      record({ version, changed: true }) as Record<string, never>,
    );
    if (!done.unchanged) return { version: done.version, changed: true };
    const info = record({ version, changed: false });
    const plan = {
      actions: [],
      operation: "WRITE",
      parameters: { mode: "Unchanged" },
      isBlindAppend: false,
      info,
    };
    const noted = await commit({ folder, base }, async () => plan, { connection, clock, signal });
    return { version: noted?.version ?? done.version, changed: false };
  }

  return {
    connection,
    async keep(name, select) {
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS ${select}`);
    },
    rows: (select) => connection.rows(select),
    keepStage: (name, stage, input) =>
      keepStageRows(connection, {
        name,
        stage,
        input,
        workers: options.workers,
        lake,
        memoryLimit: options.memoryLimit,
        signal,
      }),
    overwrite: (id, select, writeOptions) =>
      write(id, writeOptions, (folder, previous, commitInfo) =>
        overwriteRows(folder, table, {
          select,
          fileNames: "content",
          rowsPerFile,
          commitInfo,
          previous,
          signal,
        }),
      ),
    append: (id, select, writeOptions) =>
      write(id, writeOptions, (folder, previous, commitInfo) =>
        appendRows(folder, table, {
          select,
          fileNames: "unique",
          schemaMode: "add_columns",
          commitInfo,
          previous,
          signal,
          transactions: writeOptions.transactions ?? [],
        }),
      ),
    interrupt: () => connection.interrupt(),
    async [Symbol.asyncDispose]() {
      await connection.close();
    },
  };
}
