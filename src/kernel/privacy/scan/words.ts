import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { hasCnpjMarks, letteredCnpjEnd, letteredCnpjStart } from "./brazil-ids.ts";
import { isBareWallet, scanWallet } from "./crypto.ts";
import { scanCuedId, tokenEnd, tokenStart } from "./cued-ids.ts";
import type { Cue } from "./cues.ts";
import { bitsOf, cueBefore, numberKinds } from "./cues.ts";
import { findCue } from "./find-cue.ts";
import { spelledDay } from "./dates.ts";
import { ibanEnd, looksLikeIban } from "./iban.ts";
import { maskedEnd } from "./masked.ts";
import { macEnd, scanColons } from "./network.ts";
import type { Scan } from "./scan.ts";
import { keep, passMasked } from "./scan.ts";
import { scanCuedSecret, scanVendorKey } from "./secrets.ts";

const { codes } = codeText;
const { classAt, codeAt, isDigitAt, isWordAt, skipClassBack } = characters;
const { classTable, digit, hexLetter, lower, underscore, word } = unitClasses;

const birthKinds = bitsOf("birth", "day");
const wordMax = 80;
const dashedMax = 64;
const uuidLength = 36;

/** A word with a digit in it. */
export type Word = { start: number; end: number; classes: number };

/**
 * The word around a digit: letters, digits and underscores; its start is looked for in the 80
 * units before only.
 */
export function readWord(scan: Scan, at: number): Word {
  const { text } = scan;
  const least = Math.max(scan.floor, at - wordMax);
  let classes = 0;
  let start = at;
  while (start > least) {
    const before = classTable[codes[start - 1] ?? 0] ?? 0;
    if ((before & word) === 0) break;
    classes |= before;
    start--;
  }
  let end = at;
  while (end < text.length) {
    const next = classTable[codes[end] ?? 0] ?? 0;
    if ((next & word) === 0) break;
    classes |= next;
    end++;
  }
  return { start, end, classes };
}

/** Finds what a word with letters and digits is, or is part of. Returns where the walk goes on. */
export function scanWord(scan: Scan, of: Word): number {
  const { text } = scan;
  const { start, end, classes } = of;
  if ((classes & underscore) !== 0) {
    const masked = maskedEnd(text, start);
    if (masked !== 0) return passMasked(scan, masked);
  }
  if (codeAt(text, end) === 0x40) return end; // the "@" finds the address
  const hexEnd = (classes & ~(digit | hexLetter | lower | 2)) === 0 ? scanHex(scan, of) : 0;
  if (hexEnd !== 0) return hexEnd;
  const strong = scanStrong(scan, of);
  return strong === 0 ? scanWeak(scan, of) : strong;
}

/**
 * Hardware addresses, IPv6, and UUIDs, which are passed as a whole, that begin with a word of
 * hexadecimal digits. Returns the end, or 0.
 */
export function scanHex(scan: Scan, { start, end }: Word): number {
  const { text } = scan;
  const next = codeAt(text, end);
  if (next === 0x3a && end - start <= 4) return scanColons(scan, start);
  if (next !== 0x2d && next !== 0x2e) return 0;
  if (end - start === 8 && isUuid(text, start)) return start + uuidLength;
  if (end - start !== (next === 0x2d ? 2 : 4)) return 0;
  const first = end - start === 2 ? macStart(text, start, scan.floor) : start;
  const mac = macEnd(text, first);
  if (mac === 0 || isJoinedBefore(text, first)) return 0;
  return keep(scan, { start: first, end: mac, type: "MAC", rule: "mac", score: 0.95 });
}

/** Pairs without a digit may stand before the one that has one: `BA-FE-95-…`. */
function macStart(text: CodeText, start: number, floor: number): number {
  let first = start;
  while (first - 3 >= floor && codeAt(text, first - 1) === 0x2d && isHexPair(text, first - 3)) {
    first -= 3;
  }
  return first;
}

function isHexPair(text: CodeText, at: number): boolean {
  return (classAt(text, at) & classAt(text, at + 1) & hexLetter) !== 0 && !isWordAt(text, at - 1);
}

/** What check digits or a vendor's prefix tell. */
function scanStrong(scan: Scan, { start, end }: Word): number {
  const { text } = scan;
  const length = end - start;
  if (length >= 4 && looksLikeIban(text, start) && !isJoinedBefore(text, start)) {
    const iban = ibanEnd(text, start);
    if (iban !== 0) {
      return keep(scan, { start, end: iban, type: "IBAN", rule: "iban-mod97", score: 1 });
    }
  }
  if (length >= 25) {
    const wallet = scanWallet(scan, start, end);
    if (wallet !== 0) return wallet;
  }
  return scanPiece(scan, start, end);
}

/** Vendors' keys and lettered CNPJ, whose digits may come after signs. Returns the end, or 0. */
export function scanPiece(scan: Scan, start: number, end: number): number {
  const { text } = scan;
  const before = codeAt(text, start - 1);
  const isJoined = before === 0x2d || before === 0x2e; // "-", "."
  const key = scanVendorKey(scan, isJoined ? dashedStart(text, start, scan.floor) : start);
  if (key !== 0) return key;
  const length = end - start; // of a part of the number's mark, or of the whole
  const mayBeCnpj = length === 14 || (length <= 4 && (isJoined || codeAt(text, end) === 0x2e));
  return mayBeCnpj || before === 0x2f ? scanLetteredCnpj(scan, start) : 0;
}

/** A word around an underscore, without a digit before it: a key or a pseudonym, or nothing. */
export function scanUnderscore(scan: Scan, at: number): number {
  const { text } = scan;
  const start = skipClassBack(text, at, word, Math.max(scan.floor, at - wordMax));
  const masked = maskedEnd(text, start);
  if (masked !== 0) return passMasked(scan, masked);
  return scanVendorKey(scan, start);
}

/** Runs of letters, digits, hyphens and underscores: keys have them within. */
function dashedStart(text: CodeText, start: number, floor: number): number {
  const least = Math.max(floor, start - dashedMax);
  let index = start;
  while (index > least) {
    const code = codeAt(text, index - 1);
    if ((classAt(text, index - 1) & word) === 0 && code !== 0x2d && code !== 0x2e) break;
    index--;
  }
  while (index < start && !isWordAt(text, index)) index++;
  return index;
}

function scanLetteredCnpj(scan: Scan, at: number): number {
  const { text } = scan;
  const start = letteredCnpjStart(text, at, scan.floor);
  const isMarked = hasCnpjMarks(text, start);
  if (!isMarked && (start !== at || !isDigitAt(text, start + 13))) return 0;
  const end = letteredCnpjEnd(text, start);
  if (end === 0) return 0;
  return keep(scan, { start, end, type: "CNPJ", rule: "cnpj-mod11", score: 1 });
}

/** What only a word before it tells. */
function scanWeak(scan: Scan, { start, end }: Word): number {
  const { text } = scan;
  if (isDigitAt(text, start) && end - start <= 5) {
    const day = scanOrdinalDay(scan, start);
    if (day !== 0) return day;
  }
  const from = tokenStart(text, start, scan.floor);
  const cue = findCue(scan, { start: from, end }, numberKinds);
  const cued = scanCued(scan, { start, end, classes: 0 }, cue);
  if (cued !== 0) return cued;
  const id = scanCuedId(scan, { from, at: start }, cue);
  return id === 0 ? Math.max(end, Math.min(tokenEnd(text, start), end + dashedMax)) : id;
}

function scanCued(scan: Scan, { start, end }: Word, cue: Cue): number {
  const { text } = scan;
  if (cue.kind === "secret" && end - start >= 6) return scanCuedSecret(scan, start);
  if (cue.kind === "wallet" && isBareWallet(text, start, end)) {
    return keep(scan, { start, end, type: "CRYPTO", rule: "cue:wallet", score: 0.8 });
  }
  if (cue.kind === "hardware" && /^[0-9a-f]{12}$/i.test(text.string.slice(start, end))) {
    return keep(scan, { start, end, type: "MAC", rule: "cue:mac", score: 0.85 });
  }
  return 0;
}

/** "1st of May 1980", "1er mai 1980". */
function scanOrdinalDay(scan: Scan, start: number): number {
  const { text } = scan;
  const digitsEnd = isDigitAt(text, start + 1) ? start + 2 : start + 1;
  const day = spelledDay(text, start, digitsEnd);
  if (day === undefined) return 0;
  if (cueBefore(text, day.start, birthKinds).kind !== "birth") return day.end;
  return keep(scan, { ...day, type: "DOB", rule: "cue:birth", score: 0.9 });
}

function isUuid(text: CodeText, start: number): boolean {
  return (
    codeAt(text, start + 13) === 0x2d &&
    codeAt(text, start + 18) === 0x2d &&
    codeAt(text, start + 23) === 0x2d &&
    isWordAt(text, start + 35) &&
    !isWordAt(text, start + uuidLength)
  );
}

function isJoinedBefore(text: CodeText, start: number): boolean {
  const sign = codeAt(text, start - 1);
  return (
    (sign === 0x2d || sign === 0x3a || sign === 0x2e) && isWordAt(text, start - 2) && sign !== 0x3a
  );
}
