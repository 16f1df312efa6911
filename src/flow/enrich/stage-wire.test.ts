import * as fc from "fast-check";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { quoteName } from "../../core/base/sql-text.ts";
import type { Connection, Row } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { registerTextFunction } from "../../storage/duckdb/text-function.ts";
import { runOnWire, wireSelect } from "./stage-wire.ts";
import { defineStage, type Stage } from "./stage.ts";
import { loadStages } from "./stages.ts";

const types = {
  id: "BIGINT",
  name: "VARCHAR",
  share: "DOUBLE",
  good: "BOOLEAN",
  seen_at: "TIMESTAMPTZ",
  words: "VARCHAR[]",
  shares: "DOUBLE[]",
  bytes: "BINARY",
} as const;
const docs = {
  id: "Id",
  name: "Name",
  share: "Share",
  good: "Good",
  seen_at: "Seen",
  words: "Words",
  shares: "Shares",
  bytes: "Bytes",
};

/** One row of the columns of `types`. */
const someRow = rowSelect("'x'");

function rowSelect(name: string, time = "2026-01-01 00:00:00"): string {
  return `SELECT CAST(1 AS BIGINT) AS id, ${name} AS name, 0.1e0 AS share, true AS good, TIMESTAMPTZ '${time}+00' AS seen_at,
    ['x'] AS words, [0.5e0] AS shares, '\\x00\\xFF'::BLOB AS bytes`;
}

/** Gives back what it gets. */
const echo = anyStage(
  defineStage({
    name: "echo",
    summary: "Gives back what it gets.",
    version: 1,
    writes: "enriched.echo",
    key: ["id"],
    input: types,
    output: types,
    docs,
    run: (batch) => batch,
  }),
);

/** One row a group, which tells the group's rows in the order they came. */
const gather = anyStage(
  defineStage({
    name: "gather",
    summary: "Joins names.",
    version: 1,
    writes: "enriched.gather",
    key: ["owner"],
    group: ["owner"],
    order: ["seen_at", "id"],
    input: { owner: "VARCHAR", id: "BIGINT", seen_at: "TIMESTAMPTZ" },
    output: { owner: "VARCHAR", ids: "VARCHAR" },
    docs: { owner: "Owner", ids: "Ids" },
    run({ columns }) {
      return {
        rowCount: 1,
        columns: { owner: [columns.owner[0] ?? null], ids: [columns.id.join(" ")] },
      };
    },
  }),
);

let tempFolder: string;
let database: Database;
beforeAll(async () => {
  tempFolder = await mkdtemp(join(tmpdir(), "earshot-wire-"));
  database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
});
afterAll(async () => {
  await database.close();
  await rm(tempFolder, { recursive: true, force: true });
});

/** Runs `work` on a connection where the stage can be called. */
async function withConnection<T>(
  stage: Stage,
  work: (connection: Connection, thrown: () => unknown) => Promise<T>,
): Promise<T> {
  const connection = await database.connect();
  try {
    const { thrown } = registerTextFunction(connection, "run_stage", (texts) =>
      runOnWire(stage, texts),
    );
    return await work(connection, thrown);
  } finally {
    await connection.close();
  }
}

/** A text as SQL, whatever it holds, NUL too. */
function textSql(text: string | null): string {
  if (text === null) return "CAST(NULL AS VARCHAR)";
  return `decode(from_hex('${Buffer.from(text, "utf8").toString("hex")}'))`;
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq: 5 });

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const wireRow = fc.record({
  name: orNull(anyText),
  share: orNull(anyNumber),
  good: orNull(fc.boolean()),
  micros: orNull(fc.bigInt({ min: -2_000_000_000_000_000n, max: 4_390_000_000_000_000n })),
  words: orNull(fc.array(orNull(anyText), { maxLength: 4 })),
  shares: orNull(fc.array(orNull(anyNumber), { maxLength: 4 })),
  bytes: orNull(fc.uint8Array({ maxLength: 9 })),
});

/** A row of `types` as SQL. */
function rowSql({ name, share, good, micros, ...more }: WireRow, id: number): string {
  const at = micros === null ? "NULL" : `make_timestamptz(${micros})`;
  const words = more.words === null ? "NULL" : `[${more.words.map(textSql).join(", ")}]`;
  const shares = more.shares === null ? "NULL" : `[${more.shares.map(numberSql).join(", ")}]`;
  const bytes =
    more.bytes === null ? "NULL" : `from_hex('${Buffer.from(more.bytes).toString("hex")}')`;
  return `(CAST(${id} AS BIGINT), ${textSql(name)}, ${numberSql(share)}, CAST(${good} AS BOOLEAN), CAST(${at} AS TIMESTAMPTZ),
    CAST(${words} AS VARCHAR[]), CAST(${shares} AS DOUBLE[]), CAST(${bytes} AS BLOB))`;
}

type WireRow = typeof wireRow extends fc.Arbitrary<infer R> ? R : never;

function numberSql(number: number | null): string {
  return number === null ? "NULL" : `CAST('${number}' AS DOUBLE)`;
}

describe("wireSelect", () => {
  it("carries every value there and back as it was", async () => {
    await withConnection(echo, async (connection) => {
      const property = fc.asyncProperty(
        fc.array(wireRow, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 20_000 }),
        async (rows, rowCount) => {
          const tuples = rows.map(rowSql);
          await connection.run(
            `CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM (VALUES ${tuples.join(", ")}) AS t(${Object.keys(types).join(", ")})`,
          );
          const select = wireSelect(echo, "run_stage", "SELECT * FROM given", rowCount);
          const [difference] = await connection.rows(`
            WITH back AS MATERIALIZED (${select})
            SELECT (SELECT count(*) FROM back) AS n,
              (SELECT count(*) FROM (SELECT * FROM given EXCEPT ALL SELECT * FROM back)) AS lost`);
          expect(difference).toEqual({ n: String(rows.length), lost: "0" });
        },
      );
      await fc.assert(property, { numRuns: 25 });
    });
  });

  it.each([
    "2026-01-02 10:00:00.000001",
    "1969-12-31 23:59:59.999999",
    "2108-12-31 23:59:59.999999",
  ])("keeps the microseconds of %s", async (time) => {
    await withConnection(echo, async (connection) => {
      const given = rowSelect("'x'", time);
      const found = await connection.row(
        `SELECT seen_at = TIMESTAMPTZ '${time}+00' AS same FROM (${wireSelect(echo, "run_stage", given, 1)})`,
      );
      expect(found).toEqual({ same: true });
    });
  });

  it("hands over whole groups in their order, for any number of packs", async () => {
    const input = `
      SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE 'owner "' || (i % 7) || '", [x]' END AS owner, CAST(i AS BIGINT) AS id,
        make_timestamptz(CAST((i * 7919 % 13) * 1000000 AS BIGINT)) AS seen_at
      FROM range(500) AS t(i) ORDER BY hash(i)`;
    const expected = Array.from({ length: 7 }, (_, owner) => {
      const ids = Array.from({ length: 500 }, (_value, i) => i).filter((i) => i % 7 === owner);
      const at = (i: number): number => (i * 7919) % 13;
      return {
        owner: owner === 0 ? null : `owner "${owner}", [x]`,
        ids: ids.toSorted((a, b) => at(a) - at(b) || a - b).join(" "),
      };
    });
    await withConnection(gather, async (connection) => {
      for (const rowCount of [1, 500, 5_000, 100_000, 10_000_000]) {
        const select = wireSelect(gather, "run_stage", input, rowCount);
        const rows = await connection.rows(`SELECT * FROM (${select}) ORDER BY owner NULLS FIRST`);
        expect(rows, `told of ${rowCount} rows`).toEqual(expected);
      }
    });
  });

  it("gives no rows for none", async () => {
    const none =
      "SELECT 'x' AS owner, CAST(1 AS BIGINT) AS id, TIMESTAMPTZ '2026-01-01' AS seen_at WHERE false";
    await withConnection(gather, async (connection) => {
      expect(await connection.rows(wireSelect(gather, "run_stage", none, 0))).toEqual([]);
    });
  });

  it("lets a text through that ends within a character, as one that can be read", async () => {
    const cut = anyStage({ ...echo, run: cutNames });
    await withConnection(cut, async (connection) => {
      const given = rowSelect("'ab😀'");
      const rows = await connection.rows(
        `SELECT name FROM (${wireSelect(cut, "run_stage", given, 1)})`,
      );
      expect(rows).toEqual([{ name: "ab\ufffd" }]);
    });
  });

  it("lets the texts of a list through that end within a character", async () => {
    const cut = anyStage({ ...echo, run: cutWords });
    await withConnection(cut, async (connection) => {
      const given = `SELECT * REPLACE (['ab😀', NULL] AS words) FROM (${someRow})`;
      const rows = await connection.rows(
        `SELECT words FROM (${wireSelect(cut, "run_stage", given, 1)})`,
      );
      expect(rows).toEqual([{ words: ["ab\ufffd", null] }]);
    });
  });

  it("ends the statement when the stage throws, and keeps what was thrown", async () => {
    const failure = new Error("no");
    const failing = { ...echo, run: () => raise(failure) };
    await withConnection(failing, async (connection, thrown) => {
      const select = wireSelect(failing, "run_stage", someRow, 1);
      await expect(connection.rows(select)).rejects.toThrow("no");
      expect(thrown()).toBe(failure);
    });
  });
});

describe("runOnWire", () => {
  it("refuses a stage without groups that gives another number of rows", () => {
    const empty = Object.fromEntries(Object.keys(types).map((name) => [name, []]));
    const losing = anyStage({ ...echo, run: () => ({ rowCount: 0, columns: empty }) });
    expect(() => runOnWire(losing, ['[[1,"x",0.5,true,0]]'])).toThrow("gave 0 rows for 1");
  });

  it("refuses columns that are shorter than the rows", () => {
    const short = { id: [1], name: [] };
    const wrong = anyStage({ ...echo, run: () => ({ rowCount: 1, columns: short }) });
    expect(() => runOnWire(wrong, ['[[1,"x",0.5,true,0]]'])).toThrow("name");
  });

  it("takes a missing pack as one without rows", () => {
    const nothing = Object.fromEntries(Object.keys(types).map((name) => [name, []]));
    expect(runOnWire(echo, [null, "[]"]).map((text) => JSON.parse(text))).toEqual([
      nothing,
      nothing,
    ]);
  });
});

describe("conversation-turns on the wire", () => {
  it("gives the same turns for any number of packs, whatever the ids hold", async () => {
    const found = (await loadStages()).find(({ stage }) => stage.name === "conversation-turns");
    const { stage, sql } = found!;
    const ids = [
      "plain",
      `q"uo'te`,
      "tab\tline\n",
      "\u0001\u001f",
      "ação 👩‍💻",
      "back\\slash",
      "[1,2]",
      "",
    ];
    const messages = ids.flatMap((id, c) =>
      Array.from({ length: 6 }, (_, m) => {
        const author = ["CONTACT", "CONTACT", "AGENT", "SYSTEM", "CONTACT", "AGENT"][m]!;
        return `('crm', ${textSql(id)}, 'M${m}', '${author}', 'MESSAGE', make_timestamptz(CAST(${c * 3_600_000_000 + m * 60_000_000} AS BIGINT)))`;
      }),
    );
    const skipped = [
      `('crm', NULL, 'M1', 'CONTACT', 'MESSAGE', TIMESTAMPTZ '2026-01-01')`,
      `('crm', 'C1', 'M1', 'CONTACT', 'MESSAGE', CAST(NULL AS TIMESTAMPTZ))`,
      `('crm', 'C1', 'M2', 'CONTACT', 'INTERNAL_NOTE', TIMESTAMPTZ '2026-01-01')`,
      `('crm', 'C1', 'M3', 'SYSTEM', 'MESSAGE', TIMESTAMPTZ '2026-01-01')`,
      `('crm', 'C1', 'M4', NULL, 'MESSAGE', TIMESTAMPTZ '2026-01-01')`,
    ];
    const order = stage.key.map((name) => quoteName(name)).join(", ");
    await withConnection(stage, async (connection) => {
      await connection.run(`
        CREATE SCHEMA IF NOT EXISTS silver;
        CREATE OR REPLACE TABLE silver.messages AS SELECT * FROM (VALUES ${[...messages, ...skipped].join(", ")})
          AS t(system, conversation_id, message_id, author_type, message_type, sent_at)`);
      const results: Row[][] = [];
      for (const rowCount of [1, 48, 5_000, 1_000_000]) {
        const select = wireSelect(stage, "run_stage", sql, rowCount);
        results.push(await connection.rows(`SELECT * FROM (${select}) ORDER BY ${order}`));
      }
      expect(results.every((rows) => JSON.stringify(rows) === JSON.stringify(results[0]))).toBe(
        true,
      );
      const turns = results[0]!;
      expect(turns).toHaveLength(ids.length * 4);
      expect(new Set(turns.map((row) => row["conversation_id"]))).toEqual(new Set(ids));
      expect(turns.filter((row) => row["conversation_id"] === "plain")).toEqual([
        turn(0, "CONTACT", { count: 2, from: "00:00", to: "00:01", wait: 2 }),
        turn(1, "AGENT", { count: 1, from: "00:02", to: "00:02", wait: 2 }),
        turn(2, "CONTACT", { count: 1, from: "00:04", to: "00:04", wait: 1 }),
        turn(3, "AGENT", { count: 1, from: "00:05", to: "00:05", wait: null }),
      ]);
    });
  });
});
function cutNames(batch: { rowCount: number; columns: { name: readonly (string | null)[] } }) {
  const name = batch.columns.name.map((text) => text?.slice(0, -1) ?? null);
  return { ...batch, columns: { ...batch.columns, name } };
}

function cutWords(batch: {
  rowCount: number;
  columns: { words: readonly (readonly (string | null)[] | null)[] };
}) {
  const words = batch.columns.words.map(
    (list) => list?.map((text) => text?.slice(0, -1) ?? null) ?? null,
  );
  return { ...batch, columns: { ...batch.columns, words } };
}

function raise(error: Error): never {
  throw error;
}

/** A stage of known columns as the wire takes it: one of any. */
function anyStage(stage: unknown): Stage {
  return stage as Stage;
}

type Told = { count: number; from: string; to: string; wait: number | null };

function turn(index: number, author: string, { count, from, to, wait }: Told): Row {
  return {
    system: "crm",
    conversation_id: "plain",
    turn_index: String(index),
    author_type: author,
    message_count: String(count),
    started_at: `1970-01-01 ${from}:00+00`,
    ended_at: `1970-01-01 ${to}:00+00`,
    wait_minutes: wait,
  };
}
