import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { seededRandom, type Random } from "../../src/core/base/random.ts";
import { tableFolder } from "../../src/flow/pipeline/lake.ts";
import type { TableRead } from "../../src/flow/query/show-tables.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { SqlConnection } from "../../src/storage/delta-log/sql.ts";
import { openEarshot, type Earshot } from "../../src/surface/engine/engine.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import { temporaryFolder } from "../delta/temporary-folder.ts";

const zone = "America/Sao_Paulo";

/** Columns with values near which comparisons go wrong, as SQL. */
const columns: Readonly<Record<string, [type: string, values: readonly string[]]>> = {
  big: ["BIGINT", ["9007199254740992", "9007199254740993", "-1", "0", "5", "12"]],
  small: ["SMALLINT", ["-3", "0", "1", "2", "7"]],
  exact: ["DECIMAL(12, 2)", ["-0.01", "0", "4.60", "5", "5.12", "999999.99"]],
  huge: ["DECIMAL(38, 10)", ["1234567890123456789012345678.0000000001", "0", "-0.0000000001"]],
  ratio: ["DOUBLE", ["'nan'", "'inf'", "'-inf'", "'-0.0'", "0.1", "1e300", "5"]],
  single: ["FLOAT", ["0.1", "16777217", "'nan'", "0", "5"]],
  text: [
    "VARCHAR",
    ["''", "'a'", "'A'", "'ab'", "repeat('a', 40)", "'é'", "'😀'", "'5'", "'2026-02-01'"],
  ],
  region: ["VARCHAR", ["'North'", "'South'", "'it''s'"]],
  day: ["DATE", ["'2026-01-31'", "'2026-02-01'", "'2026-02-28'", "'9999-12-31'", "'infinity'"]],
  moment: [
    "TIMESTAMPTZ",
    [
      "'2026-01-31 23:30:00+00'",
      "'2026-02-01 02:59:59.999999+00'",
      "'2026-02-01 03:00:00+00'",
      "'2026-02-01 12:00:00.0005+00'",
      "'infinity'",
    ],
  ],
  wall: [
    "TIMESTAMP",
    ["'2026-01-31 23:30:00'", "'2026-02-01 00:00:00'", "'2026-02-01 00:00:00.000001'"],
  ],
  flag: ["BOOLEAN", ["true", "false"]],
};

const names = Object.keys(columns);

/** Constants that any column may be compared with; many need a cast, and some can't be cast. */
const constants = [
  "5",
  "4.6",
  "5.125",
  "5e0",
  "0.1",
  "-1",
  "9007199254740993",
  "9007199254740992.5",
  "'5'",
  "'a'",
  "'North'",
  "'2026-02-01'",
  "DATE '2026-02-01'",
  "DATE '2026-02-01' - INTERVAL 1 DAY",
  "TIMESTAMP '2026-02-01 00:00:00'",
  "TIMESTAMP '2026-02-01 02:30:00'",
  "TIMESTAMPTZ '2026-02-01 03:00:00+00'",
  "current_date() - 40",
  "now() - INTERVAL 30 DAY",
  "NULL",
  "true",
  "CAST('nan' AS DOUBLE)",
  "CAST(0.1 AS FLOAT)",
  "CAST(5 AS HUGEINT)",
  "170141183460469231731687303715884105727",
  "TIMESTAMPTZ '9999-12-31 12:00:00+00'",
  "TIMESTAMPTZ '0001-01-01 00:00:00+00'",
] as const;

const casts = [
  "INTEGER",
  "DECIMAL(10, 0)",
  "DECIMAL(20, 4)",
  "DOUBLE",
  "FLOAT",
  "VARCHAR",
  "DATE",
  "TIMESTAMP",
  "TIMESTAMPTZ",
  "BIGINT",
];

function predicate(random: Random, alias: string, depth = 2): string {
  const inner = (): string => predicate(random, alias, depth - 1);
  if (depth > 0 && random.chance(0.35)) {
    const [left, right] = [inner(), inner()];
    return random.pick([`(${left} AND ${right})`, `(${left} OR ${right})`, `(NOT (${left}))`]);
  }
  const name = random.pick(names);
  const column = `${alias}.${name}`;
  const [type, own] = columns[name] ?? ["", []];
  const constant = (): string =>
    random.chance(0.6) ? `CAST(${random.pick(own)} AS ${type})` : random.pick(constants);
  const op = random.pick(["=", "<", "<=", ">", ">=", "<>"]);
  const atoms = [
    `${column} ${op} ${constant()}`,
    `${column} ${op} ${constant()}`,
    `${constant()} ${op} ${column}`,
    `${column} BETWEEN ${constant()} AND ${constant()}`,
    `${column} IN (${constant()}, ${constant()}, ${constant()})`,
    `${column} NOT IN (${constant()}, ${constant()})`,
    `${column} IS NULL`,
    `${column} IS NOT NULL`,
    `${column} IS NOT DISTINCT FROM ${constant()}`,
    `TRY_CAST(${column} AS ${random.pick(casts)}) ${op} ${constant()}`,
    `coalesce(${column}, ${constant()}) ${op} ${constant()}`,
    `${alias}.text LIKE ${random.pick(["'a%'", "'%a'", "'a_'", "'A%'"])}`,
    `${alias}.text COLLATE NOCASE ${op} 'A'`,
    `${alias}.text || 'b' ${op} 'ab'`,
    `date_trunc('day', ${alias}.moment) ${op} ${random.pick(["DATE '2026-02-01'", "TIMESTAMPTZ '2026-02-01 03:00:00+00'"])}`,
    `${alias}.small + 1 ${op} 3`,
    `-${alias}.exact ${op} -4.6`,
    `${alias}.flag`,
    `random() < 2 AND ${column} ${op} ${constant()}`,
  ];
  return random.pick(atoms);
}

const queries: readonly ((random: Random) => string)[] = [
  (random) => `SELECT a.id FROM wide AS a WHERE ${predicate(random, "a", 3)}`,
  (random) => `SELECT a.id FROM parted AS a WHERE ${predicate(random, "a", 3)}`,
  (random) => `SELECT count(*), sum(a.id) FROM wide AS a WHERE ${predicate(random, "a", 3)}`,
  (random) => `WITH c AS (SELECT * FROM wide AS a WHERE ${predicate(random, "a")})
    SELECT c.id FROM c WHERE ${predicate(random, "c")}`,
  (random) => `SELECT a.id, b.id FROM wide AS a JOIN parted AS b ON a.id = b.id
    WHERE ${predicate(random, "a")} AND ${predicate(random, "b")}`,
  (
    random,
  ) => `SELECT a.id, b.id FROM wide AS a ${random.pick(["LEFT", "RIGHT", "FULL"])} JOIN parted AS b
    ON a.id = b.id AND ${predicate(random, "b")} AND ${predicate(random, "a")} WHERE ${predicate(random, random.pick(["a", "b"]))}`,
  (random) => `SELECT a.id FROM wide AS a WHERE ${random.pick(["", "NOT "])}EXISTS
    (SELECT 1 FROM parted AS b WHERE b.text = a.text AND ${predicate(random, "b")}) AND ${predicate(random, "a")}`,
  (random) => `SELECT a.id FROM wide AS a WHERE a.id ${random.pick(["IN", "NOT IN"])}
    (SELECT b.id FROM wide AS b WHERE ${predicate(random, "b")})`,
  (random) => `SELECT a.id FROM wide AS a WHERE ${predicate(random, "a")}
    ${random.pick(["UNION ALL", "UNION", "EXCEPT", "INTERSECT"])} SELECT b.id FROM wide AS b WHERE ${predicate(random, "b")}`,
  (
    random,
  ) => `SELECT r.n FROM (SELECT text AS region, region AS text, id AS n, * EXCLUDE (text, region) FROM parted) AS r
    WHERE ${predicate(random, "r")}`,
  (random) =>
    `SELECT count(*) FILTER (WHERE ${predicate(random, "a")}) FROM wide AS a WHERE ${predicate(random, "a")}`,
  (
    random,
  ) => `SELECT w.id FROM (SELECT *, row_number() OVER (PARTITION BY ${random.pick(names)} ORDER BY id) AS place FROM wide) AS w
    WHERE w.place = 1 AND ${predicate(random, "w")}`,
  (
    random,
  ) => `SELECT a.id, (SELECT max(b.id) FROM parted AS b WHERE b.small = a.small AND ${predicate(random, "b")}) FROM wide AS a
    WHERE ${predicate(random, "a")}`,
  (random) =>
    `SELECT region, count(*) FROM parted AS a WHERE ${predicate(random, "a")} GROUP BY ALL HAVING region <> 'South'`,
  (random) =>
    `SELECT a.id FROM wide AS a WHERE ${predicate(random, "a")} ORDER BY a.id DESC LIMIT 3`,
];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let earshot: Earshot;
/** The same tables held by the engine itself, all rows of them. */
let reference: SqlConnection & AsyncDisposable;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(
    join(folder.path, "earshot.yaml"),
    `time_zone: ${zone}\nas_of: 2026-03-12T15:20:00Z\n`,
  );
  earshot = openEarshot({ folder: folder.path });
  reference = await openDuckDb();
  const random = seededRandom("rows to skip");
  for (const [table, partitionBy] of [
    ["wide", []],
    ["parted", ["region"]],
  ] as const) {
    const rows = Array.from({ length: 160 }, (_, id) => randomRow(random, id));
    const select = `SELECT * FROM (VALUES ${rows.join(", ")}) AS r(id, ${names.join(", ")}) ORDER BY id`;
    await overwriteRows(
      tableFolder(earshot.lake, `gold.${table}`),
      { connection: reference, clock: systemClock },
      { select, fileNames: "content", rowsPerFile: 5, partitionBy },
    );
    await reference.run(`CREATE TABLE ${table} AS ${select}`);
  }
  await reference.run(`SET TimeZone = '${zone}';
    CREATE MACRO current_date() AS DATE '2026-03-12';
    CREATE MACRO now() AS TIMESTAMPTZ '2026-03-12 15:20:00+00'`);
});

afterAll(async () => {
  await reference[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Near ids have near values, so that files differ. */
function randomRow(random: Random, id: number): string {
  const cells = names.map((name) => {
    const [type, values] = columns[name] ?? ["VARCHAR", []];
    const near = values[Math.floor(id / 13) % values.length];
    const value = random.chance(0.15) ? "NULL" : random.chance(0.8) ? near : random.pick(values);
    return `CAST(${value} AS ${type})`;
  });
  return `(${[id, ...cells].join(", ")})`;
}

/** The rows of a query, and what was read for them. */
async function ask(sql: string): Promise<{ rows: unknown[]; reads: TableRead[] }> {
  await using answer = await earshot.query(sql);
  const rows: unknown[] = [];
  for await (const chunk of answer.chunks) rows.push(...chunk);
  return { rows, reads: answer.reads };
}

describe("a query that leaves files out", () => {
  it.each([
    "day < TIMESTAMPTZ '9999-12-31 12:00:00+00'",
    "day >= TIMESTAMPTZ '0001-01-01 00:00:00+00'",
    "big < 170141183460469231731687303715884105727",
    "ratio < CAST('inf' AS DOUBLE)",
  ])("reads all where a constant is beyond what files tell: %s", async (where) => {
    const sql = `SELECT id FROM wide WHERE ${where} ORDER BY ALL`;
    const expected = await reference.rows(sql);
    expect(expected.length).toBeGreaterThan(0);
    expect((await ask(sql)).rows).toEqual(expected.map((row) => Object.values(row)));
  });

  it("answers as one that reads them all", async () => {
    const random = seededRandom("queries that skip");
    let [answered, skipping] = [0, 0];
    for (let i = 0; i < 300; i++) {
      const sql = `SELECT * FROM (${random.pick(queries)(random)}) AS answer ORDER BY ALL`;
      const expected = await reference.rows(sql).catch(() => undefined);
      if (expected === undefined) continue; // a cast that fails on some row
      const { rows, reads } = await ask(sql);
      expect(rows, sql).toEqual(expected.map((row) => Object.values(row)));
      answered += 1;
      if (reads.some(({ filesRead, files }) => filesRead < files)) skipping += 1;
    }
    expect(answered).toBeGreaterThan(150);
    expect(skipping).toBeGreaterThan(50);
  });
});
