import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { quoteText } from "../../src/core/base/sql-text.ts";
import { keyRanges } from "../../src/storage/delta/key-ranges.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { field } from "../../src/storage/delta-log/schema.ts";
import { openDuckDb } from "./open-duckdb.ts";
import { openTable } from "./open-table.ts";

const key = [field("a", "string"), field("b", "long")];

describe("keyRanges", () => {
  it("cuts any keys into ranges that follow each other and hold every row once", async () => {
    await using connection = await openDuckDb();
    const values = fc.record({
      a: fc.option(fc.constantFrom("", "x", "y'z", "é")),
      b: fc.option(fc.integer({ min: -3, max: 3 })),
    });
    const keys = fc.array(values, { maxLength: 60 });
    const property = fc.asyncProperty(keys, fc.integer({ min: 1, max: 9 }), async (rows, most) => {
      const list = rows.map(
        ({ a, b }, i) => `(${i}, ${a === null ? "NULL" : quoteText(a)}, ${b ?? "NULL"})`,
      );
      const select = `SELECT i, a::VARCHAR AS a, b::BIGINT AS b FROM (VALUES (-1, 'x', 0), ${["(-2, NULL, NULL)", ...list].join(", ")}) AS t(i, a, b)`;
      const ranges = await keyRanges({ connection, select, key, rowsPerFile: most });
      const order = "ORDER BY a NULLS FIRST, b NULLS FIRST";
      const pieces: unknown[] = [];
      for (const range of ranges)
        pieces.push(
          ...(await connection.rows(`SELECT a, b FROM (${select}) WHERE ${range} ${order}`)),
        );
      expect(pieces).toEqual(await connection.rows(`SELECT a, b FROM (${select}) ${order}`));
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

describe("overwriteRows with orderBy", () => {
  it("writes files of about the rows asked for, never more, in order; the same for any threads", async () => {
    const select = `SELECT 'one' AS system, md5(i::VARCHAR) AS id, i FROM range(500000) AS r(i)`;
    const names: string[][] = [];
    for (const threads of ["1", "3"]) {
      await using table = await openTable({ settings: { threads } });
      const done = await overwriteRows(table.folder, table.options, {
        select,
        orderBy: ["system", "id"],
        fileNames: "content",
        rowsPerFile: 200_000,
      });
      expect(done.rowCount).toBe(500_000);
      const stats = done.addedFiles.map(({ stats: text = "" }) => JSON.parse(text) as Stats);
      for (const { numRecords } of stats) {
        expect(numRecords).toBeLessThanOrEqual(200_000);
        expect(numRecords).toBeGreaterThan(130_000);
      }
      const bounds = stats.flatMap((file) => [file.minValues.id, file.maxValues.id]);
      expect(bounds).toEqual(bounds.toSorted());
      names.push(done.addedFiles.map(({ path }) => path));
    }
    expect(names[0]).toHaveLength(3);
    expect(names[1]).toEqual(names[0]);
  });
});

type Stats = { numRecords: number; minValues: { id: string }; maxValues: { id: string } };
