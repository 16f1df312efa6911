import { assert } from "../../core/base/errors.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { isPseudonym, type Pseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { scanText } from "../../kernel/privacy/scan/scan-text.ts";

/** Values that columns have in common are answered once; a chunk of rows holds 2,048. */
const rememberedMost = 20_000;

/** Words that sources write where an id of a person should stand; they name nobody. */
const roles = new Set(
  "admin agent ai anonymous api assistant automation bot chatbot client cliente contact customer guest kunde nobody none operator sistema staff support system unassigned unknown user usuario visitor".split(
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
const placeEnd = /-\d{4,}$/;

/** An id as it is, or a pseudonym of it, as its own value alone decides: no hint of its source may. */
function showId(pseudonymizer: Pseudonymizer, value: string, person: boolean): string {
  if (isPseudonym(value)) return value;
  const found = scanText(value, {}).filter(({ type }) => identifying[type] !== undefined);
  const [first] = found;
  if (first !== undefined) {
    const isWhole = first.start === 0 && first.end === value.length;
    return pseudonymizer.pseudonym(isWhole ? identifying[first.type]! : "ID", value);
  }
  const owner = value.replace(placeEnd, "");
  const shownOwner = owner === value ? owner : showId(pseudonymizer, owner, person);
  if (shownOwner !== owner) return shownOwner + value.slice(owner.length);
  if (!person) return value;
  if (/^\+?[1-9]\d{9,14}$/.test(value)) return pseudonymizer.pseudonym("ID", value);
  const isName = !/\p{Nd}/u.test(value) && /\p{L}{2}/u.test(value);
  if (isName && !roles.has(value.toLowerCase())) return pseudonymizer.pseudonym("PERSON", value);
  return value;
}
