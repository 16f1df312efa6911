import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { codes } = codeText;
const { classAt, codeAt } = characters;
const { alphanumeric, classTable, farLetter, letter } = unitClasses;

const localMax = 64;
const domainMax = 253;

/**
 * Finds the e-mail address around an `@`. Letters of any alphabet stand for themselves, marks only
 * between them; a quoted local part is not read. Returns where the walk goes on.
 */
export function scanEmail(scan: Scan, at: number): number {
  const { text } = scan;
  const end = domainEnd(text, at + 1);
  if (end === 0) return at + 1;
  const start = localStart(text, at, addressFloor(scan, at));
  if (start === at) return at + 1;
  return keep(scan, { start, end, type: "EMAIL", rule: "email", score: 0.95 });
}

/** What was found within the local part was a piece of the address; a whole one is not. */
function addressFloor(scan: Scan, at: number): number {
  if (scan.floor < at) {
    const last = scan.spans.at(-1);
    return last?.end === scan.floor && last.type !== "EMAIL" ? at - localMax : scan.floor;
  }
  return scan.spans.at(-1)?.type === "EMAIL" ? scan.floor : at - localMax;
}

function localStart(text: CodeText, at: number, floor: number): number {
  const least = Math.max(0, floor, at - localMax);
  let start = at;
  while (start > least && isLocal(codes[start - 1] ?? 0)) start--;
  // It begins with a letter or digit: quotation marks, dots and dashes before it are prose.
  while (start < at && (classAt(text, start) & (alphanumeric | farLetter)) === 0) {
    if (codeAt(text, start) === 0x5f) break; // "_"
    start++;
  }
  return classAt(text, at - 1) === 0 && !"+-".includes(text.string.charAt(at - 1)) ? at : start;
}

function isLocal(code: number): boolean {
  if (((classTable[code] ?? 0) & (alphanumeric | farLetter)) !== 0) return code < 0x2e80; // no Han, no Kana
  // . _ % + - ' & =
  return (
    code === 0x2e ||
    code === 0x5f ||
    code === 0x25 ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x27 ||
    code === 0x26
  );
}

/** End of the domain that begins at an index, or 0 where there is none with two labels. */
function domainEnd(text: CodeText, from: number): number {
  const limit = Math.min(text.length, from + domainMax);
  let end = 0;
  let start = from;
  let labelCount = 0;
  while (start < limit) {
    const labelEnd = readLabel(text, start, limit);
    if (labelEnd === start) break;
    if (labelCount > 0 && isTopLevel(text, start, labelEnd)) {
      if (end !== 0 && isNewSentence(text, start)) break;
      end = labelEnd;
    }
    labelCount++;
    if (codeAt(text, labelEnd) !== 0x2e) break;
    start = labelEnd + 1;
  }
  return end;
}

function readLabel(text: CodeText, start: number, limit: number): number {
  let end = start;
  while (end < limit) {
    const code = codes[end] ?? 0;
    if (((classTable[code] ?? 0) & (alphanumeric | farLetter)) === 0 && code !== 0x2d) break;
    if (code >= 0x2e80) break;
    end++;
  }
  while (end > start && codeAt(text, end - 1) === 0x2d) end--;
  return codeAt(text, start) === 0x2d ? start : end;
}

/** Two letters or more, no digits; or the ASCII form of another alphabet, `xn--…`. */
function isTopLevel(text: CodeText, start: number, end: number): boolean {
  if (end - start < 2) return false;
  if (text.string.startsWith("xn--", start)) return true;
  for (let i = start; i < end; i++) {
    if (((classTable[codes[i] ?? 0] ?? 0) & letter) === 0) return false;
  }
  return true;
}

/** "ann@example.com.Thanks": a capital after small letters is no label any more. */
function isNewSentence(text: CodeText, start: number): boolean {
  const code = codeAt(text, start);
  const before = codeAt(text, start - 2);
  return code >= 65 && code <= 90 && before >= 97 && before <= 122;
}
