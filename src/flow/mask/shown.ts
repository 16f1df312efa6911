import { assert } from "../../core/base/errors.ts";
import { composeDetector } from "../../kernel/privacy/compose-detector.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { isPseudonym, type Pseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { scanText } from "../../kernel/privacy/scan/scan-text.ts";

/** Rises with every change of what a value is shown as: silver is made anew then. */
export const shownVersion = 2;

/** Values that columns have in common are answered once; a chunk of rows holds 2,048. */
const rememberedMost = 20_000;

/** Words that sources write where an id of a person should stand, or before its number; they name nobody. */
const roles = new Set(
  "account admin agent ai anonymous api assistant automation bot chatbot client cliente contact contato customer guest kunde lead member nobody none operator person sistema staff support system unassigned unknown user usuario visitor".split(
    " ",
  ),
);

/** Types of the scanner that identify somebody wherever they stand, by the type of their pseudonym. */
const identifying: Readonly<Record<string, string>> = {
  EMAIL: "EMAIL",
  PHONE: "PHONE",
  CPF: "NATIONAL_ID",
  SSN: "NATIONAL_ID",
  CNPJ: "TAX_ID",
  IBAN: "ID",
  CREDIT_CARD: "ID",
  IP: "ID",
  URL_CRED: "ID",
  SECRET: "ID",
  CRYPTO: "ID",
};

/**
 * The function behind `shown(how, value, country)`: what silver shows of a value. `how` is `id`,
 * `person id`, `label`, or the type of a pseudonym. A null stays null.
 */
export function openShown(
  pseudonymizer: Pseudonymizer,
): (how: string | null, value: string | null, country: string | null) => string | null {
  const remembered = new Map<string, string>();
  return (how, value, country) => {
    if (value === null || how === null) return null;
    const key = `${how}\n${country ?? ""}\n${value}`;
    let shown = remembered.get(key);
    if (shown === undefined) {
      shown = showValue(pseudonymizer, how, value, country ?? undefined);
      if (remembered.size >= rememberedMost) remembered.clear();
      remembered.set(key, shown);
    }
    return shown;
  };
}

function showValue(
  pseudonymizer: Pseudonymizer,
  how: string,
  value: string,
  country: string | undefined,
): string {
  switch (how) {
    case "label":
      return maskPlain(value);
    case "id":
      return showId(pseudonymizer, value, false);
    case "person id":
      return showId(pseudonymizer, value, true);
    default:
      assert(/^[A-Z_]+$/.test(how), `${how} is no type of a pseudonym`);
      return pseudonymizer.pseudonym(how, value, country);
  }
}

/** What messages that stand inside of a conversation's row have behind its id: their place there. */
const placeEnd = /-\d{4,7}$/;

/** What has a form of its own, also where tricks of Unicode or words hide it. */
const detector = composeDetector({ tiers: [scanText] });

/** An id as it is, or a pseudonym of it, as its own value alone decides: no hint of its source may. */
function showId(pseudonymizer: Pseudonymizer, value: string, person: boolean): string {
  if (isPseudonym(value)) return value;
  if (isBarePhone(value)) return pseudonymizer.pseudonym("PHONE", `+${value}`);
  const found = detector.detect(value, {}).filter(({ type }) => identifying[type] !== undefined);
  const [first] = found;
  if (first?.start === 0 && first.end === value.length)
    return pseudonymizer.pseudonym(identifying[first.type]!, value);
  const owner = person ? value : value.replace(placeEnd, "");
  const shownOwner = owner === value ? owner : showId(pseudonymizer, owner, person);
  if (shownOwner !== owner) return shownOwner + value.slice(owner.length);
  if (first !== undefined || holdsIdentity(value)) return pseudonymizer.pseudonym("ID", value);
  return person ? showPersonId(pseudonymizer, value) : value;
}

function showPersonId(pseudonymizer: Pseudonymizer, value: string): string {
  if (/^\+?[1-9]\d{9,14}$/.test(value)) return pseudonymizer.pseudonym("ID", value);
  return mayName(value) ? pseudonymizer.pseudonym("PERSON", value) : value;
}

/** Whether an id is a phone as messengers write it: with the country's code and without the plus. */
function isBarePhone(value: string): boolean {
  if (!/^(1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{10,14})$/.test(value)) return false;
  const isOther = scanText(value, {}).some(({ type }) => identifying[type] !== undefined);
  const [phone] = isOther ? [] : scanText(`+${value}`, {});
  return phone?.type === "PHONE" && phone.end === value.length + 1;
}

/** Most parts of an id that are looked at together, and the fewest digits of what identifies somebody. */
const partsMost = 10;
const digitsLeast = 9;

/** Whether something that identifies somebody is a part of an id: signs beside it hide it from the search. */
function holdsIdentity(value: string): boolean {
  if (/[@\uff20\ufe6b]/.test(value)) return true;
  if (digitCount(value) < digitsLeast) return false;
  const parts = [...value.matchAll(/[^-_/:#|.,;~\s]+/g)].slice(0, partsMost);
  return parts.some(({ index: start }, i) =>
    parts.slice(i).some(({ 0: last, index }) => {
      const part = value.slice(start, index + last.length);
      return part !== value && digitCount(part) >= digitsLeast && isIdentity(part);
    }),
  );
}

function isIdentity(part: string): boolean {
  if (isBarePhone(part)) return true;
  const [first] = scanText(part, {});
  const isKnown = first !== undefined && identifying[first.type] !== undefined;
  return isKnown && first.start === 0 && first.end === part.length;
}

/** Whether an id of a person has words that may be a name, and no number that makes a code of it. */
function mayName(value: string): boolean {
  const digits = digitCount(value);
  if (digits > 4) return false;
  if (/^[A-Za-z]{0,4}[-_#/]?\d+$/.test(value)) return false;
  const words = value.match(/\p{L}+/gu) ?? [];
  const leastLetters = digits > 0 ? 3 : 2;
  return words.some((word) => word.length >= leastLetters && !roles.has(word.toLowerCase()));
}

function digitCount(value: string): number {
  return value.match(/\p{Nd}/gu)?.length ?? 0;
}
