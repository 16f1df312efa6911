import type { Clock } from "../../core/base/clock.ts";
import { monotonicMs } from "../../core/base/clock.ts";
import type { JsonObject } from "../../storage/delta-log/json.ts";
import { optimizeTable, type OptimizeResult } from "../../storage/delta/optimize.ts";
import { earshotInfo, type Snapshot } from "../../storage/delta-log/snapshot.ts";
import { vacuumTable, type VacuumResult } from "../../storage/delta/vacuum.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { checkpointWarning } from "./checkpoint-warning.ts";
import { tableFolder, type Lake } from "./lake.ts";
import { parsePartitionFilter } from "./partition-filter.ts";

/** What happens while tables are maintained. */
export type MaintainEvent =
  | { kind: "started"; table: string }
  | { kind: "bytes"; table: string; bytesDone: number; bytesTotal: number }
  | { kind: "finished"; table: string; changed: boolean; elapsedMs: number };

export type MaintainOptions = {
  lake: Lake;
  /** Ids of tables that are there. */
  tables: readonly string[];
  connection: Connection;
  clock: Clock;
  signal?: AbortSignal | undefined;
  onEvent?: ((event: MaintainEvent) => void) | undefined;
};

/** How to rearrange the tables. */
export type OptimizeChoice = {
  /** Columns to cluster by; default: only put small files together. */
  zOrderBy?: readonly string[] | undefined;
  /** Which partitions: a condition on partition columns, as SQL. */
  where?: string | undefined;
  targetFileBytes: number;
};

/** What became of one table. */
export type OptimizedTable = OptimizeResult & { table: string };
export type VacuumedTable = VacuumResult & { table: string };

/** What could not be done and harms no row, in words. */
export function maintainWarnings(done: readonly (OptimizedTable | VacuumedTable)[]): string[] {
  return done.flatMap(({ table, checkpointError }) =>
    checkpointError === undefined ? [] : [checkpointWarning([table, checkpointError])],
  );
}

/**
 * Rearranges the files of tables, one after another, each in a commit of its own. No row changes,
 * so the steps that read them stay up to date.
 */
export async function optimizeTables(
  choice: OptimizeChoice,
  options: MaintainOptions,
): Promise<OptimizedTable[]> {
  const { lake, connection, clock, signal, onEvent } = options;
  const { zOrderBy = [], targetFileBytes } = choice;
  const where =
    choice.where === undefined ? [] : await parsePartitionFilter(connection, choice.where);
  return each(
    options,
    (table) =>
      optimizeTable(
        tableFolder(lake, table),
        { connection, clock },
        {
          zOrderBy,
          where,
          targetFileBytes,
          commitInfo: sameStep,
          signal,
          onProgress: (progress) => onEvent?.({ kind: "bytes", table, ...progress }),
        },
      ),
    ({ unchanged }) => !unchanged,
  );
}

/** What to delete of the tables. */
export type VacuumChoice = {
  retentionHours?: number | undefined;
  dryRun?: boolean;
  force?: boolean;
};

/** Deletes files of tables that nobody needs any more, one table after another. */
export async function vacuumTables(
  { retentionHours, dryRun = false, force = false }: VacuumChoice,
  options: MaintainOptions,
): Promise<VacuumedTable[]> {
  const { lake, connection, clock, signal } = options;
  const retention = retentionHours === undefined ? {} : { retentionHours };
  return each(
    options,
    (table) =>
      vacuumTable(
        tableFolder(lake, table),
        { connection, clock },
        { ...retention, dryRun, force, commitInfo: sameStep, signal },
      ),
    ({ files }) => files.length > 0,
  );
}

async function each<T>(
  { tables, signal, onEvent }: MaintainOptions,
  work: (table: string) => Promise<T>,
  hasChanged: (result: T) => boolean,
): Promise<(T & { table: string })[]> {
  const done: (T & { table: string })[] = [];
  for (const table of tables) {
    signal?.throwIfAborted();
    onEvent?.({ kind: "started", table });
    const started = monotonicMs();
    const result = await work(table);
    done.push({ ...result, table });
    const elapsedMs = monotonicMs() - started;
    onEvent?.({ kind: "finished", table, changed: hasChanged(result), elapsedMs });
  }
  return done;
}

/** The record of the step whose rows still stand in the table, if any, and its own version. */
function sameStep(base: Snapshot): JsonObject {
  const record = earshotInfo(base);
  if (record["step"] === undefined) return record; // else another program's rows would look like a step's
  return { ...record, step_version: record["step_version"] ?? base.version };
}
