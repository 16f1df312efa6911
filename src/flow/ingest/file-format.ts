import { basename } from "node:path";

import { quoteName } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import { mendCsv } from "./mend-csv.ts";
import type { Mended } from "./mended.ts";
import { mendJson } from "./mend-json.ts";
import { readCsv } from "./read-csv.ts";
import { countJson, readJson } from "./read-json.ts";
import { readParquet } from "./read-parquet.ts";
import type { Relation } from "./relation.ts";
import type { Salvage, SourceContext, SourcePart } from "./source.ts";
import { tooManyColumns } from "./too-many-columns.ts";
import { refuseTooBroken } from "./too-broken.ts";

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
  const { read } = readers[formatOf(part, context)];
  return selectOf(part, await read(part, context, connection), context);
}

/**
 * The same over what can be read of a file in which the engine stumbled over something, and what
 * can't, set aside; undefined for a format of which nothing can be read then.
 *
 * @throws UnreadableFileError when more is set aside than `limits.rejected_share` allows.
 */
export async function readMended(
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
): Promise<Salvage | undefined> {
  const format = formatOf(part, context);
  const { mend } = readers[format];
  if (mend === undefined) return undefined;
  const mended = await mend(part, context, connection);
  if (mended === undefined) return undefined;
  await refuseTooBroken(part, mended, { context, isCsv: format === "csv" });
  return { select: selectOf(part, mended.relation, context), rejects: mended.rejects };
}

function selectOf(part: SourcePart, relation: Relation, context: SourceContext): string {
  const { from, columns, row = "row_number() OVER ()" } = relation;
  if (columns.length === 0) return "SELECT CAST(1 AS BIGINT) AS _row WHERE false";
  if (columns.length > context.loaded.settings.limits.columns)
    throw tooManyColumns(part, columns.length, context);
  const list = columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ");
  return `SELECT ${list}, ${row} AS _row FROM ${from}`;
}

/** Rows of one file, counted with as little work as its format allows. */
export async function countRows(
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
): Promise<number> {
  const format = formatOf(part, context);
  if (format === "json") return countJson(part, "auto", context, connection);
  if (format === "ndjson") return countJson(part, "newline_delimited", context, connection);
  const select = await readSelect(part, context, connection);
  const row = await connection.row(`SELECT count(*) AS n FROM (${select})`);
  return Number(row?.["n"] ?? 0);
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

type Reading<T> = (part: SourcePart, context: SourceContext, connection: Connection) => Promise<T>;

type Reader = { read: Reading<Relation>; mend?: Reading<Mended | undefined> };

const readers: Readonly<Record<Format, Reader>> = {
  csv: { read: readCsv, mend: mendCsv },
  json: {
    read: (part, context, connection) => readJson(part, "auto", context, connection),
    mend: (part, context, connection) => mendJson(part, "auto", context, connection),
  },
  ndjson: {
    read: (part, context, connection) => readJson(part, "newline_delimited", context, connection),
    mend: (part, context, connection) => mendJson(part, "newline_delimited", context, connection),
  },
  parquet: { read: readParquet },
};
