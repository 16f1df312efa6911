import type { Json } from "@duckdb/node-api";

import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { constantText, isNode, selectFrom } from "./ai-nodes.ts";
import { asksAi } from "./ai-sites.ts";

/** Names that the hidden columns have; no column of a table begins so. */
const hidden = (index: number): string => `earshot ${index + 1}`;

/** What a tree can't be taken apart at. */
class Whole extends Error {}

/**
 * Takes the rows of an outermost SELECT with a LIMIT before anything is asked about them: the engine
 * may compute what is listed for all rows, sort, and then throw most of it away. `SELECT a,
 * ai_summarize(b) FROM t ORDER BY c LIMIT 5` becomes `SELECT "1" AS a, ai_summarize("2") FROM (SELECT
 * a AS "1", b AS "2" FROM t ORDER BY c LIMIT 5)`.
 *
 * @param nameOf - What an item is called that has no name.
 * @returns The tree as it was where an answer may decide which rows there are.
 */
export function limitFirst(tree: Json, nameOf: (item: SyntaxNode) => string): Json {
  const { statements } = tree as { statements: { node: SyntaxNode }[] }; // of every tree
  const [statement] = statements;
  if (statement === undefined || !isLimited(statement.node)) return tree;
  try {
    const node = takenApart(statement.node, nameOf);
    return { ...(tree as SyntaxNode), statements: [{ ...statement, node }] };
  } catch (error) {
    if (error instanceof Whole) return tree;
    throw error;
  }
}

/** Whether a SELECT has a LIMIT, and nothing that could depend on what its list is made of. */
function isLimited(node: SyntaxNode): boolean {
  if (node["type"] !== "SELECT_NODE" || node["aggregate_handling"] !== "STANDARD_HANDLING")
    return false;
  const modifiers = node["modifiers"] as SyntaxNode[]; // every SELECT has a list
  const types = modifiers.map(({ type }) => textOf(type));
  return (
    types.includes("LIMIT_MODIFIER") &&
    types.every((type) => type === "LIMIT_MODIFIER" || type === "ORDER_MODIFIER")
  );
}

function takenApart(node: SyntaxNode, nameOf: (item: SyntaxNode) => string): SyntaxNode {
  const items = node["select_list"] as SyntaxNode[]; // every SELECT has a list
  if (!items.some(canWait) || items.some(holdsStar)) throw new Whole();
  const stars = items.filter((item) => item["class"] === "STAR");
  if (stars.length > 1) throw new Whole();
  refuseNames(node, items, stars.length > 0);
  const columns: SyntaxNode[] = [];
  const column = (expression: SyntaxNode): SyntaxNode => {
    const alias = hidden(items.length + columns.length);
    columns.push({ ...expression, alias });
    return reference(alias);
  };
  const inner: SyntaxNode[] = [];
  const outer = items.map((item, i): SyntaxNode => {
    if (item["class"] === "STAR") {
      inner.push(item);
      return item;
    }
    const alias = textOf(item["alias"]) || nameOf(item);
    if (!canWait(item)) {
      inner.push({ ...item, alias: hidden(i) });
      return { ...reference(hidden(i)), alias };
    }
    inner.push({ ...constantText(""), alias: hidden(i) }); // so that positions stay
    return { ...waiting(item, column), alias };
  });
  const names = [...items.map((_, i) => hidden(i)), ...columns.map((one) => textOf(one["alias"]))];
  const limited = { ...node, select_list: [...inner, ...columns] };
  const listed = outer.map((item) => (item["class"] === "STAR" ? starWithout(names, items) : item));
  return selectFrom(listed, renamed(limited, items));
}

/** A star may be taken of hidden names that are there. */
function starWithout(names: readonly string[], items: readonly SyntaxNode[]): SyntaxNode {
  const there = names.filter((_, i) => items[i]?.["class"] !== "STAR");
  return {
    class: "STAR",
    type: "STAR",
    alias: "",
    query_location: 0,
    relation_name: "",
    exclude_list: there,
    replace_list: [],
    columns: false,
    expr: null,
    qualified_exclude_list: [],
    rename_list: [],
  };
}

/** Whether an item is a call whose answer nothing else of the SELECT is made of. */
function canWait(item: SyntaxNode): boolean {
  if (!asksAi(item)) return false;
  if (item["class"] === "CAST") return isNode(item["child"]) && canWait(item["child"]);
  if (item["class"] !== "FUNCTION") return false;
  const name = textOf(item["function_name"]).toLowerCase();
  const parts = (item["children"] as SyntaxNode[]).filter(asksAi); // every call has arguments
  return (name === "||" || name.startsWith("ai_")) && parts.every(canWait);
}

/** An item over hidden columns: whatever asks nothing is a column of its own. */
function waiting(item: SyntaxNode, column: (expression: SyntaxNode) => SyntaxNode): SyntaxNode {
  if (!asksAi(item)) return isFixed(item) ? item : column(item);
  if (item["class"] === "CAST")
    return { ...item, child: waiting(item["child"] as SyntaxNode, column) }; // as canWait saw
  const children = (item["children"] as SyntaxNode[]).map((part) => waiting(part, column));
  return { ...item, children };
}

/** Constants and lists of them, which a call wants to see. */
function isFixed(node: SyntaxNode): boolean {
  if (node["class"] === "CONSTANT") return true;
  return (
    node["function_name"] === "list_value" && (node["children"] as SyntaxNode[]).every(isFixed)
  );
}

function holdsStar(item: SyntaxNode): boolean {
  let found = false;
  if (item["class"] === "STAR") return false;
  walkSyntax(item, (node) => {
    found ||= node["class"] === "STAR";
  });
  return found;
}

/** Gives up where other parts may mean an item that waits, by its name or its place. */
function refuseNames(node: SyntaxNode, items: readonly SyntaxNode[], hasStar: boolean): void {
  const groups = node["group_expressions"] as Json[]; // every SELECT has a list
  if (groups.some((part) => asksAi(part) || isConstant(part))) throw new Whole();
  const all = new Set(items.map(aliasOf));
  const rest = [node["where_clause"], node["having"], node["qualify"], groups];
  for (const part of rest)
    if (namesIn(part ?? null).some((name) => all.has(name))) throw new Whole();
  for (const item of items) {
    const own = canWait(item) ? aliasOf(item) : undefined;
    if (namesIn(item).some((name) => name !== own && all.has(name))) throw new Whole();
  }
  const waits = new Set(items.filter(canWait).map(aliasOf));
  const isOpen = (place: number): boolean => hasStar || canWait(items[place] ?? {});
  if (ordersOf(node).some((order) => dependsOn(order, waits, isOpen))) throw new Whole();
}

/** Whether an order is that of an item that waits, or may be. */
function dependsOn(
  order: SyntaxNode,
  waits: ReadonlySet<string>,
  isOpen: (place: number) => boolean,
): boolean {
  if (order["class"] === "STAR" || namesIn(order).some((name) => waits.has(name))) return true;
  return isConstant(order) && isOpen(placeOf(order));
}

function aliasOf(item: SyntaxNode): string {
  return textOf(item["alias"]).toLowerCase();
}

function isConstant(part: Json): boolean {
  return isNode(part) && part["class"] === "CONSTANT";
}

function placeOf(constant: SyntaxNode): number {
  const value = constant["value"];
  return isNode(value) ? Number(value["value"]) - 1 : -1;
}

function ordersOf(node: SyntaxNode): SyntaxNode[] {
  const modifiers = node["modifiers"] as { orders?: { expression: SyntaxNode }[] }[]; // as above
  return modifiers.flatMap(({ orders = [] }) => orders.map(({ expression }) => expression));
}

function namesIn(part: Json): string[] {
  const names: string[] = [];
  walkSyntax(part, (node) => {
    if (node["class"] !== "COLUMN_REF") return;
    const path = node["column_names"] as Json[]; // every reference has a path
    if (path.length === 1) names.push(textOf(path[0]).toLowerCase());
  });
  return names;
}

/** The SELECT with its ORDER BY naming items as they are called now. */
function renamed(node: SyntaxNode, items: readonly SyntaxNode[]): SyntaxNode {
  const modifiers = node["modifiers"] as SyntaxNode[]; // every SELECT has a list
  return { ...node, modifiers: modifiers.map((part) => renamedIn(part, items) as SyntaxNode) };
}

function renamedIn(json: Json, items: readonly SyntaxNode[]): Json {
  if (Array.isArray(json)) return json.map((part) => renamedIn(part, items));
  if (!isNode(json) || "rawJSON" in json) return json;
  const path = json["class"] === "COLUMN_REF" ? (json["column_names"] as Json[]) : [];
  const name = path.length === 1 ? textOf(path[0]).toLowerCase() : "";
  const place = items.findIndex((item) => textOf(item["alias"]).toLowerCase() === name);
  if (name !== "" && place !== -1) return reference(hidden(place));
  return Object.fromEntries(
    Object.entries(json).map(([key, part]) => [key, renamedIn(part, items)]),
  );
}

function reference(name: string): SyntaxNode {
  return {
    class: "COLUMN_REF",
    type: "COLUMN_REF",
    alias: "",
    query_location: 0,
    column_names: [name],
  };
}
