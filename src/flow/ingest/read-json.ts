import { open } from "node:fs/promises";

import { messageOf } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { lakeColumnNames } from "./column-names.ts";
import { decodedCopy, encodingOf, hasMark, isGzip, readHead } from "./file-text.ts";
import { BrokenContentError, UnreadableFileError } from "./ingest-errors.ts";
import { scanJson } from "./json-scan.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";
import { tooManyColumns } from "./too-many-columns.ts";

/** Objects are taken to be at most this large until one is not: a reader holds twice as much. */
const objectBytesUsual = 16_777_216;

/** Objects in an array or one after another, or one a line. */
export type JsonFormat = "auto" | "newline_delimited";

/**
 * A file of JSON objects, in an array or one after another: a column for each key that occurs,
 * nested values as JSON text. The whole file is read once for its keys.
 */
export async function readJson(
  part: SourcePart,
  format: JsonFormat,
  context: SourceContext,
  connection: Connection,
): Promise<Relation> {
  await refuseWide(part, context);
  if (context.settings.rows !== undefined) {
    return withObjectBytes(part, format, context, async (arguments_) => {
      await refuseWithoutList(part, arguments_, context, connection);
      return itemRelation(itemsOf(arguments_, context), connection);
    });
  }
  const { given, keys } = await withObjectBytes(part, format, context, async (arguments_) => ({
    given: arguments_,
    keys: await describedKeys(arguments_, context, connection),
  }));
  if (keys.length === 0) return { from: "(SELECT 1)", columns: [] };
  const names = lakeColumnNames(keys);
  if (!keys.some(mayBeRenamed)) {
    const types = keys.map((key) => `${quoteText(key)}: 'VARCHAR'`).join(", ");
    return {
      from: `read_json(${given}, records = 'true', columns = {${types}})`,
      columns: keys.map((key, i) => ({ name: names[i]!, sql: quoteName(key) })), // one each
    };
  }
  return itemRelation(itemsOf(given, context), connection);
}

/** Refuses a file whose first object has too many keys: the engine takes minutes to list them. */
async function refuseWide(part: SourcePart, context: SourceContext): Promise<void> {
  const head = await readHead(part, context.signal);
  const text = new TextDecoder(encodingOf(head, context)).decode(head.bytes);
  const { keyCount } = scanJson(text, Math.max(0, text.indexOf("{")));
  if (keyCount > context.loaded.settings.limits.columns)
    throw tooManyColumns(part, keyCount, context);
}

/** A relation whose column `item` holds the objects, as JSON. */
export async function itemRelation(from: string, connection: Connection): Promise<Relation> {
  const keys = await realKeys(from, connection);
  const names = lakeColumnNames(keys);
  return {
    from,
    columns: keys.map((key, i) => ({ name: names[i]!, sql: `item ->> ${pointer(key)}` })), // one each
  };
}

/** Objects in a file, told without looking at their keys. */
export function countJson(
  part: SourcePart,
  format: JsonFormat,
  context: SourceContext,
  connection: Connection,
): Promise<number> {
  return withObjectBytes(part, format, context, async (given) => {
    await refuseWithoutList(part, given, context, connection);
    const row = await connection.row(`SELECT count(*) AS n FROM ${itemsOf(given, context)}`);
    return Number(row?.["n"] ?? 0);
  });
}

/** Calls a reader with the engine's arguments, and again when an object is larger than usual. */
async function withObjectBytes<T>(
  part: SourcePart,
  format: JsonFormat,
  context: SourceContext,
  read: (given: string) => Promise<T>,
): Promise<T> {
  const head = await readHead(part, context.signal);
  const encoding = encodingOf(head, context);
  const isPlain = encoding === "utf-8" && !hasMark(head);
  const path = isPlain ? part.location : await decodedCopy(part, encoding, context);
  const compression = isPlain && isGzip(part) ? "gzip" : "uncompressed";
  const { object_bytes: most } = context.loaded.settings.limits;
  const given = (bytes: number): string =>
    `${quoteText(path)}, format = '${format}', compression = '${compression}', maximum_object_size = ${bytes}`;
  if (compression !== "gzip" && (await isCut(path, format))) throw new BrokenContentError();
  try {
    return await read(given(Math.min(most, objectBytesUsual)));
  } catch (cause) {
    if (most <= objectBytesUsual || !/maximum_object_size/.test(messageOf(cause))) throw cause;
    return await read(given(most));
  }
}

const tailBytes = 4_096;

/**
 * Whether a file ends before its last bracket: the engine says nothing of a list that ends with a
 * comma, nor of a file of one character.
 */
async function isCut(path: string, format: JsonFormat): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, 0);
    const tail = await file.read(
      Buffer.alloc(tailBytes),
      0,
      tailBytes,
      Math.max(0, size - tailBytes),
    );
    const text = ({ buffer, bytesRead }: typeof head): string =>
      buffer.toString("latin1", 0, bytesRead).trim();
    const isList = format === "auto" && text(head).startsWith("[");
    const last = text(tail).at(-1);
    return last !== undefined && last !== (isList ? "]" : "}");
  } finally {
    await file.close();
  }
}

/** Keys of the objects as the engine names them; none for a file without any. */
async function describedKeys(
  given: string,
  context: SourceContext,
  connection: Connection,
): Promise<string[]> {
  try {
    const columns = await connection.describe(
      `SELECT * FROM read_json(${given}, records = 'true', maximum_depth = 1, sample_size = -1, map_inference_threshold = -1)`,
    );
    return columns.map(({ name }) => name);
  } catch (cause) {
    if (!/expected records/.test(messageOf(cause))) throw cause;
    const other = await connection.row(
      `SELECT count(*) AS n FROM ${itemsOf(given, context)} WHERE json_type(item) NOT IN ('OBJECT', 'NULL')`,
    );
    if (textOf(other?.["n"]) === "0") return [];
    throw cause;
  }
}

/** The objects of a file as `item`, or those of the list inside them that the settings name. */
function itemsOf(given: string, { settings: { rows } }: SourceContext): string {
  const values = valuesOf(given);
  if (rows === undefined) return values;
  return `(SELECT unnest(CAST(item -> ${quoteText(`/${rows}`)} AS JSON[])) AS item FROM ${values})`;
}

function valuesOf(given: string): string {
  return `read_json(${given}, records = 'false', columns = {'item': 'JSON'})`;
}

/** Refuses a file with an object that has no list where the settings say there is one. */
async function refuseWithoutList(
  part: SourcePart,
  given: string,
  { settings: { rows } }: SourceContext,
  connection: Connection,
): Promise<void> {
  if (rows === undefined) return;
  const other = await connection.row(
    `SELECT count(*) AS n FROM ${valuesOf(given)} WHERE json_type(item, ${quoteText(`/${rows}`)}) IS DISTINCT FROM 'ARRAY'`,
  );
  if (textOf(other?.["n"]) === "0") return;
  throw new UnreadableFileError(
    `${part.name}: there is no list ${rows} in it; mend rows of its source, or leave it out where the file is a list itself`,
  );
}

/** The engine gives another name to an empty key, and to one that differs by case alone. */
function mayBeRenamed(key: string, _index: number, keys: readonly string[]): boolean {
  if (/^C\d+$/.test(key)) return true;
  const base = /^(.*)_\d+$/s.exec(key)?.[1]?.toLowerCase();
  return base !== undefined && keys.some((other) => other.toLowerCase() === base);
}

/** The keys themselves, in the order in which they first occur. */
async function realKeys(from: string, connection: Connection): Promise<string[]> {
  const rows = await connection.rows(`
    SELECT key FROM (
      SELECT unnest(keys) AS key, generate_subscripts(keys, 1) AS place, item
      FROM (SELECT json_keys(item) AS keys, row_number() OVER () AS item FROM ${from}))
    GROUP BY key ORDER BY min((item, place))`);
  return rows.map((row) => textOf(row["key"]));
}

/** A JSON pointer to a key (RFC 6901), which can name any. */
function pointer(key: string): string {
  return quoteText(`/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
