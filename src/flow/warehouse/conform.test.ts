import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { SourceSettings } from "../../core/config/source-settings.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import { defineEntity, type Entity } from "../../core/domain/entity.ts";
import { enumerations, type Enumeration } from "../../core/domain/enumeration.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openPseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { registerRowFunction } from "../../storage/duckdb/text-function.ts";
import { openShown } from "../mask/shown.ts";
import { shownName } from "../mask/shown-sql.ts";
import { openCaseDatabase } from "./case-tables.ts";
import { conformSelect, knownSelect, type MappedSource } from "./conform.ts";

const pseudonymizer = openPseudonymizer({ key: new Uint8Array(32).fill(7), tenant: "test" });

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
  registerRowFunction(connection, shownName, openShown(pseudonymizer));
});
afterAll(() => connection[Symbol.asyncDispose]());

const thing: Entity = defineEntity({
  name: "thing",
  table: "things",
  summary: "One column of each type.",
  key: "thing_id",
  columns: {
    thing_id: { type: "VARCHAR", doc: "Thing" },
    priority: { type: "VARCHAR", doc: "Closed", enumeration: "priority", default: "'MEDIUM'" },
    sentiment: { type: "VARCHAR", doc: "Closed, without default", enumeration: "sentiment" },
    channel: { type: "VARCHAR", doc: "Open", enumeration: "channel" },
    region: { type: "VARCHAR", doc: "Folded", fold: "upper" },
    currency: { type: "VARCHAR", doc: "With a default", fold: "lower", default: "'usd'" },
    amount: { type: "DECIMAL(18,2)", doc: "Amount" },
    pieces: { type: "BIGINT", doc: "Count" },
    share: { type: "DOUBLE", doc: "Share" },
    active: { type: "BOOLEAN", doc: "Yes or no" },
    day: { type: "DATE", doc: "Day" },
    happened_at: { type: "TIMESTAMPTZ", doc: "Time" },
    tags: { type: "VARCHAR[]", doc: "Tags" },
    email: { type: "VARCHAR", doc: "Personal", pii: "CONTACT", pseudonym: "EMAIL" },
    body: { type: "VARCHAR", doc: "Personal", pii: "FREE_TEXT" },
    owner_id: { type: "VARCHAR", doc: "Id of a person", person: true },
    birth_date: { type: "DATE", doc: "Personal", pii: "BIRTH_DATE" },
  },
});

type Text = Readonly<Record<string, string | null>>;
type Given = { rows: readonly Text[]; settings?: Record<string, unknown>; system?: string };

/** A source of rows as bronze has them: every column as text. */
function source({ rows, settings = {}, system = "crm" }: Given): MappedSource {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string | null | undefined): string =>
    `CAST(${text === null || text === undefined ? "NULL" : quoteText(text)} AS VARCHAR)`;
  const tuples = rows.map(
    (row, index) =>
      `(${[...columns.map((name) => cell(row[name])), index + 1].join(", ")}, 'a.csv')`,
  );
  const names = [...columns.map(quoteName), "_row", "_file"].join(", ");
  return {
    system,
    settings: SourceSettings.parse({ path: "a.csv", ...settings }),
    timeZone: "America/Sao_Paulo",
    relation: `(SELECT *, 'a' AS _source, 'hash' AS _content_hash, TIMESTAMPTZ '2026-01-01 00:00:00Z' AS _ingested_at
      FROM (VALUES ${tuples.join(", ")}) AS t(${names}))`,
    columns,
  };
}

type Found = { [column: string]: unknown } & {
  failures: string[];
  unknown: string[];
  imputed: string[];
};

/** Rows that come out, values as text, with what was noticed. */
async function conformed(entity: Entity, ...given: Given[]): Promise<Found[]> {
  const texts = ["system", ...Object.keys(entity.columns)].map(
    (name) => `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`,
  );
  const rows = await connection.rows(`
    SELECT ${texts.join(", ")}, _origin.failures, _origin.unknown, _origin.imputed
    FROM (${conformSelect(entity, given.map(source))}) ORDER BY _origin.row`);
  return rows as unknown as Found[]; // the three lists are in the SELECT above
}

async function only(row: Text, settings: Record<string, unknown> = {}): Promise<Found> {
  const [found] = await conformed(thing, { rows: [row], settings });
  expect(found).toBeDefined();
  return found!;
}

describe("conformSelect", () => {
  it("gives every column of the entity, typed", async () => {
    const select = conformSelect(thing, [source({ rows: [{ thing_id: "1" }] })]);
    const empty = await connection.describe(conformSelect(thing, []));
    expect(await connection.describe(select)).toEqual(empty);
    const types = empty.map(({ name, type }) => [name, type]).slice(1, -1);
    const declared = Object.entries(thing.columns).map(([name, { type }]) => [
      name,
      type.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"),
    ]);
    expect(types).toEqual(declared);
    expect(await connection.rows(conformSelect(thing, []))).toEqual([]);
  });

  it("reads every type from text", async () => {
    const row = await only({
      thing_id: " T 1 ",
      region: "são paulo",
      currency: "EUR",
      amount: "R$ 1,234.50",
      pieces: "4.0",
      share: "12.5%",
      active: "Sim",
      day: "31/12/2025",
      happened_at: "31/12/2025 22:00",
      tags: "b; a",
    });
    expect(row).toMatchObject({
      system: "crm",
      thing_id: "T 1",
      region: "SÃO PAULO",
      currency: "eur",
      amount: "1234.50",
      pieces: "4",
      share: "0.125",
      active: "true",
      day: "2025-12-31",
      happened_at: "2026-01-01 01:00:00+00",
      tags: "[a, b]",
      failures: [],
      unknown: [],
    });
  });

  it("records what is not of its type, and leaves the value out", async () => {
    const bad = {
      amount: "a lot",
      pieces: "4.5",
      share: "1,5",
      active: "perhaps",
      day: "31/02/2025",
      happened_at: "yesterday",
    };
    const row = await only({ thing_id: "1", ...bad });
    expect(row.failures).toEqual([
      "amount is not an amount",
      "pieces is not a whole number",
      "share is not a number",
      "active is not a yes or no",
      "day is not a date",
      "happened_at is not a time",
    ]);
    for (const name of Object.keys(bad)) expect(row[name], name).toBeNull();
  });

  it("takes blank text and words for nothing as no value, which is no failure", async () => {
    const blank = { thing_id: "  ", amount: "", day: "N/A", priority: "-", region: "null" };
    const row = await only(blank);
    expect(row).toMatchObject({ thing_id: null, amount: null, day: null, region: null });
    expect(row).toMatchObject({ priority: "MEDIUM", failures: [], unknown: [] });
  });

  it("keeps where each row came from", async () => {
    const rows = await connection.rows(
      `SELECT _origin.* FROM (${conformSelect(thing, [source({ rows: [{ thing_id: "1" }] })])})`,
    );
    expect(rows).toEqual([
      {
        source: "a",
        file: "a.csv",
        row: "1",
        content_hash: "hash",
        ingested_at: "2026-01-01 00:00:00+00",
        failures: [],
        unknown: [],
        imputed: ["priority", "currency"],
      },
    ]);
  });

  it("counts a default as imputed where the value is missing, unknown or in no column", async () => {
    const rows = await conformed(thing, {
      rows: [
        { thing_id: "1", priority: "high", currency: "brl" },
        { thing_id: "2", priority: null, currency: null },
        { thing_id: "3", priority: "whatever", currency: "" },
      ],
    });
    expect(rows.map(({ priority }) => priority)).toEqual(["HIGH", "MEDIUM", "MEDIUM"]);
    expect(rows.map(({ currency }) => currency)).toEqual(["brl", "usd", "usd"]);
    expect(rows.map(({ imputed }) => imputed)).toEqual([
      [],
      ["priority", "currency"],
      ["priority", "currency"],
    ]);
    expect(rows.map(({ unknown }) => unknown)).toEqual([[], [], ["priority"]]);
    expect((await only({ thing_id: "1" })).imputed).toEqual(["priority", "currency"]);
  });

  it("shows identifying columns by pseudonyms and days of birth by their year", async () => {
    const row = await only({ thing_id: "1", email: " Ann@Example.com ", birth_date: "23/07/1985" });
    expect(row).toMatchObject({
      email: pseudonymizer.pseudonym("EMAIL", "ann@example.com"),
      birth_date: "1985-01-01",
    });
  });

  it("says of a day of birth that is none what it says of other days", async () => {
    const row = await only({ thing_id: "1", birth_date: "not a date" });
    expect(row).toMatchObject({ birth_date: null, failures: ["birth_date is not a date"] });
  });

  it("leaves free text as it came, for the stage that masks it", async () => {
    const row = await only({ thing_id: "1", body: "I am ann@example.com" });
    expect(row).toMatchObject({ body: "I am ann@example.com" });
  });

  it("shows a personal id by the pseudonym its value has in an identifying column", async () => {
    const email = pseudonymizer.pseudonym("EMAIL", "ann@example.com");
    const row = await only({ thing_id: "ann@example.com", owner_id: "Ann@example.com" });
    expect(row).toMatchObject({ thing_id: email, owner_id: email });
    const plain = await only({ thing_id: "T-1", owner_id: "Ann Lee" });
    expect(plain["thing_id"]).toBe("T-1");
    expect(plain["owner_id"]).toBe(pseudonymizer.pseudonym("PERSON", "Ann Lee"));
  });

  it("takes what is personal out of labels, tags, words of open lists and file names", async () => {
    const row = await only({
      thing_id: "1",
      region: "north (ann@example.com)",
      channel: "ann@example.com",
      tags: "vip, ann@example.com",
    });
    expect(JSON.stringify(row).toLowerCase()).not.toContain("ann@");
    expect(JSON.stringify(row).toLowerCase()).not.toContain("example.com");
    expect(row["region"]).toMatch(/^NORTH \(\[EMAIL_1\]\)$/);
  });

  it("keeps unknown words of an open enumeration and drops those of a closed one", async () => {
    const row = await only({ thing_id: "1", channel: "carrier pigeon", sentiment: "meh" });
    expect(row).toMatchObject({ channel: "CARRIER_PIGEON", sentiment: null });
    expect(row.unknown).toEqual(["sentiment"]);
  });

  it.each(Object.keys(enumerations) as (keyof typeof enumerations)[])(
    "knows every value and synonym of %s, however it is spelled",
    async (name) => {
      const enumeration: Enumeration = enumerations[name];
      const entity = defineEntity({
        ...thing,
        columns: { word: { type: "VARCHAR", doc: "Word", enumeration: name } },
      });
      const meant = [
        ...enumeration.values.map((value) => [value, value] as const),
        ...Object.entries(enumeration.synonyms ?? {}),
      ];
      const rows = await conformed(entity, {
        rows: meant.map(([word]) => ({ word: ` ${word.toLowerCase().replaceAll("_", " ")} ` })),
      });
      expect(rows.map(({ word }) => word)).toEqual(meant.map(([, value]) => value));
      expect(rows.flatMap(({ unknown }) => unknown)).toEqual([]);
    },
  );
});

describe("the settings of a source", () => {
  it("replace values whatever their case, then read them as any other", async () => {
    const values = {
      priority: { "P 1": "urgent", "it's": "low" },
      region: { "São  Paulo": "sp" },
      active: { an: "true" },
    };
    const rows = await conformed(thing, {
      rows: [
        { thing_id: "1", priority: " p  1", region: "SÃO PAULO", active: "AN" },
        { thing_id: "2", priority: "IT'S", region: "rj", active: "no" },
      ],
      settings: { values },
    });
    expect(rows.map(({ priority }) => priority)).toEqual(["CRITICAL", "LOW"]);
    expect(rows.map(({ region }) => region)).toEqual(["SP", "RJ"]);
    expect(rows.map(({ active }) => active)).toEqual(["true", "false"]);
  });

  it("give words for nothing a meaning, and take a meaning from others", async () => {
    const values = { priority: { "n/a": "HIGH", "": "LOW" }, region: { unknown: "" } };
    const rows = await conformed(thing, {
      rows: [
        { thing_id: "1", priority: "N/A", region: "Unknown" },
        { thing_id: "2", priority: " ", region: "SP" },
        { thing_id: "3", priority: null, region: null },
      ],
      settings: { values },
    });
    expect(rows.map(({ priority }) => priority)).toEqual(["HIGH", "LOW", "MEDIUM"]);
    expect(rows.map(({ region }) => region)).toEqual([null, "SP", null]);
  });

  it("say how numbers and dates are written", async () => {
    const row = await only(
      { thing_id: "1", amount: "1.234,5", day: "12/31/2025", happened_at: "12/31/2025" },
      { decimal: ",", dates: "mdy" },
    );
    expect(row).toMatchObject({
      amount: "1234.50",
      day: "2025-12-31",
      happened_at: "2025-12-31 03:00:00+00",
    });
  });

  it("hold for their own source only", async () => {
    const rows = await conformed(
      thing,
      { rows: [{ thing_id: "1", amount: "1.5" }], system: "crm" },
      {
        rows: [{ amount: "1,5", thing_id: "1" }],
        system: "help",
        settings: { decimal: ",", values: { thing_id: { 1: "one" } } },
      },
    );
    expect(rows.map(({ system, thing_id, amount }) => [system, thing_id, amount])).toEqual(
      expect.arrayContaining([
        ["crm", "1", "1.50"],
        ["help", "one", "1.50"],
      ]),
    );
  });
});

describe("silver", () => {
  it("of every entity has no blanks around its texts, and comes out the same when read again", async () => {
    for (const entity of (await loadEntities()).values()) {
      const cells = Object.entries(entity.columns).map(
        ([name, { type }]) => [name, textsOf(type).map(withoutNul)] as const,
      );
      const rows = fc.array(fc.record(Object.fromEntries(cells)), { minLength: 20, maxLength: 40 });
      const property = fc.asyncProperty(rows, async (list) => {
        const once = (await conformed(entity, { rows: list })).map(valuesOf);
        for (const text of once.flatMap((row) => Object.values(row))) {
          expect(text === null || (text !== "" && text.trim() === text)).toBe(true);
        }
        expect((await conformed(entity, { rows: once })).map(valuesOf)).toEqual(once);
      });
      await fc.assert(property, { numRuns: 1 });
    }
  }, 30_000);
});

/** Texts that a column of this type may well meet, and others. */
function textsOf(type: string): fc.Arbitrary<string | null> {
  const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
    BIGINT: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(String),
    DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    "DECIMAL(18,2)": fc.integer().map((cents) => (cents / 100).toFixed(2)),
    BOOLEAN: fc.constantFrom("yes", "NO", "1", "perhaps"),
    DATE: fc.constantFrom("31/12/2025", "2025-12-31T23:00:00Z", "1/2/26", "never"),
    TIMESTAMPTZ: fc.constantFrom("31/12/2025 10:00 PM", "2025-12-31T23:00:00.123456Z", "now"),
    "VARCHAR[]": fc.constantFrom("b;a", '["x y", "z"]', "[]", "a"),
    VARCHAR: fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("high", " Pending  customer", "N/A", "\tx\u00a0"),
    ),
  };
  return fc.oneof({ weight: 5, arbitrary: texts[type]! }, fc.constantFrom(null, " ", "?"));
}

/** SQL text holds no NUL. */
function withoutNul(text: string | null): string | null {
  return text?.replaceAll("\0", "") ?? null;
}

/** The row without what was noticed. */
function valuesOf(found: Found): Text {
  const notes = ["system", "failures", "unknown", "imputed"];
  const cells = Object.entries(found).filter(([name]) => !notes.includes(name));
  return Object.fromEntries(cells) as Text; // every column was cast to text
}

describe("knownSelect", () => {
  it("has identifying columns as they came, under the ids that silver has", async () => {
    const given = source({
      rows: [{ thing_id: "ann@example.com", email: "Ann@Example.com", birth_date: "23/07/1985" }],
    });
    const row = await connection.row(
      `SELECT thing_id, email, CAST(birth_date AS VARCHAR) AS born FROM (${knownSelect(thing, [given])})`,
    );
    expect(row).toEqual({
      thing_id: pseudonymizer.pseudonym("EMAIL", "ann@example.com"),
      email: "Ann@Example.com",
      born: "1985-07-23",
    });
  });
});
