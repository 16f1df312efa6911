import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";

const { codes } = codeText;
const { codeAt, isDigitAt } = characters;
const { classTable, word } = unitClasses;

const groupCountMax = 9; // 0033 (0) 1 23 45 67 89 has eight
const digitCountMax = 40;

/** How two groups are joined: the code of one sign, or one of these. */
export const opening = 0x28; // "(" with or without a blank before
export const closing = 0x29; // ")" with or without a sign after
export const spacedSign = 1; // " - " or " / "
export const space = 0x20;
export const hyphen = 0x2d;
export const dot = 0x2e;
export const slash = 0x2f;

/** Digits with the signs that people set between them: `(11) 93231-4917`. */
export type DigitGroups = {
  /** Groups read, 1 to 9. */
  count: number;
  /** Index of each group's first digit, and after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Digits in each group. */
  readonly lengths: Int32Array;
  /** What stands after each group but the last. */
  readonly signs: Int32Array;
  /** Digits up to and with each group. */
  readonly totals: Int32Array;
  /** Values of the first 40 digits. */
  readonly digits: Uint8Array;
  /** True where a sign and more of the same token follow, as in `123-45a`. */
  isGlued: boolean;
};

// One walk reads one number at a time, so that the groups of the last one are in nobody's way.
const starts = new Int32Array(groupCountMax);
const ends = new Int32Array(groupCountMax);
const signs = new Int32Array(groupCountMax);
const lengths = new Int32Array(groupCountMax);
const totals = new Int32Array(groupCountMax);
const digits = new Uint8Array(digitCountMax);
const groups: DigitGroups = {
  count: 0,
  starts,
  ends,
  lengths,
  signs,
  totals,
  digits,
  isGlued: false,
};

/**
 * Reads the groups from a digit on. The answer is the same object each time, good until the next
 * call. Reads at most nine groups and the one number that is the last.
 */
export function readGroups(text: CodeText, at: number): DigitGroups {
  const length = text.length;
  let count = 0;
  let total = 0;
  let start = at;
  groups.isGlued = false;
  while (count < groupCountMax) {
    let end = start;
    while (end < length) {
      const value = (codes[end] ?? 0) - 48;
      if (value < 0 || value > 9) break;
      if (total < digitCountMax) digits[total] = value;
      total++;
      end++;
    }
    if (count > 0 && isGlued(text, end)) {
      groups.isGlued = true;
      break;
    }
    starts[count] = start;
    ends[count] = end;
    lengths[count] = end - start;
    totals[count] = total;
    const sign = end < length ? readSign(text, end) : 0;
    signs[count] = sign >> 4;
    count++;
    if (sign === 0) break;
    start = end + (sign & 15);
  }
  groups.count = count;
  return groups;
}

/** Index of the first digit. */
export function startOf(of: DigitGroups): number {
  return of.starts[0] ?? 0;
}

/** Index after the first `count` groups. */
export function endOf(of: DigitGroups, count: number): number {
  return of.ends[count - 1] ?? 0;
}

/** Digits in the first `count` groups. */
export function totalOf(of: DigitGroups, count: number): number {
  return of.totals[count - 1] ?? 0;
}

/** Digits of one group. */
export function groupLength(of: DigitGroups, index: number): number {
  return of.lengths[index] ?? 0;
}

/** Lengths of the first `count` groups, one hexadecimal digit each: 0x334 for `555-123-4567`. */
export function shapeOf(of: DigitGroups, count: number): number {
  let shape = 0;
  for (let i = 0; i < count; i++) shape = shape * 16 + Math.min(15, groupLength(of, i));
  return shape;
}

/** True where the first `count` groups are joined by this sign alone. */
export function areJoinedBy(of: DigitGroups, count: number, sign: number): boolean {
  for (let i = 0; i < count - 1; i++) if (of.signs[i] !== sign) return false;
  return true;
}

/** The number that a group writes, for groups of up to nine digits. */
export function groupValue(of: DigitGroups, index: number): number {
  const total = of.totals[index] ?? 0;
  let value = 0;
  for (let i = total - groupLength(of, index); i < total; i++) {
    value = value * 10 + (of.digits[i] ?? 0);
  }
  return value;
}

/** A group that letters follow is part of another word, but for an extension or a time. */
function isGlued(text: CodeText, end: number): boolean {
  if (end >= text.length || ((classTable[codes[end] ?? 0] ?? 0) & word) === 0) return false;
  const code = (codes[end] ?? 0) | 32;
  return !((code === 0x78 || code === 0x74) && isDigitAt(text, end + 1));
}

/** The sign after a group and its length, as `sign << 4 | length`; 0 where no digit follows. */
function readSign(text: CodeText, at: number): number {
  const code = codes[at] ?? 0;
  if (code === 0x20 || code === 0xa0) return readSpace(text, at);
  if (code === hyphen || code === dot || code === slash) return readDirect(text, at, code);
  if (code === closing) return readClosing(text, at);
  return code === opening && isDigitAt(text, at + 1) ? (opening << 4) | 1 : 0;
}

function readDirect(text: CodeText, at: number, code: number): number {
  if (isDigitAt(text, at + 1)) return (code << 4) | 1;
  if (codeAt(text, at + 1) === opening && isDigitAt(text, at + 2)) return (opening << 4) | 2;
  return 0;
}

function readSpace(text: CodeText, at: number): number {
  if (isDigitAt(text, at + 1)) return (space << 4) | 1;
  const next = codeAt(text, at + 1);
  if (next === opening && isDigitAt(text, at + 2)) return (opening << 4) | 2;
  const isSpaced = (next === hyphen || next === slash) && codeAt(text, at + 2) === 0x20;
  return isSpaced && isDigitAt(text, at + 3) ? (spacedSign << 4) | 3 : 0;
}

/** `)` alone, with one sign, or with ` -` or ` - ` behind it. */
function readClosing(text: CodeText, at: number): number {
  if (isDigitAt(text, at + 1)) return (closing << 4) | 1;
  if (!isJoining(codeAt(text, at + 1))) return 0;
  if (isDigitAt(text, at + 2)) return (closing << 4) | 2;
  if (codeAt(text, at + 2) !== hyphen) return 0;
  if (isDigitAt(text, at + 3)) return (closing << 4) | 3;
  return codeAt(text, at + 3) === space && isDigitAt(text, at + 4) ? (closing << 4) | 4 : 0;
}

function isJoining(code: number): boolean {
  return code === space || code === 0xa0 || code === hyphen || code === dot || code === slash;
}
