import type { AddFile } from "./actions.ts";
import { withoutDeleted } from "./deletion-vector.ts";
import { sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "./errors.ts";
import { localPath } from "./paths.ts";
import { parquetSource } from "./parquet-source.ts";
import { literalSql, predicateSql, type Predicate } from "./predicate.ts";
import type { StructField } from "./schema.ts";
import { mayHold } from "./skipping.ts";
import type { Snapshot } from "./snapshot.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { rowCountOf } from "./stats.ts";

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
  /** Rows in those files before filtering, without deleted ones; undefined when one does not say. */
  rowCount: number | undefined;
};

/**
 * Plans the reading of a snapshot. Files that by their partition values or stats cannot hold a
 * matching row are left out; columns that a file does not have yet are null in it.
 *
 * Row order is that of the files, unless DuckDB is told not to keep it or a file has a deletion
 * vector.
 *
 * @throws DeltaSchemaError for a column the table does not have, or a value not of its type.
 * @throws DeltaCorruptError when a deletion vector is missing or damaged.
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
  const from = filesSql(read, { paths, files }, snapshot);
  return {
    sql: filter === "" ? `(${from})` : `(SELECT ${names} FROM (${from})${filter})`,
    files,
    rowCount: sumOfRows(files),
  };
}

/** Files of a table with where they lie. */
export type LocatedFiles = { paths: readonly string[]; files: readonly AddFile[] };

/** What the files of a table are read with. */
export type FilesSqlOptions = Pick<Snapshot, "folder" | "partitionColumns"> & {
  /** Name of one more column: the file's position in `files`, from 0. */
  fileIndex?: string;
  /** Name of one more column: the row's position in its file, from 0. */
  rowIndex?: string;
};

/**
 * A SELECT of a table's columns from some of its files, without the rows that are deleted there.
 */
export function filesSql(
  columns: readonly StructField[],
  { paths, files }: LocatedFiles,
  { folder, partitionColumns, fileIndex, rowIndex }: FilesSqlOptions,
): string {
  const isEmpty = files.length === 0;
  const stored = columns.filter(({ name }) => !partitionColumns.includes(name));
  const { from, names } = parquetSource(paths, stored, sumOfRows(files));
  const list = columns.map((column) => {
    const quoted = quoteName(column.name);
    if (isEmpty) return `NULL::${sqlType(column.type)} AS ${quoted}`;
    return `${names.get(column.name) ?? partitionSql(column, files)} AS ${quoted}`;
  });
  for (const [source, name] of [
    ["file_index", fileIndex],
    ["file_row_number", rowIndex],
  ] as const) {
    if (name !== undefined) list.push(`${isEmpty ? "0" : source}::BIGINT AS ${quoteName(name)}`);
  }
  if (isEmpty) return `SELECT ${list.join(", ")} WHERE false`;
  return `SELECT ${list.join(", ")} FROM ${withoutDeleted(from, folder, files)}`;
}

/** A partition column's value, which stands in the log and not in the files. */
function partitionSql({ name, type }: StructField, files: readonly AddFile[]): string {
  const values = files.map(({ partitionValues }) => {
    const text = partitionValues[name] ?? "";
    return text === "" ? "NULL" : partitionLiteral(text, { name, type });
  });
  const same = new Set(values).size === 1 ? values[0] : undefined;
  const value = same ?? `([${values.join(", ")}])[file_index::BIGINT + 1]`;
  return `(${value})::${sqlType(type)}`;
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
    const rowCount = rowCountOf(file);
    if (rowCount === undefined) return undefined;
    sum += rowCount;
  }
  return sum;
}
