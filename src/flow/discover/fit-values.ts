import type { EntityColumn } from "../../core/domain/entity.ts";
import { rowsOf, type Read } from "./read-values.ts";
import type { Column } from "./tables.ts";
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

const dayMs = 86_400_000;
const earliest = Date.UTC(1900, 0);
const latest = Date.UTC(2100, 0);

/** Judges values as times or days; `now` in milliseconds since 1970. */
export function timeFit({ past, type }: EntityColumn, column: Column, now: number): Fit {
  const { times, count, dmy, mdy } = column.readings;
  const share = count === 0 ? 0 : times / count;
  const words = `${percent(share)} of its values are ${type === "DATE" ? "dates" : "times"}`;
  if (share < 0.8) return nothing(`${words} that can be read`);
  const instants = rowsOf(dmy) >= rowsOf(mdy) ? dmy : mdy;
  if (instants.some(({ value }) => value < earliest || value > latest))
    return nothing("its values are numbers, not times");
  const ahead = shareOf(instants, (at) => at > now + dayMs);
  if (past === true && ahead > 0.2)
    return nothing(`${percent(ahead)} of its times are still to come`);
  const isNamed = column.tokens.some((token) => token === "date" || token === "time");
  if (isDigits(column) && !isNamed) return fits(0.3, `${words}, if they count seconds`);
  return fits(share >= 0.95 ? 1 : 0.7, words, share >= 0.95 && !isDigits(column));
}

const units = /^(?:seconds|minutes|hours|date)$/;

/** Judges values as numbers: whole where they must be, within their bounds, in the right unit. */
export function numberFit(target: string, { check, type }: EntityColumn, column: Column): Fit {
  if (column.tokens.includes("id")) return nothing("by its name it is an id");
  const unit = /_(minutes|hours)$/.exec(target)?.[1];
  const named = column.tokens.find((token) => units.test(token));
  if (unit !== undefined && named !== undefined && named !== unit)
    return nothing(`by its name it is in ${named}s`.replace(/ss$/, "s"));
  const { count, times } = column.readings;
  const numbers = numbersOf(column);
  if (isTime(column) && times > rowsOf(numbers)) return nothing("its values are times");
  const share = count === 0 ? 0 : rowsOf(numbers) / count;
  if (share < 0.9) return nothing(`${percent(share)} of its values are numbers`);
  const whole = shareOf(numbers, (n) => n % 1 === 0);
  if (type === "BIGINT" && whole < 0.95) return nothing("its values are not whole");
  return boundsFit(numbers, check);
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
