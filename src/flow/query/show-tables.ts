import { quoteName } from "../../core/base/sql-text.ts";
import { sqlType } from "../../storage/delta/duckdb-types.ts";
import { DeltaTimeMissingError, DeltaVersionMissingError } from "../../storage/delta-log/errors.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";
import type { LocalExecutor, TableVersion } from "../pipeline/local-executor.ts";
import type { LocalSession } from "../pipeline/local-session.ts";
import { passingPseudonymizer } from "../mask/privacy.ts";
import { openShown } from "../mask/shown.ts";
import { openRelations } from "../pipeline/relations.ts";
import type { Project } from "../pipeline/steps.ts";
import { anyRow, narrowSnapshot } from "./conditions.ts";
import type { NamedTable } from "./guard.ts";
import { goneVersion } from "./gone-version.ts";
import { pushedConditions } from "./pushed-conditions.ts";
import { QueryError } from "./query-errors.ts";

/** What a query reads of one version of a table: whole files, as far as their log tells. */
export type TableRead = {
  /** The table: `gold.tickets`. */
  table: string;
  version: number;
  /** Files that may hold what the query asks for; the others are not opened. */
  filesRead: number;
  files: number;
  bytesRead: number;
  bytes: number;
};

export type ShowInput = {
  project: Project;
  executor: LocalExecutor;
  session: LocalSession;
  /** The query, checked. */
  sql: string;
  /** The tables it names. */
  tables: readonly NamedTable[];
  writeFolder: string | undefined;
};

/** Schema of the empty stand-ins; no table of the lake is in it. */
const shapeSchema = "shapes";

/** A version of a table under the name that queries and views use. */
type Shown = { id: string; snapshot: Snapshot };

/**
 * Makes the tables a query names readable under the names it uses, each with those files alone
 * that may hold what it asks for, and closes the engine to all other files. Tables stand empty
 * while the engine plans the query, which says what it asks for.
 */
export async function showTables(input: ShowInput): Promise<TableRead[]> {
  const { executor, session, sql, writeFolder } = input;
  const shown = new Map<string, Shown>();
  await showShapes(input, shown);
  const snapshots = [...shown.values()].map(({ snapshot }) => snapshot);
  await executor.confine(snapshots, writeFolder);
  const shapes = new Map([...shown].map(([name, { snapshot }]) => [name, snapshot.schema]));
  const isChoice = snapshots.some(({ files }) => files.size > 1);
  const conditions = isChoice
    ? await pushedConditions(session.connection, sql, { schema: shapeSchema, shapes })
    : new Map<string, never>();
  const reads: TableRead[] = [];
  for (const [name, { id, snapshot }] of shown) {
    const narrow = narrowSnapshot(snapshot, conditions.get(name) ?? anyRow);
    await executor.showSnapshot(name, narrow).catch(async (cause: unknown) => {
      throw (await goneVersion(cause, { id, snapshot, executor })) ?? cause;
    });
    reads.push(readOf(id, snapshot, narrow));
  }
  return reads;
}

/** Shows every table that the query reads, itself or by way of views, as an empty stand-in. */
async function showShapes(
  { project, executor, tables }: ShowInput,
  shown: Map<string, Shown>,
): Promise<void> {
  await executor.define(`CREATE SCHEMA ${shapeSchema}`);
  const showShape = async (name: string, id: string, at?: TableVersion): Promise<boolean> => {
    const snapshot = await executor.snapshot(id, at);
    if (snapshot === undefined) return false;
    const columns = snapshot.schema.map(
      (column) => `${quoteName(column.name)} ${sqlType(column.type)}`,
    );
    const shape = `${shapeSchema}.${quoteName(name)}`;
    await executor.define(`CREATE OR REPLACE TABLE ${shape} (${columns.join(", ")})`);
    await executor.showSelect(name, `SELECT * FROM ${shape}`);
    shown.set(name, { id, snapshot });
    return true;
  };
  const shower = { ...executor, showTable: (id: string) => showShape(id, id) };
  const relations = openRelations(project, shower, openShown(passingPseudonymizer()));
  await relations.show(tables.filter(({ at }) => at === undefined).map(({ id }) => id));
  for (const { schema, name, id, at } of tables) {
    const shownAs = `${schema === "" ? "main" : schema}.${name}`;
    if (at !== undefined) {
      if (project.views.has(id))
        throw new QueryError(`${id} is computed when asked; it has no versions`);
      const found = await showShape(shownAs, id, at).catch(explainMissing);
      if (!found) throw new QueryError(`${id} is not there yet; \`earshot run\` makes it`);
    } else if (shownAs.toLowerCase() !== id.toLowerCase()) {
      const [layer = "", table = ""] = id.split(".");
      await executor.showSelect(shownAs, `SELECT * FROM ${quoteName(layer)}.${quoteName(table)}`);
    }
  }
}

function explainMissing(cause: unknown): never {
  if (cause instanceof DeltaVersionMissingError || cause instanceof DeltaTimeMissingError) {
    throw new QueryError(cause.message, { cause });
  }
  throw cause;
}

function readOf(table: string, whole: Snapshot, narrow: Snapshot): TableRead {
  const bytesOf = ({ files }: Snapshot): number =>
    [...files.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    table,
    version: whole.version,
    filesRead: narrow.files.size,
    files: whole.files.size,
    bytesRead: bytesOf(narrow),
    bytes: bytesOf(whole),
  };
}
