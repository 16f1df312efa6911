import { alphanumeric, classAt, digit, isDigitAt, letter, lower, upper } from "./characters.ts";
import type { Cue } from "./cues.ts";
import { touchesMasked } from "./masked.ts";
import type { Found, Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const leftMax = 32;
const rightMax = 48;
const idLengthMax = 40;
const orderStart = /^(?:ORD|ORDER|PO|PED|CMD|BEST)[-_]?\d{5,12}$/;
const accountStart = /^(?:CUST|ACCT?|MBR|MEMB?|CLI|KDN?R?|KND)[-_]?\d{5,12}$/;
const threeSeven = /^\d{3}-\d{7}-\d{7}$/;

/** A run of letters and digits with single signs within. */
type Token = {
  start: number;
  end: number;
  digitCount: number;
  letterCount: number;
  hasLower: boolean;
};

/**
 * Keeps the token around a digit as the number that its cue says it is: account, order, passport.
 * Returns its end, or 0 where the cue says nothing or the token does not look the part.
 */
export function scanCuedId(scan: Scan, at: number, cue: Cue): number {
  const token = readToken(scan.text, at, scan.floor);
  if (token.end - token.start > idLengthMax) return 0;
  const found = ofCue(scan.text, token, cue) ?? ofShape(scan.text, token);
  if (found === undefined || touchesMasked(scan.text, found.start, found.end)) return 0;
  return keep(scan, found);
}

/** Start of the token that holds a digit: the place before which its cue is to be looked for. */
export function tokenStart(text: string, at: number, floor: number): number {
  const least = Math.max(floor, at - leftMax);
  let start = at;
  while (start > least) {
    if ((classAt(text, start - 1) & alphanumeric) !== 0) start--;
    else if (isJoin(text, start - 1) && start - 1 > least) start--;
    else break;
  }
  return afterLabel(text, start, at);
}

/** End of the token that holds a digit. */
export function tokenEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + rightMax);
  let end = at;
  while (end < most) {
    if ((classAt(text, end) & alphanumeric) !== 0) end++;
    else if (isJoin(text, end) && end + 1 < most) end++;
    else break;
  }
  return end;
}

function readToken(text: string, at: number, floor: number): Token {
  const start = tokenStart(text, at, floor);
  const end = tokenEnd(text, at);
  let digitCount = 0;
  let letterCount = 0;
  let hasLower = false;
  for (let i = start; i < end; i++) {
    const classes = classAt(text, i);
    if ((classes & digit) !== 0) digitCount++;
    if ((classes & letter) !== 0) letterCount++;
    if ((classes & lower) !== 0) hasLower = true;
  }
  return { start, end, digitCount, letterCount, hasLower };
}

function ofCue(text: string, token: Token, cue: Cue): Found | undefined {
  switch (cue.kind) {
    case "order":
      return ofOrder(text, token, cue);
    case "account":
      return ofAccount(text, token, cue);
    case "passport":
      return ofPassport(text, token);
    case "cpf":
    case "cnpj":
      return ofTaxId(text, token, cue);
    default:
      return undefined;
  }
}

function ofOrder(text: string, token: Token, cue: Cue): Found | undefined {
  const isMarked = text.charCodeAt(token.start - 1) === 0x23; // "#"
  const least = isMarked ? 3 : cue.distance === 0 && token.letterCount > 0 ? 4 : 5;
  if (token.digitCount < least || !isIdLike(text, token) || token.digitCount > 22) return undefined;
  const start = isMarked ? token.start - 1 : token.start;
  return { start, end: token.end, type: "ORDER_ID", rule: "cue:order", score: 0.85 };
}

function ofAccount(text: string, token: Token, cue: Cue): Found | undefined {
  const isMarked = text.charCodeAt(token.start - 1) === 0x23;
  const least = token.letterCount > 0 || isMarked ? 3 : 5;
  if (token.digitCount < least || !isIdLike(text, token) || cue.distance > 2) return undefined;
  const start = isMarked ? token.start - 1 : token.start;
  return { start, end: token.end, type: "ACCOUNT_ID", rule: "cue:account", score: 0.85 };
}

function ofPassport(text: string, token: Token): Found | undefined {
  const length = token.digitCount + token.letterCount;
  if (length < 6 || length > 10 || token.digitCount < 1 || token.hasLower) return undefined;
  if (!isIdLike(text, token)) return undefined;
  return { start: token.start, end: token.end, type: "PASSPORT", rule: "cue:passport", score: 0.9 };
}

/** The number of a person or company whose check digits do not hold: somebody mistyped it. */
function ofTaxId(text: string, token: Token, cue: Cue): Found | undefined {
  const length = token.digitCount + token.letterCount;
  const isPerson = cue.kind === "cpf";
  if (cue.distance > 0 || length !== (isPerson ? 11 : 14) || token.hasLower) return undefined;
  if (isPerson && token.letterCount > 0) return undefined;
  const type = isPerson ? "CPF" : "CNPJ";
  return { start: token.start, end: token.end, type, rule: `cue:${cue.kind}`, score: 0.6 };
}

/** Numbers that say what they are by their beginning. */
function ofShape(text: string, token: Token): Found | undefined {
  if (token.digitCount < 5 || token.digitCount > 17 || token.letterCount > 5) return undefined;
  const { start, end } = token;
  const value = text.slice(start, end);
  if (orderStart.test(value) || threeSeven.test(value)) {
    return { start, end, type: "ORDER_ID", rule: "order:shape", score: 0.8 };
  }
  return accountStart.test(value)
    ? { start, end, type: "ACCOUNT_ID", rule: "account:shape", score: 0.8 }
    : undefined;
}

/** No day, no decimal, no amount and no time: digits with at most letters, hyphens and the like. */
function isIdLike(text: string, token: Token): boolean {
  const next = text.charCodeAt(token.end);
  if (next === 0x25 || next === 0x40 || (next === 0x3a && isDigitAt(text, token.end + 1)))
    return false;
  if (next === 0x2c && isDigitAt(text, token.end + 1)) return false;
  const before = text.charCodeAt(token.start - 1);
  if (before === 0x24 || before === 0x20ac || before === 0xa3) return false;
  if (token.letterCount > 0) return true;
  const value = text.slice(token.start, token.end);
  return !/^\d+\.\d+$|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}$/.test(
    value,
  );
}

/** A sign with a letter or digit on either side. */
function isJoin(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code !== 0x2d && code !== 0x2f && code !== 0x5f && code !== 0x2e) return false; // - / _ .
  const after = classAt(text, index + 1);
  if ((after & alphanumeric) === 0) return false;
  if (code === 0x2e && (after & digit) === 0) return false;
  return (classAt(text, index - 1) & alphanumeric) !== 0;
}

/** "Order-4711", "pedido/4711": the label is no part of the number. */
function afterLabel(text: string, start: number, at: number): number {
  let index = start;
  let hasLower = false;
  while (index < at && (classAt(text, index) & (upper | lower)) !== 0) {
    if ((classAt(text, index) & lower) !== 0) hasLower = true;
    index++;
  }
  const isLabel = hasLower && index - start >= 3 && index < at && isJoin(text, index);
  return isLabel ? index + 1 : start;
}
