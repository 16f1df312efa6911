import type { Tier } from "./compose-detector.ts";
import type { Span } from "./span.ts";
import { wordUnit } from "./word-units.ts";

/** Something that is personal wherever it stands. */
export type Value = { type: string; text: string };

export type FindValuesOptions = {
  /** The rule of the spans. */
  rule: string;
  /** Whether a value counts only where it is written exactly so; none does when left out. */
  isExact?: (value: Value, key: string) => boolean;
};

/** Longest value that is looked for, in letters and digits. */
const keyLengthMax = 256;

/** Longest gap between two words of a value. */
const gapMax = 3;

type Entry = { type: string; exact: Set<string>; isAnyForm: boolean };

/** Values by their letters and digits. */
type Index = {
  entries: Map<string, Entry>;
  /** The first letters and digits of every value, {@link headLength} or all of them. */
  heads: Set<number>;
  shortest: number;
  longest: number;
  /** Values without letters, too long or beyond the basic plane, looked for as they are written. */
  literal: Value[];
};

/** Few words begin with the same letters as a value. */
const headLength = 3;

/**
 * Makes a tier that finds given values in every notation that has the same letters and digits:
 * either case, with other gaps or none (`4111 1111`, `4111-1111`, `41111111`), as whole words.
 *
 * Cost: linear in the text, whatever the number of values.
 */
export function valueTier(values: readonly Value[], options: FindValuesOptions): Tier {
  const index = indexOf(values, options);
  return (text) => {
    const found: Span[] = [];
    let isInWord = false;
    for (let at = 0; at < text.length; at += 1) {
      const isWord = wordUnit(text.charCodeAt(at)) !== 0;
      if (isWord && !isInWord && mayBegin(text, at, index)) {
        const best = longestAt(text, at, index);
        if (best !== undefined) found.push({ start: at, ...best, rule: options.rule, score: 0.99 });
      }
      isInWord = isWord;
    }
    for (const value of index.literal) findLiteral(text, value, options.rule, found);
    return found;
  };
}

function indexOf(values: readonly Value[], { isExact }: FindValuesOptions): Index {
  const index: Index = {
    entries: new Map(),
    heads: new Set(),
    shortest: headLength,
    longest: 0,
    literal: [],
  };
  for (const value of values) {
    const key = keyOf(value.text);
    if (key === "" || key.length > keyLengthMax || isBeyondPlane(value.text)) {
      if (value.text !== "") index.literal.push(value);
      continue;
    }
    const entry = index.entries.get(key) ?? {
      type: value.type,
      exact: new Set(),
      isAnyForm: false,
    };
    if (isExact?.(value, key) === true) entry.exact.add(value.text);
    else entry.isAnyForm = true;
    index.entries.set(key, entry);
    index.heads.add(headOf(key));
    index.shortest = Math.min(index.shortest, key.length);
    index.longest = Math.max(index.longest, key.length);
  }
  return index;
}

function isBeyondPlane(text: string): boolean {
  return /[\u{10000}-\u{10ffff}]/u.test(text);
}

/** The longest value that begins at a word. */
function longestAt(
  text: string,
  from: number,
  { entries, longest }: Index,
): { end: number; type: string } | undefined {
  let best: { end: number; type: string } | undefined;
  let key = "";
  let gap = 0;
  for (let at = from; at < text.length && key.length <= longest && gap <= gapMax; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    gap = unit === 0 ? gap + 1 : 0;
    if (unit === 0) continue;
    key += String.fromCharCode(unit);
    const end = at + 1;
    if (wordUnit(text.charCodeAt(end) || 0) !== 0) continue;
    const entry = entries.get(key);
    if (entry !== undefined && (entry.isAnyForm || entry.exact.has(text.slice(from, end)))) {
      best = { end, type: entry.type };
    }
  }
  return best;
}

/** Whether some value begins with the letters and digits from a place on. */
function mayBegin(text: string, from: number, { heads, shortest }: Index): boolean {
  let head = 0;
  let count = 0;
  let gap = 0;
  for (let at = from; at < text.length && count < headLength && gap <= gapMax; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    gap = unit === 0 ? gap + 1 : 0;
    if (unit === 0) continue;
    head = head * 0x10000 + unit;
    count += 1;
    if (count >= shortest && heads.has(head)) return true;
  }
  return false;
}

/** The first units of a key as one number. */
function headOf(key: string): number {
  let head = 0;
  for (let at = 0; at < Math.min(headLength, key.length); at += 1) {
    head = head * 0x10000 + key.charCodeAt(at);
  }
  return head;
}

function findLiteral(text: string, value: Value, rule: string, found: Span[]): void {
  const { type, text: written } = value;
  for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + written.length)) {
    found.push({ start: at, end: at + written.length, type, rule, score: 0.99 });
  }
}

function keyOf(text: string): string {
  let key = "";
  for (let at = 0; at < text.length && key.length <= keyLengthMax; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    if (unit !== 0) key += String.fromCharCode(unit);
  }
  return key;
}
