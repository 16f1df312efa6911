import type { AddFile } from "./actions.ts";
import { orderingOf, parseExact, scalarText, type Predicate } from "./predicate.ts";
import { decimalShape, type DeltaType, type StructField } from "./schema.ts";
import { formatMicros, parseCount, parseMicros, statsOf, type FileStats } from "./stats.ts";

/** What the log tells of a file's rows. */
type FileFacts = Pick<AddFile, "partitionValues" | "stats">;

/** All that is known of one column in one file; `undefined` is not known. */
type ColumnRange = {
  low: string | undefined;
  high: string | undefined;
  /** How many rows are null; `some` when it is not known. */
  nulls: "none" | "some" | "all";
  /** True when there may be a NaN, which bounds leave out. */
  hidesNan: boolean;
};

/**
 * Tells whether a file may hold a row for which all predicates are true. It answers true whenever
 * it does not know: it must never lose a row, it may read too many.
 *
 * @param columns - The table's columns by name.
 */
export function mayHold(
  file: FileFacts,
  predicates: readonly Predicate[],
  columns: ReadonlyMap<string, StructField>,
): boolean {
  if (predicates.length === 0) return true;
  const stats = statsOf(file);
  return predicates.every((predicate) => {
    const column = columns.get(predicate.column);
    return column === undefined || mayMatch(predicate, column, rangeOf(file, stats, column));
  });
}

/**
 * Tells whether all predicates are true for every row of a file. It answers false whenever it does
 * not know.
 *
 * @param columns - The table's columns by name.
 */
export function mustHold(
  file: FileFacts,
  predicates: readonly Predicate[],
  columns: ReadonlyMap<string, StructField>,
): boolean {
  const stats = statsOf(file);
  return predicates.every((predicate) => {
    const column = columns.get(predicate.column);
    return column !== undefined && mustMatch(predicate, column, rangeOf(file, stats, column));
  });
}

function rangeOf(file: FileFacts, stats: FileStats, { name, type }: StructField): ColumnRange {
  if (Object.hasOwn(file.partitionValues, name)) {
    const value = file.partitionValues[name] ?? "";
    const isNull = value === "";
    if (isNull) return { low: undefined, high: undefined, nulls: "all", hidesNan: false };
    return { low: value, high: value, nulls: "none", hidesNan: false };
  }
  const nullCount = parseCount(own(stats.nullCount, name));
  return {
    low: widened(type, textOf(own(stats.min, name)), -1n),
    high: widened(type, textOf(own(stats.max, name)), 1n),
    nulls: nullShare(nullCount, stats.rowCount),
    hidesNan: type === "float" || type === "double",
  };
}

function nullShare(
  nullCount: number | undefined,
  rowCount: number | undefined,
): ColumnRange["nulls"] {
  if (nullCount === 0) return "none";
  return nullCount !== undefined && nullCount === rowCount ? "all" : "some";
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}

/**
 * A bound, as far out as the true one may lie that its writer rounded: some cut the largest
 * timestamp to milliseconds instead of rounding it up, and some put decimals through doubles.
 */
function widened(
  type: DeltaType,
  bound: string | undefined,
  outwards: 1n | -1n,
): string | undefined {
  if (bound === undefined) return undefined;
  const [precision = 0, scale = 0] = decimalShape(type) ?? [];
  if (precision > exactDigitsOfDouble) return widenedDecimal(bound, scale, outwards);
  if (outwards === -1n || (type !== "timestamp" && type !== "timestamp_ntz")) return bound;
  const micros = parseMicros(bound);
  return micros === undefined || !/^\d{4}-/.test(bound) ? undefined : formatMicros(micros + 1000n);
}

/** Decimals of so many digits survive a double. */
const exactDigitsOfDouble = 15;

function widenedDecimal(text: string, scale: number, outwards: 1n | -1n): string | undefined {
  const exact = parseExact(text);
  if (exact === undefined) return undefined;
  const places = Math.max(scale, exact.scale);
  const unscaled = exact.unscaled * 10n ** BigInt(places - exact.scale);
  const size = unscaled < 0n ? -unscaled : unscaled;
  const moved = unscaled + outwards * (size / 10n ** BigInt(exactDigitsOfDouble));
  const digits = String(moved < 0n ? -moved : moved).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = places === 0 ? "" : `.${digits.slice(-places)}`;
  return `${moved < 0n ? "-" : ""}${whole}${fraction}`;
}

function mayMatch(predicate: Predicate, { name, type }: StructField, range: ColumnRange): boolean {
  if (predicate.op === "is null") return range.nulls !== "none";
  if (range.nulls === "all") return false;
  if (predicate.op === "is not null") return true;
  const order = orderingOf(type);
  if (order === undefined) return true;
  // NaN is the largest of all, and some writers leave it out of the maximum.
  if (range.hidesNan && (predicate.op === ">" || predicate.op === ">=")) return true;
  return someValue(predicate, { name, type }, (text) => {
    const low = range.low === undefined ? undefined : order(range.low, text);
    const high = range.high === undefined ? undefined : order(range.high, text);
    const fits = comparisons[predicate.op === "in" ? "=" : predicate.op];
    return fits(low ?? -1, high ?? 1); // an unknown bound lies beyond any value
  });
}

function mustMatch(predicate: Predicate, { name, type }: StructField, range: ColumnRange): boolean {
  if (predicate.op === "is null") return range.nulls === "all";
  if (range.nulls !== "none") return false;
  if (predicate.op === "is not null") return true;
  const order = orderingOf(type);
  const { low, high } = range;
  if (order === undefined || range.hidesNan || low === undefined || high === undefined) {
    return false;
  }
  return someValue(predicate, { name, type }, (text) => {
    const [below, above] = [order(low, text), order(high, text)];
    if (below === undefined || above === undefined) return false;
    const fits = comparisons[predicate.op === "in" ? "=" : predicate.op];
    return fits(below, below) && fits(above, above); // what both ends fulfil, all between do
  });
}

type Comparison = Extract<Predicate, { value: unknown }>;

function someValue(
  { op, value }: Comparison,
  { name, type }: Pick<StructField, "name" | "type">,
  fits: (text: string) => boolean,
): boolean {
  const values = op === "in" ? value : [value];
  return values.some((one) => fits(scalarText(one, name, type)));
}

/** Whether a value may lie in the range, by how the range's ends compare with it. */
const comparisons = {
  "=": (low: number, high: number) => low <= 0 && high >= 0,
  "<": (low: number) => low < 0,
  "<=": (low: number) => low <= 0,
  ">": (_low: number, high: number) => high > 0,
  ">=": (_low: number, high: number) => high >= 0,
};
