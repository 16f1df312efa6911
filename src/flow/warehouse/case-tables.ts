import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import { originType } from "./conform.ts";
import { loadMacros } from "./models.ts";
import { tableId, type SqlModel } from "./sql-model.ts";

/** For the tests only: a cell as a case file writes it. */
export type Cell = string | number | boolean | null | readonly string[] | CaseOrigin;
export type CaseRow = Readonly<Record<string, Cell>>;
/** The `_origin` of a row of `conformed.`; what is left out is made up. */
export type CaseOrigin = {
  source?: string;
  file?: string;
  row?: number;
  ingested_at?: string;
  failures?: readonly string[];
};
export type Types = Readonly<Record<string, string>>;

/** A DuckDB with the macros of the SQL models, closed at the end of an `await using`. */
export async function openCaseDatabase(): Promise<Connection & AsyncDisposable> {
  const tempFolder = await mkdtemp(join(tmpdir(), "earshot-cases-"));
  const database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
  const connection = await database.connect();
  await connection.run(loadMacros());
  await connection.run(
    ["conformed", "raw", "silver", "enriched", "gold"]
      .map((schema) => `CREATE SCHEMA ${schema};`)
      .join("\n"),
  );
  return {
    ...connection,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(tempFolder, { recursive: true, force: true });
    },
  };
}

/** Columns and types of every table a model may read, by id, as the declarations tell. */
export function caseTables(
  entities: ReadonlyMap<string, Entity>,
  models: readonly SqlModel[],
  stages: readonly LoadedStage[],
): ReadonlyMap<string, Types> {
  const tables = new Map<string, Types>();
  for (const entity of entities.values()) {
    const types = entityColumns(entity);
    tables.set(`conformed.${entity.table}`, { ...types, _origin: originType });
    tables.set(`raw.${entity.table}`, types);
    tables.set(`silver.${entity.table}`, {
      ...types,
      _source: "VARCHAR",
      _file: "VARCHAR",
      _row: "BIGINT",
    });
  }
  for (const model of models) {
    if (model.kind === "entity") continue;
    tables.set(tableId(model), headerColumns(model));
    tables.set(`raw.${model.name}`, headerColumns(model));
  }
  for (const { stage } of stages) tables.set(stage.writes, stage.output);
  return tables;
}

/** Columns of an entity with its system, without where the rows came from. */
export function entityColumns({ columns }: Entity): Types {
  const types = Object.entries(columns).map(([name, { type }]) => [name, type]);
  return { system: "VARCHAR", ...Object.fromEntries(types) };
}

/** Columns of a model as its header tells. */
export function headerColumns({ columns }: SqlModel): Types {
  return Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]));
}

/** SELECT of rows: a column left out is NULL, a system left out is `crm`. */
export function rowsSelect(types: Types, rows: readonly CaseRow[], id: string): string {
  const names = Object.keys(types);
  for (const name of rows.flatMap((row) => Object.keys(row))) {
    if (name !== "_origin" && !names.includes(name)) throw new Error(`${id} has no column ${name}`);
  }
  if (rows.length === 0) {
    const nulls = names.map((name) => `CAST(NULL AS ${types[name]!}) AS ${quoteName(name)}`);
    return `SELECT ${nulls.join(", ")} WHERE false`;
  }
  const tuples = rows.map((row) => {
    const given: CaseRow = { system: "crm", _origin: {}, ...row };
    const cells = names.map((name) => cellSql(given[name] ?? null, types[name]!));
    return `(${cells.join(", ")})`;
  });
  return `SELECT * FROM (VALUES ${tuples.join(",\n")}) AS t(${names.map(quoteName).join(", ")})`;
}

/** Rows with their place written into `_origin`, so that it stays when they are reordered. */
export function placed(rows: readonly CaseRow[]): CaseRow[] {
  return rows.map((row, index) => {
    const origin = row["_origin"] as CaseOrigin | undefined; // nothing else stands there
    return { ...row, _origin: { row: index + 1, ...origin } };
  });
}

/** A cell as SQL of a type. */
export function cellSql(cell: Cell, type: string): string {
  if (cell === null) return `CAST(NULL AS ${type})`;
  if (typeof cell !== "object") return `CAST(${quoteText(String(cell))} AS ${type})`;
  if (!("length" in cell)) return originSql(cell);
  return `CAST([${cell.map(quoteText).join(", ")}] AS ${type})`;
}

function originSql(origin: CaseOrigin): string {
  const {
    row = 1,
    source = "case",
    file = "case.csv",
    ingested_at = "2026-01-01T00:00:00Z",
    failures = [],
  } = origin;
  const cells = [
    `'source': ${cellSql(source, "VARCHAR")}`,
    `'file': ${cellSql(file, "VARCHAR")}`,
    `'row': ${cellSql(row, "BIGINT")}`,
    `'content_hash': ${cellSql(`hash ${row}`, "VARCHAR")}`,
    `'ingested_at': ${cellSql(ingested_at, "TIMESTAMPTZ")}`,
    `'failures': ${cellSql(failures, "VARCHAR[]")}`,
    `'unknown': CAST([] AS VARCHAR[])`,
    `'imputed': CAST([] AS VARCHAR[])`,
  ];
  return `CAST({${cells.join(", ")}} AS ${originType})`;
}

/** A text as SQL, whatever it holds, NUL too. */
function textSql(text: string | null): string {
  if (text === null) return "CAST(NULL AS VARCHAR)";
  return `decode(from_hex('${Buffer.from(text, "utf8").toString("hex")}'))`;
}

/** What an SQL expression over `x` gives for each text, as text. */
export async function expressionValues(
  connection: Connection,
  expression: string,
  texts: readonly (string | null)[],
): Promise<(string | null)[]> {
  const rows = texts.map((text, index) => `(${index}, ${textSql(text)})`);
  const found = await connection.rows(
    `SELECT CAST(${expression} AS VARCHAR) AS v FROM (VALUES ${rows.join(", ")}) AS t(i, x) ORDER BY i`,
  );
  return found.map(({ v }) => v as string | null); // it was cast to text
}
