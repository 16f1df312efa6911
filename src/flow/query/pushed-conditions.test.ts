import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { sqlType } from "../../storage/delta/duckdb-types.ts";
import { field } from "../../storage/delta-log/schema.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import type { Condition } from "./conditions.ts";
import { pushedConditions } from "./pushed-conditions.ts";

let folder: string;
let database: Database;
let connection: Connection;

const columns = [
  field("id", "long"),
  field("n", "decimal(10,2)"),
  field("x", "double"),
  field("s", "string"),
  field("d", "date"),
  field("moment", "timestamp"),
  field("ok", "boolean"),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-conditions-"));
  database = await openDatabase({ threads: 1, memoryLimit: "300MB", tempFolder: folder });
  connection = await database.connect();
  const list = columns.map(({ name, type }) => `${name} ${sqlType(type)}`).join(", ");
  await connection.run(`
    SET TimeZone = 'America/Sao_Paulo';
    CREATE SCHEMA shapes;
    CREATE TABLE shapes.t (${list});
    CREATE VIEW t AS SELECT * FROM shapes.t;
    CREATE VIEW renamed AS SELECT id AS s, s AS id FROM t`);
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function conditionOf(sql: string): Promise<Condition | undefined> {
  const shapes = new Map([["t", columns]]);
  return (await pushedConditions(connection, sql, { schema: "shapes", shapes })).get("t");
}

/** Conditions as text: predicates of a list joined by &, lists by |. */
async function told(sql: string): Promise<string | undefined> {
  const condition = await conditionOf(sql);
  return condition
    ?.map((list) =>
      list
        .map((predicate) =>
          "value" in predicate
            ? `${predicate.column} ${predicate.op} ${String(predicate.value)}`
            : `${predicate.column} ${predicate.op}`,
        )
        .join(" & "),
    )
    .join(" | ");
}

describe("pushedConditions", () => {
  it.each([
    ["id = 5", "id = 5"],
    ["5 < id AND id <= 9007199254740993", "id > 5 & id <= 9007199254740993"],
    ["id > 4.5", "id > 4.5"],
    ["id BETWEEN -1 AND 3", "id >= -1 & id <= 3"],
    ["id IN (1, 5, 9)", "id in 1,5,9"],
    ["id = '12'", "id = 12"],
    ["n = 5", "n = 5.00"],
    ["n < -0.05", "n < -0.05"],
    ["n > 5.125", "n > 5.125"],
    ["n < CAST(12345678901234567890.5 AS DECIMAL(38, 2))", "n < 12345678901234567890.50"],
    ["x <= 0.1", "x <= 0.1"],
    ["s = 'it''s'", "s = it's"],
    ["s LIKE 'ab%'", "s >= ab & s < ac"],
    ["s IS NULL", "s is null"],
    ["s IS NOT NULL AND NOT ok", "s is not null & ok = false"],
    ["ok", "ok = true"],
    ["id + 1 > 4", "id > 3"],
    ["NOT (d > DATE '2026-02-01')", "d <= 2026-02-01"],
    ["d >= DATE '2026-03-12' - INTERVAL 30 DAY", "d >= 2026-02-10"],
    ["d >= DATE '2026-03-12' - 30", "d >= 2026-02-10"],
    ["d > TIMESTAMP '2026-02-01 10:00:00'", "d > 2026-02-01"],
    ["d < TIMESTAMPTZ '2026-02-01 10:00:00Z'", "d <= 2026-02-02"],
    ["moment >= '2026-02-01'", "moment >= 2026-02-01T03:00:00.000000Z"],
    ["moment < DATE '2026-02-01'", "moment < 2026-02-01T03:00:00.000000Z"],
    [
      "date_trunc('day', moment) = '2026-02-01'",
      "moment >= 2026-02-01T03:00:00.000000Z & moment < 2026-02-02T03:00:00.000000Z",
    ],
    ["id = 1 OR id BETWEEN 5 AND 7", "id = 1 | id >= 5 & id <= 7"],
    ["id IS NULL OR id = 2", "id is null | id = 2"],
    ["(id = 1 OR id IS NULL) AND s = 'a'", "id = 1 & s = a | id is null & s = a"],
    ["s IS NOT DISTINCT FROM 'a'", "s = a"],
  ])("reads %s", async (where, condition) => {
    expect(await told(`SELECT * FROM t WHERE ${where}`)).toBe(condition);
  });

  it.each([
    "s = 5",
    "s COLLATE NOCASE = 'a'",
    "lower(s) = 'a'",
    "CAST(n AS DECIMAL(10, 0)) = 5",
    "CAST(n AS INTEGER) = 5",
    "TRY_CAST(s AS DATE) = '2026-02-01'",
    "id = 5e0",
    "x = CAST('nan' AS DOUBLE)",
    "CAST(moment AS DATE) = '2026-02-01'",
    "d > 'infinity'",
    "d < TIMESTAMPTZ '9999-12-31 12:00:00Z'",
    "d >= TIMESTAMPTZ '0001-01-01 00:00:00Z'",
    "id < 170141183460469231731687303715884105727",
    "id IN (1, 170141183460469231731687303715884105727)",
    "n > -170141183460469231731687303715884105727",
    "x < CAST('inf' AS DOUBLE)",
    "id <> 5",
    "id NOT IN (1, 2)",
    "id = 1 OR s = 'a'",
    "coalesce(id, 1) = 1",
    "id = random()",
  ])("says nothing of what it cannot be sure of: %s", async (where) => {
    expect((await conditionOf(`SELECT * FROM t WHERE ${where}`)) ?? [[]]).toEqual([[]]);
  });

  it.each([
    ["WITH c AS (SELECT s AS name, d FROM t) SELECT * FROM c WHERE name = 'a'", "s = a"],
    ["SELECT * FROM renamed WHERE id = 'a'", "s = a"],
    [
      "SELECT * FROM t AS a JOIN t AS b USING (id) WHERE a.s = 'a' AND b.d = '2026-02-01'",
      "s = a | d = 2026-02-01",
    ],
    ["SELECT * FROM t AS a JOIN t AS b USING (id) WHERE a.s = 'a'", ""],
    ["SELECT * FROM t AS a LEFT JOIN (SELECT 1 AS id) AS b ON a.id = b.id AND a.s = 'a'", ""],
    ["SELECT * FROM (SELECT 1 AS id) AS b LEFT JOIN t AS a ON a.id = b.id AND a.s = 'a'", "s = a"],
    ["SELECT id FROM t WHERE s = 'a' UNION ALL SELECT id FROM t WHERE s = 'b'", "s = a | s = b"],
    ["SELECT (SELECT max(id) FROM t WHERE s = 'a')", "s = a"],
    ["SELECT * FROM (FROM t LIMIT 5) WHERE s = 'a'", ""],
    [
      "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY d ORDER BY id) AS r FROM t) WHERE s = 'a'",
      "",
    ],
    ["SELECT * FROM t TABLESAMPLE 10% WHERE s = 'a'", ""],
    ["SELECT count(*) FROM t", ""],
    ["SELECT * FROM t ORDER BY id LIMIT 3", ""],
  ])("follows %s", async (sql, condition) => {
    expect((await told(sql)) ?? "").toBe(condition);
  });

  it("knows nothing of a query that the engine refuses, and leaves the engine as it was", async () => {
    expect(await conditionOf("SELECT nothing FROM t")).toBeUndefined();
    expect(
      await connection.row("SELECT current_setting('disabled_optimizers') AS without"),
    ).toEqual({ without: "" });
  });
});
