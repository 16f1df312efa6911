import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { codeAt, letter, underscore } from "./characters.ts";
import { clockEnd } from "./dates.ts";
import { scanEmail } from "./email.ts";
import { skipRun, scanColons } from "./network.ts";
import { isAlone, scanNumber, scanShort, shortMax } from "./numbers.ts";
import type { Scan } from "./scan.ts";
import { scanAssigned, scanPem } from "./secrets.ts";
import { scanUrl } from "./url.ts";
import { readWord, scanHex, scanUnderscore, scanWord } from "./words.ts";

const trigger = /[0-9@:=_]/g;
const pemHead = "-----BEGIN ";

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
  const country = hints.country ?? "";
  const scan: Scan = { text, country, spans: [], floor: 0, maskedEnd: 0, hasUnderscore: undefined };
  let pemAt = text.indexOf(pemHead);
  let at = triggerFrom(text, 0);
  while (at !== -1 || pemAt !== -1) {
    const isPem = pemAt !== -1 && (at === -1 || pemAt < at);
    const from = isPem ? pemAt : at;
    const next = Math.max(from + 1, isPem ? scanPem(scan, from) : scanAt(scan, from));
    if (pemAt !== -1 && pemAt < next) pemAt = text.indexOf(pemHead, next);
    if (at !== -1 && at < next) at = triggerFrom(text, next);
  }
  return scan.spans;
}

/** The next unit that something may be found at: V8 skips to it faster than a loop would. */
function triggerFrom(text: string, from: number): number {
  trigger.lastIndex = from;
  return trigger.test(text) ? trigger.lastIndex - 1 : -1;
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
function scanRunEnd(text: string, at: number): number {
  const end = skipRun(text, at);
  return text.lastIndexOf(":", end - 1) + 1;
}

function scanDigit(scan: Scan, at: number): number {
  const { text } = scan;
  const of = readWord(scan, at);
  if ((of.classes & (letter | underscore)) !== 0 || of.start < at) return scanWord(scan, of);
  if (of.end - at <= shortMax && isAlone(text, at, of.end)) return scanShort(scan, at, of.end);
  const clock = clockEnd(text, at);
  if (clock !== at) return clock;
  const address = scanHex(scan, of);
  return address === 0 ? scanNumber(scan, at) : address;
}
