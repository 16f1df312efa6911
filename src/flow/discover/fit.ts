import {
  enumerations,
  type Enumeration,
  type EnumerationName,
} from "../../core/domain/enumeration.ts";
import type { Entity, EntityColumn } from "../../core/domain/entity.ts";
import { parentOf, type Parent } from "./links.ts";
import { isPerson } from "./profile.ts";
import { rowsOf, type Read } from "./read-values.ts";
import type { Column } from "./tables.ts";
import { meaningOf } from "./value-words.ts";

/** How well a column's values suit a column of an entity. */
export type Fit = {
  /** 0 (it would be set aside, or is personal where that is not kept) to 1. */
  fit: number;
  /** What the values say, in words; never a value. */
  why: string;
  /** Whether the values alone, without a name, would be believed. */
  isTelling: boolean;
};

/** What a fit is judged by besides the column itself. */
export type FitScope = {
  entity: Entity;
  /** The instant taken for now, in milliseconds since 1970. */
  now: number;
  /** Tables that may be referred to, by entity. */
  parents: ReadonlyMap<string, readonly Parent[]>;
};

const anyDay: EntityColumn = { type: "DATE", doc: "Any day" };
const nothing = (why: string): Fit => ({ fit: 0, why, isTelling: false });
const fits = (fit: number, why: string, isTelling = false): Fit => ({ fit, why, isTelling });

export function percent(share: number): string {
  const shown = Math.round(share * 100);
  return `${shown === 100 && share < 1 ? 99 : shown} %`;
}

/** Judges a column's values for one column of an entity. */
export function fitOf(target: string, column: Column, scope: FitScope): Fit {
  const declared = scope.entity.columns[target];
  if (declared === undefined) return nothing("there is no such column");
  if (column.filledCount === 0) return nothing("it is empty");
  if (target === scope.entity.key) return keyFit(column);
  if (declared.references !== undefined) return referenceFit(declared, column, scope);
  if (declared.pii !== undefined) return personalFit(target, declared, column, scope);
  if (declared.enumeration !== undefined) return enumerationFit(declared.enumeration, column);
  switch (declared.type) {
    case "DATE":
    case "TIMESTAMPTZ":
      return timeFit(declared, column, scope.now);
    case "BIGINT":
    case "DOUBLE":
    case "DECIMAL(18,2)":
      return numberFit(target, declared, column);
    case "BOOLEAN":
      return booleanFit(column);
    case "VARCHAR[]":
      return column.forms.text > 0.5 ? nothing("it is text") : fits(0.7, "short texts");
    default:
      return nameFit(target, column);
  }
}

/** Whether a column holds what identifies people; such values are never put where they stay. */
export function personalWhy(column: Column): string | undefined {
  const { email, phone, national, person } = column.forms;
  if (email >= 0.3) return `${percent(email)} of its values are e-mail addresses`;
  if (national >= 0.3) return `${percent(national)} of its values are personal numbers`;
  if (phone >= 0.5) return `${percent(phone)} of its values are phone numbers`;
  if (person >= 0.3) return "its values are names of people";
  const isNamed = column.tokens.some((token) => personWords.has(token));
  return isNamed && isWordy(column) ? "by its name it holds names of people" : undefined;
}

const personWords = new Set(["agent", "contact", "first", "last", "user", "author", "full"]);

/** Letters only, in two words or so. */
function isWordy(column: Column): boolean {
  return !/\d/.test(column.shape.text) && column.words >= 1.5;
}

function keyFit(column: Column): Fit {
  const personal = personalWhy(column);
  if (personal !== undefined) return nothing(personal);
  if (column.filledCount < 0.9 * column.rowCount) return nothing("it is empty in many rows");
  if (column.characters > 80 || column.forms.text > 0.3 || isNested(column))
    return nothing("it is text");
  if (isFraction(column) || isTime(column)) return nothing("it is no id");
  const distinct = column.distinctCount / column.filledCount;
  const words = `${percent(distinct)} of its values differ`;
  if (distinct < 0.7) return nothing(words);
  const isTelling = distinct >= 0.99 && isIdLike(column);
  return fits(distinct >= 0.97 ? 1 : distinct >= 0.9 ? 0.85 : 0.5, words, isTelling);
}

/** Letters with digits, numbers of one length, or numbers one after another. */
function isIdLike({ words, shape, readings, counts }: Column): boolean {
  if (words > 1.2 || !/9/.test(shape.text)) return false;
  if (!/^9+$/.test(shape.text)) return /[Aa]/.test(shape.text) && counts.size > 1;
  const numbers = readings.point.map(({ value }) => value);
  const span = Math.max(...numbers) - Math.min(...numbers);
  return (
    counts.size > 4 && ((shape.share > 0.95 && shape.text.length >= 4) || span <= 1.5 * counts.size)
  );
}

/** Two values only, in many rows. */
function isFlag({ distinctCount, filledCount }: Column): boolean {
  return distinctCount <= 2 && filledCount > 20;
}

function isNested({ forms }: Column): boolean {
  return forms.list > 0.5 || forms.object > 0.5;
}

function isFraction({ readings }: Column): boolean {
  const numbers = numbersOf(readings);
  return rowsOf(numbers) > 0.8 * readings.count && numbers.some(({ value }) => value % 1 !== 0);
}

/** Numbers by the mark that reads more of them; the point where that is the same. */
function numbersOf({ point, comma }: Column["readings"]): Read[] {
  return rowsOf(comma) > rowsOf(point) ? comma : point;
}

function isNumber({ readings }: Column, least = 0.9): boolean {
  return rowsOf(numbersOf(readings)) > least * readings.count;
}

function isTime({ readings, shape }: Column): boolean {
  return readings.times > 0.8 * readings.count && !/^9+$/.test(shape.text);
}

function referenceFit(declared: EntityColumn, column: Column, scope: FitScope): Fit {
  const personal = personalWhy(column);
  if (personal !== undefined) return nothing(personal);
  if (
    column.characters > 60 ||
    column.forms.text > 0.3 ||
    isNested(column) ||
    isTime(column) ||
    isFlag(column)
  )
    return nothing("it is no id");
  const { entity = "", orphan } = declared.references ?? {};
  const found = parentOf(column, scope.parents.get(entity) ?? []);
  if (found === undefined)
    return isFraction(column)
      ? nothing("it is no id")
      : fits(0.55, `no file of ${entity} records to look in`);
  const { parent, overlap } = found;
  const words = `${percent(overlap.share)} of its values are in ${parent.table.name}.${parent.key.name}`;
  if (overlap.share >= 0.8) return fits(1, words, !overlap.isWeak);
  const isJudged = parent.table.isWhole || overlap.share > 0.2;
  if (!isJudged) return fits(0.5, `${words}, as far as that was looked at`);
  return orphan === "warn" && overlap.share >= 0.3 ? fits(0.6, words) : nothing(words);
}

function enumerationFit(name: EnumerationName, column: Column): Fit {
  if (personalWhy(column) !== undefined || isNested(column))
    return nothing("it is no list of words");
  const enumeration: Enumeration = enumerations[name];
  const distinctMax = name === "subcategory" ? 400 : 80;
  if (column.distinctCount > distinctMax || column.characters > 60 || column.forms.text > 0.5)
    return nothing("too many different values");
  const known = new Set<string>();
  let rows = 0;
  for (const [value, times] of column.counts) {
    const meaning = meaningOf(name, value, column.tokens);
    if (meaning === undefined) continue;
    rows += times;
    known.add("known" in meaning ? meaning.known : meaning.means);
  }
  const share = rows / column.filledCount;
  const words = `${percent(share)} of its values are known words`;
  const isCode = isNumber(column, 0.5) && share < 0.8;
  if (enumeration.open)
    return isCode
      ? nothing("its values are numbers")
      : fits(
          0.5 + 0.5 * share,
          share > 0.3 ? words : `${column.distinctCount} different values`,
          share >= 0.8 && known.size >= 2,
        );
  if (share < 0.3) return nothing(`${words}: they are ${wordsList(column)}`);
  return fits(share >= 0.8 ? 1 : share, words, share >= 0.8 && known.size >= 2);
}

/** The different values of a column of words, for people; patterns where they could be personal. */
export function wordsList(column: Column, most = 8): string {
  const words = [...column.counts]
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .filter(([word, times]) => isShowable(word) && (times > 1 || column.distinctCount <= 12))
    .map(([word]) => word);
  if (words.length === 0) return `of the form ${column.shape.text}`;
  const more = column.distinctCount > most ? ", …" : "";
  return `${words.slice(0, most).join(", ")}${more}`;
}

/** Whether a value of a list of words can be shown: short, and nobody's address or number. */
export function isShowable(word: string): boolean {
  const isLong = word.length > 40 || word.split(/\s+/).length > 6;
  return !isLong && !/@|\d{5}|[\r\n]/.test(word) && !isPerson(word);
}

function timeFit({ past, type }: EntityColumn, column: Column, now: number): Fit {
  const { times, count, dmy, mdy } = column.readings;
  const share = count === 0 ? 0 : times / count;
  const words = `${percent(share)} of its values are ${type === "DATE" ? "dates" : "times"}`;
  if (share < 0.8) return nothing(`${words} that can be read`);
  const instants = rowsOf(dmy) >= rowsOf(mdy) ? dmy : mdy;
  const [early, late] = [Date.UTC(1900, 0), Date.UTC(2100, 0)];
  if (instants.some(({ value }) => value < early || value > late))
    return nothing("its values are numbers, not times");
  const ahead = shareOf(instants, (at) => at > now + 86_400_000);
  if (past === true && ahead > 0.2)
    return nothing(`${percent(ahead)} of its times are still to come`);
  const isDigits = /^9+$/.test(column.shape.text);
  const isNamed = column.tokens.some((token) => token === "date" || token === "time");
  if (isDigits && !isNamed) return fits(0.3, `${words}, if they count seconds`);
  return fits(share >= 0.95 ? 1 : 0.7, words, share >= 0.95 && !isDigits);
}

function numberFit(target: string, { check, type }: EntityColumn, column: Column): Fit {
  const { count, times } = column.readings;
  const numbers = numbersOf(column.readings);
  if (column.tokens.includes("id")) return nothing("by its name it is an id");
  const unit = /_(minutes|hours)$/.exec(target)?.[1];
  const named = column.tokens.find((token) => /^(?:seconds|minutes|hours|date)$/.test(token));
  if (unit !== undefined && named !== undefined && named !== unit)
    return nothing(`by its name it is in ${named}`);
  if (isTime(column) && times > rowsOf(numbers)) return nothing("its values are times");
  const share = count === 0 ? 0 : rowsOf(numbers) / count;
  if (share < 0.9) return nothing(`${percent(share)} of its values are numbers`);
  const whole = shareOf(numbers, (n) => n % 1 === 0);
  if (type === "BIGINT" && whole < 0.95) return nothing("its values are not whole");
  const inside = shareOf(numbers, (n) => passes(n, check));
  if (inside < 0.9) return nothing(`${percent(1 - inside)} of its values are not ${check}`);
  const good = numbers.map(({ value }) => value).filter((n) => passes(n, check));
  const [low, high] = [
    good.reduce((a, b) => Math.min(a, b)),
    good.reduce((a, b) => Math.max(a, b)),
  ];
  return fits(inside >= 0.97 ? 1 : 0.6, `numbers from ${low} to ${high}`);
}

/** Part of the rows whose value meets a condition. */
function shareOf(reads: readonly Read[], test: (value: number) => boolean): number {
  return rowsOf(reads.filter(({ value }) => test(value))) / rowsOf(reads);
}

/** Whether a number meets a condition of an entity's column. */
function passes(n: number, check: string | undefined): boolean {
  if (check === undefined) return true;
  const between = /^BETWEEN (\S+) AND (\S+)$/.exec(check);
  if (between !== null) return n >= Number(between[1]) && n <= Number(between[2]);
  const [operator, bound] = check.split(" ");
  return operator === ">" ? n > Number(bound) : n >= Number(bound);
}

function booleanFit({ readings, distinctCount }: Column): Fit {
  const share = readings.count === 0 ? 0 : readings.booleans / readings.count;
  return share >= 0.95 && distinctCount <= 6 ? fits(1, "yes or no") : nothing("it is no yes or no");
}

function nameFit(target: string, column: Column): Fit {
  const personal = personalWhy(column);
  if (personal !== undefined) return nothing(personal);
  if (column.forms.text > 0.4 || column.characters > 80 || isNested(column))
    return nothing("it is text");
  if (target === "currency")
    return column.forms.currency > 0.9
      ? fits(1, "currency codes", true)
      : nothing("no currency codes");
  const isNumeric = isNumber(column);
  if (isTime(column)) return nothing("its values are times");
  const distinct = column.distinctCount / column.filledCount;
  const words = `${column.distinctCount} different values`;
  if (target === "name" && column.tokens.includes("id")) return nothing("by its name it is an id");
  if (target === "name")
    return isNumeric ? nothing("its values are numbers") : fits(distinct > 0.5 ? 1 : 0.5, words);
  if (target === "author_id" || target === "code") return fits(0.6, words);
  if (isNumeric) return nothing("its values are numbers");
  const isGrouped = column.distinctCount <= 60 || distinct < 0.1;
  return fits(isGrouped ? 0.9 : 0.3, words);
}

function personalFit(
  target: string,
  { pii, type }: EntityColumn,
  column: Column,
  scope: FitScope,
): Fit {
  const { forms, readings } = column;
  if (isNested(column)) return nothing("it is nested");
  if (target === "email")
    return forms.email >= 0.6
      ? fits(1, `${percent(forms.email)} of its values look like e-mail addresses`, true)
      : nothing("no e-mail addresses");
  if (target === "phone") return phoneFit(column);
  if (pii === "FREE_TEXT") return textFit(target, column);
  if (type === "DATE") {
    const found = timeFit(anyDay, column, scope.now);
    const days = readings.dmy.map(({ value }) => value).toSorted((a, b) => a - b);
    const middle = days[Math.floor(days.length / 2)] ?? 0;
    return middle < Date.UTC(2012, 0)
      ? { ...found, isTelling: false }
      : nothing("too recent for days of birth");
  }
  if (pii === "NATIONAL_ID")
    return forms.national >= 0.6
      ? fits(1, "the form of a personal number", true)
      : fits(forms.tax > 0.5 ? 0 : 0.4, "no form that is known");
  if (pii === "TAX_ID")
    return forms.tax >= 0.6
      ? fits(1, "the form of a tax number", true)
      : fits(forms.national > 0.5 || forms.email > 0.3 ? 0 : 0.4, "no form that is known");
  if (forms.email > 0.3 || forms.text > 0.4 || isTime(column) || isNumber(column, 0.5))
    return nothing("they are no names");
  if (forms.person >= 0.3) return fits(1, "names of people", forms.person >= 0.5);
  return fits(/\d/.test(column.shape.text) ? 0.2 : 0.6, "they could be names");
}

function phoneFit({ forms, shape, readings }: Column): Fit {
  if (forms.phone >= 0.6)
    return fits(
      1,
      `${percent(forms.phone)} of its values look like phone numbers`,
      readings.times < 0.5 * readings.count,
    );
  return /^9{8,15}$/.test(shape.text)
    ? fits(0.7, "digits, as of phone numbers")
    : nothing("no phone numbers");
}

function textFit(target: string, column: Column): Fit {
  const { forms, words, characters, distinctCount, filledCount } = column;
  if (forms.email > 0.3 || forms.url > 0.5 || isTime(column)) return nothing("it is no text");
  if (isNumber(column, 0.5)) return nothing("its values are numbers");
  const isRepeated = filledCount > 40 && distinctCount < 0.05 * filledCount;
  if (target === "subject")
    return words > 25
      ? fits(0.3, "long for a subject")
      : fits(words >= 2 && !isRepeated ? 1 : 0.4, `${Math.round(words)} words each`);
  if (isRepeated && forms.text < 0.5) return fits(0.15, "few different texts");
  if (forms.text >= 0.4) return fits(1, `text, ${Math.round(words)} words each`, true);
  return words >= 2.5 || characters > 15
    ? fits(0.7, `${Math.round(words)} words each`)
    : fits(0.25, "short for a text");
}
