import { countedThings, numberWords, smallCounted } from "./address-words.ts";
import {
  isCapitalWord,
  isMark,
  isOnLine,
  isTight,
  lowerAt,
  textAt,
  type Token,
} from "./place-tokens.ts";
import { WordList } from "./word-list.ts";

const counted = new WordList(countedThings);
const smallCountedWords = new WordList(smallCounted);
const houseNumber = /^\d{1,5}\p{L}?(?:[-–](?:\d{1,5}\p{L}?|\p{L}{1,3}))?$/u;

/** The end of a house number here: `12`, `nº 12a`, `12-14`, `82/35`, `7 bis`, `km 12.5`, `s/n`. */
export function parseNumber(tokens: readonly Token[], from: number): number {
  const isWord = tokens[from]?.kind === "word";
  if (isWord && isNoNumber(tokens, from)) return from + 3;
  const at = tokens[from]?.kind === "number" ? from : skipNumberWord(tokens, from);
  const end = skipSlashes(tokens, at);
  if (end === at) return from;
  const isRoad = isWord && lowerAt(tokens, from) === "km" && isDecimal(tokens, end);
  const last = isRoad ? end + 2 : end;
  return isMeasure(tokens, last) ? from : skipTail(tokens, last);
}

/** `s/n`: the house has no number. */
function isNoNumber(tokens: readonly Token[], at: number): boolean {
  const isSlash = lowerAt(tokens, at) === "s" && isMark(tokens[at + 1], "/");
  return isSlash && lowerAt(tokens, at + 2) === "n";
}

/** Steps over `nº`, `n.º`, `No.`, `#` before a number. */
function skipNumberWord(tokens: readonly Token[], from: number): number {
  if (!numberWords.has(lowerAt(tokens, from))) return from;
  let at = from + 1;
  while (at < from + 3 && (isTight(tokens, at, ".°:") || /^[ºª]$/u.test(textAt(tokens, at)))) at++;
  return at;
}

/** `12`, `82/35`, `2/3/14`; a year at the end makes it a date. */
function skipSlashes(tokens: readonly Token[], from: number): number {
  if (tokens[from]?.kind !== "number" || !houseNumber.test(textAt(tokens, from))) return from;
  let at = from + 1;
  for (let part = 0; part < 2 && isMark(tokens[at], "/"); part++, at += 2) {
    const next = textAt(tokens, at + 1);
    if (!houseNumber.test(next)) break;
    if (part === 1 && next.length > 3) return from;
  }
  return isDate(tokens, from, at) ? from : at;
}

/** `12/12/11`; doors of Vienna are written `2/3/14`. */
function isDate(tokens: readonly Token[], from: number, end: number): boolean {
  if (end !== from + 5) return false;
  return [0, 2, 4].every((part) => /^\d\d$/u.test(textAt(tokens, from + part)));
}

/** Whether what follows a number makes it an amount, a time or a decimal. */
function isMeasure(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  if (next === undefined) return false;
  if (next.kind !== "word") return isMark(next, "%€$£") || isDecimal(tokens, at);
  if (next.lineBreaks > 0) return false;
  return counted.has(next) || (smallCountedWords.has(next) && smallCounted.has(next.text));
}

/** Whether a mark and a number follow a number without white space. */
function isDecimal(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1];
  return isTight(tokens, at, ":.,@'’\"×") && after?.kind === "number" && !after.spaced;
}

/** Steps over `bis`, `B`, `a`, `Sur` behind a number. */
function skipTail(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.kind !== "word" || !isOnLine(tokens, at)) return at;
  const text = textAt(tokens, at);
  if (/^(?:bis|ter|quater)$/iu.test(text)) return at + 1;
  if (/^[A-H]$/u.test(text)) return isCapitalWord(tokens, at + 1) ? at : at + 1;
  const isTail = /^(?:[a-d]|Sur|Este|Norte|Oeste|Sul|Leste)$/u.test(text);
  return isTail && isLast(tokens, at) ? at + 1 : at;
}

/** Whether a part of an address ends with this token. */
export function isLast(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next === undefined || next.lineBreaks > 0 || isMark(next, ",;");
}
