import { rm } from "node:fs/promises";

import { assert } from "../../core/base/errors.ts";
import { copyRows, rowsPerRowGroup, type CopiedFile, type CopyOptions } from "./copy-rows.ts";
import { sqlType } from "./duckdb-types.ts";
import { keyRanges } from "./key-ranges.ts";
import { parquetSource } from "./parquet-source.ts";
import { literalSql } from "../delta-log/predicate.ts";
import type { DeltaType, StructField } from "../delta-log/schema.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { countOf, escapeGlob, type SqlConnection } from "../delta-log/sql.ts";
import { formatMicros } from "../delta-log/stats.ts";

/** What to write in order. */
export type OrderedInput = {
  connection: SqlConnection;
  select: string;
  /** Unique key that orders the rows; default: `select` orders them. */
  orderBy?: readonly string[] | undefined;
  /** The columns that `select` gives, in order. */
  columns: readonly StructField[];
  partitionBy: readonly string[];
  rowsPerFile: number;
  copy: CopyOptions;
  signal?: AbortSignal | undefined;
};

/**
 * Writes rows so that the bytes depend on the rows and their order alone, not on the number of
 * threads, the memory, or how DuckDB came by the rows.
 *
 * It rests on this (tried with 1 to 16 threads, in memory and spilling): a COPY right after a
 * sort writes row groups that are all full but the last; after a filter it does not. So all rows
 * go into one file first; that is the result when it is small enough and its row groups are full.
 * Otherwise each piece is read back sorted by row number, which needs no more memory than a piece.
 *
 * Given the key that orders the rows, and rows that are cheap to read several times, it sorts and
 * writes one range of keys after the other: the cost of a row is then the same for any number.
 *
 * @param path - The first file; others are named after it.
 */
export async function copyOrdered(input: OrderedInput, path: string): Promise<CopiedFile[]> {
  const { connection, select, orderBy, columns, partitionBy, rowsPerFile } = input;
  if (orderBy === undefined) return copySorted(input, path);
  const key = orderBy.map((name) => columns.find((column) => column.name === name)!); // its columns
  const order = orderBy.map((name) => `${quoteName(name)} NULLS FIRST`).join(", ");
  const sorted = `SELECT * FROM (${select})`;
  if (partitionBy.length > 0)
    return copySorted({ ...input, select: `${sorted} ORDER BY ${order}` }, path);
  const files: CopiedFile[] = [];
  for (const [i, range] of (await keyRanges({ connection, select, key, rowsPerFile })).entries()) {
    const piece = `${sorted} WHERE ${range} ORDER BY ${order}`;
    files.push(...(await copySorted({ ...input, select: piece }, `${path}-range-${i}`)));
  }
  return files;
}

/** Writes the rows of a SELECT that orders them. */
async function copySorted(input: OrderedInput, path: string): Promise<CopiedFile[]> {
  input.signal?.throwIfAborted();
  const { connection, select, partitionBy, copy } = input;
  const [whole] = await copyRows(connection, { select, path, extra: [] }, copy);
  if (whole === undefined) return [];
  if (partitionBy.length > 0) return copyPartitions(input, whole);
  if (whole.rowCount > input.rowsPerFile) return splitFile(input, whole, input.columns);
  if (await isFull(connection, whole)) return [whole];
  const refilled = await copyPiece(input, whole, { name: "full", columns: input.columns });
  await rm(whole.path, { force: true });
  return [refilled];
}

/** One file or more for each partition. */
async function copyPartitions(input: OrderedInput, whole: CopiedFile): Promise<CopiedFile[]> {
  const columns = input.columns.filter(({ name }) => !input.partitionBy.includes(name));
  const pieces: CopiedFile[] = [];
  for (const [i, { keys, where }] of (await listPartitions(input, whole)).entries()) {
    const name = `partition-${i}`;
    const piece = await copyPiece(input, whole, { name, columns, where });
    const keyed = { ...piece, partitionKeys: keys };
    pieces.push(
      ...(keyed.rowCount > input.rowsPerFile ? await splitFile(input, keyed, columns) : [keyed]),
    );
  }
  await rm(whole.path, { force: true });
  return pieces;
}

/** Splits a file that grew too large into pieces of `rowsPerFile` rows, in order. */
export async function splitFile(
  input: OrderedInput,
  file: CopiedFile,
  columns: readonly StructField[],
): Promise<CopiedFile[]> {
  const pieces: CopiedFile[] = [];
  for (let start = 0; start < file.rowCount; start += input.rowsPerFile) {
    const where = `file_row_number >= ${start} AND file_row_number < ${start + input.rowsPerFile}`;
    const piece = await copyPiece(input, file, {
      name: `piece-${start}`,
      columns,
      where: () => where,
    });
    pieces.push({ ...piece, partitionKeys: file.partitionKeys });
  }
  await rm(file.path, { force: true });
  return pieces;
}

/** The condition that picks rows, given what the columns are called. */
type Where = (names: ReadonlyMap<string, string>) => string;

/** Copies some rows of a file, sorted by their place in it. */
async function copyPiece(
  { connection, columns: all, copy, signal }: OrderedInput,
  file: CopiedFile,
  { name, columns, where }: { name: string; columns: readonly StructField[]; where?: Where },
): Promise<CopiedFile> {
  signal?.throwIfAborted();
  const { from, names } = parquetSource([file.path], all, file.rowCount);
  const list = columns.map(
    (column) => `${names.get(column.name) ?? ""} AS ${quoteName(column.name)}`,
  );
  const filter = where === undefined ? "" : ` WHERE ${where(names)}`;
  const select = `SELECT ${list.join(", ")} FROM ${from}${filter} ORDER BY file_row_number`;
  const path = `${file.path}-${name}`;
  const [piece] = await copyRows(connection, { select, path, extra: [] }, copy);
  assert(piece !== undefined, "copyPiece: a piece without rows was asked for");
  return piece;
}

/** True when every row group but the last has its full number of rows. */
async function isFull(connection: SqlConnection, { path, rowCount }: CopiedFile): Promise<boolean> {
  const [row] = await connection.rows(
    "SELECT count(DISTINCT row_group_id) AS groups, max(row_group_num_rows) AS most " +
      `FROM parquet_metadata(${quoteText(escapeGlob(path))})`,
  );
  const fewest = Math.ceil(rowCount / rowsPerRowGroup);
  return countOf(row?.groups) === fewest && countOf(row?.most) <= rowsPerRowGroup;
}

type Partition = { keys: ReadonlyMap<string, string | null>; where: Where };

/** The partitions in a file, in a fixed order, each with the condition that picks its rows. */
async function listPartitions(
  { connection, columns, partitionBy }: OrderedInput,
  { path, rowCount }: CopiedFile,
): Promise<Partition[]> {
  const { from, names } = parquetSource([path], columns, rowCount);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const texts = partitionBy.map((name, i) => {
    const column = names.get(name) ?? "";
    // A timestamp's text would depend on the session's time zone.
    return `${isInstant(types.get(name)) ? `epoch_us(${column})` : column}::VARCHAR AS k${i}`;
  });
  const rows = await connection.rows(
    `SELECT DISTINCT ${texts.join(", ")} FROM ${from} ORDER BY ALL NULLS FIRST`,
  );
  return rows.map((row) => {
    const keys = new Map(
      partitionBy.map((name, i) => {
        const text = row[`k${i}`];
        if (typeof text !== "string") return [name, null];
        return [name, isInstant(types.get(name)) ? formatMicros(BigInt(text)) : text];
      }),
    );
    const where: Where = (called) =>
      partitionBy
        .map((name) => equals(called.get(name) ?? "", keys.get(name) ?? null, types.get(name)))
        .join(" AND ");
    return { keys, where };
  });
}

function equals(column: string, text: string | null, type: DeltaType = "string"): string {
  if (text === null) return `${column} IS NULL`;
  const value = isInstant(type) ? literalSql(text, type) : `${quoteText(text)}::${sqlType(type)}`;
  return `${column} = ${value}`;
}

function isInstant(type: DeltaType | undefined): boolean {
  return type === "timestamp" || type === "timestamp_ntz";
}
