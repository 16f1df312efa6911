import { AssertionError } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";
import { mergedFlow } from "./column-flow.ts";
import {
  expressionFlow,
  noteFilters,
  orderExpression,
  queryIn,
  type Tracing,
} from "./lineage-expression.ts";
import { traceFrom, withNames } from "./lineage-from.ts";
import {
  nodeIn,
  nodesIn,
  notUnderstood,
  requireKnownParts,
  textIn,
  textsIn,
} from "./lineage-nodes.ts";
import { innerScope, type Scope, type TracedColumn } from "./lineage-scope.ts";
import { isStar, starColumns } from "./lineage-star.ts";

/** The columns that a query gives, in its order. */
export function traceQuery(
  node: SyntaxNode,
  scope: Scope,
  tracing: Tracing,
): readonly TracedColumn[] {
  const inner = { ...scope, results: withResults(node, scope, tracing) };
  switch (textIn(node, "type")) {
    case "SELECT_NODE":
      return traceSelect(node, inner, tracing);
    case "SET_OPERATION_NODE":
      return traceSetOperation(node, inner, tracing);
    default:
      return notUnderstood(node);
  }
}

/** The results of a query's WITH, each seeing those before it. */
function withResults(node: SyntaxNode, scope: Scope, tracing: Tracing): Scope["results"] {
  const clauses = nodesIn(nodeIn(node, "cte_map") ?? {}, "map");
  const results = new Map(scope.results);
  for (const clause of clauses) {
    const value = nodeIn(clause, "value") ?? notUnderstood(clause);
    requireKnownParts(value, "aliases query materialized");
    const columns = traceQuery(queryIn(value, "query"), { ...scope, results }, tracing);
    results.set(textIn(clause, "key").toLowerCase(), withNames(columns, textsIn(value, "aliases")));
  }
  return results;
}

function traceSelect(node: SyntaxNode, scope: Scope, tracing: Tracing): readonly TracedColumn[] {
  requireKnownParts(
    node,
    "modifiers cte_map select_list from_table where_clause group_expressions group_sets aggregate_handling having qualify",
  );
  const from = traceFrom(nodeIn(node, "from_table") ?? notUnderstood(node), scope, tracing);
  const aliases = new Map(scope.aliases);
  const inner: Scope = { ...scope, ...from, aliases };
  const columns: TracedColumn[] = [];
  for (const item of nodesIn(node, "select_list")) {
    if (isStar(item)) {
      columns.push(...starColumns(item, inner, tracing));
      continue;
    }
    const flow = expressionFlow(item, inner, tracing);
    const alias = textIn(item, "alias").toLowerCase();
    if (alias !== "" && !aliases.has(alias)) aliases.set(alias, flow);
    columns.push({ name: alias === "" ? ownName(item) : alias, flow });
  }
  const clauses = ["where_clause", "having", "qualify"].map((key) => nodeIn(node, key));
  noteFilters([...clauses, ...nodesIn(node, "group_expressions")], inner, tracing);
  if (textIn(node, "aggregate_handling") === "FORCE_AGGREGATES") noteAll(columns, tracing); // GROUP BY ALL
  noteModifiers(node, inner, { columns, tracing });
  return columns;
}

/** The name a column has without being given one. */
function ownName(item: SyntaxNode): string | undefined {
  return textsIn(item, "column_names").at(-1)?.toLowerCase();
}

function traceSetOperation(
  node: SyntaxNode,
  scope: Scope,
  tracing: Tracing,
): readonly TracedColumn[] {
  requireKnownParts(node, "modifiers cte_map setop_type setop_all left right");
  const [left, right] = (["left", "right"] as const).map((side) =>
    traceQuery(nodeIn(node, side) ?? notUnderstood(node, side), scope, tracing),
  ) as [readonly TracedColumn[], readonly TracedColumn[]]; // two in, two out
  const columns = combined(node, left, right);
  const isPlainUnion = textIn(node, "setop_type").startsWith("UNION") && node["setop_all"] === true;
  if (!isPlainUnion) noteAll([...left, ...right], tracing); // which rows are equal decides
  const named = { ...scope, relations: [], star: columns };
  noteModifiers(node, named, { columns, tracing });
  return columns;
}

function combined(
  node: SyntaxNode,
  left: readonly TracedColumn[],
  right: readonly TracedColumn[],
): readonly TracedColumn[] {
  const kind = textIn(node, "setop_type");
  if (kind === "UNION_BY_NAME") return combinedByName(left, right);
  if (!["UNION", "EXCEPT", "INTERSECT"].includes(kind)) notUnderstood(node, kind);
  if (left.length !== right.length) {
    throw new AssertionError(`${kind} of ${left.length} and ${right.length} columns`);
  }
  if (kind === "EXCEPT") return left;
  return left.map(({ name, flow }, place) => {
    return { name, flow: mergedFlow([flow, right[place]!.flow]) }; // of one length
  });
}

function combinedByName(
  left: readonly TracedColumn[],
  right: readonly TracedColumn[],
): readonly TracedColumn[] {
  const columns = left.map(({ name, flow }) => {
    const same = right.filter((column) => column.name === name).map((column) => column.flow);
    return { name, flow: mergedFlow([flow, ...same]) };
  });
  const names = new Set(left.map(({ name }) => name));
  return [...columns, ...right.filter(({ name }) => !names.has(name))];
}

/** Notes what orders, limits and the keys of DISTINCT ON look at. */
function noteModifiers(
  node: SyntaxNode,
  scope: Scope,
  { columns, tracing }: { columns: readonly TracedColumn[]; tracing: Tracing },
): void {
  for (const modifier of nodesIn(node, "modifiers")) {
    requireKnownParts(modifier, "orders limit offset distinct_on_targets");
    const orders = nodesIn(modifier, "orders").map(orderExpression);
    const [all, single] = [orders.filter(isStar), orders.filter((order) => !isStar(order))];
    const keys = nodesIn(modifier, "distinct_on_targets");
    const isDistinct = textIn(modifier, "type") === "DISTINCT_MODIFIER" && keys.length === 0;
    if (all.length > 0 || isDistinct) noteAll(columns, tracing);
    const limits = [nodeIn(modifier, "limit"), nodeIn(modifier, "offset")];
    noteFilters([...single, ...limits, ...keys], scope, tracing);
  }
}

/** Notes all columns of a result as deciding which rows there are. */
function noteAll(columns: readonly TracedColumn[], tracing: Tracing): void {
  for (const { flow } of columns) for (const column of flow.keys()) tracing.filters.add(column);
}

/** The scope of a statement that stands alone. */
export function outermostScope(): Scope {
  return innerScope(undefined);
}
