import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { codes } = codeText;
const { classAt, codeAt, isWordAt, skipClass } = characters;
const { classTable, digit, hexLetter } = unitClasses;
const { areJoinedBy, dot, endOf, groupLength, groupValue, startOf } = digitGroups;

const runMax = 46; // the longest form: eight groups, the last two as IPv4
const shortest = "::1";
const tailForm = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/; // the last 32 bits as IPv4
const hexDigit = digit | hexLetter;

/** True where the four groups are an IPv4 address that is no piece of something longer. */
export function isIpv4(text: CodeText, groups: DigitGroups): boolean {
  if (groups.count < 4 || !areJoinedBy(groups, 4, dot)) return false;
  if (groups.count > 4 && groups.signs[3] === dot) return false;
  const start = startOf(groups);
  const before = codeAt(text, start - 1);
  if (before === dot && isWordAt(text, start - 2)) return false;
  for (let i = 0; i < 4; i++) {
    if (groupLength(groups, i) > 3 || groupValue(groups, i) > 255) return false;
  }
  const end = endOf(groups, 4);
  return !(codeAt(text, end) === dot && isWordAt(text, end + 1));
}

/**
 * Finds an IPv6 or hardware address with colons in the run of hexadecimal digits, colons and dots
 * around an index. Returns the end of the run, or 0 where the run has no address.
 */
export function scanColons(scan: Scan, at: number): number {
  const { text } = scan;
  const start = runStart(text, at, scan.floor);
  const runEnd = skipRun(text, at);
  if (runEnd - start > runMax || isWordAt(text, start - 1)) return 0;
  const end = trimRun(text, start, runEnd);
  if (isWordAt(text, end)) return 0;
  if (isColonMac(text, start, end)) {
    return keep(scan, { start, end, type: "MAC", rule: "mac", score: 0.95 });
  }
  if (!isIpv6(text, start, end)) return 0;
  return keep(scan, { start, end, type: "IP", rule: "ipv6", score: 0.95 });
}

/** End of the run of hexadecimal digits, colons and dots that an index stands in. */
export function skipRun(text: CodeText, at: number): number {
  let end = at;
  while (end < text.length && isRun(codes[end] ?? 0)) end++;
  return end;
}

/**
 * End of a hardware address with hyphens or dots, `01-23-45-67-89-ab` or `0123.4567.89ab`, that
 * begins at an index; 0 where there is none.
 */
export function macEnd(text: CodeText, start: number): number {
  const sign = codeAt(text, start + 2);
  const size = sign === 0x2d ? 2 : 4;
  if (size === 4 && codeAt(text, start + 4) !== dot) return 0;
  const end = start + (size === 2 ? 17 : 14);
  if (!areHexGroups(text, start, end, size)) return 0;
  const next = codeAt(text, end);
  if (isWordAt(text, end) || ((next === 0x2d || next === dot) && isWordAt(text, end + 1))) return 0;
  return end;
}

/** True where hexadecimal groups of `size`, each parted by the same sign, fill a stretch. */
function areHexGroups(text: CodeText, start: number, end: number, size: number): boolean {
  if (end > text.length) return false;
  const sign = codeAt(text, start + size);
  for (let i = start; i < end; i++) {
    const isSign = (i - start) % (size + 1) === size;
    if (isSign ? codeAt(text, i) !== sign : (classAt(text, i) & hexDigit) === 0) return false;
  }
  return true;
}

function isColonMac(text: CodeText, start: number, end: number): boolean {
  return (
    (end - start === 17 || end - start === 23) &&
    codeAt(text, start + 2) === 0x3a &&
    areHexGroups(text, start, end, 2)
  );
}

function runStart(text: CodeText, at: number, floor: number): number {
  const least = Math.max(floor, at - runMax - 1);
  let start = at;
  while (start > least && isRun(codes[start - 1] ?? 0)) start--;
  // A dot or one colon before the address is prose: "IP:2001:db8::1".
  while (start < at && codeAt(text, start) === dot) start++;
  if (codeAt(text, start) === 0x3a && codeAt(text, start + 1) !== 0x3a) start++;
  return start;
}

/** The end of a run less the full stop or the colon that closes its sentence. */
function trimRun(text: CodeText, start: number, runEnd: number): number {
  let end = runEnd;
  while (end > start && codeAt(text, end - 1) === dot) end--;
  if (codeAt(text, end - 1) === 0x3a && codeAt(text, end - 2) !== 0x3a) end--;
  return end;
}

function isRun(code: number): boolean {
  return ((classTable[code] ?? 0) & hexDigit) !== 0 || code === 0x3a || code === dot;
}

/** RFC 4291, chapter 2.2, without scope; a form too short to be told from code is left alone. */
function isIpv6(text: CodeText, start: number, end: number): boolean {
  if (end - start < shortest.length) return false;
  let groupCount = 0;
  let gapCount = 0;
  let index = start;
  while (index < end) {
    const groupEnd = skipClass(text, index, hexDigit, end);
    if (groupEnd < end && codeAt(text, groupEnd) === dot) {
      return tailForm.test(text.string.slice(index, end)) && isWhole(groupCount + 2, gapCount);
    }
    if (groupEnd > index) groupCount++;
    const signLength = colonCount(text, groupEnd, end);
    if (!isGroup(groupEnd - index, signLength)) return false;
    if (signLength === 2) gapCount++;
    index = groupEnd + signLength;
  }
  return isWhole(groupCount, gapCount) && (gapCount === 0 || isLong(text, start, end));
}

/** One to four digits and at most two colons, or two colons alone at the beginning. */
function isGroup(length: number, colons: number): boolean {
  return length <= 4 && colons <= 2 && (length > 0 || colons === 2);
}

function colonCount(text: CodeText, from: number, end: number): number {
  let index = from;
  while (index < end && codeAt(text, index) === 0x3a) index++;
  return index - from;
}

/** Eight groups, or fewer and one gap. */
function isWhole(groupCount: number, gapCount: number): boolean {
  return gapCount === 0 ? groupCount === 8 : gapCount === 1 && groupCount < 8;
}

/** Long enough to be told from the `a::b` of programs: four digits, and one that is no letter. */
function isLong(text: CodeText, start: number, end: number): boolean {
  let hexCount = 0;
  let hasDigit = false;
  for (let i = start; i < end; i++) {
    const classes = classAt(text, i);
    if ((classes & hexDigit) !== 0) hexCount++;
    hasDigit ||= (classes & digit) !== 0;
  }
  return hasDigit && (hexCount >= 4 || text.string.slice(start, end) === shortest);
}
