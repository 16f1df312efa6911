import type { Json } from "@duckdb/node-api";

import { AssertionError } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";

const always = ["type", "class", "alias", "query_location", "sample", "catalog", "schema"];

/**
 * Makes sure that a node says nothing but what its reader knows, so that a part which a new engine
 * adds is never passed over in silence.
 *
 * @param known - Names of the parts, with blanks between.
 */
export function requireKnownParts(node: SyntaxNode, known: string): void {
  const names = known.split(" ");
  for (const [key, value] of Object.entries(node)) {
    if (always.includes(key) || names.includes(key) || isBlank(value)) continue;
    notUnderstood(node, `its ${key}`);
  }
}

/** Fails: lineage that is not certain is none. */
export function notUnderstood(node: SyntaxNode, part = ""): never {
  const kinds = [node["class"], node["type"]].filter(Boolean).map(String);
  const what = [...new Set(kinds)].join(" ");
  throw new AssertionError(
    `${[part, what].filter(Boolean).join(" of ")} is nothing whose columns can be traced; write it in another way`,
  );
}

function isBlank(value: Json): boolean {
  if (value === null || value === "" || value === false) return true;
  if (typeof value !== "object") return false;
  return Object.entries(value).every(([key, part]) => key === "type" || isBlank(part));
}

/** A node that stands in another; undefined when there is none. */
export function nodeIn(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const value = node[key];
  if (value === null || value === undefined) return undefined;
  return value as SyntaxNode; // the engine's trees have nodes under the keys asked for
}

/** The nodes of a list that stands in another; empty when there is none. */
export function nodesIn(node: SyntaxNode, key: string): SyntaxNode[] {
  return (node[key] ?? []) as SyntaxNode[]; // as above
}

/** A text that stands in a node; empty when there is none. */
export function textIn(node: SyntaxNode, key: string): string {
  const value = node[key];
  return typeof value === "string" ? value : "";
}

/** A list of texts that stands in a node; empty when there is none. */
export function textsIn(node: SyntaxNode, key: string): string[] {
  return (node[key] ?? []) as string[]; // as above
}
