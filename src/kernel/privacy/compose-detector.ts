import type { DetectHints, KnownPerson } from "./hints.ts";
import { beyondLatin } from "./normalise/characters.ts";
import { normalise, type Normalised } from "./normalise/normalise.ts";
import {
  blanked,
  outside,
  placeholderFinder,
  typesOfPlaceholders,
  type PlaceholderFinder,
  type PlaceholderRange,
} from "./placeholder.ts";
import { resolveSpans } from "./resolve-spans.ts";
import type { Span } from "./span.ts";

/** Finds personal data in text. */
export type Detector = {
  /** The types whose placeholders it knows. */
  placeholderTypes: ReadonlySet<string>;
  /** Finds the placeholders that stand in a text already; of custom types too. */
  findPlaceholders: PlaceholderFinder;
  /**
   * Finds what is personal: sorted, disjoint spans of the text as it is given. Placeholders such
   * as `[EMAIL_1]` are never part of a span.
   */
  detect(text: string, hints?: DetectHints): Span[];
  /** Makes a text ready to be searched. */
  prepare(text: string): Prepared;
  /**
   * Finds what is personal in a text that is ready.
   *
   * @param also - One more tier for this text.
   */
  search(prepared: Prepared, hints?: DetectHints, also?: Tier): Span[];
  /** Finds people who were named in the same conversation; undefined where names are not looked for. */
  findNamed?: FindNamed | undefined;
};

/** A text made ready to be searched. */
export type Prepared = {
  /** As it is given. */
  text: string;
  plain: Normalised;
  /** Of the plain text. */
  placeholders: readonly PlaceholderRange[];
  /** What the tiers see: the plain text with nothing to read in its placeholders. */
  searched: string;
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
  findNamed?: FindNamed | undefined;
  /** Hints of texts that come with none of their own. */
  defaults?: Pick<DetectHints, "country" | "language">;
  /** Whether the settings say that a value of a type is never masked. */
  isAllowed?: ((type: string, value: string) => boolean) | undefined;
};

/** Makes one detector of several tiers: what any of them finds is found. */
export function composeDetector(parts: DetectorParts): Detector {
  const { tiers, customTypes = [], defaults = {}, isAllowed, findNamed } = parts;
  const placeholderTypes = typesOfPlaceholders(customTypes);
  const findPlaceholders = placeholderFinder(placeholderTypes);
  const prepare = (text: string): Prepared => {
    const plain = normalise(text);
    const placeholders = findPlaceholders(plain.text);
    return { text, plain, placeholders, searched: blanked(plain.text, placeholders) };
  };
  const search: Detector["search"] = (prepared, hints, also) => {
    const told = hints === undefined ? defaults : withDefaults(hints, defaults);
    const all = also === undefined ? tiers : [...tiers, also];
    return findIn(prepared, all, { hints: told, isAllowed });
  };
  return {
    placeholderTypes,
    findPlaceholders,
    findNamed,
    detect: (text, hints) => (text === "" ? [] : search(prepare(text), hints)),
    prepare,
    search,
  };
}

/** What some tiers find in a text: sorted, disjoint spans of the text as it is given. */
export function findIn(
  { text, plain, placeholders, searched }: Prepared,
  tiers: readonly Tier[],
  { hints, isAllowed }: { hints: DetectHints } & Pick<DetectorParts, "isAllowed">,
): Span[] {
  let found: Span[] = [];
  for (const tier of tiers) {
    const spans = tier(searched, hints);
    // Most texts have spans of one tier alone, whose list is as good as a copy of it.
    if (found.length === 0 && spans.length > 0) found = spans;
    else for (const span of spans) found.push(span);
  }
  if (found.length === 0) return found;
  let spans = resolveSpans(searched, found);
  if (placeholders.length > 0) spans = outside(spans, placeholders, searched);
  if (isAllowed !== undefined) {
    spans = spans.filter(({ start, end, type }) => !isAllowed(type, searched.slice(start, end)));
  }
  return plain.text === text && !(beyondLatin.test(text) && splitsPairs(text, spans))
    ? spans
    : disjoint(spans.map((span) => ({ ...span, ...unbroken(text, plain.original(span)) })));
}

/** A hint that is there but undefined leaves the default as it is. */
function withDefaults(
  hints: DetectHints,
  defaults: Pick<DetectHints, "country" | "language">,
): DetectHints {
  if (defaults.country === undefined && defaults.language === undefined) return hints;
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

function splitsPairs(text: string, spans: readonly Span[]): boolean {
  return spans.some(({ start, end }) => splitsAt(text, start) || splitsAt(text, end));
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
