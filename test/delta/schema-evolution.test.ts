import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { DeltaSchemaError } from "../../src/storage/delta-log/errors.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { askDeltaRs, deltaRs, plainRow } from "./delta-rs.ts";
import { openTable } from "./open-table.ts";

const first =
  "SELECT 1 AS id, {'a': 1, 'deep': {'x': 'x1'}} AS s, [{'k': 'k1'}] AS l, MAP {'m': {'v': 1}} AS m";

describe("a table whose rows gain columns", () => {
  it("gains members of structs, wherever they stand", async () => {
    await using table = await openTable();
    const write = { fileNames: "content", schemaMode: "add_columns" } as const;
    await appendRows(table.folder, table.options, { ...write, select: first });
    await appendRows(table.folder, table.options, {
      ...write,
      select:
        "SELECT 2 AS id, {'deep': {'y': 2.5::DOUBLE, 'x': 'x2'}, 'b': [1]} AS s, " +
        "[{'n': 7, 'k': 'k2'}, NULL] AS l, MAP {'m': {'w': 'w2'}} AS m",
    });
    await replaceByKey(table.folder, table.options, {
      select: "SELECT 1 AS id, {'c': true} AS s",
      key: ["id"],
      schemaMode: "add_columns",
    });
    const rows = await table.rows();
    expect(rows).toEqual([
      { id: 1, s: { a: null, deep: null, b: null, c: true }, l: null, m: null },
      {
        id: 2,
        s: { a: null, deep: { x: "x2", y: 2.5 }, b: [1], c: null },
        l: [{ k: "k2", n: 7 }, null],
        m: [{ key: "m", value: { v: null, w: "w2" } }],
      },
    ]);
    expect(await table.rows({ version: 1 })).toMatchObject([
      { id: 1, s: { a: 1, deep: { x: "x1", y: null }, b: null }, l: [{ k: "k1", n: null }] },
      { id: 2 },
    ]);
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([{ folder: table.folder }]);
    const { schema } = await table.snapshot();
    const theirs = answer?.rows.toSorted((left, right) => Number(left.id) - Number(right.id));
    expect(theirs).toEqual(rows.map((row) => plainRow(row, schema)));
    expect(answer?.schema.fields).toEqual(schema);
  });

  it("takes members in any order, and narrower types inside", async () => {
    await using table = await openTable();
    const write = { fileNames: "content" } as const;
    const select = "SELECT {'a': 1::BIGINT, 'b': [1::BIGINT]} AS s";
    await appendRows(table.folder, table.options, { ...write, select });
    const other = "SELECT {'b': [2::SMALLINT], 'a': 3::INTEGER} AS s";
    await appendRows(table.folder, table.options, { ...write, select: other });
    expect(await table.rows()).toEqual([{ s: { a: "1", b: ["1"] } }, { s: { a: "3", b: ["2"] } }]);
  });

  it.each([
    ["strict", "SELECT * REPLACE ({'a': 1} AS s)", "column s.deep is missing"],
    ["strict", "SELECT * REPLACE ([{'k': 'x', 'z': 1}] AS l)", "column l.element.z is not in"],
    ["add_columns", "SELECT * REPLACE ({'a': 'x'} AS s)", "s.a is string, the table has integer"],
    ["add_columns", "SELECT * REPLACE ({'A': 1} AS s)", "s.A is spelled s.a in the table"],
    ["add_columns", "SELECT * REPLACE (1::BIGINT AS id)", "id is long, the table has integer"],
    ["add_columns", "SELECT * REPLACE (1.5::DOUBLE AS id)", "id is double, the table has integer"],
    ["add_columns", "SELECT * REPLACE ('x' AS s)", "s is string, the table has STRUCT"],
    ["add_columns", "SELECT * REPLACE (MAP {1: {'v': 1}} AS m)", "m.key is integer"],
  ] as const)("refuses, %s, %s", async (schemaMode, select, problem) => {
    await using table = await openTable();
    const write = { fileNames: "unique", schemaMode } as const;
    await appendRows(table.folder, table.options, { ...write, select: first });
    const attempt = appendRows(table.folder, table.options, {
      ...write,
      select: `${select} FROM (${first})`,
    });
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.toThrow(/cast or rename in the SELECT.*overwriting/);
  });

  it("knows a partition column that rows lack as null", async () => {
    await using table = await openTable();
    for (const fileNames of ["unique", "content"] as const) {
      await appendRows(table.folder, table.options, {
        select: "SELECT 1 AS id, 'p' AS part",
        partitionBy: ["part"],
        fileNames,
      });
      await appendRows(table.folder, table.options, {
        select: "SELECT 2 AS id",
        schemaMode: "add_columns",
        fileNames,
      });
    }
    expect((await table.rows()).map(({ part }) => part)).toEqual(["p", "p", null, null]);
  });
});

describe("rowsPerFile", () => {
  it("holds in partitions, with both kinds of names", async () => {
    for (const fileNames of ["unique", "content"] as const) {
      await using table = await openTable();
      const done = await appendRows(table.folder, table.options, {
        select:
          "SELECT i AS id, CASE WHEN i % 10 > 0 THEN 'p' END AS part FROM range(10000) AS r(i) ORDER BY i",
        partitionBy: ["part"],
        rowsPerFile: 4000,
        fileNames,
      });
      const rowCounts = done.addedFiles.map(
        ({ stats }) => /"numRecords":(\d+)/.exec(stats ?? "")?.[1],
      );
      expect(rowCounts.toSorted((a, b) => Number(a) - Number(b))).toEqual([
        "1000",
        "1000",
        "4000",
        "4000",
      ]);
      const ids = (await table.rows()).map(({ id }) => Number(id));
      expect(new Set(ids).size).toBe(10_000);
    }
  });
});
