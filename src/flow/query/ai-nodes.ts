import type { Json } from "@duckdb/node-api";

import type { SyntaxNode } from "../../storage/duckdb/parse.ts";

/** Whether a part of a tree is a node. */
export function isNode(json: Json | undefined): json is SyntaxNode {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** The value of a constant; undefined for NULL and for anything else. */
export function constantOf(node: Json): Json | undefined {
  if (!isNode(node) || node["class"] !== "CONSTANT") return undefined;
  const value = node["value"];
  return isNode(value) && value["is_null"] === false ? value["value"] : undefined;
}

/** A call of a function. */
export function call(name: string, children: Json[]): SyntaxNode {
  return {
    class: "FUNCTION",
    type: "FUNCTION",
    alias: "",
    query_location: 0,
    function_name: name,
    schema: "",
    children,
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: "",
  };
}

/** A value cast to a type. */
export function cast(child: Json, type: string): SyntaxNode {
  return {
    class: "CAST",
    type: "OPERATOR_CAST",
    alias: "",
    query_location: 0,
    child,
    cast_type: { id: type, type_info: null },
    try_cast: false,
  };
}

/** A text. */
export function constantText(value: string): SyntaxNode {
  return {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: 0,
    value: { type: { id: "VARCHAR", type_info: null }, is_null: false, value },
  };
}

/** A SELECT of expressions, from another SELECT or from nothing. */
export function selectFrom(items: Json[], from?: SyntaxNode): SyntaxNode {
  const table = { alias: "", sample: null, query_location: 0 };
  return {
    type: "SELECT_NODE",
    modifiers: [],
    cte_map: { map: [] },
    select_list: items,
    from_table:
      from === undefined
        ? { type: "EMPTY", ...table }
        : {
            type: "SUBQUERY",
            ...table,
            alias: "earshot rows",
            subquery: { node: from, named_param_map: [] },
            column_name_alias: [],
          },
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    having: null,
    sample: null,
    qualify: null,
  };
}
