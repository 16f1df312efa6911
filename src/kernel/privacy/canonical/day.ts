import { plainLowerText } from "./plain-text.ts";

const monthNames: readonly string[] = [
  "january jan janeiro enero ene januar jänner janvier gennaio gen januari",
  "february feb fevereiro fev febrero februar février févr febbraio februari",
  "march mar março marzo märz mär mars maart mrt",
  "april apr abril abr avril avr aprile",
  "may maio mai mayo mag maggio mei",
  "june jun junho junio juni juin giugno giu",
  "july jul julho julio juli juillet juil luglio lug",
  "august aug agosto ago août aou augustus",
  "september sep sept setembro set septiembre septembre settembre",
  "october oct outubro out octubre oktober okt octobre ottobre ott",
  "november nov novembro noviembre novembre",
  "december dec dezembro dez diciembre dic dezember décembre déc dicembre",
];
const monthOfName = new Map(
  monthNames.flatMap((names, i) => names.split(" ").map((name) => [name, i + 1] as const)),
);

const yearFirst = /^(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})(?:[t ]\d{2}:\d{2}[\d:.,z+\- ]*)?$/;
const yearLast = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: \d{2}:\d{2}[\d:.]*)?$/;
const dayNamed =
  /^(\d{1,2})(?:st|nd|rd|th|º|o)?[. -]*(?:of |de |di )?(\p{L}+)[.,]?[ -]*(?:de |del )?(\d{4})$/u;
const monthNamed = /^(\p{L}+)[. ]+(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u;

/**
 * A day as `YYYY-MM-DD` where it can be read without guessing: the order of day and month is told
 * by a number above 12, or by the country (ISO 3166). Undefined for anything else.
 */
export function canonicalDay(value: string, country?: string): string | undefined {
  const text = plainLowerText(value);
  const fromYear = yearFirst.exec(text);
  if (fromYear !== null) return isoDay(fromYear[1], fromYear[2], fromYear[3]);
  const toYear = yearLast.exec(text);
  if (toYear !== null) return orderedDay(toYear, country?.toUpperCase());
  const named = dayNamed.exec(text);
  if (named !== null) return isoDay(named[3], monthOfName.get(named[2] ?? ""), named[1]);
  const american = monthNamed.exec(text);
  if (american !== null)
    return isoDay(american[3], monthOfName.get(american[1] ?? ""), american[2]);
  return undefined;
}

function orderedDay(
  [, first, second, year]: readonly string[],
  country: string | undefined,
): string | undefined {
  if (Number(first) > 12 || first === second) return isoDay(year, second, first);
  if (Number(second) > 12 || country === "US") return isoDay(year, first, second);
  return country === undefined ? undefined : isoDay(year, second, first);
}

type Part = string | number | undefined;

function isoDay(year: Part, month: Part, day: Part): string | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const two = (part: string | number): string => String(part).padStart(2, "0");
  const isDay = Number(day) >= 1 && Number(day) <= dayCount(Number(year), Number(month));
  return isDay ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/** Days of a month, 0 for what is no month. */
function dayCount(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  if (month === 4 || month === 6 || month === 9 || month === 11) return 30;
  return month >= 1 && month <= 12 ? 31 : 0;
}
