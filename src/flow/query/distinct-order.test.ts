import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { orderDistinctLists } from "./distinct-order.ts";

let database: Database;
let connection: Connection;

beforeAll(async () => {
  const tempFolder = join(tmpdir(), "earshot-distinct-order");
  database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
  connection = await database.connect();
  await connection.run(
    "CREATE TABLE t AS SELECT * FROM (VALUES ('b'), ('a'), ('b'), ('c')) AS v(x)",
  );
});
afterAll(() => database.close());

describe("orderDistinctLists", () => {
  it.each([
    ["SELECT string_agg(DISTINCT x, ', ') AS r FROM t", "a, b, c"],
    ["SELECT STRING_AGG(DISTINCT upper(x), '-') AS r FROM t", "A-B-C"],
    ["SELECT CAST(list(DISTINCT x) AS VARCHAR) AS r FROM t", "[a, b, c]"],
    ["SELECT (SELECT string_agg(DISTINCT x, '') FROM t) AS r", "abc"],
    ["SELECT string_agg(DISTINCT x, ', ' ORDER BY x DESC) AS r FROM t", "c, b, a"],
    [
      "SELECT string_agg(DISTINCT x, '') || CAST(9007199254740993 AS VARCHAR) AS r FROM t",
      "abc9007199254740993",
    ],
  ])("makes the answer of %s the same each time", async (sql, answer) => {
    expect(await connection.rows(await orderDistinctLists(connection, sql))).toEqual([
      { r: answer },
    ]);
  });

  it.each(["SELECT string_agg(x, ', ') FROM t", "SELECT count(DISTINCT x) FROM t -- as it stands"])(
    "leaves %s as it stands",
    async (sql) => {
      expect(await orderDistinctLists(connection, sql)).toBe(sql);
    },
  );
});
