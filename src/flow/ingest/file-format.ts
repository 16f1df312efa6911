import { basename } from "node:path";

import { EarshotError } from "../../core/base/errors.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import { readCsv } from "./read-csv.ts";
import { countJson, readJson } from "./read-json.ts";
import { readParquet } from "./read-parquet.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";
import { unreadableFile } from "./unreadable.ts";

type Format = "csv" | "json" | "ndjson" | "parquet";

/**
 * SELECT over one file: all its columns as text under names the lake takes, then `_row`. A file
 * without columns gives no rows.
 *
 * @throws UnreadableFileError with the file, and the line where the engine knows it.
 */
export async function readSelect(
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
): Promise<string> {
  const format = formatOf(part, context);
  try {
    const { from, columns } = await readers[format](part, context, connection);
    if (columns.length === 0) return "SELECT CAST(1 AS BIGINT) AS _row WHERE false";
    const list = columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ");
    return `SELECT ${list}, row_number() OVER () AS _row FROM ${from}`;
  } catch (cause) {
    context.signal?.throwIfAborted();
    throw cause instanceof EarshotError ? cause : unreadableFile(part, cause);
  }
}

/** Rows of one file, counted with as little work as its format allows. */
export async function countRows(
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
): Promise<number> {
  const format = formatOf(part, context);
  try {
    if (format === "json") return await countJson(part, "auto", context, connection);
    if (format === "ndjson") return await countJson(part, "newline_delimited", context, connection);
    const select = await readSelect(part, context, connection);
    const row = await connection.row(`SELECT count(*) AS n FROM (${select})`);
    return Number(row?.["n"] ?? 0);
  } catch (cause) {
    context.signal?.throwIfAborted();
    throw unreadableFile(part, cause);
  }
}

function formatOf({ name }: SourcePart, { settings }: SourceContext): Format {
  if (settings.format !== undefined) return settings.format;
  const extension = /\.(csv|tsv|txt|json|ndjson|jsonl|parquet)(\.gz)?$/i
    .exec(basename(name))?.[1]
    ?.toLowerCase();
  switch (extension) {
    case "csv":
    case "tsv":
    case "txt":
      return "csv";
    case "json":
      return "json";
    case "ndjson":
    case "jsonl":
      return "ndjson";
    case "parquet":
      return "parquet";
    default:
      throw new UnreadableFileError(
        `${name}: its name does not tell the format; set \`format\` of its source to csv, json, ndjson or parquet`,
      );
  }
}

type Reader = (
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
) => Promise<Relation>;

const readers: Readonly<Record<Format, Reader>> = {
  csv: readCsv,
  json: (part, context, connection) => readJson(part, "auto", context, connection),
  ndjson: (part, context, connection) => readJson(part, "newline_delimited", context, connection),
  parquet: readParquet,
};
