import { isScored, type MarkedRow, type MarkedSpan } from "../kit/marked-row.ts";
import { entityTypes } from "../span.ts";
import {
  emptyCount,
  emptyTally,
  add,
  partialQuality,
  shareOf,
  strictQuality,
  sumOf,
} from "./tally.ts";
import type { Count, Quality, Tally } from "./tally.ts";
import type { Figure } from "./interval.ts";

/** How well the spans of a type were found. */
export type TypeScore = {
  type: string;
  /** Spans that are marked, and that were found; weighted in samples. */
  markedCount: number;
  foundCount: number;
  /** Both ends as they are marked. */
  strict: Quality;
  /** A character in common suffices. */
  partial: Quality;
  /** Share of the found characters that are not marked, as whatever type. */
  overMasking: Figure;
};

/** How well marked rows were masked. */
export type Score = {
  rowCount: number;
  /** Rows that these stand for, by their weights. */
  standsFor: number;
  /** Types that are marked or were found, in the order of {@link entityTypes}. */
  types: readonly TypeScore[];
  /** All types together. */
  all: Omit<TypeScore, "type">;
  /** Mean of the strict F1 of the types that are marked. */
  macroF1: number;
  /** Share of the marked characters that were found, as whatever type. */
  characterRecall: Figure;
  /** Rows with nothing to find, and how many of them something was found in. */
  negatives: { count: number; hitCount: number; share: Figure };
};

type Sums = {
  types: Map<string, Tally>;
  /** Characters that are marked, and those of them that were found. */
  markedCharacters: number;
  hitCharacters: number;
  /** Characters that were found, and those of them that are not marked. */
  all: Characters;
  byType: Map<string, Characters>;
  negatives: Count;
  hitNegatives: Count;
  hitCount: number;
  negativeCount: number;
};

/**
 * Compares what was found with what is marked, by the rules of the shared kit's `score.py`: what
 * lies on a mark `X_…` alone counts neither way, an e-mail or IP within a URL with user info is no
 * error, and a place within an address is a part of it. Spans of types of the user's own count
 * neither way.
 *
 * Intervals are Wilson's, at 95 %; those of characters take each span for one observation, and all
 * take the rows of a sample by their weights.
 *
 * @param found - What was found in each of the rows, in their order.
 */
export function scoreSpans(
  rows: readonly MarkedRow[],
  found: readonly (readonly MarkedSpan[])[],
): Score {
  const sums: Sums = {
    types: new Map(),
    markedCharacters: 0,
    hitCharacters: 0,
    all: { found: 0, beside: 0 },
    byType: new Map(),
    negatives: emptyCount(),
    hitNegatives: emptyCount(),
    hitCount: 0,
    negativeCount: 0,
  };
  for (const [index, row] of rows.entries()) scoreRow(sums, row, found[index] ?? []);
  return { rowCount: rows.length, standsFor: sum(rows, ({ weight }) => weight), ...scoreOf(sums) };
}

function scoreRow(sums: Sums, row: MarkedRow, predicted: readonly MarkedSpan[]): void {
  const marked = row.spans.filter(({ type }) => isScored(type));
  const found = judged(row.spans, predicted);
  const exact = new Set(marked.map(({ start, end, type }) => `${start} ${end} ${type}`));
  for (const span of marked) {
    const tally = tallyOf(sums, span.type);
    add(tally.marked, row.weight);
    if (found.some((other) => other.type === span.type && touch(other, span)))
      add(tally.touched, row.weight);
  }
  for (const span of found) {
    const tally = tallyOf(sums, span.type);
    add(tally.found, row.weight);
    if (exact.has(`${span.start} ${span.end} ${span.type}`)) add(tally.exact, row.weight);
    if (marked.some((other) => other.type === span.type && touch(other, span)))
      add(tally.touching, row.weight);
  }
  countCharacters(sums, { marked, found, weight: row.weight });
  if (!row.isNegative) return;
  sums.negativeCount += 1;
  add(sums.negatives, row.weight);
  if (found.length === 0) return;
  sums.hitCount += 1;
  add(sums.hitNegatives, row.weight);
}

/** What was found, as it counts against the marks. */
function judged(marks: readonly MarkedSpan[], predicted: readonly MarkedSpan[]): MarkedSpan[] {
  const touches = (span: MarkedSpan, isMeant: (type: string) => boolean): boolean =>
    marks.some((other) => isMeant(other.type) && touch(other, span));
  return predicted
    .filter(({ type }) => isScored(type))
    .filter((span) => touches(span, isScored) || !touches(span, isIgnored))
    .map((span) =>
      span.type === "LOCATION" && touches(span, (type) => type === "ADDRESS")
        ? { ...span, type: "ADDRESS" }
        : span,
    )
    .filter(
      (span) =>
        !["EMAIL", "IP"].includes(span.type) || !touches(span, (type) => type === "URL_CRED"),
    );
}

function isIgnored(type: string): boolean {
  return type.startsWith("X_");
}

function touch(one: MarkedSpan, other: MarkedSpan): boolean {
  return one.start < other.end && other.start < one.end;
}

function countCharacters(
  sums: Sums,
  parts: { marked: readonly MarkedSpan[]; found: readonly MarkedSpan[]; weight: number },
): void {
  const marked = united(parts.marked);
  const found = united(parts.found);
  sums.markedCharacters += parts.weight * lengthOf(marked);
  sums.hitCharacters += parts.weight * common(marked, found);
  const count = (characters: Characters, stretches: readonly Stretch[]): void => {
    const length = lengthOf(stretches);
    characters.found += parts.weight * length;
    characters.beside += parts.weight * (length - common(marked, stretches));
  };
  count(sums.all, found);
  for (const span of parts.found) {
    const characters = sums.byType.get(span.type) ?? { found: 0, beside: 0 };
    sums.byType.set(span.type, characters);
    count(characters, [span]);
  }
}

type Characters = { found: number; beside: number };
type Stretch = { start: number; end: number };

/** Sorted and disjoint stretches that cover the same characters. */
function united(spans: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else whole.push({ start, end });
  }
  return whole;
}

/** Characters that two lists of sorted, disjoint stretches have in common. */
function common(some: readonly Stretch[], others: readonly Stretch[]): number {
  let count = 0;
  let at = 0;
  for (const { start, end } of some) {
    while ((others[at]?.end ?? Infinity) <= start) at += 1;
    for (let next = at; (others[next]?.start ?? Infinity) < end; next += 1) {
      const other = others[next];
      if (other !== undefined) count += Math.min(end, other.end) - Math.max(start, other.start);
    }
  }
  return count;
}

function lengthOf(stretches: readonly Stretch[]): number {
  return sum(stretches, ({ start, end }) => end - start);
}

function sum<T>(list: readonly T[], valueOf: (each: T) => number): number {
  return list.reduce((total, each) => total + valueOf(each), 0);
}

function tallyOf({ types }: Sums, type: string): Tally {
  const tally = types.get(type) ?? emptyTally();
  types.set(type, tally);
  return tally;
}

function scoreOf(sums: Sums): Omit<Score, "rowCount" | "standsFor"> {
  const types = entityTypes.flatMap((type) => {
    const tally = sums.types.get(type);
    return tally === undefined ? [] : [{ type, ...qualities(tally, sums.byType.get(type)) }];
  });
  const all = sumOf(sums.types.values());
  const marked = types.filter(({ markedCount }) => markedCount > 0);
  const macro = sum(marked, ({ strict }) => strict.f1?.value ?? 0);
  const { negatives, hitNegatives, hitCount, negativeCount } = sums;
  return {
    types,
    all: qualities(all, sums.all),
    macroF1: macro / Math.max(1, marked.length),
    characterRecall: share(sums.hitCharacters, sums.markedCharacters, all.marked),
    negatives: { count: negativeCount, hitCount, share: shareOf(hitNegatives, negatives) },
  };
}

function qualities(tally: Tally, characters?: Characters): Omit<TypeScore, "type"> {
  return {
    markedCount: tally.marked.sum,
    foundCount: tally.found.sum,
    strict: strictQuality(tally),
    partial: partialQuality(tally),
    overMasking: share(characters?.beside ?? 0, characters?.found ?? 0, tally.found),
  };
}

/** A share of characters, as sure as that many spans make it. */
function share(part: number, whole: number, spans: Count): Figure {
  if (whole === 0) return undefined;
  const scaled = { sum: (part / whole) * spans.sum, squares: 0 };
  return shareOf(scaled, spans);
}
