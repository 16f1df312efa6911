import { isDeepStrictEqual } from "node:util";

import type { Json } from "@duckdb/node-api";

import { EarshotError } from "../../core/base/errors.ts";
import type { Predicate, Scalar } from "../../storage/delta-log/predicate.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { parseSelects, type SyntaxNode } from "../../storage/duckdb/parse.ts";

/** A condition on partitions is of a form that we do not read. */
class PartitionFilterError extends EarshotError {
  readonly code = "PARTITION_FILTER";
  readonly kind = "invalid";

  constructor(text: string, cause?: unknown) {
    super(
      `${JSON.stringify(text)} can't choose partitions: compare partition columns with values by ` +
        "=, <, <=, >, >=, IN, BETWEEN or IS NULL, and join conditions by AND",
      { cause },
    );
  }
}

const selectWhere = "SELECT 1 FROM t WHERE";

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
  const statements = await parseSelects(connection, `${selectWhere} ${text}\n`);
  const plain = await parseSelects(connection, `${selectWhere} true`);
  try {
    const { where_clause: condition, ...rest } = nodeOf(statements[0]?.["node"]);
    const { where_clause: _, ...nothing } = nodeOf(plain[0]?.["node"]);
    if (statements.length > 1 || !isDeepStrictEqual(rest, nothing)) {
      throw new TypeError("there is more than a condition");
    }
    return readCondition(nodeOf(condition));
  } catch (cause) {
    throw new PartitionFilterError(text, cause);
  }
}

const comparisons: Readonly<Record<string, "=" | "<" | "<=" | ">" | ">=">> = {
  COMPARE_EQUAL: "=",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};

/** The conditions in a part of the tree; throws where there is none that we read. */
function readCondition(node: SyntaxNode): Predicate[] {
  const type = textOf(node["type"]);
  const op = comparisons[type];
  if (op !== undefined) {
    return [{ column: columnOf(node["left"]), op, value: valueOf(node["right"]) }];
  }
  if (type === "COMPARE_BETWEEN") {
    const column = columnOf(node["input"]);
    return [
      { column, op: ">=", value: valueOf(node["lower"]) },
      { column, op: "<=", value: valueOf(node["upper"]) },
    ];
  }
  const children = Array.isArray(node["children"]) ? node["children"] : [];
  if (type === "CONJUNCTION_AND") return children.map(nodeOf).flatMap(readCondition);
  const column = columnOf(children[0]);
  if (type === "COMPARE_IN") return [{ column, op: "in", value: children.slice(1).map(valueOf) }];
  if (type === "OPERATOR_IS_NULL") return [{ column, op: "is null" }];
  if (type === "OPERATOR_IS_NOT_NULL") return [{ column, op: "is not null" }];
  throw new TypeError(`${type} is not read`);
}

function columnOf(json: Json | undefined): string {
  const node = nodeOf(json);
  const names = node["type"] === "COLUMN_REF" ? node["column_names"] : undefined;
  const [name, ...rest] = Array.isArray(names) ? names : [];
  if (rest.length === 0 && typeof name === "string") return name;
  throw new TypeError("this is not a column");
}

/** A constant, or one with its type before it (`DATE '2026-01-31'`). */
function valueOf(json: Json | undefined): Scalar {
  const node = nodeOf(json);
  if (node["type"] === "OPERATOR_CAST") {
    const value = valueOf(node["child"]);
    return nodeOf(node["cast_type"])["id"] === "BOOLEAN" ? value === "t" : value;
  }
  const constant = nodeOf(node["value"]);
  const { value } = constant;
  const isDecimal = nodeOf(constant["type"])["id"] === "DECIMAL"; // comes without its point
  if (!isDecimal && (typeof value === "string" || typeof value === "number")) return value;
  throw new TypeError("this is not a value");
}

function nodeOf(value: Json | undefined): SyntaxNode {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TypeError("there is nothing");
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
