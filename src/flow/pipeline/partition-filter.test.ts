import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { parsePartitionFilter } from "./partition-filter.ts";

let database: Database;
let connection: Connection;

beforeAll(async () => {
  const tempFolder = join(tmpdir(), `earshot-filter-${process.pid}`);
  database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
  connection = await database.connect();
});
afterAll(() => database.close());

describe("parsePartitionFilter", () => {
  it.each([
    ["month >= '2026-01'", [{ column: "month", op: ">=", value: "2026-01" }]],
    [
      'a = -1 AND ("B c" < 2 AND open = true)',
      [
        { column: "a", op: "=", value: -1 },
        { column: "B c", op: "<", value: 2 },
        { column: "open", op: "=", value: true },
      ],
    ],
    ["region IN ('x', 'y')", [{ column: "region", op: "in", value: ["x", "y"] }]],
    [
      "day BETWEEN DATE '2026-01-01' AND '2026-01-31' -- January",
      [
        { column: "day", op: ">=", value: "2026-01-01" },
        { column: "day", op: "<=", value: "2026-01-31" },
      ],
    ],
    [
      "a IS NULL AND b IS NOT NULL",
      [
        { column: "a", op: "is null" },
        { column: "b", op: "is not null" },
      ],
    ],
  ])("reads %s", async (text, predicates) => {
    expect(await parsePartitionFilter(connection, text)).toEqual(predicates);
  });

  it.each([
    "a = 1 OR b = 2",
    "NOT a = 1",
    "a <> 1",
    "a = b",
    "lower(a) = 'x'",
    "a = 1.5",
    "t.a = 1",
    "1 = 1",
    "a = 1 GROUP BY b",
    "a = 1 HAVING b = 2",
    "a = 1 QUALIFY row_number() OVER () = 1",
    "a = 1 USING SAMPLE 10%",
    "a = 1 GROUP BY ALL",
    "a = 1 UNION SELECT 1",
    "a = 1 LIMIT 1",
    "a = 1; SELECT 1",
    "a = (SELECT 1)",
  ])("refuses %s", async (text) => {
    await expect(parsePartitionFilter(connection, text)).rejects.toThrow("can't choose partitions");
  });

  it("tells what is not SQL", async () => {
    await expect(parsePartitionFilter(connection, "a = ")).rejects.toThrow("syntax error");
  });
});
