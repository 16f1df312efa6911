import type { Json } from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import { EarshotError } from "../../core/base/errors.ts";
import type { Connection } from "./connection.ts";

/** A node of the engine's syntax tree. */
export type SyntaxNode = { [key: string]: Json };

/** The text is not a SELECT that the engine's parser takes. */
export class SqlSyntaxError extends EarshotError {
  readonly code = "SQL_SYNTAX";
  readonly kind = "invalid";
}

/**
 * Parses SELECT statements into the engine's own syntax trees, one a statement; nothing runs.
 *
 * @throws SqlSyntaxError for anything else than SELECT, and for text that is not SQL.
 */
export async function parseSelects(connection: Connection, sql: string): Promise<SyntaxNode[]> {
  const row = await connection.row(`SELECT json_serialize_sql(${quoteText(sql)}) AS tree`);
  const tree = JSON.parse(String(row?.["tree"])) as {
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
export type TableReference = { schema: string; table: string; version: string | undefined };

/**
 * The tables a tree reads, each once, in the order of the text, without the names that its own
 * WITH clauses make. A WITH name hides a table of the same bare name in the whole statement.
 */
export function tablesOf(tree: Json): TableReference[] {
  const references = new Map<string, TableReference>();
  const common = new Set<string>();
  walkSyntax(tree, (node) => {
    const map = (node["cte_map"] as { map?: { key: string }[] } | undefined)?.map;
    for (const { key } of map ?? []) common.add(key.toLowerCase());
  });
  walkSyntax(tree, (node) => {
    if (node["type"] !== "BASE_TABLE") return;
    const schema = String(node["schema_name"] ?? "");
    const table = String(node["table_name"] ?? "");
    if (schema === "" && common.has(table.toLowerCase())) return;
    const version = versionOf(node["at_clause"] ?? null);
    references.set(`${schema}.${table}@${version ?? ""}`, { schema, table, version });
  });
  return [...references.values()];
}

function versionOf(clause: Json): string | undefined {
  if (clause === null || typeof clause !== "object") return undefined;
  let value: string | undefined;
  walkSyntax(clause, (node) => {
    const constant = node["value"];
    if (constant === null || typeof constant !== "object" || Array.isArray(constant)) return;
    if ("value" in constant) value ??= String(constant["value"]);
  });
  return value;
}

/** Names of the `$parameters` a tree uses, sorted. */
export function parametersOf(tree: Json): string[] {
  const names = new Set<string>();
  walkSyntax(tree, (node) => {
    if (node["class"] === "PARAMETER") names.add(String(node["identifier"]));
  });
  return [...names].toSorted();
}

/** Names of the functions a tree calls, lower case, sorted. */
export function functionsOf(tree: Json): string[] {
  const names = new Set<string>();
  walkSyntax(tree, (node) => {
    if (node["class"] === "FUNCTION" || node["class"] === "WINDOW") {
      names.add(String(node["function_name"]).toLowerCase());
    }
  });
  return [...names].toSorted();
}
