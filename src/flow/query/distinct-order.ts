import type { Json } from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";

/** Aggregates whose result shows the order of what they take. */
const listAggregates: ReadonlySet<string> = new Set([
  "string_agg",
  "listagg",
  "group_concat",
  "list",
  "array_agg",
  "collect_list",
]);

/**
 * Gives aggregates of different values, such as `STRING_AGG(DISTINCT category, ', ')`, an order
 * where the query names none: by the value. The engine's own is another each time, and two answers
 * to one question should be the same bytes. A query without any is given back as it stands.
 */
export async function orderDistinctLists(connection: Connection, sql: string): Promise<string> {
  const tree = await parseExactly(connection, sql);
  let isChanged = false;
  walkSyntax(tree, (node) => {
    if (!takesDistinct(node)) return;
    const [expression] = node["children"] as Json[]; // a call has a list of arguments
    const orders = (node["order_bys"] as { orders: Json[] }).orders; // and of orders
    if (orders.length > 0 || expression === undefined) return;
    orders.push({ type: "ASCENDING", null_order: "ORDER_DEFAULT", expression });
    isChanged = true;
  });
  if (!isChanged) return sql;
  const text = quoteText(JSON.stringify(tree));
  const row = await connection.row(`SELECT json_deserialize_sql(CAST(${text} AS JSON)) AS sql`);
  return textOf(row?.["sql"]);
}

/** The tree with its numbers as they are written: those beyond 2^53 would not come back. */
async function parseExactly(connection: Connection, sql: string): Promise<Json> {
  const row = await connection.row(`SELECT json_serialize_sql(${quoteText(sql)}) AS tree`);
  // Node 24 hands a number's source text to the reviver; the library's types do not say so yet.
  return JSON.parse(textOf(row?.["tree"]), asWritten as (key: string, value: unknown) => unknown);
}

function asWritten(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== "number" || source === undefined || Number.isSafeInteger(value))
    return value;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source); // since Node 21
}

function takesDistinct(node: SyntaxNode): boolean {
  if (node["class"] !== "FUNCTION" || node["distinct"] !== true) return false;
  return listAggregates.has(textOf(node["function_name"]).toLowerCase());
}
