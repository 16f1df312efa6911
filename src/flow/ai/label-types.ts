import { entityTypes, type EntityType } from "../../kernel/privacy/span.ts";
import { labelWords } from "../../kernel/learn/zero-shot.ts";

/** Other words for the types that the detector finds, as people write them in lists of labels. */
const words: ReadonlyMap<string, EntityType> = new Map(
  Object.entries<EntityType>({
    "e mail": "EMAIL",
    "e mail address": "EMAIL",
    "email address": "EMAIL",
    mail: "EMAIL",
    telephone: "PHONE",
    "phone number": "PHONE",
    "telephone number": "PHONE",
    mobile: "PHONE",
    "ip address": "IP",
    "card number": "CREDIT_CARD",
    "credit card number": "CREDIT_CARD",
    card: "CREDIT_CARD",
    "bank account": "ACCOUNT_ID",
    account: "ACCOUNT_ID",
    "account number": "ACCOUNT_ID",
    order: "ORDER_ID",
    "order number": "ORDER_ID",
    "order no": "ORDER_ID",
    "social security number": "SSN",
    "passport number": "PASSPORT",
    "date of birth": "DOB",
    "birth date": "DOB",
    birthday: "DOB",
    birthdate: "DOB",
    "mac address": "MAC",
    wallet: "CRYPTO",
    password: "SECRET",
    "api key": "SECRET",
    people: "PERSON",
    name: "PERSON",
    names: "PERSON",
    "full name": "PERSON",
    "person name": "PERSON",
    "customer name": "PERSON",
    "postal address": "ADDRESS",
    "street address": "ADDRESS",
    city: "LOCATION",
    place: "LOCATION",
    country: "LOCATION",
  }),
);

/**
 * The type of personal data that a label means: `email`, `E-mail address`, `order_id`; undefined
 * where it means none.
 *
 * @param known - All types there are, those of the settings' own patterns too.
 */
export function typeOfLabel(label: string, known: ReadonlySet<string>): string | undefined {
  const plain = labelWords(label);
  const code = plain.replaceAll(" ", "_").toUpperCase();
  return known.has(code) ? code : words.get(plain);
}

/** Labels that stand for a type each, for messages. */
export const typeLabels: readonly string[] = entityTypes.map((type) => type.toLowerCase());
