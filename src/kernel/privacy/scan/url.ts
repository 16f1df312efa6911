import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { codes } = codeText;
const { classAt, classOf, codeAt, trimEnd } = characters;
const { asciiLetter, blank, classTable, digit, fence } = unitClasses;

const schemeMax = 24;
const authorityMax = 512;
const urlMax = 2_048;

/**
 * Finds a URL with user information at the colon of `scheme://`: `https://ann:secret@host/path`,
 * to its end. Returns where the walk goes on; behind the slashes for a URL without.
 */
export function scanUrl(scan: Scan, colon: number): number {
  const { text } = scan;
  const start = schemeStart(text, colon, scan.floor);
  const from = colon + 3;
  const at = start === colon ? -1 : lastAt(text, from);
  if (at <= from) return from;
  const end = trimEnd(text, at, urlEnd(text, at));
  if (end <= at + 1) return from;
  return keep(scan, { start, end, type: "URL_CRED", rule: "url-user", score: 0.95 });
}

function schemeStart(text: CodeText, colon: number, floor: number): number {
  const least = Math.max(floor, colon - schemeMax);
  let start = colon;
  while (start > least && isScheme(text, start - 1)) start--;
  while (start < colon && (classAt(text, start) & asciiLetter) === 0) start++;
  return start;
}

function isScheme(text: CodeText, index: number): boolean {
  const code = codeAt(text, index);
  if ((classOf(code) & (asciiLetter | digit)) !== 0) return true;
  return code === 0x2b || code === 0x2d || code === 0x2e; // + - .
}

/** The last `@` before the path begins, or -1. */
function lastAt(text: CodeText, from: number): number {
  const limit = Math.min(text.length, from + authorityMax);
  let at = -1;
  for (let i = from; i < limit; i++) {
    const code = codes[i] ?? 0;
    if (code === 0x40) at = i;
    else if (code === 0x2f || code === 0x3f || code === 0x23 || isClosing(code)) break; // / ? #
  }
  return at;
}

function urlEnd(text: CodeText, from: number): number {
  const limit = Math.min(text.length, from + urlMax);
  let end = from;
  while (end < limit && !isClosing(codes[end] ?? 0)) end++;
  return end;
}

/** Blanks, quotation marks, angle brackets and braces do not stand in a URL. */
function isClosing(code: number): boolean {
  return ((classTable[code] ?? 0) & (blank | fence)) !== 0;
}
