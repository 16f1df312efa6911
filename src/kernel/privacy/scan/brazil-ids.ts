import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";

const { classAt, codeAt, isDigitAt, isWordAt } = characters;
const { digit, upper } = unitClasses;
const { dot, hyphen, shapeOf, slash, space } = digitGroups;

const cpfLength = 11;
const cnpjLength = 14;
const values = new Uint8Array(cnpjLength);

/** True where the first 11 digits are a CPF whose two check digits hold; not all digits alike. */
export function isCpf(digits: Uint8Array): boolean {
  if (areAlike(digits, cpfLength)) return false;
  return checkDigit(digits, 9, 10) === digits[9] && checkDigit(digits, 10, 11) === digits[10];
}

/**
 * True where the first 14 values are a CNPJ whose two check digits hold. A letter of the form of
 * 2026 has the value of its ASCII code less 48 (Receita Federal, IN RFB 2.229/2024).
 */
export function isCnpj(of: Uint8Array): boolean {
  if (areAlike(of, cnpjLength)) return false;
  return cnpjDigit(of, 12) === of[12] && cnpjDigit(of, 13) === of[13];
}

/** How many of the groups are a CPF by their marks, `123.456.789-09`, or in one piece; or 0. */
export function cpfGroupCount(groups: DigitGroups): number {
  const first = groups.totals[0];
  if (first === cpfLength) return 1;
  if (first !== 3 && first !== 9) return 0;
  if (shapeOf(groups, Math.min(2, groups.count)) === 0x92) {
    return groups.signs[0] === hyphen ? 2 : 0;
  }
  return groups.count >= 4 && shapeOf(groups, 4) === 0x3332 && isCpfMarked(groups) ? 4 : 0;
}

/** Twice the same sign, then a hyphen, a slash or that sign again. */
function isCpfMarked({ signs }: DigitGroups): boolean {
  const first = signs[0];
  const second = signs[1];
  const third = signs[2];
  if (first !== second || (first !== dot && first !== space && first !== hyphen)) return false;
  return third === hyphen || third === first || third === slash;
}

/** How many of the groups are a CNPJ by their marks, `12.345.678/0001-95`, or in one piece. */
export function cnpjGroupCount(groups: DigitGroups): number {
  const first = groups.totals[0];
  if (first === cnpjLength) return 1;
  if (first !== 2 && first !== 8) return 0;
  if (groups.count >= 3 && shapeOf(groups, 3) === 0x842) return groups.signs[0] === slash ? 3 : 0;
  if (groups.count < 5 || shapeOf(groups, 5) !== 0x23342) return 0;
  const isMarked = groups.signs[0] === groups.signs[1];
  return isMarked && (groups.signs[2] === slash || groups.signs[2] === groups.signs[0]) ? 5 : 0;
}

/**
 * End of a CNPJ with letters that begins at an index, with its marks or in one piece, whose check
 * digits hold; 0 where there is none.
 */
export function letteredCnpjEnd(text: CodeText, start: number): number {
  const isMarked = codeAt(text, start + 2) === dot;
  let index = start;
  for (let count = 0; count < cnpjLength; count++) {
    if (isMarked && index - start === (markPlaces[count] ?? -1)) {
      if (codeAt(text, index) !== marks[count]) return 0;
      index++;
    }
    if ((classAt(text, index) & (count < 12 ? upper | digit : digit)) === 0) return 0;
    values[count] = codeAt(text, index) - 48;
    index++;
  }
  return !isWordAt(text, index) && isCnpj(values) ? index : 0;
}

/** Start of the lettered CNPJ that has its marks and holds the index, as far as marks can tell. */
export function letteredCnpjStart(text: CodeText, at: number, floor: number): number {
  const least = Math.max(floor, at - cnpjLength - 4);
  let start = at;
  while (start > least && isCnpjPart(text, start - 1)) start--;
  return start;
}

/** True where an index ends what two check digits may close: for a first, cheap look. */
export function hasCnpjMarks(text: CodeText, start: number): boolean {
  return (
    codeAt(text, start + 2) === dot &&
    codeAt(text, start + 6) === dot &&
    codeAt(text, start + 10) === slash &&
    codeAt(text, start + 15) === hyphen &&
    isDigitAt(text, start + 16)
  );
}

const markPlaces: readonly (number | undefined)[] = [
  undefined,
  undefined,
  2,
  undefined,
  undefined,
  6,
  undefined,
  undefined,
  10,
  undefined,
  undefined,
  undefined,
  15,
];
const marks: readonly (number | undefined)[] = [
  undefined,
  undefined,
  dot,
  undefined,
  undefined,
  dot,
  undefined,
  undefined,
  slash,
  undefined,
  undefined,
  undefined,
  hyphen,
];

function isCnpjPart(text: CodeText, index: number): boolean {
  const code = codeAt(text, index);
  if (code === dot || code === slash || code === hyphen) return true;
  return (classAt(text, index) & (upper | digit)) !== 0;
}

/** Modulus 11 over weights from `weight` down to 2. */
function checkDigit(digits: Uint8Array, length: number, weight: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (digits[i] ?? 0) * (weight - i);
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

/** Modulus 11 over weights 2 to 9 from the right, again and again. */
function cnpjDigit(of: Uint8Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (of[i] ?? 0) * (((length - 1 - i) % 8) + 2);
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

function areAlike(of: Uint8Array, length: number): boolean {
  for (let i = 1; i < length; i++) if (of[i] !== of[0]) return false;
  return true;
}
