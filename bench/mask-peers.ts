import { join } from "node:path";

import { npmEnv } from "../scripts/npm-env.ts";
import { presidioEnv, pythonEnv } from "../scripts/python-env.ts";
import { entityTypes } from "../src/kernel/privacy/span.ts";
import type { Found } from "./mask-timing.ts";

/** A program that looks for personal data in rows. */
export type Finder = {
  name: string;
  command: string;
  /** Without the files of rows and of what was found, which follow; `passes` comes between. */
  arguments: readonly string[];
  /** Our type for its own; what is not here is no type of the labelled set, and is left out. */
  types: Readonly<Record<string, string>>;
  /** Its results overlap: the surer and longer one is kept. */
  overlaps: boolean;
  /** Rows of the speed test, as many as take it some seconds; 0 leaves it out. */
  speedRowCount: number;
  /** Times it goes through them. */
  passes: number;
};

const [folder, peers] = [import.meta.dirname, join(import.meta.dirname, "peers")];
const ownTypes = Object.fromEntries(entityTypes.map((type) => [type, type]));
const presidioTypes = {
  EMAIL_ADDRESS: "EMAIL",
  PHONE_NUMBER: "PHONE",
  IP_ADDRESS: "IP",
  CREDIT_CARD: "CREDIT_CARD",
  IBAN_CODE: "IBAN",
  US_SSN: "SSN",
  US_PASSPORT: "PASSPORT",
  US_BANK_NUMBER: "ACCOUNT_ID",
  DATE_TIME: "DOB", // counted where it hits one; elsewhere it is a date, and not held against it
  MAC_ADDRESS: "MAC",
  CRYPTO: "CRYPTO",
  PERSON: "PERSON",
  LOCATION: "LOCATION",
};

const scrubadubTypes = {
  email: "EMAIL",
  phone: "PHONE",
  credit_card: "CREDIT_CARD",
  social_security_number: "SSN",
  credential: "SECRET",
};

const redactPiiTypes = {
  EMAIL_ADDRESS: "EMAIL",
  PHONE_NUMBER: "PHONE",
  IP_ADDRESS: "IP",
  CREDIT_CARD_NUMBER: "CREDIT_CARD",
  US_SOCIAL_SECURITY_NUMBER: "SSN",
  STREET_ADDRESS: "ADDRESS",
  PERSON_NAME: "PERSON",
  CREDENTIALS: "SECRET",
  PASSWORD: "SECRET",
};

/** Of its 570 patterns those that mean a type of the labelled set; families of them follow. */
const openRedactionTypes = {
  EMAIL: "EMAIL",
  IPV4: "IP",
  IPV6: "IP",
  URL_WITH_AUTH: "URL_CRED",
  DATABASE_CONNECTION: "URL_CRED",
  CREDIT_CARD: "CREDIT_CARD",
  IBAN: "IBAN",
  BRAZILIAN_CPF: "CPF",
  BRAZILIAN_CNPJ: "CNPJ",
  SSN: "SSN",
  CUSTOMER_ID: "ACCOUNT_ID",
  DATE_OF_BIRTH: "DOB",
  MAC_ADDRESS: "MAC",
  NAME: "PERSON",
};

const families: readonly [pattern: RegExp, type: string][] = [
  [/^PHONE(_|$)/, "PHONE"],
  [/PASSPORT/, "PASSPORT"],
  [/^ADDRESS_/, "ADDRESS"],
  [/_ADDRESS$/, "CRYPTO"],
  [/_(TOKEN|API_KEY|SECRET|SECRET_KEY|ACCESS_KEY)$/, "SECRET"],
  [/ACCOUNT/, "ACCOUNT_ID"],
  [/ORDER/, "ORDER_ID"],
];

/** Our type for what a finder says; undefined when the labelled set has none like it. */
function ourType({ types }: Finder, type: string): string | undefined {
  if (types !== openRedactionTypes || type in types) return types[type];
  return families.find(([pattern]) => pattern.test(type))?.[1];
}

/** What a finder found in our types, without overlaps where it leaves them to its reader. */
export function ourSpans(finder: Finder, found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const span of found) {
    const type = ourType(finder, span.type);
    const isFree = kept.every(({ start, end }) => span.end <= start || span.start >= end);
    if (type !== undefined && (isFree || !finder.overlaps)) kept.push({ ...span, type });
  }
  return kept.toSorted((one, other) => one.start - other.start);
}

/** Ours: whole, without what only the tagger finds, and what has a form of its own alone. */
export function ownFinders(): Finder[] {
  const script = join(folder, "mask-process.ts");
  const own = {
    command: process.execPath,
    types: ownTypes,
    overlaps: false,
    speedRowCount: 40_000,
  };
  return [
    { ...own, name: "Earshot", arguments: [script, "whole"], passes: 1 },
    {
      ...own,
      name: "Earshot, no tagger",
      arguments: [script, "no-tagger"],
      passes: 1,
      speedRowCount: 0,
    },
    { ...own, name: "Earshot, scanner", arguments: [script, "scanner"], passes: 10 },
  ];
}

/** The others; those that cannot be installed are left out, with a line on stderr. */
export async function peerFinders(): Promise<Finder[]> {
  const presidio = await presidioEnv();
  const scrubadub = await pythonEnv("bench-scrubadub", ["scrubadub==2.0.1"]);
  const script = join(peers, "mask_presidio.py");
  const python = { passes: 1, overlaps: true, types: presidioTypes };
  const installed: (Finder | undefined)[] = [
    presidio === undefined
      ? undefined
      : {
          ...python,
          name: "Presidio + spaCy",
          command: presidio,
          arguments: [script, "spacy"],
          speedRowCount: 400,
        },
    presidio === undefined
      ? undefined
      : {
          ...python,
          name: "Presidio, patterns",
          command: presidio,
          arguments: [script, "patterns"],
          speedRowCount: 2_000,
        },
    scrubadub === undefined
      ? undefined
      : {
          ...python,
          name: "scrubadub",
          command: scrubadub,
          arguments: [join(peers, "mask_scrubadub.py")],
          types: scrubadubTypes,
          speedRowCount: 5_000,
        },
    ...(await npmFinders()),
  ];
  return installed.filter((finder) => finder !== undefined);
}

async function npmFinders(): Promise<(Finder | undefined)[]> {
  const wanted = [
    { name: "redact-pii", version: "3.4.0", types: redactPiiTypes, speedRowCount: 20_000 },
    { name: "openredaction", version: "1.1.5", types: openRedactionTypes, speedRowCount: 2_000 },
    {
      name: "libphonenumber-js",
      version: "1.13.16",
      types: { PHONE: "PHONE" },
      speedRowCount: 10_000,
    },
  ];
  const script = join(folder, "mask-npm-process.ts");
  const found: (Finder | undefined)[] = [];
  for (const { name, version, types, speedRowCount } of wanted) {
    const at = await npmEnv("bench", [`${name}@${version}`]);
    if (at === undefined) continue;
    const own = { name, types, speedRowCount, command: process.execPath, passes: 1 };
    found.push({ ...own, arguments: [script, name, at], overlaps: false });
  }
  return found;
}
