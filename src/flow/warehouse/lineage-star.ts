import { AssertionError } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";
import type { Flow } from "./column-flow.ts";
import { expressionFlow, type Tracing } from "./lineage-expression.ts";
import {
  nodeIn,
  nodesIn,
  notUnderstood,
  requireKnownParts,
  textIn,
  textsIn,
} from "./lineage-nodes.ts";
import type { Scope, TracedColumn } from "./lineage-scope.ts";

/** Whether an expression is `*` or `table.*`, with or without EXCLUDE, REPLACE and RENAME. */
export function isStar(node: SyntaxNode): boolean {
  return node["class"] === "STAR";
}

/** The columns that a `*` stands for. */
export function starColumns(node: SyntaxNode, scope: Scope, tracing: Tracing): TracedColumn[] {
  requireKnownParts(
    node,
    "relation_name exclude_list qualified_exclude_list replace_list rename_list",
  );
  const excluded = excludedNames(node);
  const replaced = replacedFlows(node, scope, tracing);
  const renamed = renamedColumns(node);
  return columnsBehind(node, scope)
    .filter(({ name }) => name === undefined || !excluded.has(name))
    .map(({ name, flow }) => {
      if (name === undefined) return { name, flow };
      return { name: renamed.get(name) ?? name, flow: replaced.get(name) ?? flow };
    });
}

function columnsBehind(node: SyntaxNode, scope: Scope): readonly TracedColumn[] {
  const wanted = textIn(node, "relation_name").toLowerCase();
  if (wanted === "") return scope.star;
  const found = scope.relations.filter(({ name }) => name === wanted);
  if (found.length !== 1) throw new AssertionError(`${wanted}.* is not of one table`);
  return found[0]!.columns;
}

/** `EXCLUDE (t.x)` leaves out the x of t only, which a name alone cannot tell: refused if unsure. */
function excludedNames(node: SyntaxNode): ReadonlySet<string> {
  if (nodesIn(node, "qualified_exclude_list").length > 0) notUnderstood(node, "a table in EXCLUDE");
  return new Set(textsIn(node, "exclude_list").map((name) => name.toLowerCase()));
}

function replacedFlows(
  node: SyntaxNode,
  scope: Scope,
  tracing: Tracing,
): ReadonlyMap<string, Flow> {
  const entries = nodesIn(node, "replace_list").map((entry) => {
    const value = nodeIn(entry, "value") ?? notUnderstood(node, "REPLACE");
    return [textIn(entry, "key").toLowerCase(), expressionFlow(value, scope, tracing)] as const;
  });
  return new Map(entries);
}

function renamedColumns(node: SyntaxNode): ReadonlyMap<string, string> {
  const entries = nodesIn(node, "rename_list").map((entry) => {
    const column = nodeIn(entry, "key") ?? notUnderstood(node, "RENAME");
    requireKnownParts(column, "column");
    return [textIn(column, "column").toLowerCase(), textIn(entry, "value").toLowerCase()] as const;
  });
  return new Map(entries);
}
