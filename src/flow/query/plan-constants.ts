import { isJsonObject, type Json, type JsonObject } from "../../storage/delta-log/json.ts";
import { isComparable, type Predicate } from "../../storage/delta-log/predicate.ts";
import { decimalShape, type DeltaType, type StructField } from "../../storage/delta-log/schema.ts";
import { formatMicros } from "../../storage/delta-log/stats.ts";
import { sqlType } from "../../storage/delta/duckdb-types.ts";

/** A comparison as predicates have it. */
export type Comparison = "=" | "<" | "<=" | ">" | ">=";

/** A constant of a plan: the engine's type, and the value as predicates take it. */
type Constant = {
  type: string;
  value: string | boolean;
  /** Digits behind the point of an exact number; undefined for anything else. */
  scale: number | undefined;
};

const integerTypes = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const deltaIntegers = new Set<DeltaType>(["byte", "short", "integer", "long"]);

const microsOfDay = 86_400_000_000n;
/** 0001-01-01 and the end of 9999-12-31: beyond, times are spelled otherwise, or are infinite. */
const microsMin = -62_135_596_800_000_000n;
const microsMax = 253_402_300_799_999_999n;

/**
 * A comparison of a column with a constant of a plan as a predicate that holds wherever the
 * comparison does; undefined when there is none that is sure to. The engine, or the query, may have
 * cast the column to the constant's type: exact numbers that lose no digit keep their order then,
 * and so do days beside times.
 */
export function comparePredicate(
  column: StructField,
  op: Comparison,
  json: Json | undefined,
): Predicate | undefined {
  const constant = constantOf(json);
  if (constant === undefined) return undefined;
  const { name, type } = column;
  const found = keepsOrder(type, constant)
    ? { op, value: constant.value }
    : dayComparison(type, op, constant);
  // Some constants are beyond all values that a column can have.
  if (found === undefined || !isComparable(found.value, type)) return undefined;
  return { column: name, ...found };
}

/** How far a day's beginning may lie from the day's midnight in UTC: that of a zone, somewhere. */
const dayMargins: Readonly<Record<string, number>> = {
  TIMESTAMP: 0,
  "TIMESTAMP WITH TIME ZONE": 1,
};

function keepsOrder(type: DeltaType, constant: Constant): boolean {
  const scale = deltaIntegers.has(type) ? 0 : decimalShape(type)?.[1];
  if (scale === undefined) return constant.type === sqlType(type);
  return constant.scale !== undefined && constant.scale >= scale;
}

/** A day compared with an instant: with the instant's day, and some days more for safety. */
function dayComparison(
  type: DeltaType,
  op: Comparison,
  { type: constantType, value }: Constant,
): { op: Comparison; value: string } | undefined {
  const marginDays = type === "date" ? dayMargins[constantType] : undefined;
  if (marginDays === undefined || typeof value !== "string" || op === "=") return undefined;
  const isUpper = op.startsWith("<");
  const millis = Date.parse(value) + (isUpper ? marginDays : -marginDays) * 86_400_000;
  const day = new Date(millis).toISOString().slice(0, 10);
  return { op: isUpper ? "<=" : ">=", value: day };
}

/** Reads a constant as the engine prints it; undefined for NULL and for what has no order here. */
function constantOf(json: Json | undefined): Constant | undefined {
  if (!isJsonObject(json) || json["is_null"] !== false || !isJsonObject(json["type"])) {
    return undefined;
  }
  const { id, type_info: details } = json["type"];
  if (typeof id !== "string") return undefined;
  const shape = isJsonObject(details) ? details : undefined;
  const value = valueOf(id, shape, json["value"]);
  if (value === undefined) return undefined;
  const scale = id === "DECIMAL" ? Number(shape?.["scale"]) : undefined;
  return { type: id, value, scale: integerTypes.test(id) ? 0 : scale };
}

/** @param details - What a type has beside its name: digits of a decimal, a collation. */
function valueOf(
  id: string,
  details: JsonObject | undefined,
  value: Json | undefined,
): Constant["value"] | undefined {
  if (id === "DECIMAL") return decimalText(integerOf(value), Number(details?.["scale"]));
  if (details !== undefined) return undefined;
  if (integerTypes.test(id)) return integerOf(value)?.toString();
  if (typeof value === "boolean") return id === "BOOLEAN" ? value : undefined;
  return typeof value === "string" ? readers[id]?.(value) : undefined;
}

/** How the values of types that are printed as one number or text are read. */
const readers: Readonly<Record<string, (text: string) => string | undefined>> = {
  VARCHAR: (text) => text,
  DOUBLE: (text) => text,
  FLOAT: (text) => text,
  DATE: (days) => instantText(BigInt(days) * microsOfDay)?.slice(0, 10),
  TIMESTAMP: (micros) => instantText(BigInt(micros)),
  "TIMESTAMP WITH TIME ZONE": (micros) => instantText(BigInt(micros)),
};

/** An integer: its digits, or the two halves of one of 128 bits. */
function integerOf(value: Json | undefined): bigint | undefined {
  if (typeof value === "string") return BigInt(value);
  if (!isJsonObject(value)) return undefined;
  const { upper, lower } = value;
  if (typeof upper !== "string" || typeof lower !== "string") return undefined;
  return (BigInt(upper) << 64n) + BigInt(lower);
}

function decimalText(unscaled: bigint | undefined, scale: number): string | undefined {
  if (unscaled === undefined || !Number.isInteger(scale)) return undefined;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const [whole, fraction] = [
    digits.slice(0, -scale || undefined),
    digits.slice(-scale || Infinity),
  ];
  return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${fraction}`}`;
}

function instantText(micros: bigint): string | undefined {
  return micros < microsMin || micros > microsMax ? undefined : formatMicros(micros);
}
