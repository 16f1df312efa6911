import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { monthWords } from "./cue-words.ts";
import { backOverLetters, isMonth, overLetters } from "./cues.ts";
import type { DigitGroups } from "./digit-groups.ts";
import * as digitGroups from "./digit-groups.ts";

const { codes } = codeText;
const { classAt, codeAt, isDigitAt, isWordAt, skipClass } = characters;
const { digit, foldTable, letter } = unitClasses;
const { areJoinedBy, dot, groupLength, groupValue, hyphen, slash } = digitGroups;

const yearMin = 1_900;
const yearMax = 2_099;
const wordMax = 12;
const colon = 0x3a;
const monthStarts = buildMonthStarts();

/** A stretch that writes a day. */
export type DayRange = { start: number; end: number };

/** True where the first three groups write a day in numbers, in any of the usual orders. */
export function isNumericDay(groups: DigitGroups): boolean {
  if (!areThree(groups)) return false;
  const isYearFirst = groupLength(groups, 0) === 4;
  if (!isShort(groups, 1) || !(isYearFirst ? isShort(groups, 2) : isYearLast(groups))) return false;
  const first = groupValue(groups, 0);
  const second = groupValue(groups, 1);
  const third = groupValue(groups, 2);
  if (isYearFirst) return isYear(first) && isEitherOrder(second, third);
  return (third < 100 || isYear(third)) && isEitherOrder(first, second);
}

/** Three groups that the same sign of days parts, and no fourth. */
function areThree(groups: DigitGroups): boolean {
  const sign = groups.signs[0] ?? 0;
  if (groups.count < 3 || !partsDays(sign) || !areJoinedBy(groups, 3, sign)) return false;
  return groups.count === 3 || groups.signs[2] !== sign;
}

function isYearLast(groups: DigitGroups): boolean {
  const length = groupLength(groups, 2);
  return isShort(groups, 0) && (length === 2 || length === 4);
}

/** One or two digits. */
function isShort(groups: DigitGroups, index: number): boolean {
  const length = groupLength(groups, index);
  return length === 1 || length === 2;
}

function partsDays(sign: number): boolean {
  return sign === slash || sign === hyphen || sign === dot;
}

/** End of a time of day that begins at an index, `17:15` or `17:15:00.000`; the index if none. */
export function clockEnd(text: CodeText, from: number): number {
  let index = skipClass(text, from, digit, from + 3);
  const hoursLength = index - from;
  if (hoursLength < 1 || hoursLength > 2 || !isClockPair(text, index)) return from;
  index += 3;
  if (isClockPair(text, index)) index += 3;
  const sign = codeAt(text, index);
  const isFraction = (sign === dot || sign === 0x2c) && isDigitAt(text, index + 1);
  if (isFraction) index = skipClass(text, index + 1, digit, index + 11);
  return isDigitAt(text, index) || codeAt(text, index) === colon ? from : index;
}

/** End of the time that follows a date: `T17:15:00.000Z`, ` 04:22:31 +02:00`. */
export function timeEnd(text: CodeText, from: number): number {
  const sign = codeAt(text, from) | 32; // "T" and "t"; a blank has that bit
  if ((sign !== 0x74 && sign !== 0x20) || !isDigitAt(text, from + 1)) return from;
  const end = clockEnd(text, from + 1);
  if (end === from + 1) return from;
  const zone = codeAt(text, end);
  if (zone === 0x5a) return end + 1; // "Z"
  const isOffset = (zone === 0x2b || zone === hyphen) && isDigitAt(text, end + 2);
  return isOffset ? skipOffset(text, end + 1) : end;
}

/** `02:00` or `0200` */
function skipOffset(text: CodeText, from: number): number {
  const end = skipClass(text, from, digit, from + 4);
  return isClockPair(text, end) ? end + 3 : end;
}

/** A colon and two digits, and no third. */
function isClockPair(text: CodeText, index: number): boolean {
  return (
    codeAt(text, index) === colon &&
    isDigitAt(text, index + 1) &&
    isDigitAt(text, index + 2) &&
    !isDigitAt(text, index + 3)
  );
}

/**
 * The day with a month's name around the one or two digits from `start` to `end`: `24 de junho de
 * 1952`, `20. August 1971`, `May 5th, 1980`, `12-Jan-1980`. Undefined where there is none.
 */
export function spelledDay(text: CodeText, start: number, end: number): DayRange | undefined {
  return dayFirst(text, start, end) ?? monthFirst(text, start, end);
}

/** True where a unit that follows a short number could belong to a spelled day. */
export function maySpellDay(text: CodeText, start: number, end: number): boolean {
  const next = codeAt(text, end);
  if (next === 0x20 || next === dot || next === hyphen || next === slash) return true;
  return isWordAt(text, end) || codeAt(text, start - 1) === 0x20 || next === 0xba;
}

/** Eight digits that write a day, `19800512` or `12051980`. */
export function isPackedDay(groups: DigitGroups): boolean {
  if (groups.totals[0] !== 8) return false;
  const value = groupValue(groups, 0);
  const yearFirst = Math.floor(value / 10_000);
  const yearLast = value % 10_000;
  if (isYear(yearFirst)) return isEitherOrder(Math.floor(value / 100) % 100, value % 100);
  return isYear(yearLast) && isEitherOrder(Math.floor(value / 1e6), Math.floor(value / 1e4) % 100);
}

function dayFirst(text: CodeText, start: number, end: number): DayRange | undefined {
  let index = overSigns(text, overOrdinal(text, end), 2);
  if (!mayBeginMonth(text, index)) return undefined;
  let wordEnd = overLetters(text, index, index + wordMax);
  if (isOf(text, index, wordEnd)) {
    index = overSigns(text, wordEnd, 1);
    wordEnd = overLetters(text, index, index + wordMax);
  }
  if (wordEnd === index || !isMonth(text, index, wordEnd)) return undefined;
  index = overSigns(text, wordEnd, 3);
  const ofEnd = overLetters(text, index, index + 3);
  if (isOf(text, index, ofEnd)) index = overSigns(text, ofEnd, 1);
  const yearEnd = readYear(text, index);
  return yearEnd === 0 ? undefined : { start, end: yearEnd };
}

function monthFirst(text: CodeText, start: number, end: number): DayRange | undefined {
  if ((classAt(text, start - 2) & letter) === 0 && codeAt(text, start - 2) !== dot)
    return undefined;
  let yearAt = overSigns(text, overOrdinal(text, end), 2);
  const ofEnd = overLetters(text, yearAt, yearAt + 3);
  if (isOf(text, yearAt, ofEnd)) yearAt = overSigns(text, ofEnd, 1);
  const yearEnd = readYear(text, yearAt);
  if (yearEnd === 0) return undefined;
  let index = start;
  while (index > 0 && start - index < 2 && " .".includes(text.string.charAt(index - 1))) index--;
  if (index === start) return undefined;
  const wordStart = backOverLetters(text, index, 0);
  const isSpelled = wordStart < index && isMonth(text, wordStart, index);
  return isSpelled ? { start: wordStart, end: yearEnd } : undefined;
}

/**
 * A first, cheap look at the three letters from an index on: a month's name or a word for "of" may
 * begin with them.
 */
export function mayBeginMonth(text: CodeText, index: number): boolean {
  if (index + 2 >= text.length) return false;
  let key = 0;
  for (let i = index; i < index + 3; i++) {
    const place = (foldTable[codes[i] ?? 0] ?? 0) - 96;
    key = key * 32 + (place > 0 && place < 27 ? place : 0);
  }
  return monthStarts[key] === 1;
}

/** All beginnings, by the places of their three letters in the alphabet; 0 for none. */
function buildMonthStarts(): Uint8Array {
  const starts = new Uint8Array(32 ** 3);
  for (const name of `of de do di del ${monthWords}`.trim().split(/\s+/)) {
    const places = [0, 1, 2].map((i) => (name.length > i ? name.charCodeAt(i) - 96 : 0));
    starts[places.reduce((key, place) => key * 32 + place, 0)] = 1;
  }
  return starts;
}

/** `1st`, `2nd`, `3rd`, `4th`, `1er`, `1º`, `20.`, `20ste`. */
function overOrdinal(text: CodeText, end: number): number {
  if (!isDateSign(codeAt(text, end)) && isWordAt(text, end)) {
    const wordEnd = overLetters(text, end, end + 4);
    const suffix = text.string.slice(end, wordEnd).toLowerCase();
    return /^(?:st|nd|rd|th|er|ro|o|e|de|ste)$/.test(suffix) ? wordEnd : end;
  }
  const code = codeAt(text, end);
  return code === 0xba || code === 0xaa || code === 0xb0 || code === dot ? end + 1 : end;
}

function overSigns(text: CodeText, from: number, countMax: number): number {
  const most = Math.min(text.length, from + countMax);
  let index = from;
  while (index < most && isDateSign(codes[index] ?? 0)) index++;
  return index;
}

function isDateSign(code: number): boolean {
  return code === 0x20 || code === 0xa0 || (code >= 0x2c && code <= 0x2f); // , - . /
}

/** "of", "de", "del", "di", "do" */
function isOf(text: CodeText, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 3) return false;
  const first = codeAt(text, start) | 32;
  const second = codeAt(text, start + 1) | 32;
  if (end - start === 3) return first === 0x64 && second === 0x65; // "del"
  if (first === 0x6f) return second === 0x66; // "of"
  return first === 0x64 && (second === 0x65 || second === 0x69 || second === 0x6f);
}

/** End of a year of four digits, or of two with or without an apostrophe; 0 where none is. */
function readYear(text: CodeText, at: number): number {
  const mark = codeAt(text, at);
  const start = mark === 0x27 || mark === 0x2019 ? at + 1 : at;
  if (!isDigitAt(text, start)) return 0;
  let end = start;
  while (end < start + 5 && isDigitAt(text, end)) end++;
  if (isWordAt(text, end)) return 0;
  if (end - start === 4) return isYear(Number(text.string.slice(start, end))) ? end : 0;
  return end - start === 2 ? end : 0;
}

function isEitherOrder(first: number, second: number): boolean {
  const isFit = first >= 1 && second >= 1 && first <= 31 && second <= 31;
  return isFit && (first <= 12 || second <= 12);
}

function isYear(value: number): boolean {
  return value >= yearMin && value <= yearMax;
}
