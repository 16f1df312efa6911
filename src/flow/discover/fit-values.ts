import type { EntityColumn } from "../../core/domain/entity.ts";
import { rowsOf, type Read } from "./read-values.ts";
import type { Column } from "./tables.ts";
import { exceeds, mayReach } from "./shares.ts";
import { isDigits, isTime, numbersOf, percent } from "./traits.ts";

/** How well a column's values suit a column of an entity. */
export type Fit = {
  /** 0 (it would be set aside, or is personal where that is not kept) to 1. */
  fit: number;
  /** What the values say, in words; never a value. */
  why: string;
  /** Whether the values alone, without a name, would be believed. */
  isTelling: boolean;
};

export function nothing(why: string): Fit {
  return { fit: 0, why, isTelling: false };
}

export function fits(fit: number, why: string, isTelling = false): Fit {
  return { fit, why, isTelling };
}

/** For values that are too few to say no, and do not say yes: with a name that fits, unsure. */
export const doubtfulFit = 0.4;

const dayMs = 86_400_000;
const earliest = Date.UTC(1900, 0);
const latest = Date.UTC(2100, 0);

/** Judges values as times or days; `now` in milliseconds since 1970. */
export function timeFit({ past, type }: EntityColumn, column: Column, now: number): Fit {
  const { times, count, dmy, mdy } = column.readings;
  const share = times / Math.max(1, count);
  const words = `${percent(share)} of its values are ${type === "DATE" ? "dates" : "times"}`;
  if (!mayReach(0.8, times, count)) return nothing(`${words} that can be read`);
  const instants = rowsOf(dmy) >= rowsOf(mdy) ? dmy : mdy;
  if (instants.some(({ value }) => value < earliest || value > latest))
    return nothing("its values are numbers, not times");
  const ahead = past === true ? shareOf(instants, (at) => at > now + dayMs) : 0;
  if (exceeds(0.2, ahead * rowsOf(instants), rowsOf(instants)))
    return nothing(`${percent(ahead)} of its times are still to come`);
  if (share < 0.8) return fits(doubtfulFit, words);
  const isNamed = column.tokens.some((token) => token === "date" || token === "time");
  if (isDigits(column) && !isNamed) return fits(0.3, `${words}, if they count seconds`);
  return fits(share >= 0.95 ? 1 : 0.7, words, share >= 0.95 && !isDigits(column));
}

const units = /^(?:seconds|minutes|hours|date)$/;

/** The unit that a column's name tells, where another is wanted. */
function otherUnit(target: string, { tokens }: Column): string | undefined {
  const wanted = /_(minutes|hours)$/.exec(target)?.[1];
  const named = tokens.find((token) => units.test(token));
  return wanted === undefined || named === wanted ? undefined : named;
}

/** Judges values as numbers: whole where they must be, within their bounds, in the right unit. */
export function numberFit(target: string, { check, type }: EntityColumn, column: Column): Fit {
  if (column.tokens.includes("id")) return nothing("by its name it is an id");
  const unit = otherUnit(target, column);
  if (unit !== undefined) return nothing(`by its name it is in ${unit}s`.replace(/ss$/, "s"));
  const { count, times } = column.readings;
  const numbers = numbersOf(column);
  if (isTime(column) && times > rowsOf(numbers)) return nothing("its values are times");
  const share = rowsOf(numbers) / Math.max(1, count);
  const words = `${percent(share)} of its values are numbers`;
  if (!mayReach(0.9, rowsOf(numbers), count)) return nothing(words);
  const whole = shareOf(numbers, (n) => n % 1 === 0);
  if (type === "BIGINT" && whole < 0.95) return nothing("its values are not whole");
  const fit = boundsFit(numbers, check);
  return share < 0.9 && fit.fit > 0 ? fits(doubtfulFit, words) : fit;
}

function boundsFit(numbers: readonly Read[], check: string | undefined): Fit {
  const inside = shareOf(numbers, (n) => passes(n, check));
  if (inside < 0.9) return nothing(`${percent(1 - inside)} of its values are not ${check}`);
  const good = numbers.map(({ value }) => value).filter((n) => passes(n, check));
  const low = good.reduce((a, b) => Math.min(a, b));
  const high = good.reduce((a, b) => Math.max(a, b));
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

/** Judges values as yes or no. */
export function booleanFit({ readings, distinctCount }: Column): Fit {
  const isBoolean = readings.count > 0 && readings.booleans >= 0.95 * readings.count;
  return isBoolean && distinctCount <= 6 ? fits(1, "yes or no") : nothing("it is no yes or no");
}
