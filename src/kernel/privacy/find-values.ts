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

/** `exact` has the texts that count as they are written; where it is missing, any notation counts. */
type Entry = { type: string; exact: string[] | undefined };

/** Values by their letters and digits. */
type Index = {
  /** Made when a text first has a word that may begin a value, which most texts have not. */
  entries: () => Map<string, Entry>;
  /** Bits of the first letters and digits of every value, {@link headLength} or all of them. */
  heads: Uint8Array;
  /** The same, not as bits, for so few values that to go through them is faster than to be wrong. */
  headList: Int32Array;
  shortest: number;
  longest: number;
  /** Values without letters, too long or beyond the basic plane, looked for as they are written. */
  literal: Value[];
};

const headListMax = 200;

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
  if (index.longest === 0 && index.literal.length === 0) return () => [];
  return (text) => {
    const found: Span[] = [];
    let isInWord = false;
    for (let at = 0; at < text.length; at += 1) {
      const isWord = wordUnit(text.charCodeAt(at)) !== 0;
      if (isWord && !isInWord && mayBegin(text, at, index)) {
        const best = longestAt(text, at, index);
        if (best !== undefined) {
          const { end, type } = best;
          found.push({ start: at, end, type, rule: options.rule, score: 0.99 });
        }
      }
      isInWord = isWord;
    }
    for (const value of index.literal) findLiteral(text, value, options.rule, found);
    return found;
  };
}

function indexOf(values: readonly Value[], { isExact }: FindValuesOptions): Index {
  const heads = new Uint8Array(headBytes(values.length));
  const headList = new Int32Array(values.length > headListMax ? 0 : values.length);
  const literal: Value[] = [];
  const indexed: Value[] = [];
  let shortest = headLength;
  let longest = 0;
  for (const value of values) {
    const { text } = value;
    const length = keyLength(text);
    if (length === 0 || length > keyLengthMax || isBeyondPlane(text)) {
      if (text !== "") literal.push(value);
      continue;
    }
    const head = headOf(text);
    headList[indexed.length] = head;
    indexed.push(value);
    const bit = head % (heads.length * 8);
    heads[bit >>> 3] = (heads[bit >>> 3] ?? 0) | (1 << (bit & 7));
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  let entries: Map<string, Entry> | undefined;
  const makeEntries = (): Map<string, Entry> => {
    const made = new Map<string, Entry>();
    for (const value of indexed) {
      const key = keyOf(value.text);
      addEntry(made, key, { value, isExact: isExact?.(value, key) === true });
    }
    return made;
  };
  return {
    entries: () => (entries ??= makeEntries()),
    heads,
    headList,
    shortest,
    longest,
    literal,
  };
}

function addEntry(
  entries: Map<string, Entry>,
  key: string,
  { value, isExact }: { value: Value; isExact: boolean },
): void {
  const entry = entries.get(key);
  if (entry === undefined) {
    entries.set(key, { type: value.type, exact: isExact ? [value.text] : undefined });
  } else if (!isExact) entry.exact = undefined;
  else if (entry.exact?.includes(value.text) === false) entry.exact.push(value.text);
}

/** So many that of the heads of other words one in sixty-four is taken for that of a value. */
function headBytes(valueCount: number): number {
  return 8 * 2 ** Math.max(4, Math.ceil(Math.log2(valueCount + 1)));
}

/** Whether a text holds a character that takes two code units. */
export function isBeyondPlane(text: string): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text);
}

/** The longest value that begins at a word. */
function longestAt(
  text: string,
  from: number,
  { entries, longest }: Index,
): { end: number; type: string } | undefined {
  const byKey = entries();
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
    const entry = byKey.get(key);
    if (entry !== undefined && (entry.exact?.includes(text.slice(from, end)) ?? true)) {
      best = { end, type: entry.type };
    }
  }
  return best;
}

/** Whether some value begins with the letters and digits from a place on. */
function mayBegin(text: string, from: number, { heads, headList, shortest }: Index): boolean {
  const bits = heads.length * 8;
  let head = 0;
  let count = 0;
  let gap = 0;
  for (let at = from; at < text.length && count < headLength && gap <= gapMax; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    gap = unit === 0 ? gap + 1 : 0;
    if (unit === 0) continue;
    head = appendHead(head, unit);
    count += 1;
    if (count < shortest) continue;
    const bit = head % bits;
    if ((((heads[bit >>> 3] ?? 0) >>> (bit & 7)) & 1) === 0) continue;
    if (headList.length === 0 || headList.includes(head | 0)) return true;
  }
  return false;
}

/** A number of the first letters and digits of a text; few others have the same. */
function headOf(text: string): number {
  let head = 0;
  let count = 0;
  for (let at = 0; at < text.length && count < headLength; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    if (unit === 0) continue;
    head = appendHead(head, unit);
    count += 1;
  }
  return head;
}

/** Letters and digits of a text, as far as a key may have them. */
function keyLength(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length && length <= keyLengthMax; at += 1) {
    if (wordUnit(text.charCodeAt(at)) !== 0) length += 1;
  }
  return length;
}

function appendHead(head: number, unit: number): number {
  const mixed = Math.imul(head ^ unit, 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
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
