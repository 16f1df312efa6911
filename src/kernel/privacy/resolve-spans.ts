import { AssertionError } from "../../core/base/errors.ts";
import type { EntityType, Span } from "./span.ts";

/** The rule of a span of the deny list. */
export const denyRule = "deny";

/** What the rule of a span of a custom pattern begins with; the pattern's name follows. */
export const patternRule = "pattern:";

/** Rank of a type where spans overlap; the higher one labels what they share. */
const typeRanks: Readonly<Partial<Record<EntityType, number>>> = {
  URL_CRED: 90,
  SECRET: 85,
  EMAIL: 80,
  CRYPTO: 75,
  MAC: 74,
  // A street with its number and postcode holds what looks like ids, phones and names.
  ADDRESS: 60,
  PHONE: 56,
  DOB: 54,
  IP: 52,
  PERSON: 40,
  LOCATION: 20,
};
const ranks: Readonly<Record<string, number>> = typeRanks; // types of the settings have none

/** Numbers that only a cue makes personal: passport, account, order. */
const cuedRank = 50;

/** A number whose check digit holds is hardly anything else. */
const validatedRank = 70;

/** What the settings ask for outranks what the detector makes of it. */
const settingsRank = 100;

/**
 * Makes overlapping spans disjoint and sorts them. Every character that any span covers stays
 * covered; what two share belongs to the one of higher rank, by kind and by validation (deny list
 * and patterns, then check digits, cues, tagger), not by score, since scores of different
 * tiers say nothing about each other. What is left of the other stays a span where it has a letter
 * or a digit.
 *
 * Cost: O(n log n) for n spans, however they overlap; O(n) where nothing is to be done, and then the
 * given list is the answer.
 *
 * @throws AssertionError for a span that lies outside of the text or is empty.
 */
export function resolveSpans(text: string, spans: Span[]): Span[] {
  let isResolved = true;
  let at = 0;
  for (const { start, end } of spans) {
    if (!isInside(text, start, end)) throw new AssertionError(`no span: ${start} to ${end}`);
    isResolved &&= start >= at;
    at = end;
  }
  if (isResolved) return spans;
  return spansOf(text, sweep(spans.toSorted((a, b) => a.start - b.start)));
}

function isInside(text: string, start: number, end: number): boolean {
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    start >= 0 &&
    start < end &&
    end <= text.length
  );
}

/** A stretch of a span that no better one took. */
type Piece = { start: number; end: number; of: Span };

/** Goes over the spans in order of their starts and gives every stretch to the best open span. */
function sweep(sorted: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  const open = openHeap();
  let at = 0;
  const advance = (until: number): void => {
    for (let best = open.best(); best !== undefined && at < until; best = open.best()) {
      if (best.end > at) addPiece(pieces, best, at, Math.min(best.end, until));
      at = Math.max(at, Math.min(best.end, until));
      if (best.end <= at) open.dropBest();
    }
    at = Math.max(at, until);
  };
  for (const span of sorted) {
    advance(span.start);
    open.add(span);
  }
  advance(Number.POSITIVE_INFINITY);
  return pieces;
}

/** The stretch continues the last piece where the same span has it. */
function addPiece(pieces: Piece[], span: Span, start: number, end: number): void {
  const last = pieces.at(-1);
  if (last !== undefined && last.of === span && last.end === start) last.end = end;
  else pieces.push({ start, end, of: span });
}

function spansOf(text: string, pieces: readonly Piece[]): Span[] {
  const kept = pieces.filter(({ start, end, of }) => {
    const isWhole = start === of.start && end === of.end;
    return isWhole || hasWord(text, start, end);
  });
  return kept.map(({ start, end, of: { type, rule, score } }) => ({
    start,
    end,
    type,
    rule,
    score,
  }));
}

const word = /[\p{L}\p{N}]/u;

function hasWord(text: string, start: number, end: number): boolean {
  return word.test(text.slice(start, end));
}

type Heap = { add(span: Span): void; best(): Span | undefined; dropBest(): void };

/** A binary heap of spans, the one that wins on top. */
function openHeap(): Heap {
  const items: Span[] = [];
  const swap = (i: number, j: number): void => {
    const [a, b] = [items[i], items[j]];
    if (a === undefined || b === undefined) return;
    items[i] = b;
    items[j] = a;
  };
  const isBelow = (i: number, j: number): boolean => {
    const [a, b] = [items[i], items[j]];
    return a !== undefined && b !== undefined && beats(b, a);
  };
  const sink = (): void => {
    for (let i = 0; ;) {
      let child = 2 * i + 1;
      if (isBelow(child, child + 1)) child += 1;
      if (!isBelow(i, child)) return;
      swap(i, child);
      i = child;
    }
  };
  return {
    best: () => items[0],
    add(span) {
      let i = items.push(span) - 1;
      for (let parent = (i - 1) >> 1; i > 0 && isBelow(parent, i); parent = (i - 1) >> 1) {
        swap(i, parent);
        i = parent;
      }
    },
    dropBest() {
      swap(0, items.length - 1);
      items.pop();
      sink();
    },
  };
}

function beats(a: Span, b: Span): boolean {
  const [ranked, other] = [rank(a), rank(b)];
  if (ranked !== other) return ranked > other;
  const [length, otherLength] = [a.end - a.start, b.end - b.start];
  if (length !== otherLength) return length > otherLength;
  return a.start === b.start ? a.score > b.score : a.start < b.start;
}

function rank({ type, rule, score }: Span): number {
  if (rule === denyRule || rule.startsWith(patternRule)) return settingsRank;
  return ranks[type] ?? (score >= 1 ? validatedRank : cuedRank);
}
