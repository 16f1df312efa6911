import { newRunId } from "../../core/base/ids.ts";
import { UnknownStepError } from "../../flow/pipeline/choose.ts";
import { holdLake, type Holder } from "../../flow/pipeline/lake-lock.ts";
import { clearPassingFiles, lakeIn, listTables, type Lake } from "../../flow/pipeline/lake.ts";
import {
  optimizeTables,
  vacuumTables,
  type MaintainEvent,
  type MaintainOptions,
  type OptimizedTable,
  type VacuumedTable,
} from "../../flow/pipeline/maintain.ts";
import { QueryError } from "../../flow/query/query-errors.ts";
import { resolveTable } from "../../flow/query/resolve-table.ts";
import type { SpelledTable } from "../../flow/query/statements.ts";
import { withProject, type Scope } from "./scope.ts";

/** Which tables to maintain, and whom to tell. */
export type MaintainInput = {
  /** Names as queries have them: `gold.tickets`, or `tickets` for the layer nearest to gold. */
  tables: readonly string[] | "all";
  /** Milliseconds to wait while a run holds the lake; default 0. */
  waitMs?: number;
  onWait?: (holder: Holder) => void;
  onEvent?: (event: MaintainEvent) => void;
  signal?: AbortSignal | undefined;
};

export type OptimizeInput = MaintainInput & {
  /** Columns to cluster the rows by, in any case; default: only put small files together. */
  zOrderBy?: readonly string[] | undefined;
  /** Which partitions: a condition on partition columns, as SQL. */
  where?: string | undefined;
};

export type VacuumInput = MaintainInput & {
  /** Hours for which removed files stay; default: each table's own, a week. */
  retentionHours?: number | undefined;
  /** Only say what would be deleted. */
  dryRun?: boolean;
  /** Allow fewer hours than a table's own. */
  force?: boolean;
};

/** Rearranges tables while no run writes to them. */
export function optimizeLake(scope: Scope, input: OptimizeInput): Promise<OptimizedTable[]> {
  const { zOrderBy, where } = input;
  const targetFileBytes = scope.settings.settings.limits.optimized_file_bytes;
  return heldLake(scope, input, (options) =>
    optimizeTables({ zOrderBy, where, targetFileBytes }, options),
  );
}

/** Vacuums tables while no run writes to them; a dry run needs no such care. */
export function vacuumLake(scope: Scope, input: VacuumInput): Promise<VacuumedTable[]> {
  const { retentionHours, dryRun = false, force = false } = input;
  const work = (options: MaintainOptions): Promise<VacuumedTable[]> =>
    vacuumTables({ retentionHours, dryRun, force }, options);
  return dryRun ? openTables(scope, input, work) : heldLake(scope, input, work);
}

/** Does work with the lake in hand. A run would find its tables changed under its feet. */
async function heldLake<T>(
  scope: Scope,
  input: MaintainInput,
  work: (options: MaintainOptions) => Promise<T>,
): Promise<T> {
  const { clock, dataFolder } = scope;
  const { waitMs = 0, onWait, signal } = input;
  const lake = lakeIn(dataFolder);
  const lock = await holdLake(lake, {
    runId: newRunId(clock),
    clock,
    waitMs,
    signal,
    ...(onWait === undefined ? {} : { onWait }),
  });
  try {
    await clearPassingFiles(lake);
    return await openTables(scope, input, work);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

function openTables<T>(
  scope: Scope,
  { tables, onEvent, signal }: MaintainInput,
  work: (options: MaintainOptions) => Promise<T>,
): Promise<T> {
  const { clock } = scope;
  return withProject(scope, signal, async ({ executor, lake }) => {
    const chosen = await chooseTables(lake, tables);
    await using session = await executor.session();
    const { connection } = session;
    return await work({ lake, tables: chosen, connection, clock, signal, onEvent });
  });
}

/** The ids of the tables that names mean, each once. */
async function chooseTables(lake: Lake, names: readonly string[] | "all"): Promise<string[]> {
  const tables = await listTables(lake);
  if (names === "all") return tables;
  const ids = names.map((name) => {
    const point = name.indexOf(".");
    const spelled = { schema: name.slice(0, Math.max(point, 0)), table: name.slice(point + 1) };
    return findTable(spelled, { tables, folder: lake.tables });
  });
  return [...new Set(ids)];
}

/**
 * The table that a command or a statement works on.
 *
 * @throws UnknownStepError with the nearest name; QueryDeniedError for a file.
 */
export function findTable(
  { schema, table }: SpelledTable,
  nameable: { tables: readonly string[]; folder: string },
): string {
  try {
    return resolveTable(schema, table, nameable);
  } catch (error) {
    throw error instanceof QueryError ? new UnknownStepError(error.message) : error;
  }
}
