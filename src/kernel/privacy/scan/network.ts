import { classAt, classOf, digit, hexLetter, isWordAt } from "./characters.ts";
import type { DigitGroups } from "./digit-groups.ts";
import { areJoinedBy, dot, endOf, groupLength, groupValue, startOf } from "./digit-groups.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const runMax = 46; // the longest form: eight groups, the last two as IPv4
const shortest = "::1";
const hexDigit = digit | hexLetter;

/** True where the four groups are an IPv4 address that is no piece of something longer. */
export function isIpv4(text: string, groups: DigitGroups): boolean {
  if (groups.count < 4 || !areJoinedBy(groups, 4, dot)) return false;
  if (groups.count > 4 && groups.signs[3] === dot) return false;
  const start = startOf(groups);
  const before = text.charCodeAt(start - 1);
  if (before === dot && isWordAt(text, start - 2)) return false;
  for (let i = 0; i < 4; i++) {
    if (groupLength(groups, i) > 3 || groupValue(groups, i) > 255) return false;
  }
  const end = endOf(groups, 4);
  return !(text.charCodeAt(end) === dot && isWordAt(text, end + 1));
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
export function skipRun(text: string, at: number): number {
  let end = at;
  while (end < text.length && isRun(text.charCodeAt(end))) end++;
  return end;
}

/**
 * End of a hardware address with hyphens or dots, `01-23-45-67-89-ab` or `0123.4567.89ab`, that
 * begins at an index; 0 where there is none.
 */
export function macEnd(text: string, start: number): number {
  const sign = text.charCodeAt(start + 2);
  const size = sign === 0x2d ? 2 : 4;
  if (size === 4 && text.charCodeAt(start + 4) !== dot) return 0;
  const end = start + (size === 2 ? 17 : 14);
  if (!areHexGroups(text, start, end, size)) return 0;
  const next = text.charCodeAt(end);
  if (isWordAt(text, end) || ((next === 0x2d || next === dot) && isWordAt(text, end + 1))) return 0;
  return end;
}

/** True where hexadecimal groups of `size`, each parted by the same sign, fill a stretch. */
function areHexGroups(text: string, start: number, end: number, size: number): boolean {
  if (end > text.length) return false;
  const sign = text.charCodeAt(start + size);
  for (let i = start; i < end; i++) {
    const isSign = (i - start) % (size + 1) === size;
    if (isSign ? text.charCodeAt(i) !== sign : (classAt(text, i) & hexDigit) === 0) return false;
  }
  return true;
}

function isColonMac(text: string, start: number, end: number): boolean {
  return (
    (end - start === 17 || end - start === 23) &&
    text.charCodeAt(start + 2) === 0x3a &&
    areHexGroups(text, start, end, 2)
  );
}

function runStart(text: string, at: number, floor: number): number {
  const least = Math.max(floor, at - runMax - 1);
  let start = at;
  while (start > least && isRun(text.charCodeAt(start - 1))) start--;
  // A dot or one colon before the address is prose: "IP:2001:db8::1".
  while (start < at && text.charCodeAt(start) === dot) start++;
  if (text.charCodeAt(start) === 0x3a && text.charCodeAt(start + 1) !== 0x3a) start++;
  return start;
}

/** The end of a run less the full stop or the colon that closes its sentence. */
function trimRun(text: string, start: number, runEnd: number): number {
  let end = runEnd;
  while (end > start && text.charCodeAt(end - 1) === dot) end--;
  if (text.charCodeAt(end - 1) === 0x3a && text.charCodeAt(end - 2) !== 0x3a) end--;
  return end;
}

function isRun(code: number): boolean {
  return (classOf(code) & hexDigit) !== 0 || code === 0x3a || code === dot;
}

/** RFC 4291, chapter 2.2, without scope; a form too short to be told from code is left alone. */
function isIpv6(text: string, start: number, end: number): boolean {
  if (end - start < shortest.length) return false;
  const address = text.slice(start, end);
  const gap = address.indexOf("::");
  if (gap === -1) return countGroups(address) === 8;
  const headCount = gap === 0 ? 0 : countGroups(address.slice(0, gap));
  const rest = address.slice(gap + 2);
  const restCount = rest === "" ? 0 : countGroups(rest);
  if (headCount === -1 || restCount === -1 || headCount + restCount > 7) return false;
  return address === shortest || (/\d/.test(address) && hexCount(address) >= 4);
}

/** Groups of up to four hexadecimal digits; the last 32 bits may be in the form of IPv4; or -1. */
function countGroups(part: string): number {
  const groups = part.split(":");
  const last = groups.at(-1) ?? "";
  const hasTail = last.includes(".");
  if (hasTail && !isTail(last)) return -1;
  const plain = hasTail ? groups.slice(0, -1) : groups;
  return plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? plain.length + (hasTail ? 2 : 0)
    : -1;
}

function hexCount(address: string): number {
  return address.replaceAll(/[:.]/g, "").length;
}

function isTail(part: string): boolean {
  const parts = part.split(".");
  return parts.length === 4 && parts.every((each) => /^\d{1,3}$/.test(each) && Number(each) < 256);
}
