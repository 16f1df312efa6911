import { quoteText } from "../../core/base/sql-text.ts";
import { isJsonObject, parseExactJson, type Json } from "../../storage/delta-log/json.ts";
import type { Scalar } from "../../storage/delta-log/predicate.ts";
import type { StructField } from "../../storage/delta-log/schema.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { anyRow, both, either, type Condition } from "./conditions.ts";
import { comparePredicate, type Comparison } from "./plan-constants.ts";

/**
 * What reasons with the rows there are, or makes two scans of one: of no use where the tables are
 * empty stand-ins.
 */
const planWithout = "statistics_propagation,late_materialization";

/** Most values of an IN that are looked at. */
const valuesMax = 1_000;

const comparisons: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: "=",
  COMPARE_NOT_DISTINCT_FROM: "=", // the constant is not NULL
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};

/**
 * Asks the engine which rows of each table a query needs, without running it: its own optimizer
 * moves the query's conditions down to where a table is read, through views, joins, subqueries and
 * WITHs, and settles constants and types on the way. What is not understood of them is left out.
 *
 * @param shapes - Empty stand-ins of the tables: their columns by name, all in one schema.
 * @returns Conditions by the table's name; of a table that is not in it nothing is known. One that
 *   is read several times has the rows that any of the reads needs.
 */
export async function pushedConditions(
  connection: Connection,
  sql: string,
  { schema, shapes }: { schema: string; shapes: ReadonlyMap<string, readonly StructField[]> },
): Promise<Map<string, Condition>> {
  const conditions = new Map<string, Condition>();
  walkSyntax(await optimizedPlan(connection, sql), (node) => {
    const read = node["type"] === "LOGICAL_GET" ? node["function_data"] : undefined;
    if (!isJsonObject(read) || read["schema"] !== schema) return;
    const table = textOf(read["table"]);
    const needed = scanCondition(node, shapes.get(table) ?? []);
    const known = conditions.get(table);
    conditions.set(table, known === undefined ? needed : either(known, needed));
  });
  return conditions;
}

/** The engine's plan of a SELECT, its numbers as texts; null for what it can't plan or print. */
async function optimizedPlan(connection: Connection, sql: string): Promise<Json> {
  await connection.run(`SET disabled_optimizers = ${quoteText(planWithout)}`);
  try {
    const row = await connection.row(
      `SELECT json_serialize_plan(${quoteText(sql)}, optimize := true) AS plan`,
    );
    return parseExactJson(textOf(row?.["plan"]));
  } catch {
    return null; // the query itself will say what is wrong; NaN among its constants is no JSON
  } finally {
    await connection.run("RESET disabled_optimizers");
  }
}

/** What holds for the rows that one read of a table needs. */
function scanCondition(scan: SyntaxNode, columns: readonly StructField[]): Condition {
  const names = listOf(scan["names"]);
  const byColumn = isJsonObject(scan["table_filters"])
    ? listOf(scan["table_filters"]["filters"])
    : [];
  return byColumn.reduce((condition: Condition, entry) => {
    if (!isJsonObject(entry)) return condition;
    const column = columns.find(({ name }) => name === names[Number(entry["key"])]);
    return column === undefined
      ? condition
      : both(condition, filterCondition(entry["value"], column));
  }, anyRow);
}

/** What a filter that the engine hands to the reading of a column says. */
function filterCondition(filter: Json | undefined, column: StructField): Condition {
  if (!isJsonObject(filter)) return anyRow;
  const children = listOf(filter["child_filters"]);
  switch (filter["filter_type"]) {
    case "CONJUNCTION_AND":
      return all(children, (child) => filterCondition(child, column));
    case "CONJUNCTION_OR":
      return any(children, (child) => filterCondition(child, column));
    case "OPTIONAL_FILTER": // it holds, but need not be applied
      return filterCondition(filter["child_filter"], column);
    case "CONSTANT_COMPARISON":
      return comparison(column, filter["comparison_type"], filter["constant"]);
    case "IN_FILTER":
      return oneOf(column, listOf(filter["values"]));
    case "IS_NULL":
      return [[{ column: column.name, op: "is null" }]];
    case "IS_NOT_NULL":
      return [[{ column: column.name, op: "is not null" }]];
    case "EXPRESSION_FILTER":
      return expressionCondition(filter["expr"], column);
    default:
      return anyRow;
  }
}

/** What an expression says about the only column in it when it is true. */
function expressionCondition(expression: Json | undefined, column: StructField): Condition {
  if (!isJsonObject(expression)) return anyRow;
  const { expression_class: kind, type, left, right } = expression;
  const children = listOf(expression["children"]);
  if (kind === "BOUND_CONJUNCTION") {
    const join = type === "CONJUNCTION_AND" ? all : any;
    return join(children, (child) => expressionCondition(child, column));
  }
  if (kind === "BOUND_COMPARISON") {
    return isColumn(left) || isCastColumn(left) ? comparison(column, type, right) : anyRow;
  }
  if (kind === "BOUND_REF") return isTrue(column, true);
  return kind === "BOUND_OPERATOR" && isColumn(children[0]) ? operator(column, type) : anyRow;
}

function operator(column: StructField, type: Json | undefined): Condition {
  if (type === "OPERATOR_NOT") return isTrue(column, false);
  if (type === "OPERATOR_IS_NULL") return [[{ column: column.name, op: "is null" }]];
  if (type === "OPERATOR_IS_NOT_NULL") return [[{ column: column.name, op: "is not null" }]];
  return anyRow;
}

function isColumn(expression: Json | undefined): boolean {
  return isJsonObject(expression) && expression["expression_class"] === "BOUND_REF";
}

function isCastColumn(expression: Json | undefined): boolean {
  if (!isJsonObject(expression) || expression["expression_class"] !== "BOUND_CAST") return false;
  return isColumn(expression["child"]);
}

/** A constant stands as it is in filters, and inside of an expression in expressions. */
function comparison(
  column: StructField,
  type: Json | undefined,
  constant: Json | undefined,
): Condition {
  const op = comparisons[textOf(type)];
  const isExpression = isJsonObject(constant) && constant["expression_class"] === "BOUND_CONSTANT";
  const value = isExpression ? constant["value"] : constant;
  const predicate = op === undefined ? undefined : comparePredicate(column, op, value);
  return predicate === undefined ? anyRow : [[predicate]];
}

function oneOf(column: StructField, constants: readonly Json[]): Condition {
  if (constants.length === 0 || constants.length > valuesMax) return anyRow;
  const predicates = constants.map((constant) => comparePredicate(column, "=", constant));
  const values: Scalar[] = predicates.flatMap((found) => (found?.op === "=" ? [found.value] : []));
  return values.length < constants.length
    ? anyRow
    : [[{ column: column.name, op: "in", value: values }]];
}

function isTrue({ name, type }: StructField, value: boolean): Condition {
  return type === "boolean" ? [[{ column: name, op: "=", value }]] : anyRow;
}

function all(items: readonly Json[], read: (item: Json) => Condition): Condition {
  return items.map(read).reduce(both, anyRow);
}

function any(items: readonly Json[], read: (item: Json) => Condition): Condition {
  return items.length === 0 ? anyRow : items.map(read).reduce(either);
}

function listOf(json: Json | undefined): Json[] {
  return Array.isArray(json) ? json : [];
}
