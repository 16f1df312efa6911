import type { AddFile } from "./actions.ts";
import {
  formatRawObject,
  isJsonObject,
  parseExactJson,
  type Json,
  type JsonObject,
} from "./json.ts";
import { decimalShape, type DeltaType, type StructField } from "./schema.ts";

/** What a file's `stats` say about its rows; anything they leave out is unknown. */
export type FileStats = {
  /** Rows that stand in the file, deleted ones among them. */
  readonly rowCount: number | undefined;
  /** Lower and upper bounds by column; numbers as their exact text. */
  readonly min: Readonly<JsonObject>;
  readonly max: Readonly<JsonObject>;
  readonly nullCount: Readonly<JsonObject>;
};

/** One column's figures as DuckDB's RETURN_STATS gives them: all texts, of UTC where it matters. */
export type ColumnFigures = {
  min?: string | undefined;
  max?: string | undefined;
  null_count?: string | undefined;
  has_nan?: string | undefined;
};

/** Longest text in a bound, in code points; Spark's own limit. */
const boundCodePointsMax = 32;
const lastCodePoint = "\u{10ffff}";

/**
 * Formats the `stats` of an add action. Bounds may be wider than the data, never narrower:
 * timestamps are cut to milliseconds outwards, texts to 32 code points outwards, and a column
 * with a NaN has none. Numbers are copied as text, so none is rounded.
 */
export function formatStats(
  rowCount: number,
  fields: readonly StructField[],
  figures: ReadonlyMap<string, ColumnFigures>,
): string {
  const plain = fields.flatMap(({ name, type }) => {
    const column = typeof type === "string" ? figures.get(name) : undefined;
    return column === undefined ? [] : [{ name, type, column }];
  });
  const bounded = plain.filter(({ column }) => column.has_nan !== "true");
  return formatRawObject([
    ["numRecords", String(rowCount)],
    ["minValues", formatMembers(bounded, ({ type, column }) => formatMin(type, column.min))],
    ["maxValues", formatMembers(bounded, ({ type, column }) => formatMax(type, column.max))],
    ["nullCount", formatMembers(plain, ({ column }) => column.null_count)],
  ]);
}

type NamedColumn = { name: string; type: DeltaType; column: ColumnFigures };

function formatMembers(
  columns: readonly NamedColumn[],
  format: (column: NamedColumn) => string | undefined,
): string {
  return formatRawObject(
    columns.flatMap((column) => {
      const json = format(column);
      return json === undefined ? [] : [[column.name, json] as const];
    }),
  );
}

/** Parses the `stats` of an add action; text that is not stats says nothing about the file. */
export function parseStats(text: string | undefined): FileStats {
  const json = text === undefined ? undefined : parseOrNothing(text);
  const stats = membersOf(json);
  return {
    rowCount: parseCount(stats.numRecords),
    min: membersOf(stats.minValues),
    max: membersOf(stats.maxValues),
    nullCount: membersOf(stats.nullCount),
  };
}

function membersOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

const parsedStats = new WeakMap<object, FileStats>();

/** A file's stats; parsed once, as actions do not change. */
export function statsOf(file: Pick<AddFile, "stats">): FileStats {
  const known = parsedStats.get(file);
  if (known !== undefined) return known;
  const stats = parseStats(file.stats);
  parsedStats.set(file, stats);
  return stats;
}

/** Rows of a file that are not deleted; undefined when it does not say. */
export function rowCountOf(file: AddFile): number | undefined {
  const { rowCount } = statsOf(file);
  return rowCount === undefined ? undefined : rowCount - (file.deletionVector?.cardinality ?? 0);
}

/** A count out of stats, or undefined when it is not one. */
export function parseCount(value: Json | undefined): number | undefined {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) ? count : undefined;
}

function parseOrNothing(text: string): Json | undefined {
  try {
    return parseExactJson(text);
  } catch {
    return undefined; // stats are a hint; without them the file is read
  }
}

function formatMin(type: DeltaType, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (type === "string") return JSON.stringify(cutMin(text));
  if (type === "timestamp" || type === "timestamp_ntz") return formatInstant(type, text, "floor");
  return formatPlain(type, text, "-0.0");
}

function formatMax(type: DeltaType, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (type === "timestamp" || type === "timestamp_ntz") return formatInstant(type, text, "ceil");
  if (type !== "string") return formatPlain(type, text, "0.0");
  const bound = cutMax(text);
  return bound === undefined ? undefined : JSON.stringify(bound);
}

const integerTypes = new Set<DeltaType>(["byte", "short", "integer", "long"]);

/** A bound that needs no rounding; `zero` is how a floating zero is written on this side. */
function formatPlain(type: DeltaType, text: string, zero: string): string | undefined {
  if (integerTypes.has(type)) return /^-?\d+$/.test(text) ? text : undefined;
  if (type === "date") return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) ? `"${text}"` : undefined;
  if (type === "float" || type === "double") {
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return undefined; // an infinity
    return Number(text) === 0 ? zero : text; // -0.0 and 0.0 are equal, but readers may order them
  }
  if (decimalShape(type) === undefined) return undefined; // boolean, binary: readers use none
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/** A lower bound of at most 32 code points. */
export function cutMin(text: string): string {
  return text.length <= boundCodePointsMax ? text : codePoints(text, 0, boundCodePointsMax);
}

/**
 * An upper bound of about 32 code points: a prefix, then U+10FFFF, which sorts behind whatever
 * was cut off. Undefined when the cut-off part begins with too many U+10FFFF itself.
 */
export function cutMax(text: string): string | undefined {
  const points = text.length <= boundCodePointsMax ? undefined : Array.from(text.slice(0, 256));
  if (points === undefined || points.length <= boundCodePointsMax) return text;
  for (let i = boundCodePointsMax; i < points.length; i++) {
    if (points[i] !== lastCodePoint) return points.slice(0, i).join("") + lastCodePoint;
  }
  return undefined;
}

function codePoints(text: string, start: number, end: number): string {
  return Array.from(text.slice(0, 2 * end))
    .slice(start, end)
    .join("");
}

/** A DuckDB timestamp in whole milliseconds as JSON; undefined outside the years 1 to 9999. */
function formatInstant(type: DeltaType, text: string, round: "floor" | "ceil"): string | undefined {
  const micros = parseMicros(text);
  if (micros === undefined) return undefined;
  const floor = Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n);
  const millis = round === "ceil" && BigInt(floor) * 1000n < micros ? floor + 1 : floor;
  const iso = new Date(millis).toISOString();
  if (!/^\d{4}-/.test(iso) || iso.startsWith("0000")) return undefined;
  return `"${type === "timestamp" ? iso : iso.slice(0, -1)}"`;
}

const instantPattern =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Microseconds since 1970 of a timestamp as DuckDB, Delta stats or partition values spell it; a
 * text without zone is taken as UTC, digits beyond microseconds are cut. Undefined when it is
 * something else, such as `infinity` or a year BC.
 */
export function parseMicros(text: string): bigint | undefined {
  const match = instantPattern.exec(text);
  if (match === null) return undefined;
  const [, day = "", time = "00:00:00", fraction = "", zone = "Z"] = match;
  const millis = Date.parse(`${day}T${time}.000Z`);
  if (Number.isNaN(millis)) return undefined;
  const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  const minutes = offset === null ? 0 : Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  const sign = offset?.[1] === "-" ? 1 : -1;
  return (
    BigInt(millis + sign * minutes * 60_000) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6))
  );
}

/** Microseconds since 1970 as ISO 8601 in UTC, all six digits. */
export function formatMicros(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString();
  return `${iso.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
