import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "./connection.ts";
import { openDatabase, type Database } from "./database.ts";
import { functionsOf, parametersOf, parseSelects, tablesOf, walkSyntax } from "./parse.ts";

let folder: string;
let database: Database;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-parse-"));
  database = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder: folder });
  connection = await database.connect();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function tables(sql: string): Promise<string> {
  const found = tablesOf(await parseSelects(connection, sql));
  return found.map(({ schema, table }) => (schema === "" ? table : `${schema}.${table}`)).join(" ");
}

describe("parseSelects", () => {
  it.each([
    ["", 0],
    [" -- nothing", 0],
    ["SELECT 1", 1],
    ["SELECT 1;; ", 1],
    ["SELECT 1; FROM t", 2],
    ["SELECT 'it''s'", 1],
  ])("finds in %j %i statements", async (sql, count) => {
    expect(await parseSelects(connection, sql)).toHaveLength(count);
  });

  it.each([
    "SELEC 1",
    "DELETE FROM t",
    "SELECT 1; DROP TABLE t",
    "SELECT 'a",
    "PIVOT t ON a USING sum(b)",
  ])("takes %j for no SELECT", async (sql) => {
    await expect(parseSelects(connection, sql)).rejects.toMatchObject({ code: "SQL_SYNTAX" });
  });
});

describe("tablesOf", () => {
  it.each([
    ["SELECT 1", ""],
    ["FROM a", "a"],
    ["FROM s.a, a, s.a", "s.a a"],
    ["FROM a JOIN b USING (x) LEFT JOIN c ON true", "a b c"],
    ["FROM a UNION ALL (FROM b EXCEPT FROM c)", "a b c"],
    ["FROM a, LATERAL (FROM b WHERE b.x = a.x)", "a b"],
    ["SELECT (SELECT max(x) FROM b) FROM a WHERE EXISTS (FROM c) AND x IN (FROM d)", "b a c d"],
    ["FROM a ORDER BY (SELECT max(x) FROM b) LIMIT (SELECT 1 FROM c)", "b c a"],
    [
      "SELECT sum(x) FILTER (WHERE x IN (FROM b)) OVER (ORDER BY (SELECT 1 FROM c)) FROM a",
      "c b a",
    ],
    ['FROM "Odd name"."with ""quotes"""', 'Odd name.with "quotes"'],
    ["FROM a AS b, b AS c", "a b"],
    ["SELECT list_transform([1], x -> (SELECT y FROM a))", "a"],
    ["FROM (VALUES ((SELECT 1 FROM a))) AS v, range(3)", "a"],
    ["PIVOT a ON x IN (1) USING sum(y)", "a"],
    ["UNPIVOT a ON x, y", "a"],
    // WITH
    ["WITH w AS (FROM a) FROM w", "a"],
    ["WITH w AS (FROM a), v AS (FROM w) FROM v, w", "a"],
    ["WITH w AS (FROM v), v AS (FROM a) FROM w", "v a"],
    ["WITH w AS (FROM w) FROM w", "w"],
    ["WITH W AS (FROM a) FROM w", "a"],
    ["WITH w AS (FROM a) FROM s.w", "a s.w"],
    ["FROM (WITH w AS (FROM a) FROM w), w", "a w"],
    ["WITH w AS (FROM a) FROM (WITH v AS (FROM w) FROM v), v", "a v"],
    ["WITH w AS (FROM a) (FROM w UNION ALL FROM b)", "a b"],
    ["(WITH w AS (FROM a) FROM w) UNION ALL FROM w", "a w"],
    ["SELECT (WITH w AS (FROM a) SELECT x FROM w) FROM w", "a w"],
    ["WITH w AS MATERIALIZED (FROM a) SELECT (SELECT 1 FROM w)", "a"],
    ["WITH RECURSIVE r AS (FROM a UNION ALL SELECT x FROM r, b) FROM r", "a b"],
    ["WITH RECURSIVE r AS (FROM r UNION ALL SELECT x + 1 FROM r) FROM r", "r"],
    ["WITH RECURSIVE r AS (FROM r) FROM r", "r"],
  ])("finds in %j the tables %j", async (sql, names) => {
    const found = (await tables(sql)).split(" ").toSorted();
    expect(found).toEqual(names.split(" ").toSorted());
  });

  it("agrees with the engine on what a WITH hides", async () => {
    await connection.run("CREATE TABLE r AS SELECT 1 AS x; CREATE TABLE w AS SELECT 2 AS x");
    const rows = await connection.rows(
      "WITH RECURSIVE r AS (FROM r UNION ALL SELECT x + 1 FROM r WHERE x < 3) FROM r",
    );
    expect(rows).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
    expect(await connection.rows("WITH w AS (SELECT x + 1 AS x FROM w) FROM w")).toEqual([
      { x: 3 },
    ]);
    expect(await connection.row("FROM (WITH w AS (SELECT 7 AS y) FROM w) AS v, w")).toEqual({
      y: 7,
      x: 2,
    });
  });

  it("tells an AT, whatever it says", async () => {
    const sql = "FROM a AT (VERSION => 3), b AT (TIMESTAMP => now()), c AT (VERSION => 1 + 2), d";
    const found = tablesOf(await parseSelects(connection, sql));
    expect(found.map(({ table, version }) => [table, version])).toEqual([
      ["a", "3"],
      ["b", ""],
      ["c", ""],
      ["d", undefined],
    ]);
  });
});

describe("functionsOf", () => {
  it("finds calls wherever they stand, window functions and operators among them", async () => {
    const sql = `SELECT Upper(a), sum(b) OVER (ORDER BY abs(c)), list_transform(d, x -> trim(x))
      FROM range(length('x')) AS r(a) WHERE a + 1 > ALL (SELECT ceil(1.5)) HAVING max(a) > 0`;
    const found = functionsOf(await parseSelects(connection, sql));
    expect(found).toEqual("+ abs ceil length list_transform max range sum trim upper".split(" "));
  });
});

describe("parametersOf", () => {
  it("finds each once, sorted", async () => {
    const sql = "SELECT $b + $a FROM t WHERE x > $b AND y IN (SELECT $c_d)";
    expect(parametersOf(await parseSelects(connection, sql))).toEqual(["a", "b", "c_d"]);
    expect(parametersOf(await parseSelects(connection, "SELECT '$a' -- $b"))).toEqual([]);
  });
});

describe("walkSyntax", () => {
  it("goes from the outside in, and past what is no node", () => {
    const seen: unknown[] = [];
    walkSyntax([{ id: 1, a: { id: 2, b: [null, "x", { id: 3 }] } }, null, 4], ({ id }) =>
      seen.push(id),
    );
    expect(seen).toEqual([1, 2, 3]);
  });
});
