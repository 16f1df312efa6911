import { basename } from "node:path";

import { messageOf } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { lakeColumnNames } from "./column-names.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import type { SourceContext, SourcePart } from "./source.ts";

type Format = "csv" | "json" | "ndjson" | "parquet";

/**
 * SELECT over one file: all its columns as text under names the lake takes, then `_row`.
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
    const reader = await readers[format](part.location, context, connection);
    const columns = await connection.describe(`SELECT * FROM ${reader}`);
    if (columns.length === 0) throw new Error("it has no columns");
    const names = lakeColumnNames(columns.map(({ name }) => name));
    const list = columns.map(
      ({ name, type }, i) => `${asText(name, type)} AS ${quoteName(names[i]!)}`,
    );
    return `SELECT ${list.join(", ")}, row_number() OVER () AS _row FROM ${reader}`;
  } catch (cause) {
    throw unreadableFile(part.name, format, cause);
  }
}

/** Turns the engine's complaint into one that names the file and what to do. */
export function unreadableFile(name: string, format: string, cause: unknown): UnreadableFileError {
  if (cause instanceof UnreadableFileError) return cause;
  const [first = "", ...rest] = messageOf(cause).split("\n");
  const line = /\bline:? (\d+)/i.exec(messageOf(cause))?.[1];
  const reason = /Possible (?:fixes|solution)/i.test(first)
    ? first
    : [first, rest[0] ?? ""].join(" ").trim();
  // The engine quotes the line it stumbled over; that may be somebody's words.
  const clean = reason.replace(/Original Line:.*$/is, "").replace(/".*"/s, "…");
  const where = line === undefined ? name : `${name}, line ${line}`;
  return new UnreadableFileError(
    `${where}: not readable as ${format}: ${clean}; mend the file, or set format, delimiter, quote or header of its source`,
    { cause },
  );
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

type Reader = (path: string, context: SourceContext, connection: Connection) => Promise<string>;

const readers: Readonly<Record<Format, Reader>> = {
  csv: async (path, { settings }) => {
    const options = ["all_varchar = true", `header = ${settings.header}`, "sample_size = 20480"];
    if (settings.delimiter !== undefined) options.push(`delim = ${quoteText(settings.delimiter)}`);
    if (settings.quote !== undefined) options.push(`quote = ${quoteText(settings.quote)}`);
    return `read_csv(${quoteText(path)}, ${options.join(", ")})`;
  },
  json: (path, context, connection) => readJson(path, "auto", context, connection),
  ndjson: (path, context, connection) => readJson(path, "newline_delimited", context, connection),
  parquet: async (path) => `read_parquet(${quoteText(path)})`,
};

/** Reads the whole file once for its columns, then takes each as text. */
async function readJson(
  path: string,
  format: string,
  { loaded }: SourceContext,
  connection: Connection,
): Promise<string> {
  const common = `${quoteText(path)}, format = '${format}', maximum_object_size = ${loaded.settings.limits.object_bytes}`;
  const columns = await connection.describe(
    `SELECT * FROM read_json(${common}, maximum_depth = 1, sample_size = -1)`,
  );
  const types = columns.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`);
  return `read_json(${common}, columns = {${types.join(", ")}})`;
}

/** A column as text that parses back: times in ISO form, nested values as JSON. */
function asText(name: string, type: string): string {
  const column = quoteName(name);
  if (type === "VARCHAR") return column;
  if (type === "TIMESTAMP WITH TIME ZONE")
    return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (/[[({]|^MAP|^UNION/.test(type) && !type.startsWith("DECIMAL"))
    return `CAST(to_json(${column}) AS VARCHAR)`;
  if (type === "BLOB") return `to_base64(${column})`;
  return `CAST(${column} AS VARCHAR)`;
}
