import * as codeText from "./code-text.ts";
import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { readCodes, type CodeText } from "./code-text.ts";
import { inParts } from "./in-parts.ts";
import { clockEnd, mayBeginMonth } from "./dates.ts";
import { scanEmail } from "./email.ts";
import { skipRun, scanColons } from "./network.ts";
import { isAlone, scanNumber, scanShort, shortMax } from "./numbers.ts";
import type { Scan } from "./scan.ts";
import { scanAssigned, scanPem } from "./secrets.ts";
import { scanUrl } from "./url.ts";
import type { Word } from "./words.ts";
import { readWord, scanHex, scanUnderscore, scanWord } from "./words.ts";

const { codes, codesMax } = codeText;
const { codeAt } = characters;
const { blank, classTable, digit, letter, underscore } = unitClasses;

const trigger = /[0-9@:=_]|-----BEGIN /g;
const pemHeadLength = 11;

/**
 * Finds the structured types in a text: what has a digit, an `@`, a colon or an equals sign and a
 * form that can be checked, or a word before it that says what it is. Names and postal addresses
 * are for others. Placeholders and pseudonyms that stand in the text already are passed over.
 *
 * @returns Spans in order of their place, none upon another.
 *
 * Cost: linear in the text; whatever looks around looks at a bounded stretch.
 */
export function scanText(text: string, hints: DetectHints): Span[] {
  return text.length > codesMax
    ? inParts(text, (part) => scanWhole(part, hints))
    : scanWhole(text, hints);
}

function scanWhole(text: string, hints: DetectHints): Span[] {
  const country = hints.country ?? "";
  const scan: Scan = {
    text: readCodes(text),
    country,
    spans: [],
    floor: 0,
    maskedEnd: 0,
    hasUnderscore: undefined,
    hasMasked: undefined,
  };
  let at = triggerFrom(text, 0);
  while (at !== -1) at = triggerFrom(text, Math.max(at + 1, scanAt(scan, at)));
  return scan.spans;
}

/** The next unit that something may be found at: V8 skips to it faster than a loop would. */
function triggerFrom(text: string, from: number): number {
  trigger.lastIndex = from;
  if (!trigger.test(text)) return -1;
  const last = trigger.lastIndex - 1;
  return codes[last] === 0x20 ? last + 1 - pemHeadLength : last;
}

function scanAt(scan: Scan, at: number): number {
  switch (codeAt(scan.text, at)) {
    case 0x40:
      return scanEmail(scan, at);
    case 0x3a:
      return scanColon(scan, at);
    case 0x5f:
      return scanUnderscore(scan, at);
    case 0x3d:
      return scanAssigned(scan, at);
    case 0x2d:
      return scanPem(scan, at);
    default:
      return scanDigit(scan, at);
  }
}

function scanColon(scan: Scan, at: number): number {
  const { text } = scan;
  if (codeAt(text, at + 1) === 0x2f && codeAt(text, at + 2) === 0x2f) return scanUrl(scan, at);
  const assigned = scanAssigned(scan, at);
  if (assigned !== 0) return assigned;
  const address = scanColons(scan, at);
  return address === 0 ? Math.max(at + 1, scanRunEnd(text, at)) : address;
}

/** A run without an address is passed to its last colon, so that none is gone through twice. */
function scanRunEnd(text: CodeText, at: number): number {
  const end = skipRun(text, at);
  return text.string.lastIndexOf(":", end - 1) + 1;
}

function scanDigit(scan: Scan, at: number): number {
  const { text } = scan;
  const plain = countEnd(text, at);
  if (plain !== 0) return plain;
  const of = readWord(scan, at);
  if ((of.classes & (letter | underscore)) !== 0 || of.start < at) return scanWord(scan, of);
  if (of.end - at <= shortMax && isAlone(text, at, of.end)) return scanShort(scan, at, of.end);
  const found = hasSign(text, of.end) ? scanSigned(scan, of) : 0;
  return found === 0 ? scanNumber(scan, at) : found;
}

/** Clocks, hardware addresses, IPv6 and UUIDs that begin with digits. Returns the end, or 0. */
function scanSigned(scan: Scan, of: Word): number {
  const clock = clockEnd(scan.text, of.start);
  return clock === of.start ? scanHex(scan, of) : clock;
}

/** `:`, `-` or `.` */
function hasSign(text: CodeText, at: number): boolean {
  const code = codeAt(text, at);
  return code === 0x3a || code === 0x2d || code === 0x2e;
}

/**
 * End of a short number that stands alone and counts or prices something: "12 calls", "18:30",
 * "15 %", "1.249,90". Nine of ten numbers are one, and nothing is to be found at them. 0 for all
 * others.
 */
function countEnd(text: CodeText, at: number): number {
  if (at > 0 && (codes[at - 1] ?? 0) !== 0x20) return 0;
  const end = skipDigits(text, at, at + shortMax);
  if (end + 2 >= text.length) return 0;
  switch (codes[end] ?? 0) {
    case 0x20:
      return isCounting(text, at, end) ? end : 0;
    case 0x2e:
    case 0x2c:
      return fractionEnd(text, end);
    case 0x3a:
      return clockEnd(text, at) === end + 3 ? end + 3 : 0;
    default:
      return 0;
  }
}

/** A word that is no month, or a percent sign, behind a blank. */
function isCounting(text: CodeText, at: number, end: number): boolean {
  const code = codes[end + 1] ?? 0;
  if (code === 0x25) return true;
  if (((classTable[code] ?? 0) & letter) === 0) return false;
  return end - at > 2 || !mayBeginMonth(text, end + 1);
}

/** End of one or two short groups behind a dot or a comma, `.5`, `.249,90`, `.14.3`; or 0. */
function fractionEnd(text: CodeText, sign: number): number {
  let end = skipDigits(text, sign + 1, sign + 4);
  if (end === sign + 1) return 0;
  const second = end < text.length ? (codes[end] ?? 0) : 0;
  if (second === 0x2c || second === 0x2e) {
    const last = skipDigits(text, end + 1, end + 4);
    // Two digits behind two dots may be a year, and are cents behind a comma: "2.14.3" is neither.
    if (second === 0x2c ? last - end === 3 : last - end === 2) end = last;
  }
  const next = end < text.length ? (codes[end] ?? 0) : 0x20;
  return ((classTable[next] ?? 0) & blank) !== 0 ? end : 0;
}

function skipDigits(text: CodeText, from: number, limit: number): number {
  const most = Math.min(text.length, limit);
  let end = from;
  while (end < most && ((classTable[codes[end] ?? 0] ?? 0) & digit) !== 0) end++;
  return end;
}
