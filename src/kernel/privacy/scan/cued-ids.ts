import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { backOverLetters, bitsOf, type Cue } from "./cues.ts";
import type { Found, Scan } from "./scan.ts";
import { keep } from "./scan.ts";

const { codes } = codeText;
const { classAt, codeAt, hasPairAt, isDigitAt } = characters;
const { alphanumeric, classTable, digit, letter, lower, pairSet, upper } = unitClasses;

const leftMax = 32;
const rightMax = 48;
const idLengthMax = 40;
const orderStart = /^(?:ORD|ORDER|PO|PED|CMD|BEST)[-_]?\d{5,12}$/;
const accountStart = /^(?:CUST|ACCT?|MBR|MEMB?|CLI|KDN?R?|KND)[-_]?\d{5,12}$/;
const shapeStarts = pairSet("OR PO PE CM BE CU AC MB ME CL KD KN");
const saleWords: ReadonlySet<string> = new Set(
  "venda vendas sale sales venta ventas verkauf vente ventes vendita vendite verkoop".split(" "),
);
/** A time of the day or a measure, such as "16h50", "4pm" and "500MB". */
const measure =
  /^\d+(?:[.,]\d+)?(?:h\d{0,2}(?:m|min)?|u\d{2}|hs|hrs?|am|pm|uhr|mins?|se[cg]s?|dias?|days?|x|%|[kmgt]b(?:ps|its?)?|k[gmw]h?|[cm][gml]|[mg]?hz|px)$/i;
const measureLengthMax = 10;
const threeSeven = /^\d{3}-\d{7}-\d{7}$/;

const idKinds = bitsOf("order", "account", "passport", "cpf", "cnpj");

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
 *
 * @param place - Where the token begins, as {@link tokenStart} says, and the digit.
 */
export function scanCuedId(scan: Scan, place: { from: number; at: number }, cue: Cue): number {
  const { text } = scan;
  const isSale = codeAt(text, place.from - 1) === 0x23 && isSaleBefore(text, place.from - 1);
  if (!isSale && (cue.bit & idKinds) === 0 && !mayHaveShape(text, place.from)) return 0;
  const token = readToken(text, place.from, place.at);
  if (token.end - token.start > idLengthMax) return 0;
  const found = isSale
    ? ofOrder(text, token, cue)
    : (ofCue(text, token, cue) ?? ofShape(text, token));
  return found === undefined ? 0 : keep(scan, found);
}

/** Start of the token that holds a digit: the place before which its cue is to be looked for. */
export function tokenStart(text: CodeText, at: number, floor: number): number {
  const least = Math.max(floor, at - leftMax, 0);
  let start = at;
  while (start > least) {
    const classes = classTable[codes[start - 1] ?? 0] ?? 0;
    if ((classes & alphanumeric) === 0 && (start - 1 === least || !isJoin(text, start - 1))) break;
    start--;
  }
  return afterLabel(text, start, at);
}

/** End of the token that holds a digit. */
export function tokenEnd(text: CodeText, at: number): number {
  const most = Math.min(text.length, at + rightMax);
  let end = at;
  while (end < most) {
    const classes = classTable[codes[end] ?? 0] ?? 0;
    if ((classes & alphanumeric) === 0 && (end + 1 === most || !isJoin(text, end))) break;
    end++;
  }
  return end;
}

/** "venda #4711": what the buyer calls an order is the seller's sale. */
function isSaleBefore(text: CodeText, hash: number): boolean {
  const end = codeAt(text, hash - 1) === 0x20 ? hash - 1 : hash;
  const start = backOverLetters(text, end, Math.max(0, end - 10));
  const first = codeAt(text, start) | 32;
  if (first !== 0x76 && first !== 0x73) return false; // v, s
  return start < end && saleWords.has(text.string.slice(start, end).toLowerCase());
}

function readToken(text: CodeText, start: number, at: number): Token {
  const end = tokenEnd(text, at);
  let digitCount = 0;
  let letterCount = 0;
  let hasLower = false;
  for (let i = start; i < end; i++) {
    const classes = classTable[codes[i] ?? 0] ?? 0;
    if ((classes & digit) !== 0) digitCount++;
    else if ((classes & letter) !== 0) letterCount++;
    if ((classes & lower) !== 0) hasLower = true;
  }
  return { start, end, digitCount, letterCount, hasLower };
}

/** A first, cheap look for {@link ofShape}: two capitals, or three digits and a hyphen. */
function mayHaveShape(text: CodeText, start: number): boolean {
  const first = classAt(text, start);
  if ((first & upper) !== 0) {
    return hasPairAt(shapeStarts, text, start);
  }
  return codeAt(text, start + 3) === 0x2d && codeAt(text, start + 11) === 0x2d;
}

function ofCue(text: CodeText, token: Token, cue: Cue): Found | undefined {
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

function ofOrder(text: CodeText, token: Token, cue: Cue): Found | undefined {
  const isMarked = codeAt(text, token.start - 1) === 0x23; // "#"
  const least = isMarked ? 3 : cue.distance === 0 && token.letterCount > 0 ? 4 : 5;
  if (token.digitCount < least || !isIdLike(text, token) || token.digitCount > 22) return undefined;
  const start = isMarked ? token.start - 1 : token.start;
  return { start, end: token.end, type: "ORDER_ID", rule: "cue:order", score: 0.85 };
}

function ofAccount(text: CodeText, token: Token, cue: Cue): Found | undefined {
  const isMarked = codeAt(text, token.start - 1) === 0x23;
  const least = token.letterCount > 0 || isMarked ? 3 : 5;
  if (token.digitCount < least || !isIdLike(text, token) || cue.distance > 2) return undefined;
  const start = isMarked ? token.start - 1 : token.start;
  return { start, end: token.end, type: "ACCOUNT_ID", rule: "cue:account", score: 0.85 };
}

function ofPassport(text: CodeText, token: Token): Found | undefined {
  const length = token.digitCount + token.letterCount;
  if (length < 6 || length > 10 || token.digitCount < 1 || token.hasLower) return undefined;
  if (text.string.slice(token.start, token.end).includes("/")) return undefined;
  if (!isIdLike(text, token)) return undefined;
  return { start: token.start, end: token.end, type: "PASSPORT", rule: "cue:passport", score: 0.9 };
}

/** The number of a person or company whose check digits do not hold: somebody mistyped it. */
function ofTaxId(text: CodeText, token: Token, cue: Cue): Found | undefined {
  const length = token.digitCount + token.letterCount;
  const isPerson = cue.kind === "cpf";
  if (cue.distance > 0 || length !== (isPerson ? 11 : 14) || token.hasLower) return undefined;
  if (isPerson && token.letterCount > 0) return undefined;
  if (/^(?:(\d)(?:\W?\1)+|123\D?456\D?789.*)$/.test(text.string.slice(token.start, token.end)))
    return undefined;
  const type = isPerson ? "CPF" : "CNPJ";
  return { start: token.start, end: token.end, type, rule: `cue:${cue.kind}`, score: 0.6 };
}

/** Numbers that say what they are by their beginning. */
function ofShape(text: CodeText, token: Token): Found | undefined {
  if (token.digitCount < 5 || token.digitCount > 17 || token.letterCount > 5) return undefined;
  const { start, end } = token;
  const value = text.string.slice(start, end);
  if (orderStart.test(value) || threeSeven.test(value)) {
    return { start, end, type: "ORDER_ID", rule: "order:shape", score: 0.8 };
  }
  return accountStart.test(value)
    ? { start, end, type: "ACCOUNT_ID", rule: "account:shape", score: 0.8 }
    : undefined;
}

/** No day, no decimal, no amount and no time: digits with at most letters, hyphens and the like. */
function isIdLike(text: CodeText, token: Token): boolean {
  const next = codeAt(text, token.end);
  if (next === 0x25 || next === 0x40 || (next === 0x3a && isDigitAt(text, token.end + 1)))
    return false;
  if (next === 0x2c && isDigitAt(text, token.end + 1)) return false;
  const before = codeAt(text, token.start - 1);
  if (before === 0x24 || before === 0x20ac || before === 0xa3) return false;
  return token.letterCount > 0 ? !isMeasure(text, token) : !isDecimalOrDay(text, token);
}

function isMeasure(text: CodeText, { start, end }: Token): boolean {
  const mayBe = end - start <= measureLengthMax && isDigitAt(text, start);
  return mayBe && measure.test(text.string.slice(start, end));
}

/** `4.50`, `12/05/2026`, `2026-05-12`: one dot, or two signs that part short groups. */
function isDecimalOrDay(text: CodeText, { start, end, digitCount }: Token): boolean {
  if (digitCount === end - start) return false;
  const value = text.string.slice(start, end);
  return /^\d+\.\d+$|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}$/.test(value);
}

/** A sign with a letter or digit on either side. */
function isJoin(text: CodeText, index: number): boolean {
  const code = codeAt(text, index);
  if (code !== 0x2d && code !== 0x2f && code !== 0x5f && code !== 0x2e) return false; // - / _ .
  const after = classAt(text, index + 1);
  if ((after & alphanumeric) === 0) return false;
  if (code === 0x2e && (after & digit) === 0) return false;
  return (classAt(text, index - 1) & alphanumeric) !== 0;
}

/** "Order-4711", "pedido/4711": the label is no part of the number. */
function afterLabel(text: CodeText, start: number, at: number): number {
  let index = start;
  let hasLower = false;
  while (index < at && (classAt(text, index) & (upper | lower)) !== 0) {
    hasLower ||= (classAt(text, index) & lower) !== 0;
    index++;
  }
  const isLabel = hasLower && index - start >= 3 && index < at && isJoin(text, index);
  return isLabel ? index + 1 : start;
}
