import { canonicalDay } from "./canonical/day.ts";
import { plainText } from "./canonical/plain-text.ts";

/**
 * What a report may show of a value: the last four of a card, phone or account, the domain of an e-mail address, the year of a birth, the first digits of a postcode.
 * Still personal together with other facts. Undefined where so little of the value is hidden that
 * nothing may be shown, and for types that have no such form.
 */
export function partialForm(type: string, value: string): string | undefined {
  const text = plainText(value);
  if (lastFourTypes.has(type)) return lastFour(text);
  switch (type) {
    case "EMAIL":
      return emailDomain(text);
    case "DOB":
      return birthYear(text);
    case "POSTCODE":
      return postcodeStart(text);
    default:
      return undefined;
  }
}

const lastFourTypes: ReadonlySet<string> = new Set(["CREDIT_CARD", "PHONE", "IBAN", "ACCOUNT_ID"]);

/** Last four letters or digits, of at least eight: with fewer the rest could be guessed. */
function lastFour(text: string): string | undefined {
  const kept = text.replace(/[^\p{L}\p{N}]/gu, "");
  return kept.length < 8 ? undefined : `…${kept.slice(-4)}`;
}

function emailDomain(text: string): string | undefined {
  const domain = /^[^@\s]+@([^@\s<>]+\.[^@\s<>]+)$/.exec(text)?.[1];
  return domain === undefined ? undefined : `…@${domain.toLowerCase()}`;
}

function birthYear(text: string): string | undefined {
  const day = canonicalDay(text);
  // Whose order of day and month is unknown still has its year in one of two places.
  return day?.slice(0, 4) ?? /^\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4})$/.exec(text)?.[1];
}

/** The first three, of at least five; the outward code of a British one. */
function postcodeStart(text: string): string | undefined {
  const british = /^([a-z]{1,2}\d[a-z\d]?) ?\d[a-z]{2}$/i.exec(text)?.[1];
  if (british !== undefined) return `${british.toUpperCase()}…`;
  const kept = text.replace(/[^\p{L}\p{N}]/gu, "");
  return kept.length < 5 ? undefined : `${kept.slice(0, 3)}…`;
}
