import type { Json } from "@duckdb/node-api";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { parseExactly, sqlOfTree } from "./exact-tree.ts";

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
  return await sqlOfTree(connection, JSON.stringify(tree));
}

function takesDistinct(node: SyntaxNode): boolean {
  if (node["class"] !== "FUNCTION" || node["distinct"] !== true) return false;
  return listAggregates.has(textOf(node["function_name"]).toLowerCase());
}
