import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { endsInSecretName } from "./cues.ts";
import type { Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { codes } = codeText;
const { classAt, classOf, codeAt, hasPairAt, skipClassBack, trimEnd } = characters;
const { blank, digit, letter, lower, pairSet, unitSet, upper } = unitClasses;

/** What may stand around a name, before its value, before and behind a value. */
const nameSigns = unitSet(" \"'`*_)?");
const valueSigns = unitSet("\"'`*=>");
const openers = unitSet("\"'`([{<*:=");
const closers = unitSet(".,;:)]}>'\"`*…»”’");
const nameSignsMax = 6;
const valueMax = 512;
const wordBackMax = 40;
const pemHead = /-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|MESSAGE)[A-Z ]{0,10}-----/y;
const pemBody = /[A-Za-z0-9+/=\s\\:,]{0,32768}/y;
const pemFoot = /-----END [A-Z0-9 ]{0,50}-----/y;

/** Keys that say whose they are by how they begin; sources: the vendors' own documentation. */
const vendorKey = new RegExp(
  [
    "gh[pousr]_[A-Za-z0-9]{30,255}",
    "github_pat_[A-Za-z0-9_]{22,255}",
    "glpat-[\\w-]{20,64}",
    "sk-(?:proj-|ant-|or-|live-|svcacct-)?[\\w-]{20,255}",
    "[srp]k_(?:live|test)_[A-Za-z0-9]{10,255}",
    "whsec_[A-Za-z0-9+/=]{16,128}",
    "(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}",
    "AIza[\\w-]{35}",
    "ya29\\.[\\w-]{20,512}",
    "GOCSPX-[\\w-]{20,64}",
    "xox[abeoprs]-[\\w-]{10,255}",
    "xapp-[\\w-]{10,255}",
    "SG\\.[\\w-]{16,64}\\.[\\w-]{16,64}",
    "npm_[A-Za-z0-9]{30,64}",
    "pypi-[\\w-]{16,255}",
    "hf_[A-Za-z0-9]{30,64}",
    "do[opr]_v1_[a-f0-9]{64}",
    "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "sq0[a-z]{3}-[\\w-]{22,64}",
    "key-[0-9a-f]{32}",
    "SK[0-9a-f]{32}",
    "EAA[A-Za-z0-9]{60,255}",
    "dapi[0-9a-f]{32}",
    "lin_api_[A-Za-z0-9]{32,64}",
    "r8_[A-Za-z0-9]{30,64}",
    "gsk_[A-Za-z0-9]{30,64}",
    "hvs\\.[\\w-]{20,255}",
    "dckr_pat_[\\w-]{20,64}",
    "eyJ[\\w-]{8,4096}\\.eyJ[\\w-]{4,8192}(?:\\.[\\w-]{0,4096})?",
  ].join("|"),
  "y",
);

/** The first two letters of those keys: a first, cheap look. */
const vendorStarts = pairSet(
  "gh gi gl sk rk pk wh AK AS AR AI AB AC ya GO xo xa SG np py hf do sh sq ke SK EA da li r8 gs hv dc ey",
);

/** Keeps a key with a vendor's prefix, or a JSON web token, that begins at an index, or 0. */
export function scanVendorKey(scan: Scan, start: number): number {
  const { text } = scan;
  if (!hasPairAt(vendorStarts, text, start)) return 0;
  vendorKey.lastIndex = start;
  if (!vendorKey.test(text.string)) return 0;
  const end = trimEnd(text, start, vendorKey.lastIndex);
  if ((classAt(text, end) & (letter | digit)) !== 0) return 0;
  return keep(scan, { start, end, type: "SECRET", rule: "vendor-key", score: 0.95 });
}

/**
 * Keeps the value of a name that tells of a secret, at the `:` or `=` behind that name:
 * `password: hunter2`, `"api_key": "…"`, `Authorization: Bearer …`. Returns its end, or 0.
 */
export function scanAssigned(scan: Scan, sign: number): number {
  const { text } = scan;
  const before = codeAt(text, sign - 1);
  if ((classOf(before) & digit) !== 0) return 0;
  const nameEnd = (classOf(before) & letter) === 0 ? skipNameSigns(text, sign, scan.floor) : sign;
  if ((classAt(text, nameEnd - 1) & letter) === 0 || !endsInSecretName(text, nameEnd)) return 0;
  let start = sign + 1;
  while (start < sign + nameSignsMax && isValueSign(codeAt(text, start))) start++;
  const quote = codeAt(text, start - 1);
  const end = isQuote(quote)
    ? quotedEnd(text, start, quote)
    : bareEnd(text, start, codeAt(text, sign));
  return keepValue(scan, overScheme(text, start), end === 0 ? 0 : end, quote);
}

/** Keeps the word around an index, to the blanks on both sides, as a secret. Returns its end. */
export function scanCuedSecret(scan: Scan, at: number): number {
  const { text } = scan;
  return keepSecret(scan, secretStart(scan, at), trimValue(text, at, valueEnd(text, at)));
}

/** Where the run of signs without blanks begins that holds an index, less what opens it. */
export function secretStart(scan: Scan, at: number): number {
  const least = Math.max(scan.floor, at - wordBackMax);
  let start = at;
  while (start > least && !isValueEnd(codes[start - 1] ?? 0)) start--;
  while (start < at && openers[codes[start] ?? 0] === 1) start++;
  return start;
}

/** Like {@link trimEnd}, but "!" and "?" stay: passwords end in them more often than sentences. */
function trimValue(text: CodeText, start: number, end: number): number {
  let index = end;
  while (index > start && closers[codes[index - 1] ?? 0] === 1) index--;
  return index;
}

/**
 * Keeps the private block of PEM whose head begins at an index, to its foot, or as far as the
 * text looks like its body. Returns its end, or 0.
 */
export function scanPem(scan: Scan, start: number): number {
  const { text } = scan;
  pemHead.lastIndex = start;
  if (!pemHead.test(text.string)) return 0;
  pemBody.lastIndex = pemHead.lastIndex;
  pemBody.test(text.string);
  pemFoot.lastIndex = pemBody.lastIndex;
  const end = pemFoot.test(text.string)
    ? pemFoot.lastIndex
    : trimEnd(text, start, skipClassBack(text, pemBody.lastIndex, blank, start));
  return keep(scan, { start, end, type: "SECRET", rule: "pem", score: 0.95 });
}

/** Where the name ends that stands before a sign, over blanks and quotation marks. */
function skipNameSigns(text: CodeText, sign: number, floor: number): number {
  const least = Math.max(floor, sign - 3);
  let end = sign;
  while (end > least && nameSigns[codes[end - 1] ?? 0] === 1) end--;
  return end;
}

function isValueSign(code: number): boolean {
  return (classOf(code) & blank) !== 0 || valueSigns[code] === 1;
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60;
}

function quotedEnd(text: CodeText, start: number, quote: number): number {
  const limit = Math.min(text.length, start + valueMax);
  for (let i = start; i < limit; i++) {
    const code = codeAt(text, i);
    if (code === quote) return i;
    if (code === 0x0a) break;
  }
  return trimValue(text, start, valueEnd(text, start));
}

/** After `=` a value ends at the signs that part values in URLs and in connection strings. */
function bareEnd(text: CodeText, start: number, sign: number): number {
  const end = valueEnd(text, start);
  return trimValue(text, start, sign === 0x3d ? firstParting(start, end) : end);
}

/** The first `&` or `;` of a stretch, or its end. */
function firstParting(start: number, end: number): number {
  let index = start;
  while (index < end && codes[index] !== 0x26 && codes[index] !== 0x3b) index++;
  return index;
}

/** "Bearer" and the like before a token are no part of it. */
function overScheme(text: CodeText, start: number): number {
  const first = codeAt(text, start) | 32;
  if (first !== 0x62 && first !== 0x74 && first !== 0x64) return start; // b, t, d
  const scheme = /^(?:bearer|basic|token|digest)\s+/i.exec(text.string.slice(start, start + 12));
  return start + (scheme?.[0].length ?? 0);
}

function valueEnd(text: CodeText, start: number): number {
  const limit = Math.min(text.length, start + valueMax);
  let end = start;
  while (end < limit && !isValueEnd(codes[end] ?? 0)) end++;
  return end;
}

function isValueEnd(code: number): boolean {
  return (classOf(code) & blank) !== 0 || code === 0x22 || code === 0x3c || code === 0x3e;
}

function keepValue(scan: Scan, start: number, end: number, quote: number): number {
  const { text } = scan;
  const realEnd = end > start ? end : trimValue(text, start, valueEnd(text, start));
  if (realEnd - start < 4) return 0;
  const looksReal =
    isQuote(quote) || isUnlikeAWord(text, start, realEnd) || endsLine(text, realEnd);
  return looksReal ? keepSecret(scan, start, realEnd) : 0;
}

function keepSecret(scan: Scan, start: number, end: number): number {
  if (end <= start) return 0;
  return keep(scan, { start, end, type: "SECRET", rule: "cue:secret", score: 0.85 });
}

/** A digit, a sign within, or a capital after a small letter: "password: reset" has none. */
function isUnlikeAWord(text: CodeText, start: number, end: number): boolean {
  let before = 0;
  for (let i = start; i < end; i++) {
    const classes = classAt(text, i);
    if ((classes & letter) === 0) return true;
    if ((classes & upper) !== 0 && (before & lower) !== 0) return true;
    before = classes;
  }
  return false;
}

function endsLine(text: CodeText, end: number): boolean {
  return end >= text.length || codeAt(text, end) === 0x0a || codeAt(text, end) === 0x0d;
}
