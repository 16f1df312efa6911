import type { AddFile } from "./actions.ts";
import { sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "./errors.ts";
import { localPath } from "./paths.ts";
import { literalSql, predicateSql, type Predicate } from "./predicate.ts";
import type { StructField } from "./schema.ts";
import { mayHold } from "./skipping.ts";
import type { Snapshot } from "./snapshot.ts";
import { escapeGlob, quoteName, quoteText, quoteTexts } from "./sql.ts";
import { statsOf } from "./stats.ts";

/** Which part of a table to read; default: all of it. */
export type ScanOptions = {
  /** Columns in the order wanted; default: all, in the schema's order. */
  columns?: readonly string[];
  /** Conditions joined by AND: they choose the files, and filter the rows. */
  where?: readonly Predicate[];
};

/** How to read a part of a table with DuckDB. */
export type Scan = {
  /** A SELECT in parentheses, to stand in a FROM. */
  sql: string;
  /** The files it reads, in the table's order. */
  files: AddFile[];
  /** Rows in those files before filtering; undefined when a file does not say. */
  rowCount: number | undefined;
};

/**
 * Plans the reading of a snapshot. Files that by their partition values or stats cannot hold a
 * matching row are left out; columns that a file does not have yet are null in it.
 *
 * Row order is that of the files, unless DuckDB is told not to keep it.
 *
 * @throws DeltaSchemaError for a column the table does not have, or a value not of its type.
 */
export function scan(snapshot: Snapshot, { columns, where = [] }: ScanOptions = {}): Scan {
  const byName = new Map(snapshot.schema.map((column) => [column.name, column]));
  const find = (name: string): StructField => {
    const column = byName.get(name);
    if (column !== undefined) return column;
    throw new DeltaSchemaError(
      `${snapshot.folder} has no column ${name}; it has ${[...byName.keys()].join(", ")}`,
    );
  };
  const wanted = columns?.map(find) ?? snapshot.schema;
  const conditions = where.map((predicate) => predicateSql(predicate, find(predicate.column)));
  const paths: string[] = [];
  const files: AddFile[] = [];
  for (const [path, file] of snapshot.files) {
    if (!mayHold(file, where, byName)) continue;
    paths.push(localPath(snapshot.folder, path));
    files.push(file);
  }
  const read = [...new Set([...wanted, ...where.map(({ column }) => find(column))])];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const names = wanted.map(({ name }) => quoteName(name)).join(", ");
  const from = filesSql(snapshot, read, { paths, files });
  return {
    sql: filter === "" ? `(${from})` : `(SELECT ${names} FROM (${from})${filter})`,
    files,
    rowCount: sumOfRows(files),
  };
}

/**
 * A SELECT over given files of a table.
 *
 * @param fileIndex - Name of one more column: the file's position in `files`, from 0.
 */
export function filesSql(
  { partitionColumns }: Pick<Snapshot, "partitionColumns">,
  columns: readonly StructField[],
  { paths, files, fileIndex }: { paths: string[]; files: readonly AddFile[]; fileIndex?: string },
): string {
  const index = fileIndex === undefined ? [] : [`file_index::BIGINT AS ${quoteName(fileIndex)}`];
  if (files.length === 0) {
    const empty = columns.map(({ name, type }) => `NULL::${sqlType(type)} AS ${quoteName(name)}`);
    return `SELECT ${[...empty, ...index.map(() => `0::BIGINT AS ${quoteName(fileIndex ?? "")}`)].join(", ")} WHERE false`;
  }
  const stored: string[] = [];
  const selected = columns.map((column, i) => {
    const { name, type } = column;
    if (partitionColumns.includes(name)) return partitionSql(column, files);
    // Read under a name of our own, so that none clashes with DuckDB's virtual columns.
    stored.push(
      `${quoteText(name)}: {name: 'c${i}', type: ${quoteText(sqlType(type))}, default_value: NULL}`,
    );
    return `c${i} AS ${quoteName(name)}`;
  });
  if (stored.length === 0) stored.push("'': {name: 'c', type: 'INTEGER', default_value: NULL}");
  const list = quoteTexts(paths.map(escapeGlob));
  return (
    `SELECT ${[...selected, ...index].join(", ")} FROM ` +
    `read_parquet(${list}, hive_partitioning = false, schema = MAP {${stored.join(", ")}})`
  );
}

/** A partition column's value, which stands in the log and not in the files. */
function partitionSql({ name, type }: StructField, files: readonly AddFile[]): string {
  const values = files.map(({ partitionValues }) => {
    const text = partitionValues[name] ?? "";
    return text === "" ? "NULL" : partitionLiteral(text, { name, type });
  });
  const same = new Set(values).size === 1 ? values[0] : undefined;
  const value = same ?? `([${values.join(", ")}])[file_index::BIGINT + 1]`;
  return `(${value})::${sqlType(type)} AS ${quoteName(name)}`;
}

function partitionLiteral(
  text: string,
  { name, type }: Pick<StructField, "name" | "type">,
): string {
  if (typeof type !== "string" || type === "binary") {
    throw new DeltaSchemaError(
      `the partition column ${name} is of a type that Earshot cannot read`,
    );
  }
  if (type === "timestamp" || type === "timestamp_ntz") return literalSql(text, type);
  return `${quoteText(text)}::${sqlType(type)}`;
}

function sumOfRows(files: readonly AddFile[]): number | undefined {
  let sum = 0;
  for (const file of files) {
    const { rowCount } = statsOf(file);
    if (rowCount === undefined) return undefined;
    sum += rowCount;
  }
  return sum;
}
