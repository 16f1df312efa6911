import type { Json } from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";

/** The syntax tree of a SELECT with its numbers as they are written: those beyond 2^53 would not come back. */
export async function parseExactly(connection: Connection, sql: string): Promise<Json> {
  const row = await connection.row(`SELECT json_serialize_sql(${quoteText(sql)}) AS tree`);
  // Node 24 hands a number's source text to the reviver; the library's types do not say so yet.
  return JSON.parse(textOf(row?.["tree"]), asWritten as (key: string, value: unknown) => unknown);
}

/** The SELECT of a tree, written as JSON. */
export async function sqlOfTree(connection: Connection, tree: string): Promise<string> {
  const text = quoteText(tree);
  const row = await connection.row(`SELECT json_deserialize_sql(CAST(${text} AS JSON)) AS sql`);
  return textOf(row?.["sql"]);
}

function asWritten(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== "number" || source === undefined || Number.isSafeInteger(value))
    return value;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source); // since Node 21
}
