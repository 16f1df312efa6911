import type { DetectHints, KnownPerson } from "./hints.ts";
import { normalise } from "./normalise/normalise.ts";
import { blanked, outside, placeholderFinder, type PlaceholderFinder } from "./placeholder.ts";
import { resolveSpans } from "./resolve-spans.ts";
import type { Span } from "./span.ts";

/** Finds personal data in text. */
export type Detector = {
  /** Finds the placeholders that stand in a text already; of custom types too. */
  findPlaceholders: PlaceholderFinder;
  /**
   * Finds what is personal: sorted, disjoint spans of the text as it is given. Placeholders such
   * as `[EMAIL_1]` are never part of a span.
   *
   * @param also - One more tier for this text.
   */
  detect(text: string, hints?: DetectHints, also?: Tier): Span[];
  /** Finds people who were named in the same conversation; undefined where names are not looked for. */
  findNamed?: FindNamed | undefined;
};

/** Finds given people by any part of their names. */
export type FindNamed = (
  text: string,
  people: readonly KnownPerson[],
  hints: DetectHints,
) => readonly Span[];

/** One way to find personal data; it sees the text normalised. */
export type Tier = (text: string, hints: DetectHints) => Span[];

export type DetectorParts = {
  tiers: readonly Tier[];
  /** Types of spans beside the detector's own: of patterns and of the deny list. */
  customTypes?: readonly string[];
  /** The search of a detector of the same types, in the place of a new one. */
  findPlaceholders?: PlaceholderFinder;
  findNamed?: FindNamed | undefined;
  /** Hints of texts that come with none of their own. */
  defaults?: Pick<DetectHints, "country" | "language">;
  /** Whether the settings say that a value of a type is never masked. */
  isAllowed?: ((type: string, value: string) => boolean) | undefined;
};

/** Makes one detector of several tiers: what any of them finds is found. */
export function composeDetector(parts: DetectorParts): Detector {
  const { tiers, customTypes = [], defaults = {}, isAllowed, findNamed } = parts;
  const { findPlaceholders = placeholderFinder(customTypes) } = parts;
  return {
    findPlaceholders,
    findNamed,
    detect(text, hints, also) {
      if (text === "") return [];
      const plain = normalise(text);
      const placeholders = findPlaceholders(plain.text);
      const searched = blanked(plain.text, placeholders);
      const told = hints === undefined ? defaults : withDefaults(hints, defaults);
      const found: Span[] = [];
      const all = also === undefined ? tiers : [...tiers, also];
      for (const tier of all) for (const span of tier(searched, told)) found.push(span);
      if (found.length === 0) return found;
      let spans = resolveSpans(searched, found);
      if (placeholders.length > 0) spans = outside(spans, placeholders, searched);
      if (isAllowed !== undefined) {
        spans = spans.filter(
          ({ start, end, type }) => !isAllowed(type, searched.slice(start, end)),
        );
      }
      return plain.text === text && !spans.some((span) => splitsPair(text, span))
        ? spans
        : disjoint(spans.map((span) => ({ ...span, ...unbroken(text, plain.original(span)) })));
    },
  };
}

/** A hint that is there but undefined leaves the default as it is. */
function withDefaults(
  hints: DetectHints,
  defaults: Pick<DetectHints, "country" | "language">,
): DetectHints {
  const { country = defaults.country, language = defaults.language } = hints;
  return { ...hints, country, language };
}

/** Two neighbours may come from one character of the original; the first has it. */
function disjoint(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const start = Math.max(span.start, at);
    if (start < span.end) kept.push(start === span.start ? span : { ...span, start });
    at = Math.max(at, span.end);
  }
  return kept;
}

type Range = { start: number; end: number };

/** A stretch that splits no surrogate pair: the halves outside are taken in. */
function unbroken(text: string, { start, end }: Range): Range {
  return {
    start: splitsAt(text, start) ? start - 1 : start,
    end: splitsAt(text, end) ? end + 1 : end,
  };
}

function splitsPair(text: string, { start, end }: Range): boolean {
  return splitsAt(text, start) || splitsAt(text, end);
}

function splitsAt(text: string, at: number): boolean {
  return isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
