import { rm } from "node:fs/promises";

import { isJsonObject, type Json, type JsonObject } from "../delta-log/json.ts";
import { quoteText, quoteTexts } from "../../core/base/sql-text.ts";
import { countOf, escapeGlob, textOf, type SqlConnection } from "../delta-log/sql.ts";
import type { ColumnFigures } from "../delta-log/stats.ts";

/** How Parquet files are written. */
export type CopyOptions = {
  compression: "zstd" | "snappy";
};

/** One file that a COPY wrote. */
export type CopiedFile = {
  path: string;
  rowCount: number;
  size: number;
  /** Figures of the top-level columns by name. */
  figures: ReadonlyMap<string, ColumnFigures>;
  partitionKeys: ReadonlyMap<string, string | null>;
};

/** DuckDB's own default; smaller and larger ones were not faster. */
export const rowsPerRowGroup = 122_880;

/**
 * Runs one COPY and tells what it wrote; files without rows are deleted at once.
 *
 * @param extra - More options of the COPY, as SQL.
 */
export async function copyRows(
  connection: SqlConnection,
  { select, path, extra }: { select: string; path: string; extra: readonly string[] },
  { compression }: CopyOptions,
): Promise<CopiedFile[]> {
  const options = [
    "FORMAT parquet",
    "RETURN_STATS true",
    `COMPRESSION ${compression}`,
    ...(compression === "zstd" ? ["COMPRESSION_LEVEL 1"] : []),
    `ROW_GROUP_SIZE ${rowsPerRowGroup}`,
    ...extra,
  ];
  const rows = await connection.rows(
    `COPY (${select}) TO ${quoteText(path)} (${options.join(", ")})`,
  );
  const files = rows.map(parseCopied);
  const empty = files.filter(({ rowCount }) => rowCount === 0);
  await Promise.all(empty.map((file) => rm(file.path, { force: true })));
  return withoutNanBounds(
    connection,
    files.filter(({ rowCount }) => rowCount > 0),
  );
}

function parseCopied(row: JsonObject): CopiedFile {
  const figures = new Map<string, ColumnFigures>();
  for (const [key, value] of entriesOf(row.column_statistics)) {
    const name = /^"((?:[^"]|"")*)"$/.exec(key)?.[1]; // nested ones read "a"."b"
    if (name === undefined) continue;
    figures.set(name.replaceAll('""', '"'), Object.fromEntries(textEntries(value)));
  }
  return {
    path: textOf(row.filename),
    rowCount: countOf(row.count),
    size: countOf(row.file_size_bytes),
    figures,
    partitionKeys: new Map(
      entriesOf(row.partition_keys).map(([key, value]) => [
        key,
        typeof value === "string" ? value : null,
      ]),
    ),
  };
}

/** The entries of a DuckDB MAP as it comes in JSON: a list of keys and values. */
function entriesOf(map: Json | undefined): [string, Json][] {
  return (Array.isArray(map) ? map : []).flatMap((entry) =>
    isJsonObject(entry) && typeof entry.key === "string" ? [[entry.key, entry.value ?? null]] : [],
  );
}

function textEntries(map: Json): [string, string][] {
  return entriesOf(map).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value]] : [],
  );
}

/**
 * Takes away the bounds of floating columns that hold a NaN. RETURN_STATS (1.5.6) says `has_nan`
 * of the last row group only, and its bounds leave NaNs out; a row group that holds one has no
 * bounds in the footer, which tells.
 */
async function withoutNanBounds(
  connection: SqlConnection,
  files: CopiedFile[],
): Promise<CopiedFile[]> {
  const doubtful = files.filter(
    ({ rowCount, figures }) =>
      rowCount > rowsPerRowGroup &&
      [...figures.values()].some(({ has_nan, min }) => has_nan === "false" && min !== undefined),
  );
  if (doubtful.length === 0) return files;
  const paths = quoteTexts(doubtful.map(({ path }) => escapeGlob(path)));
  const rows = await connection.rows(
    `SELECT DISTINCT file_name, path_in_schema FROM parquet_metadata(${paths}) ` +
      "WHERE stats_min_value IS NULL AND stats_null_count IS DISTINCT FROM num_values",
  );
  const unbounded = new Set(
    rows.map((row) => `${textOf(row.file_name)}\n${textOf(row.path_in_schema)}`),
  );
  return files.map((file) => {
    const figures = new Map(file.figures);
    for (const [name, column] of file.figures) {
      if (!unbounded.has(`${file.path}\n${name}`)) continue;
      figures.set(name, { ...column, min: undefined, max: undefined });
    }
    return { ...file, figures };
  });
}
