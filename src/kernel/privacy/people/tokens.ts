import { foldedHashOf } from "./fold.ts";
import { listsOf } from "./lexicon.ts";

/** How a word is written. */
export const shape = {
  /** No word to look at: holds digits or `_`, or belongs to an e-mail address or a link. */
  opaque: 0,
  lower: 1,
  capital: 2,
  /** Two letters or more, all capitals. */
  upper: 3,
  /** A single capital letter. */
  initial: 4,
  /** A capital first and others later: `McDonald`, `GitHub`. */
  mixed: 5,
  /** Of a script without capitals. */
  caseless: 6,
} as const;

/** What stands between two words: the sum of these. */
export const gap = {
  space: 1,
  newline: 2,
  dot: 4,
  comma: 8,
  hyphen: 16,
  apostrophe: 32,
  colon: 64,
  other: 128,
} as const;

/** The words of a text; arrays may be longer than `count`. */
export type Tokens = {
  text: string;
  count: number;
  /** First UTF-16 code unit of each word. */
  starts: Int32Array;
  /** After its last. */
  ends: Int32Array;
  /** Hash of the word in lower case without accents, see {@link foldedHash}. */
  hashes: Int32Array;
  shapes: Uint8Array;
  /** On which lists each word stands, see {@link listsOf}. */
  lists: Uint16Array;
  /** What stands before each word; entry `count` is what ends the text. */
  gaps: Uint8Array;
};

const letterCapital = 1;
const letterLower = 2;
const letterCaseless = 3;
const mark = 4;
const digit = 5;
const classes = new Uint8Array(65_536);
const nothing = 6;
const chunkEnds = new Set(Array.from(`,;|<>()[]{}"`, (character) => character.charCodeAt(0)));
const gapBits = new Uint8Array(65_536).fill(gap.other);
for (const character of " \t\u00a0\u202f") gapBits[character.charCodeAt(0)] = gap.space;
for (const character of "\n\r\u2028") gapBits[character.charCodeAt(0)] = gap.newline;
for (const character of "-\u2010\u2011") gapBits[character.charCodeAt(0)] = gap.hyphen;
for (const character of "'`\u2019") gapBits[character.charCodeAt(0)] = gap.apostrophe;
gapBits[0x2e] = gap.dot;
gapBits[0x2c] = gap.comma;
gapBits[0x3a] = gap.colon;

/**
 * Cuts a text into words: runs of letters, digits and `_` of any script. Linear; e-mail addresses
 * and links become opaque words.
 *
 * @returns The same object at each call: what it holds is good until the next one.
 */
export function tokenize(text: string): Tokens {
  if (text === scratch.text) return scratch; // the tiers read the same text one after another
  const tokens = emptyTokens(text);
  const { length } = text;
  let at = 0;
  let between = 0;
  let chunkFirst = 0;
  let chunkIsAddress = false;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = classes[code] || classify(code);
    if (kind === nothing) {
      const bit = gapBits[code]!;
      if (endsChunk(code, bit)) {
        if (chunkIsAddress) blind(tokens, chunkFirst);
        chunkFirst = tokens.count;
        chunkIsAddress = false;
      } else if (tokens.count > chunkFirst && marksAddress(text, at, code)) chunkIsAddress = true;
      between |= bit;
      at++;
      continue;
    }
    at = readWord(tokens, at, between);
    between = 0;
  }
  if (chunkIsAddress) blind(tokens, chunkFirst);
  grow(tokens);
  tokens.gaps[tokens.count] = between;
  return tokens;
}

// One for all calls: making five arrays for each short text costs more than reading it.
let scratch = tokensWith(1_024);
const largestKept = 1 << 18;

function emptyTokens(text: string): Tokens {
  if (scratch.starts.length > largestKept) scratch = tokensWith(1_024);
  scratch.text = text;
  scratch.count = 0;
  return scratch;
}

function tokensWith(room: number): Tokens {
  return {
    text: "",
    count: 0,
    starts: new Int32Array(room),
    ends: new Int32Array(room),
    hashes: new Int32Array(room),
    shapes: new Uint8Array(room),
    lists: new Uint16Array(room),
    gaps: new Uint8Array(room),
  };
}

/** Reads the word that starts at `start` and returns where it ends. */
function readWord(tokens: Tokens, start: number, between: number): number {
  const { text } = tokens;
  const { length } = text;
  let seen = 0;
  let capitalCount = 0;
  let at = start;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = classes[code] || classify(code);
    if (kind === nothing) break;
    seen |= 1 << kind;
    if (kind === letterCapital) capitalCount++;
    at++;
  }
  grow(tokens);
  const index = tokens.count++;
  tokens.starts[index] = start;
  tokens.ends[index] = at;
  const hash = foldedHashOf(text, start, at);
  tokens.hashes[index] = hash;
  tokens.lists[index] = listsOf(hash);
  tokens.shapes[index] = shapeOf(seen, capitalCount, classOf(text.charCodeAt(start)));
  tokens.gaps[index] = between;
  return at;
}

function shapeOf(seen: number, capitalCount: number, first: number): number {
  const hasLower = (seen & (1 << letterLower)) !== 0;
  if ((seen & (1 << digit)) !== 0) return shape.opaque;
  if (capitalCount === 0 && !hasLower) {
    return (seen & (1 << letterCaseless)) === 0 ? shape.opaque : shape.caseless;
  }
  if (first === letterLower) return shape.lower;
  if (capitalCount === 1) return hasLower ? shape.capital : shape.initial;
  return hasLower ? shape.mixed : shape.upper;
}

function classOf(code: number): number {
  return classes[code] || classify(code);
}

function classify(code: number): number {
  const character = String.fromCharCode(code);
  let kind: number = nothing;
  if (/\p{Lu}|\p{Lt}/u.test(character)) kind = letterCapital;
  else if (/\p{Ll}/u.test(character)) kind = letterLower;
  else if (/\p{L}/u.test(character)) kind = letterCaseless;
  else if (/\p{M}/u.test(character)) kind = mark;
  else if (/\p{N}|_/u.test(character)) kind = digit;
  classes[code] = kind;
  return kind;
}

/** White space, brackets, separators of lists: no address goes on over them. */
function endsChunk(code: number, bit: number): boolean {
  return bit === gap.space || bit === gap.newline || code > 0x7f || chunkEnds.has(code);
}

/** `@` between two words, `://`. */
function marksAddress(text: string, at: number, code: number): boolean {
  if (code === 0x40) return at > 0 && classOf(text.charCodeAt(at - 1)) !== nothing;
  return code === 0x3a && text.startsWith("//", at + 1);
}

function blind(tokens: Tokens, from: number): void {
  tokens.shapes.fill(shape.opaque, from, tokens.count);
}

function grow(tokens: Tokens): void {
  if (tokens.count + 2 <= tokens.starts.length) return;
  const room = tokens.starts.length * 2 + 2;
  const larger = <T extends Int32Array | Uint16Array | Uint8Array>(old: T, wider: T): T => {
    wider.set(old);
    return wider;
  };
  tokens.starts = larger(tokens.starts, new Int32Array(room));
  tokens.ends = larger(tokens.ends, new Int32Array(room));
  tokens.hashes = larger(tokens.hashes, new Int32Array(room));
  tokens.shapes = larger(tokens.shapes, new Uint8Array(room));
  tokens.lists = larger(tokens.lists, new Uint16Array(room));
  tokens.gaps = larger(tokens.gaps, new Uint8Array(room));
}
