import type { Tier } from "./compose-detector.ts";
import type { Span } from "./span.ts";
import * as codeText from "./scan/code-text.ts";
import type { CodeText } from "./scan/code-text.ts";
import { inParts } from "./scan/in-parts.ts";
import * as wordUnits from "./word-units.ts";

const { codes, codesMax, readCodes } = codeText;
const { wordUnit } = wordUnits;

/** Something that is personal wherever it stands. */
export type Value = { type: string; text: string };

export type FindValuesOptions = {
  /** The rule of the spans. */
  rule: string;
  /** Whether a value counts only where it is written exactly so; none does when left out. */
  isExact?: (value: Value, keyLength: number) => boolean;
};

/** Longest value that is looked for, in letters and digits. */
const keyLengthMax = 256;

/** Longest gap between two words of a value. */
const gapMax = 3;

/** What letters and digits stand for. */
type Entry = {
  type: string;
  /** A text that has them. */
  text: string;
  /** The texts that count as they are written; where it is missing, any notation counts. */
  exact: string[] | undefined;
  /** Of other letters and digits with the same hash. */
  next: Entry | undefined;
};

/** Values by the hash of their letters and digits. */
type Entries = {
  byHash: Map<number, Entry>;
  /** Letters and digits of the longest one. */
  longest: number;
};

type Index = {
  /**
   * The values with a head, or all of them where some are shorter than a head. Made when a text
   * first has a word that begins so, since for most values none has.
   */
  entriesOf: (head: number) => Entries;
  /** Bits of the first letters and digits of every value, {@link headLength} or all of them. */
  heads: Uint8Array;
  /** The same, not as bits, for so few values that to go through them is faster than to be wrong. */
  headList: Int32Array;
  shortest: number;
  /** Whether nothing is looked for by letters and digits. */
  isEmpty: boolean;
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
  if (index.isEmpty && index.literal.length === 0) return () => [];
  return (text) =>
    text.length > codesMax
      ? inParts(text, (part) => findAll(part, index, options.rule))
      : findAll(text, index, options.rule);
}

function findAll(string: string, index: Index, rule: string): Span[] {
  const found: Span[] = [];
  const text = readCodes(string);
  let isInWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const isWord = wordUnit(codes[at] ?? 0) !== 0;
    const head = isWord && !isInWord ? headAt(text, at, index) : undefined;
    if (head !== undefined) {
      const best = longestAt(text, at, index.entriesOf(head));
      if (best !== undefined) {
        const { end, type } = best;
        found.push({ start: at, end, type, rule, score: 0.99 });
      }
    }
    isInWord = isWord;
  }
  for (const value of index.literal) findLiteral(string, value, rule, found);
  return found;
}

function indexOf(values: readonly Value[], { isExact }: FindValuesOptions): Index {
  const heads = new Uint8Array(headBytes(values.length));
  const headList = new Int32Array(values.length > headListMax ? 0 : values.length);
  const literal: Value[] = [];
  const indexed: Value[] = [];
  const headOf: number[] = [];
  let shortest = headLength;
  for (const value of values) {
    const { hash: head, keyLength } = hashOf(value.text, headLength);
    if (keyLength === 0 || isTooLong(value.text) || isBeyondPlane(value.text)) {
      if (value.text !== "") literal.push(value);
      continue;
    }
    headList[indexed.length] = head;
    headOf.push(head);
    indexed.push(value);
    const bit = (head >>> 0) % (heads.length * 8);
    heads[bit >>> 3] = (heads[bit >>> 3] ?? 0) | (1 << (bit & 7));
    shortest = Math.min(shortest, keyLength);
  }
  const made = new Map<number, Entries>();
  const entriesOf = (head: number): Entries => {
    const key = shortest < headLength ? 0 : head;
    let entries = made.get(key);
    if (entries === undefined) {
      const some = indexed.filter((_, i) => shortest < headLength || headOf[i] === head);
      made.set(key, (entries = makeEntries(some, isExact)));
    }
    return entries;
  };
  return { entriesOf, heads, headList, shortest, isEmpty: indexed.length === 0, literal };
}

function makeEntries(values: readonly Value[], isExact: FindValuesOptions["isExact"]): Entries {
  const byHash = new Map<number, Entry>();
  let longest = 0;
  for (const value of values) {
    const { hash, keyLength } = hashOf(value.text, keyLengthMax);
    addEntry(byHash, value, { hash, isExact: isExact?.(value, keyLength) === true });
    longest = Math.max(longest, keyLength);
  }
  return { byHash, longest };
}

function addEntry(
  entries: Map<number, Entry>,
  { type, text }: Value,
  { hash, isExact }: { hash: number; isExact: boolean },
): void {
  const first = entries.get(hash);
  let entry = first;
  while (entry !== undefined && !haveSameKey(entry.text, text)) entry = entry.next;
  if (entry === undefined) {
    entries.set(hash, { type, text, exact: isExact ? [text] : undefined, next: first });
  } else if (!isExact) entry.exact = undefined;
  else if (entry.exact?.includes(text) === false) entry.exact.push(text);
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
  text: CodeText,
  from: number,
  { byHash, longest }: Entries,
): { end: number; type: string } | undefined {
  let best: { end: number; type: string } | undefined;
  let hash = 0;
  let count = 0;
  let gap = 0;
  for (let at = from; at < text.length && count <= longest && gap <= gapMax; at += 1) {
    const unit = wordUnit(codes[at] ?? 0);
    gap = unit === 0 ? gap + 1 : 0;
    if (unit === 0) continue;
    hash = appendUnit(hash, unit);
    count += 1;
    if (!endsWord(text, at + 1)) continue;
    const first = byHash.get(hash);
    if (first === undefined) continue;
    const entry = entryOf(first, text.string.slice(from, at + 1));
    if (entry !== undefined) best = { end: at + 1, type: entry.type };
  }
  return best;
}

function endsWord(text: CodeText, end: number): boolean {
  return end >= text.length || wordUnit(codes[end] ?? 0) === 0;
}

/** The entry of those with one hash that a text has the letters and digits of, if it counts so. */
function entryOf(first: Entry, text: string): Entry | undefined {
  let entry: Entry | undefined = first;
  while (entry !== undefined && !haveSameKey(entry.text, text)) entry = entry.next;
  return entry?.exact?.includes(text) === false ? undefined : entry;
}

/** The letters and digits from a place on that some value begins with. */
function headAt(
  text: CodeText,
  from: number,
  { heads, headList, shortest }: Index,
): number | undefined {
  const bits = heads.length * 8;
  let head = 0;
  let count = 0;
  let gap = 0;
  for (let at = from; at < text.length && count < headLength && gap <= gapMax; at += 1) {
    const unit = wordUnit(codes[at] ?? 0);
    gap = unit === 0 ? gap + 1 : 0;
    if (unit === 0) continue;
    head = appendUnit(head, unit);
    count += 1;
    if (count < shortest) continue;
    const bit = (head >>> 0) % bits;
    if ((((heads[bit >>> 3] ?? 0) >>> (bit & 7)) & 1) === 0) continue;
    if (headList.length === 0 || headList.includes(head)) return head;
  }
  return undefined;
}

/**
 * A number of the first letters and digits of a text, as many as wanted, and how many there are;
 * few other texts have the same number.
 */
function hashOf(text: string, lengthMax: number): { hash: number; keyLength: number } {
  let hash = 0;
  let keyLength = 0;
  for (let at = 0; at < text.length && keyLength < lengthMax; at += 1) {
    const unit = wordUnit(text.charCodeAt(at));
    if (unit === 0) continue;
    hash = appendUnit(hash, unit);
    keyLength += 1;
  }
  return { hash, keyLength };
}

/** Whether a text has more letters and digits than a key may have. */
function isTooLong(text: string): boolean {
  return text.length > keyLengthMax && hashOf(text, keyLengthMax + 1).keyLength > keyLengthMax;
}

function appendUnit(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}

/** Whether two texts have the same letters and digits. */
function haveSameKey(one: string, other: string): boolean {
  let at = 0;
  for (let i = 0; i < one.length; i += 1) {
    const unit = wordUnit(one.charCodeAt(i));
    if (unit === 0) continue;
    while (at < other.length && wordUnit(other.charCodeAt(at)) === 0) at += 1;
    if (at === other.length || wordUnit(other.charCodeAt(at)) !== unit) return false;
    at += 1;
  }
  while (at < other.length && wordUnit(other.charCodeAt(at)) === 0) at += 1;
  return at === other.length;
}

function findLiteral(text: string, value: Value, rule: string, found: Span[]): void {
  const { type, text: written } = value;
  for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + written.length)) {
    found.push({ start: at, end: at + written.length, type, rule, score: 0.99 });
  }
}
