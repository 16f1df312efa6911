import { AssertionError } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";
import { changedFlow, countedFlow, type Flow, mergedFlow, noFlow } from "./column-flow.ts";
import {
  nodeIn,
  nodesIn,
  notUnderstood,
  requireKnownParts,
  textIn,
  textsIn,
} from "./lineage-nodes.ts";
import { innerScope, resolveName, type Scope, type TracedColumn } from "./lineage-scope.ts";

/** What the tracing of one statement has in common. */
export type Tracing = {
  /** Columns of a table, by `schema.table`; undefined for one there is not. */
  tables: (id: string) => readonly string[] | undefined;
  /** What a function of our own makes of its arguments; undefined for one of the engine's. */
  callMacro: (name: string, given: readonly Flow[], tracing: Tracing) => Flow | undefined;
  /** Traces a query within a scope. */
  query: (node: SyntaxNode, scope: Scope) => readonly TracedColumn[];
  /** Gathers the columns that decide which rows there are, or in which order. */
  filters: Set<string>;
};

/** Aggregates that tell how many values there are, and none of them. */
const counting = new Set([
  "count",
  "count_star",
  "count_if",
  "countif",
  "approx_count_distinct",
  "regr_count",
]);

type Reader = (node: SyntaxNode, scope: Scope, tracing: Tracing) => Flow;

const readers: Readonly<Record<string, Reader>> = {
  CONSTANT: plain("value", () => noFlow),
  PARAMETER: plain("identifier", () => noFlow),
  COLUMN_REF: plain("column_names", (node, scope) =>
    resolveName(textsIn(node, "column_names"), scope),
  ),
  CAST: plain("child cast_type try_cast", computed("child")),
  COLLATE: plain("child collation", computed("child")),
  COMPARISON: plain("left right", computed("left", "right")),
  BETWEEN: plain("input lower upper", computed("input", "lower", "upper")),
  CONJUNCTION: plain("children", computed("children")),
  OPERATOR: plain("children", (node, scope, tracing) => {
    const isNull = ["OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"].includes(textIn(node, "type"));
    const flow = computed("children")(node, scope, tracing);
    return isNull ? countedFlow(flow) : flow;
  }),
  CASE: plain("case_checks else_expr", (node, scope, tracing) => {
    const checks = nodesIn(node, "case_checks").map((check) =>
      computed("when_expr", "then_expr")(check, scope, tracing),
    );
    return mergedFlow([...checks, computed("else_expr")(node, scope, tracing)]);
  }),
  FUNCTION: callFlow,
  WINDOW: windowFlow,
  SUBQUERY: subqueryFlow,
};

/**
 * What flows into the value of an expression. A condition that chooses between values flows as
 * well: who reads the choice learns of it.
 */
export function expressionFlow(node: SyntaxNode, scope: Scope, tracing: Tracing): Flow {
  const reader = readers[textIn(node, "class")];
  return reader === undefined ? notUnderstood(node) : reader(node, scope, tracing);
}

/** Notes the columns of expressions that only decide about rows. */
export function noteFilters(
  nodes: readonly (SyntaxNode | undefined)[],
  scope: Scope,
  tracing: Tracing,
): void {
  for (const node of nodes) {
    if (node === undefined) continue;
    for (const column of expressionFlow(node, scope, tracing).keys()) tracing.filters.add(column);
  }
}

function plain(parts: string, read: Reader): Reader {
  return (node, scope, tracing) => {
    requireKnownParts(node, parts);
    return read(node, scope, tracing);
  };
}

/** Whatever flows into the parts, computed with. */
function computed(...keys: readonly string[]): Reader {
  return (node, scope, tracing) => {
    const parts = keys.flatMap((key): SyntaxNode[] => {
      if (Array.isArray(node[key])) return nodesIn(node, key);
      const part = nodeIn(node, key);
      return part === undefined ? [] : [part];
    });
    return changedFlow(mergedFlow(parts.map((part) => expressionFlow(part, scope, tracing))));
  };
}

function callFlow(node: SyntaxNode, scope: Scope, tracing: Tracing): Flow {
  requireKnownParts(node, "function_name children filter order_bys distinct is_operator");
  const orders = nodesIn(nodeIn(node, "order_bys") ?? {}, "orders");
  noteFilters([nodeIn(node, "filter"), ...orders.map(orderExpression)], scope, tracing);
  return resultFlow(node, scope, tracing);
}

function windowFlow(node: SyntaxNode, scope: Scope, tracing: Tracing): Flow {
  requireKnownParts(
    node,
    "function_name children partitions orders start end start_expr end_expr offset_expr default_expr ignore_nulls filter_expr exclude_clause distinct arg_orders",
  );
  const orders = [...nodesIn(node, "orders"), ...nodesIn(node, "arg_orders")].map(orderExpression);
  const single = ["start_expr", "end_expr", "offset_expr", "filter_expr"];
  const deciding = [...nodesIn(node, "partitions"), ...single.map((key) => nodeIn(node, key))];
  noteFilters([...deciding, ...orders], scope, tracing);
  const otherwise = computed("default_expr")(node, scope, tracing);
  return mergedFlow([resultFlow(node, scope, tracing), otherwise]);
}

/** The expression that rows are ordered by. */
export function orderExpression(order: SyntaxNode): SyntaxNode {
  return nodeIn(order, "expression") ?? notUnderstood(order);
}

/** What a call makes of its arguments: of an engine's function it may be any part of them. */
function resultFlow(node: SyntaxNode, scope: Scope, tracing: Tracing): Flow {
  const name = textIn(node, "function_name").toLowerCase();
  const children = nodesIn(node, "children");
  const isLambda = (child: SyntaxNode): boolean => child["class"] === "LAMBDA";
  const given = children
    .filter((child) => !isLambda(child))
    .map((child) => expressionFlow(child, scope, tracing));
  const items = mergedFlow(given);
  const made = children
    .filter(isLambda)
    .map((child) => lambdaFlow(child, items, { scope, tracing }));
  const isNamed = children.some((child) => textIn(child, "alias") !== "");
  const ofMacro = tracing.callMacro(name, given, tracing);
  if (ofMacro !== undefined) {
    if (isNamed || made.length > 0) notUnderstood(node, `the arguments of ${name}`);
    return ofMacro;
  }
  const flow = mergedFlow([items, ...made]);
  return counting.has(name) ? countedFlow(flow) : changedFlow(flow);
}

/** A function of a list's items: its parameters are parts of whatever is given beside it. */
function lambdaFlow(
  node: SyntaxNode,
  items: Flow,
  { scope, tracing }: { scope: Scope; tracing: Tracing },
): Flow {
  requireKnownParts(node, "lhs expr");
  const left = nodeIn(node, "lhs") ?? notUnderstood(node);
  const parameters = left["class"] === "COLUMN_REF" ? [left] : nodesIn(left, "children");
  const aliases = new Map(
    parameters.map((parameter) => {
      const [name = "", ...more] = textsIn(parameter, "column_names");
      if (name === "" || more.length > 0) notUnderstood(node, "a parameter");
      return [name.toLowerCase(), changedFlow(items)] as const;
    }),
  );
  const body = nodeIn(node, "expr") ?? notUnderstood(node);
  return expressionFlow(body, { ...innerScope(scope), aliases }, tracing);
}

function subqueryFlow(node: SyntaxNode, scope: Scope, tracing: Tracing): Flow {
  requireKnownParts(node, "subquery_type subquery child comparison_type");
  const columns = tracing.query(queryIn(node, "subquery"), innerScope(scope));
  const found = mergedFlow(columns.map(({ flow }) => flow));
  const kind = textIn(node, "subquery_type");
  if (kind === "SCALAR") return changedFlow(found);
  if (kind === "ANY") {
    return mergedFlow([changedFlow(found), computed("child")(node, scope, tracing)]);
  }
  if (kind !== "EXISTS" && kind !== "NOT_EXISTS") notUnderstood(node, kind);
  for (const column of found.keys()) tracing.filters.add(column);
  return noFlow;
}

/** The node of a query that stands in another: below the statement the engine wraps it in. */
export function queryIn(node: SyntaxNode, key: string): SyntaxNode {
  const statement = nodeIn(node, key);
  if (statement === undefined) throw new AssertionError(`there is no query under ${key}`);
  return nodeIn(statement, "node") ?? notUnderstood(statement);
}
