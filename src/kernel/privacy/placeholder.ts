import { entityTypes, type Span } from "./span.ts";

/** The type of a whole field that was masked because it could not be searched. */
export const wholeFieldType = "TEXT";

/** The highest number of a placeholder; longer numbers in brackets may hide somebody's own. */
export const placeholderNumberMax = 99_999;

/** A placeholder that stands in a text already. */
export type LiteralPlaceholder = { start: number; end: number; type: string; number: number };

/** A stretch that a placeholder fills. */
export type PlaceholderRange = Pick<LiteralPlaceholder, "start" | "end">;

/** Finds the placeholders of some types in a text. */
export type PlaceholderFinder = (text: string) => LiteralPlaceholder[];

/**
 * The types that placeholders are known by.
 *
 * @param customTypes - Types beside {@link entityTypes}: of patterns and of the deny list.
 */
export function typesOfPlaceholders(customTypes: readonly string[]): ReadonlySet<string> {
  return new Set<string>([...entityTypes, wholeFieldType, ...customTypes]);
}

/**
 * Makes the search for placeholders such as `[EMAIL_1]`. Only types that the detector knows count:
 * brackets around any other word could hide a name.
 */
export function placeholderFinder(types: ReadonlySet<string>): PlaceholderFinder {
  const form = new RegExp(`\\[(${[...types].join("|")})_([1-9][0-9]{0,4})\\]`, "g");
  return (text) => {
    // A search for one letter is many times as fast as the pattern, and most texts end here.
    if (!text.includes("[")) return [];
    return Array.from(text.matchAll(form), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      type: match[1] ?? "",
      number: Number(match[2]),
    }));
  };
}

/**
 * What reads as a placeholder in a masked text, also one of a pattern of the settings: what models and
 * summaries pass over. The same words mean the same to the SQL engines.
 */
export const placeholderPattern = /\[[A-Z][A-Z_]*_[0-9]+\]/g;

/** How a value of a type is written in masked text. */
export function placeholder(type: string, number: number): string {
  return `[${type}_${number}]`;
}

/**
 * The text with placeholders made unreadable, of the same length. Their words would be taken for
 * cues (`[PASSPORT_1] 4711`), and their numbers for ids.
 */
export function blanked(text: string, placeholders: readonly PlaceholderRange[]): string {
  if (placeholders.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of placeholders) {
    pieces.push(text.slice(at, start), blankedPlaceholder(end - start));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}

/** A placeholder of some length, made unreadable. */
export function blankedPlaceholder(length: number): string {
  return (blankedPlaceholders[length] ??= `[${"\u00b7".repeat(length - 2)}]`);
}

/** By their lengths, of which there are few. */
const blankedPlaceholders: string[] = [];

/** The spans without the stretches of placeholders; both in order and disjoint. */
export function outside(
  spans: readonly Span[],
  placeholders: readonly PlaceholderRange[],
  text: string,
): Span[] {
  const left: Span[] = [];
  let next = 0;
  for (const span of spans) {
    while ((placeholders[next]?.end ?? Infinity) <= span.start) next += 1;
    const first = next;
    while ((placeholders[next]?.end ?? Infinity) < span.end) next += 1;
    const holes = placeholders.slice(first, next + 1);
    left.push(
      ...cut(span, holes).filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end))),
    );
  }
  return left;
}

/** What is left of a span between holes that are in order and end behind its start. */
function cut(span: Span, holes: readonly PlaceholderRange[]): Span[] {
  const left: Span[] = [];
  let start = span.start;
  for (const hole of holes) {
    if (hole.start >= span.end) break;
    if (hole.start > start) left.push({ ...span, start, end: hole.start });
    start = hole.end;
  }
  if (start < span.end) left.push({ ...span, start });
  return left;
}
