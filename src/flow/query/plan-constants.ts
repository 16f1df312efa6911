import { isJsonObject, type Json, type JsonObject } from "../../storage/delta/json.ts";
import type { Predicate } from "../../storage/delta/predicate.ts";
import { decimalShape, type DeltaType, type StructField } from "../../storage/delta/schema.ts";
import { formatMicros } from "../../storage/delta/stats.ts";
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
  const { type: constantType, value, scale: constantScale } = constant;
  const [, scale = deltaIntegers.has(type) ? 0 : undefined] = decimalShape(type) ?? [];
  if (scale !== undefined) {
    const isSame = constantScale !== undefined && constantScale >= scale;
    return isSame ? { column: name, op, value } : undefined;
  }
  if (constantType === sqlType(type)) return { column: name, op, value };
  if (type !== "date" || typeof value !== "string") return undefined;
  if (constantType === "TIMESTAMP") return dayPredicate(name, op, { value, marginDays: 0 });
  // Where a day begins depends on the time zone, by less than a day.
  if (constantType === sqlType("timestamp"))
    return dayPredicate(name, op, { value, marginDays: 1 });
  return undefined;
}

/** A day compared with an instant: with the instant's day, and some days more for safety. */
function dayPredicate(
  column: string,
  op: Comparison,
  { value, marginDays }: { value: string; marginDays: number },
): Predicate | undefined {
  if (op === "=") return undefined;
  const isUpper = op.startsWith("<");
  const millis = Date.parse(value) + (isUpper ? marginDays : -marginDays) * 86_400_000;
  const day = new Date(millis).toISOString().slice(0, 10);
  return { column, op: isUpper ? "<=" : ">=", value: day };
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
  if (id === "BOOLEAN") return typeof value === "boolean" ? value : undefined;
  if (typeof value !== "string") return undefined;
  if (id === "VARCHAR" || id === "DOUBLE" || id === "FLOAT") return value;
  if (id === "DATE") return instantText(BigInt(value) * microsOfDay)?.slice(0, 10);
  return /^TIMESTAMP( WITH TIME ZONE)?$/.test(id) ? instantText(BigInt(value)) : undefined;
}

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
