import { isDigitAt, isWordAt } from "./characters.ts";
import { backOverLetters, isMonth, overLetters } from "./cues.ts";
import type { DigitGroups } from "./digit-groups.ts";
import { areJoinedBy, dot, groupValue, hyphen, shapeOf, slash } from "./digit-groups.ts";

const yearMin = 1_900;
const yearMax = 2_099;
const wordMax = 12;
const dateSigns: ReadonlySet<number> = new Set([slash, hyphen, dot]);
const yearFirstShapes: ReadonlySet<number> = new Set([0x422, 0x412, 0x421, 0x411]);
const yearLastShapes: ReadonlySet<number> = new Set([
  0x224, 0x214, 0x124, 0x114, 0x222, 0x212, 0x122, 0x112,
]);

/** A stretch that writes a day. */
export type DayRange = { start: number; end: number };

/** True where the first three groups write a day in numbers, in any of the usual orders. */
export function isNumericDay(groups: DigitGroups): boolean {
  const sign = groups.signs[0] ?? 0;
  if (groups.count < 3 || !dateSigns.has(sign) || !areJoinedBy(groups, 3, sign)) return false;
  if (groups.count > 3 && groups.signs[2] === sign) return false;
  const shape = shapeOf(groups, 3);
  const first = groupValue(groups, 0);
  const second = groupValue(groups, 1);
  const third = groupValue(groups, 2);
  if (yearFirstShapes.has(shape)) return isYear(first) && isEitherOrder(second, third);
  return (
    yearLastShapes.has(shape) && (third < 100 || isYear(third)) && isEitherOrder(first, second)
  );
}

/** End of the time of day that follows a date: `T17:15:00.000Z`, ` 04:22:31 +02:00`. */
export function timeEnd(text: string, from: number): number {
  const isJoined = /[T t]/.test(text.charAt(from)) && isDigitAt(text, from + 1);
  if (!isJoined) return from;
  const window = text.slice(from + 1, from + 40);
  const time = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?/.exec(
    window,
  );
  return time === null ? from : from + 1 + time[0].length;
}

/**
 * The day with a month's name around the one or two digits from `start` to `end`: `24 de junho de
 * 1952`, `20. August 1971`, `May 5th, 1980`, `12-Jan-1980`. Undefined where there is none.
 */
export function spelledDay(text: string, start: number, end: number): DayRange | undefined {
  return dayFirst(text, start, end) ?? monthFirst(text, start, end);
}

/** True where a unit that follows a short number could belong to a spelled day. */
export function maySpellDay(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  if (next === 0x20 || next === dot || next === hyphen || next === slash) return true;
  return isWordAt(text, end) || text.charCodeAt(start - 1) === 0x20 || next === 0xba;
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

function dayFirst(text: string, start: number, end: number): DayRange | undefined {
  let index = overOrdinal(text, end);
  index = overSigns(text, index, 2);
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

function monthFirst(text: string, start: number, end: number): DayRange | undefined {
  let index = start;
  while (index > 0 && start - index < 2 && " .".includes(text.charAt(index - 1))) index--;
  if (index === start) return undefined;
  const wordStart = backOverLetters(text, index, 0);
  if (wordStart === index || !isMonth(text, wordStart, index)) return undefined;
  let yearAt = overSigns(text, overOrdinal(text, end), 2);
  const ofEnd = overLetters(text, yearAt, yearAt + 3);
  if (isOf(text, yearAt, ofEnd)) yearAt = overSigns(text, ofEnd, 1);
  const yearEnd = readYear(text, yearAt);
  return yearEnd === 0 ? undefined : { start: wordStart, end: yearEnd };
}

/** `1st`, `2nd`, `3rd`, `4th`, `1er`, `1º`, `20.`, `20ste`. */
function overOrdinal(text: string, end: number): number {
  const wordEnd = overLetters(text, end, end + 4);
  if (wordEnd > end) {
    const suffix = text.slice(end, wordEnd).toLowerCase();
    return /^(?:st|nd|rd|th|er|ro|o|e|de|ste)$/.test(suffix) ? wordEnd : end;
  }
  return "ºª°.".includes(text.charAt(end) || "-") ? end + 1 : end;
}

function overSigns(text: string, from: number, countMax: number): number {
  let index = from;
  while (
    index < from + countMax &&
    index < text.length &&
    " ,.-/\u00a0".includes(text.charAt(index))
  ) {
    index++;
  }
  return index;
}

function isOf(text: string, start: number, end: number): boolean {
  return end > start && end - start <= 3 && /^(?:of|de|del|di|do)$/i.test(text.slice(start, end));
}

/** End of a year of four digits, or of two with or without an apostrophe; 0 where none is. */
function readYear(text: string, at: number): number {
  const start = "'’".includes(text.charAt(at) || " ") ? at + 1 : at;
  let end = start;
  while (end < start + 5 && isDigitAt(text, end)) end++;
  if (isWordAt(text, end)) return 0;
  if (end - start === 4) return isYear(Number(text.slice(start, end))) ? end : 0;
  return end - start === 2 ? end : 0;
}

function isEitherOrder(first: number, second: number): boolean {
  const isFit = first >= 1 && second >= 1 && first <= 31 && second <= 31;
  return isFit && (first <= 12 || second <= 12);
}

function isYear(value: number): boolean {
  return value >= yearMin && value <= yearMax;
}
