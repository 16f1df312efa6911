import * as codeText from "./code-text.ts";
import { readCodes, type CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { CueKind } from "./cue-words.ts";
import { cueKinds, cueReach, cueWords, monthWords, secretNames } from "./cue-words.ts";

const { codes } = codeText;
const { classAt, classOf, codeAt, skipClass, skipClassBack } = characters;
const { blank, classTable, digit, foldTable, letter } = unitClasses;

/** How far before a value its cue is looked for, in units. */
export const windowMax = 64;
const distanceMax = 8;
const wordLengthMax = 26;
const hashPrime = 0x0100_0193;
const tableSize = 8_192;

/** A set of words that is asked by hash, so that no word of the text is ever cut out of it. */
type WordTable = { readonly hashes: Int32Array; readonly values: Uint8Array };

const afterMax = 6;
const copulaIndex = cueKinds.indexOf("copula");
const numberIndex = cueKinds.indexOf("number");
const fillerIndex = cueKinds.indexOf("filler");
const otherIndex = cueKinds.indexOf("other");
let hashedFrom = 0;
const cueTable = buildCueTable();
const monthTable = buildTable(monthWords, 1);
const secretTable = buildTable(secretNames, 1);
const reaches = cueKinds.map((kind) => cueReach[kind] ?? 0);

/** What a cue says, and how many unknown words stand between it and the value. */
export type Cue = {
  kind: CueKind;
  /** The kind as {@link bitsOf} makes it. */
  bit: number;
  distance: number;
};

const cues = cueKinds.map((kind) =>
  Array.from({ length: distanceMax }, (_, distance) => cueOfKind(kind, distance)),
);
export const noCue: Cue = cueOfKind("none");

/** Kinds as bits, for {@link cueBefore}: words of other kinds are like unknown words then. */
export function bitsOf(...kinds: readonly CueKind[]): number {
  return kinds.reduce((bits, kind) => bits | (1 << cueKinds.indexOf(kind)), 0);
}

/** Every kind that a number may be of. */
export const numberKinds =
  bitsOf(...cueKinds) & ~bitsOf("none", "filler", "day", "version", "copula", "number");

/** A cue made of what it says. */
export function cueOfKind(kind: CueKind, distance = 0): Cue {
  return { kind, bit: bitsOf(kind), distance };
}

/**
 * The nearest cue before an index, within the sentence and 64 units. It is passed over where more
 * unknown words follow it than its kind allows.
 */
export function cueBefore(text: CodeText, at: number, kinds: number): Cue {
  return cueWithin(text, { at, floor: Math.max(0, at - windowMax) }, kinds);
}

/** Like {@link cueBefore}, no farther than a floor. */
export function cueWithin(
  text: CodeText,
  { at, floor }: { at: number; floor: number },
  kinds: number,
): Cue {
  let index = at;
  let distance = 0;
  while (index > floor && distance < distanceMax) {
    const wordEnd = skipSigns(text, index, floor);
    const hash = hashBack(text, wordEnd, floor);
    const wordStart = hashedFrom;
    if (wordStart === wordEnd) return noCue; // the window's edge, or a number
    const kind = lookUp(cueTable, hash);
    const isAbbreviation = kind !== 0 && wordEnd - wordStart <= 4;
    if (!isAbbreviation && endsSentence(text, wordEnd, index)) return noCue;
    if (!isFiller(kind) || ((kinds >>> kind) & 1) === 1) {
      const cue = ((kinds >>> kind) & 1) === 1 ? cueOf(kind, distance) : undefined;
      if (cue !== undefined) return cue;
      distance++;
    }
    index = wordStart;
  }
  return noCue;
}

/**
 * The cue behind a value that ends at an index and that a blank follows: in "4711234 is my
 * account number" and "12/05/1980 (DOB)". Nothing but fillers may stand between.
 */
export function cueAfter(text: CodeText, end: number, kinds: number): Cue {
  const limit = Math.min(text.length, end + windowMax);
  const isBracketed = codeAt(text, end + 1) === 0x28;
  let index = isBracketed ? end + 2 : end + 1;
  for (let count = isBracketed ? 1 : 0; count <= afterMax; count++) {
    const wordEnd = overLetters(text, index, limit);
    if (wordEnd === index) return noCue;
    const kind = lookUp(cueTable, hashBack(text, wordEnd, index));
    if (count === 0 ? kind !== copulaIndex : !isFiller(kind)) {
      return count > 0 && ((kinds >>> kind) & 1) === 1 ? (cues[kind]?.[0] ?? noCue) : noCue;
    }
    index = wordEnd + 1;
  }
  return noCue;
}

/** Words that stand between a cue and its value without saying anything of their own. */
function isFiller(kind: number): boolean {
  return kind === fillerIndex || kind === copulaIndex || kind === numberIndex;
}

/** The cue of a kind, unless more words stand between than it reaches over. */
function cueOf(kind: number, distance: number): Cue | undefined {
  return kind !== 0 && distance <= (reaches[kind] ?? 0) ? cues[kind]?.[distance] : undefined;
}

/** What the word says that begins at an index: for labels that stand after their value. */
export function cueAt(text: CodeText, at: number): CueKind {
  const end = overLetters(text, at, at + wordLengthMax);
  return cueKinds[end === at ? 0 : lookUp(cueTable, hashBack(text, end, at))] ?? "none";
}

/** True where the word that ends at `end` and begins at `start` is a month's name. */
export function isMonth(text: CodeText, start: number, end: number): boolean {
  return end - start >= 3 && lookUp(monthTable, hashBack(text, end, start)) !== 0;
}

/** First index of the word, letters only, that ends before `end`; `end` where there is none. */
export function backOverLetters(text: CodeText, end: number, floor: number): number {
  return skipClassBack(text, end, letter, Math.max(floor, end - wordLengthMax));
}

/** End of the word, letters only, that begins at `start`; at most `limit`. */
export function overLetters(text: CodeText, start: number, limit: number): number {
  return skipClass(text, start, letter, limit);
}

/**
 * True where a name that tells of a secret ends before `end`: `password`, `API key`, `apiKey`,
 * `client-secret`. Blanks, hyphens and underscores within are passed over.
 */
export function endsInSecretName(text: CodeText, end: number): boolean {
  const floor = Math.max(0, end - windowMax / 2);
  let hash = 0;
  let index = end;
  while (index > floor) {
    const code = codes[index - 1] ?? 0;
    const folded = foldTable[code] ?? 0;
    if (folded !== 0) {
      hash = (Math.imul(hash, hashPrime) ^ folded) | 0;
      index--;
      if (beginsWord(text, index) && lookUp(secretTable, hash) !== 0) return true;
    } else if (index < end && (code === 0x20 || code === 0x2d || code === 0x5f)) {
      index--;
      if ((classAt(text, index - 1) & letter) === 0) return false;
    } else return false;
  }
  return false;
}

/** True at the first letter of a word, or at a hump: `dbPassword`. */
function beginsWord(text: CodeText, index: number): boolean {
  if (index === 0) return true;
  const before = codes[index - 1] ?? 0;
  if ((classOf(before) & letter) === 0) return true;
  const code = codes[index] ?? 0;
  return code >= 65 && code <= 90 && before >= 97;
}

/** End of the word before, over blanks and signs, but not over more than one line end. */
function skipSigns(text: CodeText, at: number, floor: number): number {
  let index = at;
  while (index > floor) {
    const code = codes[index - 1] ?? 0;
    if (((classTable[code] ?? 0) & (letter | digit)) !== 0) return index;
    // A line end closes the sentence but for what asks: "Phone:\n555 …", "Born when?\nANN: 1 …".
    if (code === 0x0a && !isAskedBefore(text, index - 1, floor)) return floor;
    if (code === 0x5d || code === 0x40) return floor; // "]" ends a placeholder, "@" an address
    index--;
  }
  return floor;
}

function isAskedBefore(text: CodeText, at: number, floor: number): boolean {
  let index = at;
  while (index > floor && (classOf(codeAt(text, index - 1)) & blank) !== 0) index--;
  const code = codeAt(text, index - 1);
  return index > floor && (code === 0x3a || code === 0x3d || code === 0x3f);
}

/**
 * True where a full stop and a blank stand between the end of a word and the next one. A question
 * does not end there: its answer follows.
 */
function endsSentence(text: CodeText, wordEnd: number, next: number): boolean {
  const code = codeAt(text, wordEnd);
  const isStop = code === 0x2e || code === 0x21 || code === 0x3b;
  return isStop && wordEnd + 1 < next && (classOf(codeAt(text, wordEnd + 1)) & blank) !== 0;
}

function buildCueTable(): WordTable {
  const table = { hashes: new Int32Array(tableSize), values: new Uint8Array(tableSize) };
  for (const [kind, words] of Object.entries(cueWords)) {
    addWords(table, words, cueKinds.indexOf(kind as CueKind)); // the keys are kinds
  }
  return table;
}

function buildTable(words: string, value: number): WordTable {
  const table = { hashes: new Int32Array(tableSize), values: new Uint8Array(tableSize) };
  addWords(table, words, value);
  return table;
}

function addWords(table: WordTable, words: string, value: number): void {
  for (const each of words.trim().split(/\s+/)) {
    const hash = hashBack(readCodes(each), each.length, 0);
    let slot = hash & (tableSize - 1);
    while (table.values[slot] !== 0 && table.hashes[slot] !== hash) {
      slot = (slot + 1) & (tableSize - 1);
    }
    // A word of two lists means what the later one says, but for "other".
    if (table.values[slot] !== 0 && value === otherIndex) continue;
    table.hashes[slot] = hash;
    table.values[slot] = value;
  }
}

function lookUp(table: WordTable, hash: number): number {
  let slot = hash & (tableSize - 1);
  while (table.values[slot] !== 0) {
    if (table.hashes[slot] === hash) return table.values[slot] ?? 0;
    slot = (slot + 1) & (tableSize - 1);
  }
  return 0;
}

/** Hashes the word that ends before `end`, and leaves its first index in `hashedFrom`. */
function hashBack(text: CodeText, end: number, floor: number): number {
  const least = Math.max(floor, end - wordLengthMax);
  let hash = 0;
  let index = end;
  while (index > least) {
    const folded = foldTable[codes[index - 1] ?? 0] ?? 0;
    if (folded === 0) break;
    hash = (Math.imul(hash, hashPrime) ^ folded) | 0;
    index--;
  }
  hashedFrom = index;
  return hash;
}
