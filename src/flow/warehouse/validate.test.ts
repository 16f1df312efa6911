import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { defineEntity, type Entity } from "../../core/domain/entity.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import {
  type CaseRow,
  entityColumns,
  openCaseDatabase,
  placed,
  rowsSelect,
} from "./case-tables.ts";
import { originType } from "./conform.ts";
import { validateSelect } from "./validate.ts";

const owner: Entity = defineEntity({
  name: "owner",
  table: "owners",
  summary: "A parent.",
  key: "owner_id",
  columns: { owner_id: { type: "VARCHAR", doc: "Owner" } },
});

const thing: Entity = defineEntity({
  name: "thing",
  table: "things",
  summary: "A child with every kind of check.",
  key: "thing_id",
  columns: {
    thing_id: { type: "VARCHAR", doc: "Thing" },
    owner_id: {
      type: "VARCHAR",
      doc: "Strict",
      references: { entity: "owner", orphan: "quarantine" },
    },
    maker_id: { type: "VARCHAR", doc: "Lax", references: { entity: "owner", orphan: "warn" } },
    amount: { type: "DOUBLE", doc: "Checked", check: ">= 0" },
    made_at: { type: "TIMESTAMPTZ", doc: "Required, past", required: true, past: true },
    email: { type: "VARCHAR", doc: "Personal", pii: "CONTACT", check: "LIKE '%@%'" },
  },
});

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
});
afterAll(() => connection[Symbol.asyncDispose]());
beforeEach(() =>
  connection.run("CREATE OR REPLACE TABLE silver.owners (system VARCHAR, owner_id VARCHAR)"),
);

const made = "2025-12-31T00:00:00Z";
const known = new Map([["owner", owner]]);
const nobody: ReadonlyMap<string, Entity> = new Map();

type Judged = {
  thing_id: string | null;
  reasons: string[];
  warnings: string[];
  rank: number | null;
};

async function judged(
  rows: readonly CaseRow[],
  parents: ReadonlyMap<string, Entity> = nobody,
): Promise<Judged[]> {
  const types = { ...entityColumns(thing), _origin: originType };
  const given = rowsSelect(types, placed(rows), "things");
  const found = await connection.rows(`
    SELECT thing_id, _reasons AS reasons, _warnings AS warnings, CAST(_rank AS INTEGER) AS rank
    FROM (${validateSelect(thing, given, parents)}) ORDER BY _origin.row`);
  return found as unknown as Judged[]; // its columns are those of the SELECT above
}

async function reasons(row: CaseRow): Promise<string[]> {
  const [found] = await judged([{ thing_id: "T1", made_at: made, ...row }]);
  return found!.reasons;
}

describe("validateSelect", () => {
  it.each<[string, CaseRow, string[]]>([
    ["a good row", {}, []],
    ["a missing key", { thing_id: null }, ["thing_id is missing"]],
    ["a missing required column", { made_at: null }, ["made_at is missing"]],
    [
      "an unreadable required column, once",
      { made_at: null, _origin: { failures: ["made_at is not a time"] } },
      ["made_at is not a time"],
    ],
    [
      "any unreadable column",
      { _origin: { failures: ["amount is not a number"] } },
      ["amount is not a number"],
    ],
    ["a check at its end", { amount: 0 }, []],
    ["a check beyond it", { amount: -0.001 }, ["amount is not >= 0"]],
    ["a check of nothing", { amount: null }, []],
    ["a time a day after landing", { made_at: "2026-01-02T00:00:00Z" }, []],
    [
      "a time later than that",
      { made_at: "2026-01-02T00:00:00.001Z" },
      ["made_at is still to come"],
    ],
    ["a check of a personal column, which waits for masking", { email: "nothing" }, []],
    [
      "everything that is wrong",
      { thing_id: null, amount: -1, made_at: null },
      ["thing_id is missing", "amount is not >= 0", "made_at is missing"],
    ],
  ])("judges %s", async (_, row, expected) => {
    expect(await reasons(row)).toEqual(expected);
  });

  it("sets orphans aside or counts them, as the reference says, within the system", async () => {
    await connection.run("INSERT INTO silver.owners VALUES ('crm', 'O1'), ('help', 'O2')");
    const rows = [
      { thing_id: "T1", made_at: made, owner_id: "O1", maker_id: "O1" },
      { thing_id: "T2", made_at: made, owner_id: "O2", maker_id: "O2" },
      { thing_id: "T3", made_at: made },
      { thing_id: "T4", made_at: made, maker_id: "O9" },
    ];
    const orphan = "maker_id refers to no owner";
    expect(await judged(rows, known)).toEqual([
      { thing_id: "T1", reasons: [], warnings: [], rank: 1 },
      { thing_id: "T2", reasons: ["owner_id refers to no owner"], warnings: [orphan], rank: null },
      { thing_id: "T3", reasons: [], warnings: [], rank: 1 },
      { thing_id: "T4", reasons: [], warnings: [orphan], rank: 1 },
    ]);
  });

  it("lets references to tables that there are not pass", async () => {
    const row = { thing_id: "T1", made_at: made, owner_id: "O9", maker_id: "O9" };
    expect(await judged([row])).toEqual([{ thing_id: "T1", reasons: [], warnings: [], rank: 1 }]);
  });

  it("ranks the rows of a key, the latest first", async () => {
    const rows = [
      { thing_id: "T1", made_at: made },
      { thing_id: "T1", made_at: made, _origin: { ingested_at: "2026-01-03T00:00:00Z" } },
      { thing_id: "T1", made_at: made, _origin: { ingested_at: "2026-01-02T00:00:00Z" } },
      { thing_id: "T2", made_at: made },
      { system: "help", thing_id: "T1", made_at: made },
    ];
    expect((await judged(rows)).map(({ rank }) => rank)).toEqual([3, 1, 2, 1, 1]);
  });

  it.each<[string, CaseRow, CaseRow]>([
    ["file", { _origin: { file: "b.csv", row: 1 } }, { _origin: { file: "a.csv", row: 2 } }],
    ["row", { _origin: { row: 10 } }, { _origin: { row: 9 } }],
    ["source", { _origin: { row: 1, source: "b" } }, { _origin: { row: 1, source: "a" } }],
    ["value", { amount: 2, _origin: { row: 1 } }, { amount: 1, _origin: { row: 1 } }],
    ["a value over none", { amount: 2, _origin: { row: 1 } }, { _origin: { row: 1 } }],
  ])("settles a tie by the last %s, in whatever order the rows come", async (_, first, second) => {
    const types = { ...entityColumns(thing), _origin: originType };
    for (const rows of [
      [first, second],
      [second, first],
    ]) {
      const given = placed(rows.map((row) => ({ thing_id: "T1", made_at: made, ...row })));
      const select = validateSelect(thing, rowsSelect(types, given, "things"), nobody);
      const winner = await connection.row(
        `SELECT amount, _origin.file, _origin.row, _origin.source FROM (${select}) WHERE _rank = 1`,
      );
      const expected = await connection.row(
        `SELECT amount, _origin.file, _origin.row, _origin.source
         FROM (${rowsSelect(types, placed([{ thing_id: "T1", ...first }]), "things")})`,
      );
      expect(winner).toEqual(expected);
    }
  });

  it("leaves the older good version standing when the latest fails, and ranks no failing row", async () => {
    const rows = [
      { thing_id: "T1", made_at: made, amount: 1 },
      {
        thing_id: "T1",
        made_at: made,
        amount: 2,
        _origin: { ingested_at: "2026-01-02T00:00:00Z" },
      },
      {
        thing_id: "T1",
        made_at: made,
        amount: -3,
        _origin: { ingested_at: "2026-01-03T00:00:00Z" },
      },
    ];
    const found = await judged(rows);
    expect(found.map(({ rank }) => rank)).toEqual([2, 1, null]);
    expect(found[2]!.reasons).toEqual(["amount is not >= 0"]);
  });

  it("gives nothing for nothing", async () => {
    expect(await judged([])).toEqual([]);
  });
});
