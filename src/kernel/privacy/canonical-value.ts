import { canonicalDay } from "./canonical/day.ts";
import { canonicalIp, canonicalMac } from "./canonical/machine-address.ts";
import { canonicalName } from "./canonical/name.ts";
import { canonicalPhone } from "./canonical/phone.ts";
import { plainLowerText, plainText, printableAscii } from "./canonical/plain-text.ts";

type Canonical = (value: string, country: string | undefined) => string | undefined;

const canonicalByType: Readonly<Record<string, Canonical>> = {
  EMAIL: canonicalEmail,
  PHONE: canonicalPhone,
  PERSON: canonicalName,
  DOB: canonicalDay,
  IP: canonicalIp,
  MAC: canonicalMac,
  CPF: lettersAndDigits,
  CNPJ: lettersAndDigits,
  SSN: lettersAndDigits,
  PASSPORT: lettersAndDigits,
  CREDIT_CARD: lettersAndDigits,
  IBAN: lettersAndDigits,
  ACCOUNT_ID: lettersAndDigits,
  ORDER_ID: lettersAndDigits,
  NATIONAL_ID: lettersAndDigits,
  TAX_ID: lettersAndDigits,
  // In these a letter's case tells two values apart.
  CRYPTO: plainText,
  SECRET: plainText,
  URL_CRED: plainText,
};

/**
 * The one form of a value under which two notations of it are the same, so that they count as one
 * entity and get one pseudonym: e-mail addresses in lower case, phones as E.164, numbers of people
 * and accounts as upper-case letters and digits, names without forms of address, days as
 * `YYYY-MM-DD`. What can't be read as its type is compared as plain text in lower case. Applying it
 * twice changes nothing.
 *
 * @param type - An entity type, or a name of the settings.
 * @param country - ISO 3166 code that tells what national notations mean, such as `BR`.
 */
export function canonicalValue(type: string, value: string, country?: string): string {
  return canonicalByType[type]?.(value, country) ?? plainLowerText(value);
}

/** In lower case; the part behind a plus stays, because only its owner's server knows what it is. */
function canonicalEmail(value: string): string {
  if (/^[a-z0-9.@_+-]+$/.test(value)) return value;
  const text = plainLowerText(value).replace(/^(?:mailto: ?)+/, "");
  return /<([^<>@\s]+@[^<>@\s]+)>$/.exec(text)?.[1]?.replace(/^(?:mailto:)+/, "") ?? text;
}

function lettersAndDigits(value: string): string | undefined {
  if (/^[A-Z0-9]+$/.test(value)) return value;
  if (printableAscii.test(value)) {
    const plain = value.toUpperCase().replace(/[^A-Z0-9]+/g, "");
    return plain === "" ? undefined : plain;
  }
  const upper = plainText(plainText(value).toUpperCase());
  const kept = upper.replace(/[^\p{L}\p{M}\p{N}]/gu, "").normalize("NFC");
  return kept === "" ? undefined : kept;
}
