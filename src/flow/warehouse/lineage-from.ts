import { AssertionError } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";
import { changedFlow, mergedFlow } from "./column-flow.ts";
import { expressionFlow, noteFilters, queryIn, type Tracing } from "./lineage-expression.ts";
import { nodeIn, notUnderstood, requireKnownParts, textIn, textsIn } from "./lineage-nodes.ts";
import { innerScope, type Relations, type Scope, type TracedColumn } from "./lineage-scope.ts";

type Reader = (node: SyntaxNode, scope: Scope, tracing: Tracing) => Relations;

const readers: Readonly<Record<string, Reader>> = {
  EMPTY: () => ({ relations: [], star: [] }),
  BASE_TABLE: tableRelation,
  SUBQUERY: (node, scope, tracing) => {
    requireKnownParts(node, "subquery column_name_alias");
    const columns = tracing.query(queryIn(node, "subquery"), innerScope(scope));
    return relation(node, columns, { name: textIn(node, "alias") });
  },
  EXPRESSION_LIST: valuesRelation,
  TABLE_FUNCTION: functionRelation,
  JOIN: joinRelations,
};

/** The relations behind FROM; what stands right of a comma or a JOIN sees what stands left. */
export function traceFrom(node: SyntaxNode, scope: Scope, tracing: Tracing): Relations {
  const reader = readers[textIn(node, "type")];
  return reader === undefined ? notUnderstood(node) : reader(node, scope, tracing);
}

/** Columns under other names, as far as some are given. */
export function withNames(
  columns: readonly TracedColumn[],
  names: readonly string[],
): readonly TracedColumn[] {
  return columns.map(({ name, flow }, place) => ({
    name: names[place]?.toLowerCase() ?? name,
    flow,
  }));
}

function relation(
  node: SyntaxNode,
  columns: readonly TracedColumn[],
  { name, schema = "" }: { name: string; schema?: string },
): Relations {
  const named = withNames(columns, textsIn(node, "column_name_alias"));
  const own = { schema, name: name.toLowerCase(), columns: named };
  return { relations: [own], star: named };
}

function tableRelation(node: SyntaxNode, scope: Scope, tracing: Tracing): Relations {
  requireKnownParts(node, "schema_name table_name column_name_alias");
  const schema = textIn(node, "schema_name").toLowerCase();
  const table = textIn(node, "table_name").toLowerCase();
  const alias = textIn(node, "alias");
  const names = { name: alias === "" ? table : alias, schema: alias === "" ? schema : "" };
  const result = schema === "" ? scope.results.get(table) : undefined;
  if (result !== undefined) return relation(node, result, names);
  const id = `${schema}.${table}`;
  const columns = tracing.tables(id);
  if (columns === undefined) throw new AssertionError(`there is no table ${id} to read`);
  const traced = columns.map((name): TracedColumn => {
    return { name: name.toLowerCase(), flow: new Map([[`${id}.${name}`, "same"]]) };
  });
  return relation(node, traced, names);
}

function valuesRelation(node: SyntaxNode, scope: Scope, tracing: Tracing): Relations {
  requireKnownParts(node, "values expected_names expected_types");
  const rows = (node["values"] ?? []) as SyntaxNode[][]; // the engine's trees have rows there
  const names = textsIn(node, "expected_names");
  const columns = (rows[0] ?? []).map((_, place) => {
    const flows = rows.map((row) => expressionFlow(row[place]!, scope, tracing)); // of one length
    return { name: names[place]?.toLowerCase() ?? `col${place}`, flow: mergedFlow(flows) };
  });
  return relation(node, columns, { name: textIn(node, "alias") });
}

/** Functions that make rows of their arguments and of nothing else. */
const rowMakers = new Set(["unnest", "range", "generate_series"]);

function functionRelation(node: SyntaxNode, scope: Scope, tracing: Tracing): Relations {
  requireKnownParts(node, "function column_name_alias with_ordinality");
  const call = nodeIn(node, "function") ?? notUnderstood(node);
  const name = textIn(call, "function_name").toLowerCase();
  if (!rowMakers.has(name) || textIn(node, "with_ordinality") !== "WITHOUT_ORDINALITY") {
    notUnderstood(node, name);
  }
  const flow = changedFlow(expressionFlow(call, scope, tracing));
  const alias = textIn(node, "alias");
  return relation(node, [{ name, flow }], { name: alias === "" ? name : alias });
}

function joinRelations(node: SyntaxNode, scope: Scope, tracing: Tracing): Relations {
  requireKnownParts(node, "left right condition join_type ref_type using_columns delim_flipped");
  const left = traceFrom(nodeIn(node, "left") ?? notUnderstood(node), scope, tracing);
  const beside = { ...innerScope(scope), ...left };
  const right = traceFrom(nodeIn(node, "right") ?? notUnderstood(node), beside, tracing);
  const shared = sharedNames(node, left, right);
  const joined = joinedColumns(node, { left, right, shared });
  noteFilters(
    [nodeIn(node, "condition")],
    { ...scope, relations: [...left.relations, ...right.relations], star: joined.star },
    tracing,
  );
  for (const { name, flow } of [...left.star, ...right.star]) {
    if (name === undefined || !shared.includes(name)) continue;
    for (const column of flow.keys()) tracing.filters.add(column);
  }
  return joined;
}

/** Names of USING, or those that both sides of a NATURAL join have. */
function sharedNames(node: SyntaxNode, left: Relations, right: Relations): string[] {
  const using = textsIn(node, "using_columns").map((name) => name.toLowerCase());
  const kind = textIn(node, "ref_type");
  if (["REGULAR", "CROSS", "ASOF", "POSITIONAL"].includes(kind)) return using;
  if (kind !== "NATURAL") notUnderstood(node, kind);
  const names = new Set(right.star.map(({ name }) => name));
  return left.star.flatMap(({ name }) => (name !== undefined && names.has(name) ? [name] : []));
}

function joinedColumns(
  node: SyntaxNode,
  { left, right, shared }: { left: Relations; right: Relations; shared: readonly string[] },
): Relations {
  const kind = textIn(node, "join_type");
  if (kind === "SEMI" || kind === "ANTI") return left;
  if (!["INNER", "LEFT", "RIGHT", "FULL", "OUTER"].includes(kind)) notUnderstood(node, kind);
  const isShared = (name: string | undefined): boolean =>
    name !== undefined && shared.includes(name);
  const keepsLeft = kind === "INNER" || kind === "LEFT";
  const star = left.star.map((column) => {
    if (keepsLeft || !isShared(column.name)) return column;
    const others = right.star.filter(({ name }) => name === column.name);
    return { ...column, flow: mergedFlow([column.flow, ...others.map(({ flow }) => flow)]) };
  });
  return {
    relations: [...left.relations, ...right.relations],
    star: [...star, ...right.star.filter(({ name }) => !isShared(name))],
  };
}
