import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { presidioEnv } from "../../scripts/python-env.ts";
import { type LakeString, stringsAboveBronze } from "./lake-strings.ts";
import { openPlanted, type PlantedCompany } from "./plant.ts";

/** What Presidio says of a text. */
type Hit = { text: string; type: string; found: string; score: number };

const python = await presidioEnv();
const soughtKinds = new Set(["email", "phone", "card", "iban", "ipv4", "ipv6"]);

/** Asks Presidio's recognisers of e-mails, IP addresses, phones, cards and IBANs, at any score. */
async function askPresidio(texts: readonly string[]): Promise<Hit[]> {
  const script = join(import.meta.dirname, "presidio_patterns.py");
  const child = spawn(python!, [script], { stdio: ["pipe", "pipe", "inherit"] }); // skipped without
  child.stdin.end(JSON.stringify(texts));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (code !== 0) throw new Error(`presidio_patterns.py ended with ${code}`);
  return JSON.parse(output) as Hit[]; // as the script says
}

describe.skipIf(python === undefined)("a detector that is not ours", () => {
  let company: PlantedCompany;
  let strings: readonly LakeString[] = [];
  let control: readonly string[] = [];
  let hits: readonly Hit[] = [];

  beforeAll(async () => {
    company = await openPlanted();
    await company.open().run();
    // The number of a placeholder is part of no phone: `[PERSON_1]-687469` has six digits.
    strings = (await stringsAboveBronze(company.data)).map(({ text: whole, columns }) => {
      return { text: whole.replaceAll(/\[([A-Z_]+)_\d+\]/g, "[$1]"), columns };
    });
    const planted = company.canaries.filter(({ kind }) => soughtKinds.has(kind));
    control = planted.filter((_, i) => i % 20 === 0).map((canary) => `control ${canary.text}`);
    hits = await askPresidio([...strings.map((string) => string.text), ...control]);
  }, 400_000);
  afterAll(() => company[Symbol.asyncDispose]());

  /** What was found in strings of which this holds. */
  const hitsIn = (holds: (string: LakeString) => boolean): Hit[] => {
    const texts = new Set(strings.filter(holds).map((string) => string.text));
    return hits.filter((hit) => texts.has(hit.text));
  };

  it("finds what it looks for where it stands", () => {
    const found = new Set(hits.map((hit) => hit.text));
    expect(control.length).toBeGreaterThan(50);
    expect(control.filter((value) => !found.has(value))).toEqual([]);
  });

  it("sees thousands of texts of every layer", () => {
    expect(strings.length).toBeGreaterThan(5_000);
    const layers = new Set(strings.flatMap(({ columns }) => columns.map((id) => id.split(".")[0])));
    expect(layers).toEqual(new Set(["enriched", "gold", "ops", "quarantine", "silver"]));
  });

  // Its phone pattern also takes prices (`R$ 1.642,00`), numbers of terminals and of sales, which
  // have six digits at most. Nobody's phone here has fewer than ten.
  it("finds no e-mail, IP address, phone, card or IBAN in what people wrote", () => {
    const inTexts = hitsIn(({ columns }) => !columns.every(isIdColumn));
    expect(
      inTexts.filter(({ type, found }) => type !== "PHONE_NUMBER" || digitCount(found) > 6),
    ).toEqual([]);
    expect(inTexts.length).toBeLessThan(30);
  });

  // Ids of the sample look like phones to it as well: `INT-000123-4567`. They stay as they are, so
  // such a hit says nothing; an id that another pattern fits, or of another form, is a leak.
  it("takes nothing but ids of the sample's own form for phones", () => {
    const inIds = hitsIn(({ columns }) => columns.every(isIdColumn));
    expect(inIds.filter(({ type }) => type !== "PHONE_NUMBER")).toEqual([]);
    expect(inIds.filter((hit) => !isSampleId(hit.text))).toEqual([]);
  });
});

function digitCount(found: string): number {
  return found.replaceAll(/\D/g, "").length;
}

/** Columns of ids, by their names; `key` is the id of a row that was set aside. */
function isIdColumn(column: string): boolean {
  return /\.(\w+_id|key)$/.test(column);
}

function isSampleId(id: string): boolean {
  return /^(?:support\/)?(ACT|AGT|CHAT|CMP|CUS|CUST|FB|INT|LEAD|PRD|TKT)-[\d-]+(-(cut|q|s)\b|[:/#-]\d+)*$/.test(
    id,
  );
}
