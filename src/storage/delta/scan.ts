import type { AddFile } from "../delta-log/actions.ts";
import { withoutDeleted } from "../delta-log/deletion-vector.ts";
import { sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError, DeltaUnsupportedError } from "../delta-log/errors.ts";
import { holdsInstants } from "./int96.ts";
import { localPath } from "../delta-log/paths.ts";
import { parquetSource } from "./parquet-source.ts";
import { literalSql, predicateSql, type Predicate } from "../delta-log/predicate.ts";
import type { StructField } from "../delta-log/schema.ts";
import { mayHold } from "../delta-log/skipping.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { rowCountOf } from "../delta-log/stats.ts";

/** Which part of a table to read; default: all of it. */
export type ScanOptions = {
  /** Columns in the order wanted; default: all, in the schema's order. */
  columns?: readonly string[];
  /** Conditions joined by AND: they choose the files, and filter the rows. */
  where?: readonly Predicate[];
  /** Files whose instants name no zone (`int96Files`); needed only outside of UTC. */
  int96?: ReadonlySet<string>;
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
export function scan(snapshot: Snapshot, options: ScanOptions = {}): Scan {
  const { columns, where = [], int96 = new Set() } = options;
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
  const found = [...snapshot.files].filter(([, file]) => mayHold(file, where, byName));
  const files = found.map(([, file]) => file);
  const read = [...new Set([...wanted, ...where.map(({ column }) => find(column))])];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const names = wanted.map(({ name }) => quoteName(name)).join(", ");
  const parts = [false, true].flatMap((isInt96) => {
    const some = found.filter(([path]) => int96.has(path) === isInt96);
    if (some.length === 0 && (isInt96 || found.length > 0)) return []; // no files are a part as well
    const paths = some.map(([path]) => localPath(snapshot.folder, path));
    return filesSql(read, { paths, files: some.map(([, file]) => file) }, { ...snapshot, isInt96 });
  });
  const from = parts.join(" UNION ALL ");
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
  /** The files' instants name no zone; needed only outside of UTC. */
  isInt96?: boolean;
  /** Name of one more column: the file's position in `files`, from 0. */
  fileIndex?: string;
  /** Name of one more column: the row's position in its file, from 0. */
  rowIndex?: string;
};

/** Names for both: where a row stands. */
export const rowPlace = { fileIndex: "__earshot_file", rowIndex: "__earshot_row" } as const;

/**
 * A SELECT of a table's columns from some of its files, without the rows that are deleted there.
 */
export function filesSql(
  columns: readonly StructField[],
  { paths, files }: LocatedFiles,
  { folder, partitionColumns, isInt96 = false, fileIndex, rowIndex }: FilesSqlOptions,
): string {
  const isEmpty = files.length === 0;
  const stored = columns.filter(({ name }) => !partitionColumns.includes(name));
  const written = isInt96 ? stored.map((column) => withoutZone(column, folder)) : stored;
  const { from, names } = parquetSource(paths, written, sumOfRows(files));
  const list = columns.map((column) => {
    const quoted = quoteName(column.name);
    if (isEmpty) return `NULL::${sqlType(column.type)} AS ${quoted}`;
    const name = names.get(column.name);
    const value = isInt96 && column.type === "timestamp" ? `timezone('UTC', ${name})` : name;
    return `${name === undefined ? partitionSql(column, files) : value} AS ${quoted}`;
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

/** A column as it stands in a file whose instants are INT96. */
function withoutZone(column: StructField, folder: string): StructField {
  if (column.type === "timestamp") return { ...column, type: "timestamp_ntz" };
  if (!holdsInstants(column)) return column;
  throw new DeltaUnsupportedError(
    folder,
    `column ${column.name} has times inside of it, written as INT96 without a zone, which are ` +
      "read in UTC only (set time_zone to UTC, or let `earshot optimize` write them again)",
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
