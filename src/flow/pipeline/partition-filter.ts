import type { Json } from "@duckdb/node-api";

import { EarshotError } from "../../core/base/errors.ts";
import type { Predicate, Scalar } from "../../storage/delta/predicate.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { parseSelects, type SyntaxNode } from "../../storage/duckdb/parse.ts";

/** A condition on partitions is of a form that we do not read. */
export class PartitionFilterError extends EarshotError {
  readonly code = "PARTITION_FILTER";
  readonly kind = "invalid";

  constructor(text: string) {
    super(
      `${JSON.stringify(text)} can't choose partitions: compare partition columns with values by ` +
        "=, <, <=, >, >=, IN, BETWEEN or IS NULL, and join conditions by AND",
    );
  }
}

/**
 * Reads a condition on partition columns, such as `month >= '2026-01' AND region IN ('a', 'b')`.
 *
 * @throws PartitionFilterError, SqlSyntaxError
 */
export async function parsePartitionFilter(
  connection: Connection,
  text: string,
): Promise<Predicate[]> {
  // The line break ends a comment.
  const statements = await parseSelects(connection, `SELECT 1 FROM t WHERE ${text}\n`);
  const [select] = statements;
  const node = objectOf(select?.["node"]);
  const isBare =
    statements.length === 1 &&
    node?.["group_expressions"]?.toString() === "" &&
    node["having"] === null &&
    node["modifiers"]?.toString() === "";
  const predicates = isBare ? predicatesOf(objectOf(node["where_clause"])) : undefined;
  if (predicates === undefined) throw new PartitionFilterError(text);
  return predicates;
}

const comparisons: Readonly<Record<string, "=" | "<" | "<=" | ">" | ">=">> = {
  COMPARE_EQUAL: "=",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};

function predicatesOf(node: SyntaxNode | undefined): Predicate[] | undefined {
  const type = String(node?.["type"]);
  const children = listOf(node?.["children"]);
  if (type === "CONJUNCTION_AND") return allOf(children.map(predicatesOf))?.flat();
  if (type === "COMPARE_BETWEEN") {
    const column = columnOf(objectOf(node?.["input"]));
    const low = valueOf(objectOf(node?.["lower"]));
    const high = valueOf(objectOf(node?.["upper"]));
    if (column === undefined || low === undefined || high === undefined) return undefined;
    return [
      { column, op: ">=", value: low },
      { column, op: "<=", value: high },
    ];
  }
  const op = comparisons[type];
  const column = columnOf(op === undefined ? children[0] : objectOf(node?.["left"]));
  if (column === undefined) return undefined;
  if (op !== undefined) {
    const value = valueOf(objectOf(node?.["right"]));
    return value === undefined ? undefined : [{ column, op, value }];
  }
  if (type === "OPERATOR_IS_NULL") return [{ column, op: "is null" }];
  if (type === "OPERATOR_IS_NOT_NULL") return [{ column, op: "is not null" }];
  const values = type === "COMPARE_IN" ? allOf(children.slice(1).map(valueOf)) : undefined;
  return values === undefined ? undefined : [{ column, op: "in", value: values }];
}

function columnOf(node: SyntaxNode | undefined): string | undefined {
  const names = node?.["type"] === "COLUMN_REF" ? node["column_names"] : undefined;
  const [name, ...rest] = Array.isArray(names) ? names : [];
  return rest.length === 0 && typeof name === "string" ? name : undefined;
}

/** A constant, or one with its type before it (`DATE '2026-01-31'`). */
function valueOf(node: SyntaxNode | undefined): Scalar | undefined {
  if (node?.["type"] === "OPERATOR_CAST") {
    const value = valueOf(objectOf(node["child"]));
    const isBoolean = objectOf(node["cast_type"])?.["id"] === "BOOLEAN";
    return isBoolean ? value === "t" : value;
  }
  const constant = objectOf(node?.["value"]);
  const type = String(objectOf(constant?.["type"])?.["id"]);
  const value = constant?.["value"];
  if (type === "DECIMAL") return undefined; // it comes without its point
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function allOf<T>(items: readonly (T | undefined)[]): T[] | undefined {
  const present = items.filter((item) => item !== undefined);
  return present.length === items.length ? present : undefined;
}

function objectOf(value: Json | undefined): SyntaxNode | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

function listOf(value: Json | undefined): SyntaxNode[] {
  const items = Array.isArray(value) ? value.map(objectOf) : [];
  return items.filter((item) => item !== undefined);
}
