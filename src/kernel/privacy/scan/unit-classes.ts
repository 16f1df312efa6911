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
/** What stands in no URL and in no word of a password: quotation marks, brackets, the bar. */
export const fence = 128;

export const asciiLetter = upper | lower;
export const letter = upper | lower | farLetter;
export const alphanumeric = digit | upper | lower;
/** What a word is made of, as programmers see it. */
export const word = digit | letter | underscore;

const unitCount = 0x1_0000;
const latinEnd = 0x250;
/** Pairs of {@link pairSet} are of units before this one. */
export const asciiEnd = 0x80;
const pairCount = asciiEnd ** 2;

/**
 * The classes of every code unit; 0 for surrogates, punctuation and NUL. Loops that go over many
 * units read it themselves: V8 stops inlining calls in a walk as long as this one.
 */
export const classTable: Uint8Array = buildClassTable();

/** Letters in lower case and, up to U+024F, without their accents; 0 for all that is no letter. */
export const foldTable: Uint16Array = buildFoldTable();

/** A set of units, asked by their codes: 1 for those of the text. */
export function unitSet(units: string): Uint8Array {
  const set = new Uint8Array(unitCount);
  for (let i = 0; i < units.length; i++) set[units.charCodeAt(i)] = 1;
  return set;
}

/** A set of two letters each, as a text with blanks has them, for {@link hasPairAt}. */
export function pairSet(pairs: string): Uint8Array {
  const set = new Uint8Array(pairCount);
  for (const pair of pairs.split(" ")) set[(pair.charCodeAt(0) << 7) | pair.charCodeAt(1)] = 1;
  return set;
}

function buildClassTable(): Uint8Array {
  const classes = new Uint8Array(unitCount);
  const far = farUnits();
  for (const { 0: run, index } of far.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    classes.fill(farLetter, latinEnd + index, latinEnd + index + run.length);
  }
  for (const { 0: run, index } of far.matchAll(/\s+/gu)) {
    classes.fill(blank, latinEnd + index, latinEnd + index + run.length);
  }
  for (let code = 0; code < latinEnd; code++) classes[code] = latinClass(String.fromCharCode(code));
  return classes;
}

/** All units beyond Latin in their order, but nothing in the place of surrogates. */
function farUnits(): string {
  let units = "";
  for (let code = latinEnd; code < unitCount; code++) {
    units += code >= 0xd800 && code <= 0xdfff ? "-" : String.fromCharCode(code);
  }
  return units;
}

function latinClass(unit: string): number {
  if (/[0-9]/.test(unit)) return digit;
  if (/[A-F]/.test(unit)) return upper | hexLetter;
  if (/[a-f]/.test(unit)) return lower | hexLetter;
  if (/[A-Z]/.test(unit)) return upper;
  if (/[a-z]/.test(unit)) return lower;
  if (unit === "_") return underscore;
  if (/\s/.test(unit)) return blank;
  if (/["'<>`{}|]/.test(unit)) return fence;
  // The ordinal signs are letters to Unicode, but mark a number: "n.º 12", "1ª".
  return /[\p{L}\p{M}]/u.test(unit) && !/[ªº]/.test(unit) ? farLetter : 0;
}

function buildFoldTable(): Uint16Array {
  const folded = new Uint16Array(unitCount);
  for (let code = 0; code < unitCount; code++) {
    if (((classTable[code] ?? 0) & letter) !== 0) folded[code] = code;
  }
  for (let code = 0; code < latinEnd; code++) {
    if (folded[code] === 0) continue;
    const unit = String.fromCharCode(code);
    folded[code] = (unit === "ß" ? "s" : unit).normalize("NFD").toLowerCase().charCodeAt(0);
  }
  return folded;
}
