/** Classes of a UTF-16 code unit; a unit may be in several. */
export const digit = 1;
export const upper = 2;
export const lower = 4;
/** `a` to `f`, either case; digits are not in it. */
export const hexLetter = 8;
export const underscore = 16;
/** Letters and marks beyond ASCII, and digits of other scripts. */
export const farLetter = 32;
/** Blank of any kind, line ends too. */
export const blank = 64;

export const asciiLetter = upper | lower;
export const letter = upper | lower | farLetter;
export const alphanumeric = digit | upper | lower;
/** What a word is made of, as programmers see it. */
export const word = digit | letter | underscore;

const tableLength = 0x250;
const table = buildTable();
const foldTable = buildFoldTable();

/** The classes of a code unit; 0 for surrogates, punctuation, NUL and `NaN`. */
export function classOf(code: number): number {
  return code < tableLength ? (table[code] ?? 0) : farClass(code);
}

/** The classes of the unit at an index; 0 outside of the text. */
export function classAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? classOf(text.charCodeAt(index)) : 0;
}

export function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/** True at a unit that could belong to a word: a letter of any script, a digit, an underscore. */
export function isWordAt(text: string, index: number): boolean {
  return (classAt(text, index) & word) !== 0;
}

/**
 * A letter in lower case and without its accent, as a code; letters of other scripts as they are.
 * Only Latin up to U+024F is folded.
 */
export function foldLetter(code: number): number {
  return code < tableLength ? (foldTable[code] ?? code) : code;
}

/** First index at or after `from`, and before `limit`, whose unit is in none of the classes. */
export function skipClass(text: string, from: number, classes: number, limit: number): number {
  const end = Math.min(limit, text.length);
  let index = from;
  while (index < end && (classOf(text.charCodeAt(index)) & classes) !== 0) index++;
  return index;
}

/** Like {@link skipClass} to the left: the first index of the run that ends before `from`. */
export function skipClassBack(text: string, from: number, classes: number, limit: number): number {
  const end = Math.max(limit, 0);
  let index = from;
  while (index > end && (classOf(text.charCodeAt(index - 1)) & classes) !== 0) index--;
  return index;
}

/** `end` moved left over punctuation that closes a sentence, a bracket or a quotation. */
export function trimEnd(text: string, start: number, end: number): number {
  let index = end;
  while (index > start && ".,;:!?)]}>'\"`*…»”’".includes(text.charAt(index - 1))) index--;
  return index;
}

function farClass(code: number): number {
  if (!(code >= tableLength)) return 0; // NaN
  if (code >= 0xd800 && code <= 0xdfff) return 0;
  const unit = String.fromCharCode(code);
  if (/\s/.test(unit)) return blank;
  return /[\p{L}\p{M}\p{N}]/u.test(unit) ? farLetter : 0;
}

function buildTable(): Uint8Array {
  const classes = new Uint8Array(tableLength);
  for (let code = 0; code < tableLength; code++) {
    const unit = String.fromCharCode(code);
    if (/[0-9]/.test(unit)) classes[code] = digit;
    else if (/[A-F]/.test(unit)) classes[code] = upper | hexLetter;
    else if (/[a-f]/.test(unit)) classes[code] = lower | hexLetter;
    else if (/[A-Z]/.test(unit)) classes[code] = upper;
    else if (/[a-z]/.test(unit)) classes[code] = lower;
    else if (unit === "_") classes[code] = underscore;
    else if (/\s/.test(unit)) classes[code] = blank;
    // The ordinal signs are letters to Unicode, but mark a number: "n.º 12", "1ª".
    else if (/[\p{L}\p{M}]/u.test(unit) && !/[ªº]/.test(unit)) classes[code] = farLetter;
  }
  return classes;
}

function buildFoldTable(): Uint16Array {
  const folded = new Uint16Array(tableLength);
  for (let code = 0; code < tableLength; code++) {
    const unit = String.fromCharCode(code);
    folded[code] = (unit === "ß" ? "s" : unit).normalize("NFD").toLowerCase().charCodeAt(0);
  }
  return folded;
}
