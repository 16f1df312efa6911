import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as unitClasses from "./unit-classes.ts";

const { codes } = codeText;
const { asciiEnd, classTable, unitSet, word } = unitClasses;
const closers = unitSet(".,;:!?)]}>'\"`*…»”’");

// V8 reads what a file exports anew at each use, in the file itself too, and compiles constants in.
// So the files of this folder take what they use most into constants of their own, which makes the
// scan a fifth faster, and these functions don't call each other.

/**
 * The unit at an index; 0 outside of the text. The shift makes a negative index a large one, and
 * the function so short that V8 inlines it everywhere.
 */
export function codeAt(text: CodeText, index: number): number {
  return index >>> 0 < text.length ? (codes[index] ?? 0) : 0;
}

/** The classes of a code unit. */
export function classOf(code: number): number {
  return classTable[code] ?? 0;
}

/** The classes of the unit at an index; 0 outside of the text. */
export function classAt(text: CodeText, index: number): number {
  return index >>> 0 < text.length ? (classTable[codes[index] ?? 0] ?? 0) : 0;
}

export function isDigitAt(text: CodeText, index: number): boolean {
  const code = index >>> 0 < text.length ? (codes[index] ?? 0) : 0;
  return code >= 48 && code <= 57;
}

/** True at a unit that could belong to a word: a letter of any script, a digit, an underscore. */
export function isWordAt(text: CodeText, index: number): boolean {
  return index >>> 0 < text.length && ((classTable[codes[index] ?? 0] ?? 0) & word) !== 0;
}

/** First index at or after `from`, and before `limit`, whose unit is in none of the classes. */
export function skipClass(text: CodeText, from: number, classes: number, limit: number): number {
  const end = Math.min(limit, text.length);
  let index = from;
  while (index < end && ((classTable[codes[index] ?? 0] ?? 0) & classes) !== 0) index++;
  return index;
}

/** Like {@link skipClass} to the left: the first index of the run that ends before `from`. */
export function skipClassBack(
  text: CodeText,
  from: number,
  classes: number,
  limit: number,
): number {
  const end = Math.max(limit, 0);
  let index = from;
  while (index > end && ((classTable[codes[index - 1] ?? 0] ?? 0) & classes) !== 0) index--;
  return index;
}

/** True where the two units from an index on are a pair of a set. */
export function hasPairAt(set: Uint8Array, text: CodeText, index: number): boolean {
  const first = index >>> 0 < text.length ? (codes[index] ?? 0) : 0;
  const second = index + 1 < text.length ? (codes[index + 1] ?? 0) : 0;
  return first < asciiEnd && second < asciiEnd && set[(first << 7) | second] === 1;
}

/** `end` moved left over punctuation that closes a sentence, a bracket or a quotation. */
export function trimEnd(text: CodeText, start: number, end: number): number {
  let index = end;
  while (index > start && closers[codes[index - 1] ?? 0] === 1) index--;
  return index;
}
