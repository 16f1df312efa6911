import { assert } from "../../core/base/errors.ts";
import { listTables, lakeIn, tableFolder } from "../../flow/pipeline/lake.ts";
import {
  tableColumns,
  tableDetail,
  tableHistory,
  type Described,
} from "../../flow/query/describe-table.ts";
import { QueryDeniedError, QueryError } from "../../flow/query/query-errors.ts";
import { queryableTables, type QueryAnswer } from "../../flow/query/run-query.ts";
import type { Statement } from "../../flow/query/statements.ts";
import { sqlType } from "../../storage/delta/duckdb-types.ts";
import type { Json } from "../../storage/delta-log/json.ts";
import { findTable, optimizeLake, vacuumLake } from "./maintain.ts";
import { withProject, type OpenProject, type Scope } from "./scope.ts";

/**
 * What a caller may do with SQL: `read` tables and what there is to know of them, or `maintain`
 * them as well.
 */
export type Rights = "read" | "maintain";

export type StatementOptions = { rights: Rights; signal?: AbortSignal | undefined };

/** Statements by what they do. */
type Change = Extract<Statement, { kind: "optimize" | "vacuum" }>;
type Description = Exclude<Statement, Change>;
type Found<S> = { statement: S; id: string };

/**
 * Runs statements one after another; each that changes a table is a commit of its own, and when
 * one fails those before it stand. Every table is looked for before the first begins.
 */
export async function runStatements(
  scope: Scope,
  statements: readonly Statement[],
  { rights, signal }: StatementOptions,
): Promise<QueryAnswer> {
  const changes = statements.filter(isChange);
  if (changes.length > 0 && rights !== "maintain") {
    throw new QueryDeniedError(
      "OPTIMIZE and VACUUM need the right to maintain the lake, and only reading is allowed here; " +
        "`earshot sql`, `earshot optimize` and `earshot vacuum` have it where the lake is",
    );
  }
  const [description] = statements.filter(isDescription);
  if (description === undefined) return await answerOf(scope, changes, signal);
  if (statements.length > 1) {
    throw new QueryError("one DESCRIBE at a time, by itself: each has columns of its own");
  }
  return tableAnswer(await describe(scope, description, signal));
}

function isChange(statement: Statement): statement is Change {
  return statement.kind === "optimize" || statement.kind === "vacuum";
}

function isDescription(statement: Statement): statement is Description {
  return !isChange(statement);
}

async function describe(
  scope: Scope,
  statement: Description,
  signal: AbortSignal | undefined,
): Promise<Described> {
  const lake = lakeIn(scope.dataFolder);
  const find = (tables: readonly string[]): string =>
    findTable(statement.table, { tables, folder: lake.tables });
  if (statement.kind === "history") {
    return tableHistory(tableFolder(lake, find(await listTables(lake))), statement.rowsMax);
  }
  return withProject(scope, signal, async ({ executor, project }) => {
    if (statement.kind === "columns") {
      return describeColumns(find(await queryableTables(project, lake)), { executor, project });
    }
    const id = find(await listTables(lake));
    const snapshot = await executor.snapshot(id);
    assert(snapshot !== undefined, `${id} is listed, and not there`);
    return tableDetail(id, snapshot);
  });
}

/** Columns of a table that is there, of a view, or of a table that a run would make. */
async function describeColumns(
  id: string,
  { executor, project }: Pick<OpenProject, "executor" | "project">,
): Promise<Described> {
  const snapshot = await executor.snapshot(id);
  const stored = snapshot?.schema.map(({ name, type }) => [name, sqlType(type)] as const);
  const docs = Object.entries(project.models.get(id)?.columns ?? {}).map(
    ([name, { doc }]) => [name, doc] as const,
  );
  return tableColumns(
    stored === undefined ? (project.columns.get(id) ?? {}) : Object.fromEntries(stored),
    Object.fromEntries(docs),
  );
}

/** Runs the changes; a row for each says what became of the table. */
async function answerOf(
  scope: Scope,
  statements: readonly Change[],
  signal: AbortSignal | undefined,
): Promise<QueryAnswer> {
  const lake = lakeIn(scope.dataFolder);
  const nameable = { tables: await listTables(lake), folder: lake.tables };
  const changes = statements.map((statement) => {
    return { statement, id: findTable(statement.table, nameable) };
  });
  const rows: Json[][] = [];
  for (const { statement, id } of changes) {
    if (statement.kind === "optimize")
      rows.push(...(await optimize(scope, { statement, id }, signal)));
    else rows.push(...(await vacuum(scope, { statement, id }, signal)));
  }
  const columns = [
    "table",
    "operation",
    "version",
    "files_added",
    "files_removed",
    "bytes_added",
    "bytes_removed",
  ];
  return tableAnswer({ columns, rows });
}

async function optimize(
  scope: Scope,
  { statement: { where, zOrderBy }, id }: Found<Extract<Change, { kind: "optimize" }>>,
  signal: AbortSignal | undefined,
): Promise<Json[][]> {
  const columns = zOrderBy.length === 0 ? undefined : zOrderBy;
  const done = await optimizeLake(scope, { tables: [id], where, zOrderBy: columns, signal });
  const bytesOf = (files: readonly { size: number }[]): number =>
    files.reduce((sum, { size }) => sum + size, 0);
  return done.map(({ table, version, addedFiles, removedFiles }) => [
    table,
    "OPTIMIZE",
    version,
    addedFiles.length,
    removedFiles.length,
    bytesOf(addedFiles),
    bytesOf(removedFiles),
  ]);
}

async function vacuum(
  scope: Scope,
  { statement: { retentionHours, dryRun }, id }: Found<Extract<Change, { kind: "vacuum" }>>,
  signal: AbortSignal | undefined,
): Promise<Json[][]> {
  const done = await vacuumLake(scope, { tables: [id], retentionHours, dryRun, signal });
  const operation = dryRun ? "VACUUM DRY RUN" : "VACUUM";
  return done.map(({ table, version, files, bytes }) => [
    table,
    operation,
    version,
    0,
    files.length,
    0,
    bytes,
  ]);
}

function tableAnswer({ columns, rows }: Described): QueryAnswer {
  return {
    columns,
    chunks: (async function* chunks() {
      yield rows;
    })(),
    reads: [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
