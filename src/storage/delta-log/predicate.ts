import { DeltaSchemaError } from "./errors.ts";
import { decimalShape, type DeltaType, type StructField } from "./schema.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { formatMicros, parseMicros } from "./stats.ts";

/** A value to compare a column with; exact numbers beyond 2^53 as text or bigint. */
export type Scalar = string | number | bigint | boolean | Date;

/** A condition on one column; several are joined by AND. */
export type Predicate =
  | { column: string; op: "=" | "<" | "<=" | ">" | ">="; value: Scalar }
  | { column: string; op: "in"; value: readonly Scalar[] }
  | { column: string; op: "is null" }
  | { column: string; op: "is not null" };

/** A place on the number line, exact: `unscaled / 10^scale`. */
type Exact = { unscaled: bigint; scale: number };

/**
 * How a type's values are ordered, by the text that stats, partition values and predicates give
 * them. `undefined` for a text that is not such a value: then nothing is known.
 */
export type Ordering = (left: string, right: string) => number | undefined;

/** Beyond that, DuckDB would take a literal for a floating number. */
const exactDigitsMax = 38;
const exactTypes = new Set<DeltaType>(["byte", "short", "integer", "long"]);

/** The ordering of a type; undefined when its values are never compared (binary, nested). */
export function orderingOf(type: DeltaType): Ordering | undefined {
  if (exactTypes.has(type) || decimalShape(type) !== undefined) return by(parseExact, compareExact);
  if (type === "double") return by(parseFloating, compareNumbers);
  if (type === "float") return by((text) => rounded(parseFloating(text)), compareNumbers);
  if (type === "string")
    return (left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (type === "date") return by(parseDay, compareTexts);
  if (type === "boolean") return by(parseBoolean, compareTexts);
  if (type === "timestamp" || type === "timestamp_ntz") return by(parseMicros, compareBigints);
  return undefined;
}

function by<T>(
  parse: (text: string) => T | undefined,
  compare: (left: T, right: T) => number,
): Ordering {
  return (left, right) => {
    const [a, b] = [parse(left), parse(right)];
    return a === undefined || b === undefined ? undefined : compare(a, b);
  };
}

/** A column's condition as SQL. */
export function predicateSql(predicate: Predicate, { name, type }: StructField): string {
  const column = quoteName(name);
  if (predicate.op === "is null") return `${column} IS NULL`;
  if (predicate.op === "is not null") return `${column} IS NOT NULL`;
  if (predicate.op === "in") {
    const values = predicate.value.map((value) => literalSql(scalarText(value, name, type), type));
    return values.length === 0 ? "false" : `${column} IN (${values.join(", ")})`;
  }
  return `${column} ${predicate.op} ${literalSql(scalarText(predicate.value, name, type), type)}`;
}

/**
 * Conditions joined by AND, as SQL.
 *
 * @throws DeltaSchemaError for a column the table does not have, or a value not of its type.
 */
export function whereSql(
  where: readonly Predicate[],
  { folder, schema }: { folder: string; schema: readonly StructField[] },
): string {
  const conditions = where.map((predicate) => {
    const column = schema.find(({ name }) => name === predicate.column);
    if (column !== undefined) return predicateSql(predicate, column);
    const names = schema.map(({ name }) => name).join(", ");
    throw new DeltaSchemaError(`${folder} has no column ${predicate.column}; it has ${names}`);
  });
  return conditions.length === 0 ? "true" : conditions.join(" AND ");
}

/** A condition to be read by people, with its values left out. */
export function predicateText({ column, op }: Predicate): string {
  if (op === "is null" || op === "is not null") return `${column} ${op.toUpperCase()}`;
  return op === "in" ? `${column} IN (?)` : `${column} ${op} ?`;
}

/** A value of a type as SQL, from the text that {@link scalarText} or a partition value has. */
export function literalSql(text: string, type: DeltaType): string {
  if (type === "string") return quoteText(text);
  if (type === "boolean") return text === "true" ? "true" : "false";
  if (type === "date") return `DATE ${quoteText(text)}`;
  if (type === "timestamp") return `make_timestamptz(${parseMicros(text) ?? "NULL"}::BIGINT)`;
  if (type === "timestamp_ntz") return `make_timestamp(${parseMicros(text) ?? "NULL"}::BIGINT)`;
  // Through text, so that DuckDB rounds as JavaScript does and not by way of a decimal.
  if (type === "double") return `${quoteText(text)}::DOUBLE`;
  if (type === "float") {
    const fits = Number.isFinite(Math.fround(Number(text)));
    return `${quoteText(text)}::${fits ? "FLOAT" : "DOUBLE"}`;
  }
  return text;
}

/**
 * A predicate's value as the text that orderings understand.
 *
 * @throws DeltaSchemaError when the value does not fit the column's type.
 */
export function scalarText(value: Scalar, column: string, type: DeltaType): string {
  const text = textOf(value, type);
  if (text !== undefined) return text;
  throw new DeltaSchemaError(
    `column ${column} of type ${typeof type === "string" ? type : type.type} cannot be compared ` +
      `with a ${value instanceof Date ? "Date" : typeof value} such as this; give its own type`,
  );
}

/** Whether a value can be compared with a column of this type: whether {@link scalarText} has one. */
export function isComparable(value: Scalar, type: DeltaType): boolean {
  return textOf(value, type) !== undefined;
}

function textOf(value: Scalar, type: DeltaType): string | undefined {
  if (type === "string") return typeof value === "string" ? value : undefined;
  if (type === "boolean") return typeof value === "boolean" ? String(value) : undefined;
  if (type === "date") return dayText(value);
  if (type === "timestamp" || type === "timestamp_ntz") return instantText(value);
  if (type === "float" || type === "double") return numberText(value, parseFloating);
  if (exactTypes.has(type) || decimalShape(type) !== undefined) {
    return numberText(value, parseExact);
  }
  return undefined;
}

function numberText(value: Scalar, parse: (text: string) => unknown): string | undefined {
  if (typeof value === "boolean" || value instanceof Date) return undefined;
  const text = String(value);
  return parse(text) === undefined ? undefined : text;
}

function dayText(value: Scalar): string | undefined {
  return parseDay(value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
}

function instantText(value: Scalar): string | undefined {
  if (value instanceof Date) return value.toISOString();
  const micros = typeof value === "string" ? parseMicros(value) : undefined;
  return micros === undefined ? undefined : formatMicros(micros);
}

/** A whole or decimal number of at most 38 digits, or undefined. */
export function parseExact(text: string): Exact | undefined {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = ""] = match;
  if (whole.length + fraction.length - Number(whole.startsWith("-")) > exactDigitsMax) {
    return undefined;
  }
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}

function compareExact(left: Exact, right: Exact): number {
  const scale = Math.max(left.scale, right.scale);
  const at = (exact: Exact): bigint => exact.unscaled * 10n ** BigInt(scale - exact.scale);
  return compareBigints(at(left), at(right));
}

function compareBigints(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareNumbers(left: number, right: number): number {
  return left - right;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** A finite number, or undefined. */
function parseFloating(text: string): number | undefined {
  const number = /^-?\d/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function rounded(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.fround(number);
}

function parseDay(text: string): string | undefined {
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) ? text : undefined;
}

function parseBoolean(text: string): string | undefined {
  return text === "true" || text === "false" ? text : undefined;
}
