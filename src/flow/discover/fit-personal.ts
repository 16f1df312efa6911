import type { EntityColumn } from "../../core/domain/entity.ts";
import { fits, nothing, timeFit, type Fit } from "./fit-values.ts";
import type { Column } from "./tables.ts";
import { isDigits, isNested, isNumber, isRepeated, isTime, percent } from "./traits.ts";

/** Judges values for a column that holds what identifies people, or what they wrote. */
export function personalFit(
  target: string,
  declared: EntityColumn,
  column: Column,
  now: number,
): Fit {
  if (isNested(column)) return nothing("it is nested");
  if (target === "email") return emailFit(column);
  if (target === "phone") return phoneFit(column);
  switch (declared.pii) {
    case "FREE_TEXT":
      return target === "subject" ? subjectFit(column) : textFit(column);
    case "BIRTH_DATE":
      return birthFit(declared, column, now);
    case "NATIONAL_ID":
      return numberedFit(column.forms.national, column.forms.tax, "a personal number");
    case "TAX_ID":
      return numberedFit(column.forms.tax, column.forms.national, "a tax number");
    default:
      return personFit(column);
  }
}

function emailFit({ forms }: Column): Fit {
  const words = `${percent(forms.email)} of its values look like e-mail addresses`;
  return forms.email >= 0.6 ? fits(1, words, true) : nothing("no e-mail addresses");
}

function phoneFit(column: Column): Fit {
  const { forms, shape } = column;
  const words = `${percent(forms.phone)} of its values look like phone numbers`;
  if (forms.phone >= 0.6) return fits(1, words, !isTime(column));
  const isLong = isDigits(column) && shape.text.length >= 8 && shape.text.length <= 15;
  return isLong ? fits(0.7, "digits, as of phone numbers") : nothing("no phone numbers");
}

/** Day of the latest birth that is taken for one. */
const youngest = Date.UTC(2012, 0);

function birthFit(declared: EntityColumn, column: Column, now: number): Fit {
  const days = column.readings.dmy.map(({ value }) => value).toSorted((a, b) => a - b);
  const middle = days[Math.floor(days.length / 2)] ?? 0;
  if (middle >= youngest) return nothing("too recent for days of birth");
  return { ...timeFit(declared, column, now), isTelling: false };
}

function numberedFit(own: number, other: number, what: string): Fit {
  if (own >= 0.6) return fits(1, `the form of ${what}`, true);
  return other > 0.5 ? nothing("the form of another number") : fits(0.4, "no form that is known");
}

function personFit(column: Column): Fit {
  const { forms, shape } = column;
  const isOther = forms.email > 0.3 || forms.text > 0.4 || isTime(column);
  if (isOther || isNumber(column, 0.5)) return nothing("they are no names");
  if (forms.person >= 0.3) return fits(1, "names of people", forms.person >= 0.5);
  return fits(/\d/.test(shape.text) ? 0.2 : 0.6, "they could be names");
}

/** Why a column can hold nothing that somebody wrote. */
function noTextWhy(column: Column): string | undefined {
  const { forms } = column;
  if (forms.email > 0.3 || forms.url > 0.5 || isTime(column)) return "it is no text";
  return isNumber(column, 0.5) ? "its values are numbers" : undefined;
}

function subjectFit(column: Column): Fit {
  const why = noTextWhy(column);
  if (why !== undefined) return nothing(why);
  if (column.words > 25) return fits(0.3, "long for a subject");
  const isLine = column.words >= 2 && !isRepeated(column);
  return fits(isLine ? 1 : 0.4, `${Math.round(column.words)} words each`);
}

function textFit(column: Column): Fit {
  const { forms, words, characters } = column;
  const why = noTextWhy(column);
  if (why !== undefined) return nothing(why);
  if (isRepeated(column) && forms.text < 0.5) return fits(0.15, "few different texts");
  if (forms.text >= 0.4) return fits(1, `text, ${Math.round(words)} words each`, true);
  const isLong = words >= 2.5 || characters > 15;
  return isLong ? fits(0.7, `${Math.round(words)} words each`) : fits(0.25, "short for a text");
}
