import type { Json } from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "./connection.ts";
import { SqlSyntaxError } from "./duckdb-errors.ts";
import { textOf } from "./json-text.ts";

/** A node of the engine's syntax tree. */
export type SyntaxNode = { [key: string]: Json };

/**
 * Parses SELECT statements into the engine's own syntax trees, one a statement; nothing runs.
 *
 * @throws SqlSyntaxError for anything else than SELECT, and for text that is not SQL.
 */
export async function parseSelects(connection: Connection, sql: string): Promise<SyntaxNode[]> {
  const row = await connection.row(`SELECT json_serialize_sql(${quoteText(sql)}) AS tree`);
  const tree = JSON.parse(textOf(row?.["tree"])) as {
    error: boolean;
    error_message?: string;
    statements?: SyntaxNode[];
  };
  if (tree.error) throw new SqlSyntaxError(tree.error_message ?? "this is not a SELECT");
  return tree.statements ?? [];
}

/** Calls `visit` for every node of a tree, outermost first. */
export function walkSyntax(node: Json, visit: (node: SyntaxNode) => void): void {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const item of node) walkSyntax(item, visit);
    return;
  }
  visit(node);
  for (const child of Object.values(node)) walkSyntax(child, visit);
}

/** A table that a statement reads, as it is written there. */
export type TableReference = {
  schema: string;
  table: string;
  /** What an `AT (VERSION => 3)` says; undefined without AT, empty when it is no constant. */
  version: string | undefined;
};

/**
 * The tables a tree reads, each once, in the order of the text, without the names that its own
 * WITH clauses make. As in the engine, a WITH name hides a table of the same bare name in the
 * WITHs after it and in its statement, not outside, and in its own SELECT only when that recurs.
 */
export function tablesOf(tree: Json): TableReference[] {
  const references = new Map<string, TableReference>();
  visitTables(tree, new Set(), (reference) => {
    const { schema, table, version } = reference;
    references.set(JSON.stringify([schema, table, version]), reference);
  });
  return [...references.values()];
}

function visitTables(
  node: Json,
  hidden: ReadonlySet<string>,
  found: (reference: TableReference) => void,
): void {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const item of node) visitTables(item, hidden, found);
    return;
  }
  const names = visitClauses(node, hidden, found);
  const reference = referenceOf(node);
  const isHidden = reference?.schema === "" && names.has(reference.table.toLowerCase());
  if (reference !== undefined && !isHidden) found(reference);
  for (const [key, child] of Object.entries(node)) {
    if (key !== "cte_map") visitTables(child, recursiveName(node, key, names), found);
  }
}

/** Visits a node's WITHs, each seeing those before it; returns the names hidden in the node. */
function visitClauses(
  node: SyntaxNode,
  hidden: ReadonlySet<string>,
  found: (reference: TableReference) => void,
): ReadonlySet<string> {
  const clauses = withClauses(node);
  if (clauses.length === 0) return hidden;
  const names = new Set(hidden);
  for (const { key, value } of clauses) {
    visitTables(value, names, found);
    names.add(key.toLowerCase());
  }
  return names;
}

/** The names hidden in one part of a node: the second part of a recursive WITH sees itself. */
function recursiveName(
  node: SyntaxNode,
  key: string,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  if (node["type"] !== "RECURSIVE_CTE_NODE" || key !== "right") return names;
  return new Set([...names, textOf(node["cte_name"]).toLowerCase()]);
}

function referenceOf(node: SyntaxNode): TableReference | undefined {
  if (node["type"] !== "BASE_TABLE") return undefined;
  return {
    schema: textOf(node["schema_name"]),
    table: textOf(node["table_name"]),
    version: versionOf(node["at_clause"] ?? null),
  };
}

function withClauses(node: SyntaxNode): { key: string; value: Json }[] {
  const clauses = node["cte_map"] as { map?: { key: string; value: Json }[] } | undefined;
  return clauses?.map ?? [];
}

function versionOf(clause: Json): string | undefined {
  if (clause === null || typeof clause !== "object") return undefined;
  const { unit, expr } = clause as { unit?: Json; expr?: SyntaxNode };
  const constant = expr?.["value"];
  if (unit !== "VERSION" || constant === null || typeof constant !== "object") return "";
  return "value" in constant ? textOf(constant["value"]) : "";
}

/** Names of the `$parameters` a tree uses, sorted. */
export function parametersOf(tree: Json): string[] {
  const names = new Set<string>();
  walkSyntax(tree, (node) => {
    if (node["class"] === "PARAMETER") names.add(textOf(node["identifier"]));
  });
  return [...names].toSorted();
}

/** Names of the functions a tree calls, lower case, sorted. */
export function functionsOf(tree: Json): string[] {
  const names = new Set<string>();
  walkSyntax(tree, (node) => {
    if (node["class"] === "FUNCTION" || node["class"] === "WINDOW") {
      names.add(textOf(node["function_name"]).toLowerCase());
    }
  });
  return [...names].toSorted();
}
