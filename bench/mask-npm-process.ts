// A package of npm over rows, in a process of its own, to be measured:
//
//   node mask-npm-process.ts redact-pii|openredaction|libphonenumber-js FOLDER PASSES INPUT OUTPUT
//
// FOLDER is where the package is installed.
import { createRequire } from "node:module";
import { join } from "node:path";

import { type Found, type MaskRow, timeFinding } from "./mask-timing.ts";

type Work = (row: MaskRow) => unknown;
type Peer = { work: Work; find: (row: MaskRow) => Found[] | Promise<Found[]> };

const [name = "", folder = "", passes = "1", source = "", target = ""] = process.argv.slice(2);
const load = createRequire(join(folder, "index.js"));
const peers: Record<string, () => Peer> = {
  "redact-pii": redactPii,
  openredaction: openRedaction,
  "libphonenumber-js": phoneNumbers,
};
const peer = peers[name]?.();
if (peer === undefined) throw new Error(`${name}: not a peer`);
await timeFinding([source, target], peer.find, { passes: Number(passes), work: peer.work });

function redactPii(): Peer {
  type Package = { SyncRedactor: new () => { redact(text: string): string } };
  const { SyncRedactor } = load(name) as Package; // its published types, 3.4.0
  const redactor = new SyncRedactor();
  const work = ({ text }: MaskRow): string => redactor.redact(text);
  return { work, find: (row) => aligned(row.text, work(row)) };
}

/**
 * What stands in a text where its redacted form has a placeholder. The package tells nothing but
 * the redacted form, so where a piece of text stands twice this may take the wrong one.
 */
function aligned(text: string, redacted: string): Found[] {
  const placeholders =
    /(CREDIT_CARD_NUMBER|STREET_ADDRESS|ZIPCODE|PHONE_NUMBER|IP_ADDRESS|US_SOCIAL_SECURITY_NUMBER|EMAIL_ADDRESS|USERNAME|PASSWORD|CREDENTIALS|DIGITS|URL|PERSON_NAME)/;
  const [first = "", ...pieces] = redacted.split(placeholders);
  const found: Found[] = [];
  let end = first.length;
  for (let i = 0; i < pieces.length; i += 2) {
    const [type = "", literal = ""] = pieces.slice(i, i + 2);
    const isLast = i + 2 >= pieces.length;
    const next = isLast ? text.length - literal.length : text.indexOf(literal, end + 1);
    if (next < end) break; // what is left cannot be told apart
    if (literal !== "" || isLast) found.push({ start: end, end: next, type });
    end = next + literal.length;
  }
  return found;
}

function openRedaction(): Peer {
  type Detection = { type: string; position: [start: number, end: number] };
  type Package = {
    OpenRedaction: new (options: object) => {
      detect(text: string): Promise<{ detections: Detection[] }>;
    };
  };
  const { OpenRedaction } = load(name) as Package; // its published types, 1.1.5
  // its filter takes every address below example.com for made up, and those of the set are
  const redactor = new OpenRedaction({ enableFalsePositiveFilter: false });
  const find = async ({ text }: MaskRow): Promise<Found[]> =>
    (await redactor.detect(text)).detections.map(({ type, position: [start, end] }) => ({
      start,
      end,
      type,
    }));
  return { work: find, find };
}

/** Phones alone, told the country of the row where one is known. */
function phoneNumbers(): Peer {
  type Package = {
    findPhoneNumbersInText(text: string, country?: string): { startsAt: number; endsAt: number }[];
  };
  const numbers = load(name) as Package; // its published types, 1.13
  const find = ({ text, locale }: MaskRow): Found[] =>
    numbers.findPhoneNumbersInText(text, locale?.split("_")[1]).map(({ startsAt, endsAt }) => ({
      start: startsAt,
      end: endsAt,
      type: "PHONE",
    }));
  return { work: find, find };
}
