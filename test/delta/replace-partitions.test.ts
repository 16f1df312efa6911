import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { DeltaConflictError, DeltaSchemaError } from "../../src/storage/delta-log/errors.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { replacePartitions } from "../../src/storage/delta/replace-partitions.ts";
import { openTable, type TestTable } from "./open-table.ts";

function rows(from: number, to: number, text: string): string {
  return (
    "SELECT i AS id, DATE '2024-01-01' + (i // 10)::INTEGER AS day, " +
    `CASE WHEN i % 2 = 0 THEN 'even' END AS half, '${text}' AS text ` +
    `FROM range(${from}, ${to}) AS r(i) ORDER BY i`
  );
}

/** Four days of ten rows each, in two partitions a day. */
async function openDays(): Promise<TestTable> {
  const table = await openTable();
  await overwriteRows(table.folder, table.options, {
    select: rows(0, 40, "a"),
    partitionBy: ["day", "half"],
    fileNames: "content",
  });
  return table;
}

async function textsByDay(table: TestTable): Promise<string[]> {
  const found = await table.rows({ columns: ["day", "half", "text"] });
  return [...new Set(found.map((row) => Object.values(row).map(String).join(" ")))];
}

describe("replacePartitions", () => {
  it("replaces the partitions that the rows lie in", async () => {
    await using table = await openDays();
    const before = await table.snapshot();
    const done = await replacePartitions(table.folder, table.options, {
      select: `SELECT * FROM (${rows(10, 14, "b")}) WHERE half IS NULL ORDER BY id`,
      fileNames: "content",
    });
    expect([done.version, done.removedFiles.length, done.addedFiles.length]).toEqual([1, 1, 1]);
    expect(await textsByDay(table)).toEqual([
      "2024-01-01 even a",
      "2024-01-01 null a",
      "2024-01-02 even a",
      "2024-01-02 null b",
      "2024-01-03 even a",
      "2024-01-03 null a",
      "2024-01-04 even a",
      "2024-01-04 null a",
    ]);
    expect(await table.rows()).toHaveLength(37);
    const after = await table.snapshot();
    expect([...after.files.keys()].filter((path) => before.files.has(path))).toHaveLength(7);
    expect(after.commitInfo).toMatchObject({
      operation: "WRITE",
      operationParameters: {
        mode: "Overwrite",
        partitionBy: '["day","half"]',
        partitionOverwriteMode: "dynamic",
      },
    });
  });

  it("replaces the partitions that conditions name, with less rows or none", async () => {
    await using table = await openDays();
    const where: Predicate[] = [{ column: "day", op: ">=", value: "2024-01-03" }];
    await replacePartitions(table.folder, table.options, {
      select: rows(20, 22, "b"),
      where,
      fileNames: "content",
    });
    expect(await textsByDay(table)).toEqual([
      "2024-01-01 even a",
      "2024-01-01 null a",
      "2024-01-02 even a",
      "2024-01-02 null a",
      "2024-01-03 even b",
      "2024-01-03 null b",
    ]);
    expect((await table.snapshot()).commitInfo).toMatchObject({
      operationParameters: { predicate: `"day" >= DATE '2024-01-03'` },
    });
    await replacePartitions(table.folder, table.options, {
      select: rows(0, 0, "c"),
      where: [...where, { column: "half", op: "is null" }],
      fileNames: "unique",
    });
    expect((await textsByDay(table)).filter((line) => line.includes("b"))).toEqual([
      "2024-01-03 even b",
    ]);
  });

  it("tells infinities and NaN apart", async () => {
    await using table = await openTable();
    const values = (id: number, list: string): string =>
      `SELECT ${id} AS id, unnest([${list}])::DOUBLE AS p`;
    await overwriteRows(table.folder, table.options, {
      select: values(1, "'inf', '-inf', 'nan', '1'"),
      partitionBy: ["p"],
      fileNames: "unique",
    });
    await replacePartitions(table.folder, table.options, {
      select: values(2, "'inf'"),
      fileNames: "unique",
    });
    expect(await table.rows()).toEqual([
      { id: 1, p: "-Infinity" },
      { id: 1, p: 1 },
      { id: 1, p: "NaN" },
      { id: 2, p: "Infinity" },
    ]);
  });

  it("keeps files that come out the same, and commits nothing when all do", async () => {
    await using table = await openDays();
    const again = { select: rows(0, 20, "a"), fileNames: "content" } as const;
    const nothing = await replacePartitions(table.folder, table.options, again);
    expect([nothing.unchanged, nothing.version]).toEqual([true, 0]);
    const none = { select: rows(0, 0, "a"), fileNames: "content" } as const;
    expect((await replacePartitions(table.folder, table.options, none)).unchanged).toBe(true);
    const more = await replacePartitions(table.folder, table.options, {
      select: `SELECT * REPLACE (if(id = 3, 'b', text) AS text) FROM (${rows(0, 20, "a")}) ORDER BY id`,
      fileNames: "content",
    });
    expect([more.addedFiles.length, more.removedFiles.length]).toEqual([1, 1]);
    expect(await table.rows()).toHaveLength(40);
  });

  it("makes the table, and adds columns when asked", async () => {
    await using table = await openTable();
    const write = { fileNames: "unique", partitionBy: ["p"] } as const;
    const select = "SELECT i % 2 AS p, i AS id FROM range(4) AS r(i)";
    await replacePartitions(table.folder, table.options, { ...write, select });
    const wider = {
      ...write,
      select: "SELECT 1::BIGINT AS p, 9::BIGINT AS id, 'x' AS more",
    };
    await expect(replacePartitions(table.folder, table.options, wider)).rejects.toThrow("more");
    await replacePartitions(table.folder, table.options, { ...wider, schemaMode: "add_columns" });
    expect(await table.rows()).toEqual([
      { p: "0", id: "0", more: null },
      { p: "0", id: "2", more: null },
      { p: "1", id: "9", more: "x" },
    ]);
  });

  it("lets others write to other partitions meanwhile, not to these", async () => {
    await using table = await openDays();
    const { connection } = table.options;
    const attempt = async (id: number, version: number): Promise<unknown> => {
      let done = false;
      const options = {
        ...table.options,
        connection: {
          ...connection,
          async rows(sql: string) {
            const found = await connection.rows(sql);
            if (!done && sql.startsWith("COPY")) {
              done = true;
              await appendRows(table.folder, table.options, {
                select: rows(id, id + 1, "c"),
                fileNames: "unique",
              });
            }
            return found;
          },
        },
      };
      const write = { select: rows(10, 11, `b${version}`), fileNames: "content" } as const;
      return replacePartitions(table.folder, options, write);
    };
    await attempt(12 + 10, 1);
    await attempt(13, 2); // the same day, the other half
    await expect(attempt(12, 3)).rejects.toThrow(DeltaConflictError);
    expect((await table.snapshot()).version).toBe(5);
  });

  it.each<[select: string, where: Predicate[] | undefined, problem: string]>([
    [rows(5, 15, "b"), [{ column: "day", op: "=", value: "2024-01-01" }], "5 rows lie outside"],
    [rows(0, 1, "b"), [{ column: "id", op: "=", value: 1 }], "id is not a partition column"],
    [rows(0, 1, "b"), [{ column: "day", op: "=", value: "x" }], "cannot be compared"],
    ["SELECT 1 AS id", undefined, "column day is missing"],
  ])("refuses %s where %j", async (select, where, problem) => {
    await using table = await openDays();
    const write = { select, fileNames: "content", ...(where === undefined ? {} : { where }) };
    const attempt = replacePartitions(table.folder, table.options, {
      ...write,
      fileNames: "content",
    });
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
    await expect(attempt).rejects.toThrow(problem);
    expect((await table.snapshot()).version).toBe(0);
  });

  it("refuses a table without partitions", async () => {
    await using table = await openTable();
    const write = { select: "SELECT 1 AS id", fileNames: "unique" } as const;
    const attempt = (): Promise<unknown> => replacePartitions(table.folder, table.options, write);
    await expect(attempt()).rejects.toThrow("no partitions to replace");
    await appendRows(table.folder, table.options, write);
    await expect(attempt()).rejects.toThrow("no partitions to replace");
  });
});
