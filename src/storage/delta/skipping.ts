import type { AddFile } from "./actions.ts";
import { orderingOf, scalarText, type Predicate } from "./predicate.ts";
import type { DeltaType, StructField } from "./schema.ts";
import { formatMicros, parseCount, parseMicros, statsOf, type FileStats } from "./stats.ts";

/** All that is known of one column in one file; `undefined` is not known. */
type ColumnRange = {
  low: string | undefined;
  high: string | undefined;
  /** How many rows are null; `some` when it is not known. */
  nulls: "none" | "some" | "all";
};

/**
 * Tells whether a file may hold a row for which all predicates are true. It answers true whenever
 * it does not know: it must never lose a row, it may read too many.
 *
 * @param columns - The table's columns by name.
 */
export function mayHold(
  file: AddFile,
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

function rangeOf(file: AddFile, stats: FileStats, { name, type }: StructField): ColumnRange {
  if (Object.hasOwn(file.partitionValues, name)) {
    const value = file.partitionValues[name] ?? "";
    if (value === "") return { low: undefined, high: undefined, nulls: "all" }; // "" is null
    return { low: value, high: value, nulls: "none" };
  }
  const nullCount = parseCount(own(stats.nullCount, name));
  return {
    low: textOf(own(stats.min, name)),
    high: widened(type, textOf(own(stats.max, name))),
    nulls: nullShare(nullCount, stats.rowCount),
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

/** Some writers cut the largest timestamp to milliseconds instead of rounding it up. */
function widened(type: DeltaType, high: string | undefined): string | undefined {
  if (high === undefined || (type !== "timestamp" && type !== "timestamp_ntz")) return high;
  const micros = parseMicros(high);
  return micros === undefined || !/^\d{4}-/.test(high) ? undefined : formatMicros(micros + 1000n);
}

function mayMatch(predicate: Predicate, { name, type }: StructField, range: ColumnRange): boolean {
  if (predicate.op === "is null") return range.nulls !== "none";
  if (range.nulls === "all") return false;
  if (predicate.op === "is not null") return true;
  const order = orderingOf(type);
  if (order === undefined) return true;
  // NaN is the largest of all, and some writers leave it out of the maximum.
  const floating = type === "float" || type === "double";
  if (floating && (predicate.op === ">" || predicate.op === ">=")) return true;
  const values = predicate.op === "in" ? predicate.value : [predicate.value];
  const fits = comparisons[predicate.op === "in" ? "=" : predicate.op];
  return values.some((value) => {
    const text = scalarText(value, name, type);
    const low = range.low === undefined ? undefined : order(range.low, text);
    const high = range.high === undefined ? undefined : order(range.high, text);
    return fits(low ?? -1, high ?? 1); // an unknown bound lies beyond any value
  });
}

/** Whether a value may lie in the range, by how the range's ends compare with it. */
const comparisons = {
  "=": (low: number, high: number) => low <= 0 && high >= 0,
  "<": (low: number) => low < 0,
  "<=": (low: number) => low <= 0,
  ">": (_low: number, high: number) => high > 0,
  ">=": (_low: number, high: number) => high >= 0,
};
