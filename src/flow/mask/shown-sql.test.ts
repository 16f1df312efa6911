import * as fc from "fast-check";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { quoteText } from "../../core/base/sql-text.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { registerRowFunction } from "../../storage/duckdb/text-function.ts";
import { shownId, shownLabel, shownName } from "./shown-sql.ts";

let tempFolder: string;
let database: Database;
let connection: Connection;
beforeAll(async () => {
  tempFolder = await mkdtemp(join(tmpdir(), "earshot-shown-"));
  database = await openDatabase({ threads: 1, memoryLimit: "1GB", tempFolder });
  connection = await database.connect();
  registerRowFunction(
    connection,
    shownName,
    (how, value, country) => `${how}(${value},${country})`,
  );
});
afterAll(async () => {
  await database.close();
  await rm(tempFolder, { recursive: true, force: true });
});

/** What SQL gives for a value, whatever it holds. */
async function shown(sql: (value: string) => string, value: string | null): Promise<unknown> {
  const text =
    value === null
      ? "CAST(NULL AS VARCHAR)"
      : `decode(from_hex('${Buffer.from(value, "utf8").toString("hex")}'))`;
  const row = await connection.row(`SELECT ${sql("v")} AS shown FROM (SELECT ${text} AS v)`);
  return row?.["shown"];
}

const id = (value: string): string => shownId(value, { person: false });
const personId = (value: string): string => shownId(value, { person: true });

describe("shownId", () => {
  it.each([
    "C0000001",
    "4711",
    "TCK-000123",
    "M12-0004",
    "5f2b9c1e-77aa-4d0e-9c0b-0123456789ab",
    "5f2b9c1e-77aa-4d0e-9c0b-0123456789ab-0012",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  ])("lets %s pass without a call", async (value) => {
    expect(await shown(id, value)).toBe(value);
  });

  it.each([
    "ann@example.com",
    "12345678909",
    "123.456.789-09",
    "CPF123456789-09",
    "+5511987654321",
    "tel 4155551234",
    "4111111111111111",
    "DE89370400440532013000",
    "10.0.0.1",
    "Anna Snelling",
    "",
    "C1\nann@example.com",
  ])("asks about %j", async (value) => {
    expect(await shown(id, value)).toBe(`id(${value},null)`);
  });

  it.each(["anna", "Anna Snelling", "annsnelling85", "4155551234", "123456789", "a@b.co"])(
    "asks about %j as an id of a person",
    async (value) => {
      expect(await shown(personId, value)).toBe(`person id(${value},null)`);
    },
  );

  it.each(["AG007", "agent-12", "CUSTOMER_000012", "31337"])(
    "lets %s pass as an id of a person",
    async (value) => {
      expect(await shown(personId, value)).toBe(value);
    },
  );
});

describe("shownLabel", () => {
  it.each(["north", "São Paulo Norte", "exports/tickets.csv", "chats.json.gz"])(
    "lets %s pass without a call",
    async (value) => {
      expect(await shown(shownLabel, value)).toBe(value);
    },
  );

  it.each([
    "a@b",
    "a＠b",
    "a﹫b",
    "tel ٣٤٥",
    "①②③-④⑤-⑥⑦⑧⑨",
    "x１",
    "10 %",
    "ann dot lee at example dot com",
    "ann (at) example.com",
    "aa:bb:cc:dd:ee:ff",
    "aa-bb-cc-dd-ee-ff",
    "password: hunterxyz",
    "ghp_abcdefghijklmnopqrstuvwxyzabcdefghij",
    "ann.lee",
    "R & D",
  ])("asks about %j", async (value) => {
    expect(await shown(shownLabel, value)).toBe(`label(${value},null)`);
  });

  it("lets nothing pass that would be masked", async () => {
    const cues =
      "at dot com arroba ponto punkt password secret token key senha bearer sk ghp live AKIAABCDEFGHIJ iban";
    const texts = fc
      .array(
        fc.tuple(
          fc.constantFrom(...cues.split(" ")),
          fc.constantFrom(" ", "-", "_", "/", ".", ":", "=", "&"),
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => parts.flat().join("").slice(0, -1));
    const lists = fc.array(texts, { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(lists, async (values) => {
        const masked = values.filter((text) => maskPlain(text) !== text);
        const list = ["x@y", ...masked].map((text) => `(${quoteText(text)})`).join(", ");
        const row = await connection.row(
          `SELECT count(*) AS n FROM (VALUES ${list}) AS t(v) WHERE ${shownLabel("v")} = v`,
        );
        expect(row).toEqual({ n: "0" });
      }),
      { numRuns: 10 },
    );
  });
});

it("never shows a null as anything else", async () => {
  for (const sql of [id, personId, shownLabel]) {
    const value = await shown(sql, null);
    expect([null, "id(null,null)", "person id(null,null)", "label(null,null)"]).toContain(value);
  }
});

it("asks about every text that holds an at sign, whatever stands around it", async () => {
  const around = fc.string({ unit: "grapheme", maxLength: 12 });
  const values = fc.array(fc.tuple(around, around), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(values, async (pairs) => {
      const list = pairs.map(([a, b]) => `(${quoteText(`${a}@${b}`.replaceAll("\0", "x"))})`);
      const sqls = [id("v"), personId("v"), shownLabel("v")].map((sql) => `${sql} = v`);
      const row = await connection.row(
        `SELECT count(*) AS n FROM (VALUES ${list.join(", ")}) AS t(v) WHERE ${sqls.join(" OR ")}`,
      );
      expect(row).toEqual({ n: "0" });
    }),
    { numRuns: 30 },
  );
});
