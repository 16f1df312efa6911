import { scanText } from "../../kernel/privacy/scan/scan-text.ts";
import { isPerson } from "./profile.ts";
import { rowsOf, type Read } from "./read-values.ts";
import type { Column } from "./tables.ts";

/** A share as people read it; not all is never 100 %. */
export function percent(share: number): string {
  const shown = Math.round(share * 100);
  return `${shown === 100 && share < 1 ? 99 : shown} %`;
}

/** Words of names of columns that hold people, if their values are words. */
const personWords = new Set(["agent", "contact", "first", "last", "user", "author", "full"]);

/** Why a column holds what identifies people, whose values are never put where they stay. */
export function personalWhy(column: Column): string | undefined {
  const { email, phone, national, person } = column.forms;
  if (email >= 0.3) return `${percent(email)} of its values are e-mail addresses`;
  if (national >= 0.3) return `${percent(national)} of its values are personal numbers`;
  if (phone >= 0.5) return `${percent(phone)} of its values are phone numbers`;
  if (person >= 0.3) return "its values are names of people";
  if (isBirth(column)) return "by its name it tells of somebody's birth";
  return isPersonNamed(column) ? "by its name it holds names of people" : undefined;
}

/** Whether a column is named as days, years and places of birth are. */
export function isBirth({ tokens }: Column): boolean {
  return tokens.includes("birth");
}

/** Whether each row of a table is a person: it has a personal number, or was born. */
export function isOfPeople(columns: readonly Column[]): boolean {
  return columns.some((column) => column.forms.national >= 0.3 || isBirth(column));
}

/** Whether a column is named as those of people's names are, and holds words. */
function isPersonNamed({ tokens, shape, words }: Column): boolean {
  if (!tokens.some((token) => personWords.has(token))) return false;
  if (tokens.length === 2 && tokens.includes("name")) return /\p{L}/u.test(shape.text);
  // `Agent` without an id holds names, be they one word.
  const isAlone = tokens.length === 1 && /^(?:agent|contact)$/.test(tokens[0] ?? "");
  return !/\d/.test(shape.text) && (words >= 1.5 || isAlone);
}

/** Lists or objects. */
export function isNested({ forms }: Column): boolean {
  return forms.list > 0.5 || forms.object > 0.5;
}

/** Why a column can hold no id; undefined when it can. */
export function noIdWhy(column: Column): string | undefined {
  const personal = personalWhy(column);
  if (personal !== undefined) return personal;
  if (column.characters > 80 || column.forms.text > 0.3 || isNested(column)) return "it is text";
  return isFraction(column) || isTime(column) ? "it is no id" : undefined;
}

function isFraction(column: Column): boolean {
  const hasParts = numbersOf(column).some(({ value }) => value % 1 !== 0);
  return hasParts && isNumber(column, 0.8);
}

/** Numbers by the mark that reads more of them; the point where that is the same. */
export function numbersOf({ readings: { point, comma } }: Column): Read[] {
  return rowsOf(comma) > rowsOf(point) ? comma : point;
}

/** Whether more than a part of the rows are numbers. */
export function isNumber(column: Column, least = 0.9): boolean {
  return rowsOf(numbersOf(column)) > least * column.readings.count;
}

/** Digits only, as ids and counts of seconds have. */
export function isDigits({ shape }: Column): boolean {
  return /^9+$/.test(shape.text);
}

/** Times, most of them, that are not just numbers. */
export function isTime(column: Column): boolean {
  return column.readings.times > 0.5 * column.readings.count && !isDigits(column);
}

/** Letters with digits, numbers of one length, or numbers one after another. */
export function isIdLike(column: Column): boolean {
  const { words, shape, counts } = column;
  if (words > 1.2 || !/9/.test(shape.text)) return false;
  if (!isDigits(column)) return /[Aa]/.test(shape.text) && counts.size > 1;
  if (counts.size <= 4) return false;
  const numbers = column.readings.point.map(({ value }) => value);
  const span = Math.max(...numbers) - Math.min(...numbers);
  return (shape.share > 0.95 && shape.text.length >= 4) || span <= 1.5 * counts.size;
}

/** Two values only, in many rows. */
export function isFlag({ distinctCount, filledCount }: Column): boolean {
  return distinctCount <= 2 && filledCount > 20;
}

/** Few different texts in many rows. */
export function isRepeated({ distinctCount, filledCount }: Column): boolean {
  return filledCount > 40 && distinctCount < 0.05 * filledCount;
}

/** Whether a value of a list of words can be shown: short, and nobody's name, address or number. */
export function isShowable(word: string): boolean {
  const isLong = word.length > 40 || word.split(/\s+/).length > 6;
  if (isLong || /@|\d{5}|[\r\n]/.test(word) || isPerson(word)) return false;
  return scanText(word, {}).length === 0;
}

/** The commonest words of a column, for people; their form where none can be shown. */
export function wordsList({ counts, distinctCount, shape }: Column, most = 8): string {
  const isFew = distinctCount <= 12;
  const words = [...counts]
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .filter(([word, times]) => isShowable(word) && (times > 1 || isFew))
    .map(([word]) => word);
  if (words.length === 0) return `of the form ${shape.text}`;
  return `${words.slice(0, most).join(", ")}${distinctCount > most ? ", …" : ""}`;
}
