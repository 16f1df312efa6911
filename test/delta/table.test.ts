import { readdir, stat } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import packageJson from "../../package.json" with { type: "json" };
import { AssertionError } from "../../src/core/base/errors.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { retry } from "../../src/storage/delta/delta-table.ts";
import { DeltaConflictError, DeltaSchemaError } from "../../src/storage/delta-log/errors.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { earshotInfo, readSnapshot, tableExists } from "../../src/storage/delta-log/snapshot.ts";
import { openTable, type TestTable } from "./open-table.ts";

function numbers(from: number, to: number, text = "a"): string {
  return `SELECT i AS id, '${text}' || i AS text FROM range(${from}, ${to}) AS r(i) ORDER BY i`;
}

async function filesOnDisk(table: TestTable): Promise<string[]> {
  const names = await readdir(table.folder, { recursive: true });
  return names.filter((name) => !name.startsWith("_delta_log"));
}

describe("appendRows", () => {
  it("makes the table, then adds to it", async () => {
    await using table = await openTable();
    expect(await tableExists(table.folder)).toBe(false);
    expect(await readSnapshot(table.folder, table.options)).toBeUndefined();
    const first = await appendRows(table.folder, table.options, {
      select: numbers(0, 3),
      fileNames: "unique",
      commitInfo: { run_id: "r1" },
      transactions: [{ appId: "land", version: 4 }],
    });
    const second = await appendRows(table.folder, table.options, {
      select: numbers(3, 5),
      fileNames: "unique",
    });
    expect([first.version, first.rowCount, second.version]).toEqual([0, 3, 1]);
    expect(await table.rows()).toEqual(
      [0, 1, 2, 3, 4].map((i) => ({ id: String(i), text: `a${i}` })),
    );
    const snapshot = await table.snapshot({ version: 0 });
    expect(earshotInfo(snapshot)).toEqual({ run_id: "r1" });
    expect(snapshot.transactions).toEqual(new Map([["land", 4]]));
    expect(scan(snapshot).rowCount).toBe(3);
    expect(await tableExists(table.folder)).toBe(true);
  });

  it("keeps rows that come twice, with content names too", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 2), fileNames: "content" } as const;
    for (let i = 0; i < 3; i++) await appendRows(table.folder, table.options, write);
    expect(await table.rows()).toHaveLength(6);
    expect((await table.snapshot()).files.size).toBe(3);
  });

  it("commits nothing for no rows", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 0), fileNames: "unique" } as const;
    const made = await appendRows(table.folder, table.options, write);
    const nothing = await appendRows(table.folder, table.options, write);
    expect([made.version, made.unchanged]).toEqual([0, false]); // it made the table
    expect([nothing.version, nothing.unchanged]).toEqual([0, true]);
    expect(await table.rows()).toEqual([]);
    expect(await filesOnDisk(table)).toEqual([]);
    const asked = await appendRows(table.folder, table.options, {
      ...write,
      commitWhenUnchanged: true,
    });
    expect([asked.version, asked.unchanged]).toEqual([1, false]);
  });

  it("puts columns into the table's order and types", async () => {
    await using table = await openTable();
    const write = { fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, { ...write, select: numbers(0, 1) });
    const select = "SELECT 'b' AS text, 7::SMALLINT AS id";
    await appendRows(table.folder, table.options, { ...write, select });
    expect(await table.rows()).toEqual([
      { id: "0", text: "a0" },
      { id: "7", text: "b" },
    ]);
  });

  it.each([
    ["SELECT 1 AS id", "text is missing"],
    ["SELECT 1 AS id, 'a' AS text, 2 AS more", "more is not in the table"],
    ["SELECT 'x' AS id, 'a' AS text", "id is string, the table has long"],
    ["SELECT 1 AS ID, 'a' AS text", "ID is spelled id"],
    ["SELECT 1 AS id, 'a' AS text, 3 AS ID", "two columns named ID"],
    ["SELECT 1 AS id, 1::BIGNUM AS text", "BIGNUM"],
  ])("refuses %s", async (select, problem) => {
    await using table = await openTable();
    const write = { fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, { ...write, select: numbers(0, 1) });
    const attempt = appendRows(table.folder, table.options, { ...write, select });
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
    await expect(attempt).rejects.toThrow(problem);
    expect((await table.snapshot()).version).toBe(0);
    expect(await filesOnDisk(table)).toHaveLength(1);
  });

  it("adds columns when asked; they are null in older rows", async () => {
    await using table = await openTable();
    const write = { fileNames: "content", schemaMode: "add_columns" } as const;
    await appendRows(table.folder, table.options, { ...write, select: numbers(0, 1) });
    const select = "SELECT 1 AS id, {'a': [1.5]} AS \"de tail\", 'x' AS file_index";
    await appendRows(table.folder, table.options, { ...write, select });
    expect(await table.rows()).toEqual([
      { id: "0", text: "a0", "de tail": null, file_index: null },
      { id: "1", text: null, "de tail": { a: ["1.5"] }, file_index: "x" },
    ]);
    const nulls = { where: [{ column: "de tail", op: "is null" }] } as const;
    expect(await table.rows(nulls)).toHaveLength(1);
    expect(await table.rows({ version: 0 })).toEqual([{ id: "0", text: "a0" }]);
  });

  it("refuses an empty text as partition, which Delta takes for null", async () => {
    await using table = await openTable();
    for (const fileNames of ["unique", "content"] as const) {
      const select = "SELECT 1 AS id, '' AS part";
      const write = { select, fileNames, partitionBy: ["part"] };
      await expect(appendRows(table.folder, table.options, write)).rejects.toThrow("nullif");
    }
    expect(await tableExists(table.folder)).toBe(false);
  });

  it("starts a new file after so many rows", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 400_000), fileNames: "unique", rowsPerFile: 1 } as const;
    const done = await appendRows(table.folder, table.options, write);
    expect([done.rowCount, done.addedFiles.length]).toEqual([400_000, 4]);
    expect(scan(await table.snapshot()).rowCount).toBe(400_000);
  });

  it("says who wrote it, and with what", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 1), fileNames: "unique", compression: "snappy" } as const;
    const done = await appendRows(table.folder, table.options, write);
    expect((await table.snapshot()).commitInfo).toMatchObject({
      operation: "WRITE",
      operationParameters: { mode: "Append" },
      engineInfo: `earshot/${packageJson.version}`,
    });
    expect(done.addedFiles[0]?.path).toMatch(/^part-[0-9a-f-]{36}\.snappy\.parquet$/);
  });

  it("stands at the version expected, or fails", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 1), fileNames: "unique" } as const;
    const at = (expectedVersion: number): Promise<unknown> =>
      appendRows(table.folder, table.options, { ...write, expectedVersion });
    await expect(at(0)).rejects.toThrow(DeltaConflictError);
    await at(-1);
    await at(0);
    await expect(at(0)).rejects.toThrow("1 is the latest, where 0 was expected");
  });

  it("gives each version a later time, even when the clock goes back", async () => {
    const times = [1000, 500, 2000].map((ms) => new Date(ms));
    let at = 0;
    await using table = await openTable({ clock: { now: () => times[at] ?? new Date(0) } });
    for (at = 0; at < 3; at++) {
      const write = { select: numbers(0, 1), fileNames: "unique" } as const;
      await appendRows(table.folder, table.options, write);
    }
    const versions = await Promise.all([0, 1, 2].map((version) => table.snapshot({ version })));
    expect(versions.map(({ timestamp }) => timestamp.getTime())).toEqual([1000, 1001, 2000]);
  });

  it("cleans up when it is aborted", async () => {
    await using table = await openTable();
    const controller = new AbortController();
    const attempt = appendRows(table.folder, table.options, {
      select: "SELECT sum(i) AS n FROM range(1000000000000) AS r(i)",
      fileNames: "content",
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 100);
    await expect(attempt).rejects.toThrow("abort");
    expect(await tableExists(table.folder)).toBe(false);
    await expect(stat(table.folder)).rejects.toThrow("ENOENT");
  });
});

describe("overwriteRows", () => {
  it("replaces rows, schema and partitioning, and keeps older versions", async () => {
    await using table = await openTable();
    const write = { fileNames: "content" } as const;
    await overwriteRows(table.folder, table.options, { ...write, select: numbers(0, 9) });
    const done = await overwriteRows(table.folder, table.options, {
      ...write,
      select: "SELECT 'x' AS other, 1 AS id",
      partitionBy: ["other"],
    });
    expect([done.version, done.addedFiles.length, done.removedFiles.length]).toEqual([1, 1, 1]);
    expect(await table.rows()).toEqual([{ other: "x", id: 1 }]);
    expect(await table.rows({ version: 0 })).toHaveLength(9);
  });

  it("does nothing when nothing changes, and leaves equal files alone", async () => {
    await using table = await openTable();
    const write = { fileNames: "content", rowsPerFile: 1000 } as const;
    const first = { ...write, select: numbers(0, 2500) };
    await overwriteRows(table.folder, table.options, first);
    const before = await table.snapshot();
    const again = await overwriteRows(table.folder, table.options, first);
    expect([again.unchanged, again.version]).toEqual([true, 0]);
    expect((await table.snapshot()).version).toBe(0);
    const more = await overwriteRows(table.folder, table.options, {
      ...write,
      select: numbers(0, 3500),
    });
    expect([more.addedFiles.length, more.removedFiles.length, more.rowCount]).toEqual([2, 1, 1500]);
    const after = await table.snapshot();
    expect([...after.files.keys()].filter((path) => before.files.has(path))).toHaveLength(2);
    const told = await overwriteRows(table.folder, table.options, {
      ...write,
      select: numbers(0, 3500),
      transactions: [{ appId: "a", version: 1 }],
    });
    expect([told.unchanged, told.addedFiles.length]).toEqual([false, 0]);
    expect(await table.rows()).toHaveLength(3500);
  });

  it("keeps equal pieces apart", async () => {
    await using table = await openTable();
    const select = "SELECT 1 AS one FROM range(5000)";
    const write = { fileNames: "content", rowsPerFile: 1000, select } as const;
    await overwriteRows(table.folder, table.options, write);
    expect(await table.rows()).toHaveLength(5000);
    expect((await overwriteRows(table.folder, table.options, write)).unchanged).toBe(true);
  });

  it("comes back to files of an older version", async () => {
    await using table = await openTable();
    for (const count of [3, 4, 3]) {
      const write = { select: numbers(0, count), fileNames: "content" } as const;
      await overwriteRows(table.folder, table.options, write);
    }
    expect(await table.rows()).toHaveLength(3);
    expect((await table.snapshot()).removed.size).toBe(1);
  });

  it("fails when another writer came in between", async () => {
    await using table = await openTable();
    const { connection } = table.options;
    const append = { select: numbers(5, 6), fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, append);
    let intrusions = 2;
    const slow = {
      ...table.options,
      connection: {
        ...connection,
        async rows(sql: string) {
          if (sql.startsWith("COPY") && intrusions-- > 0) {
            await appendRows(table.folder, table.options, append);
          }
          return connection.rows(sql);
        },
      },
    };
    const write = { select: numbers(0, 2), fileNames: "content" } as const;
    const attempt = (): Promise<unknown> => overwriteRows(table.folder, slow, write);
    await expect(attempt()).rejects.toThrow(DeltaConflictError);
    await retry(attempt); // meets the second intruder, then succeeds
    expect(await table.rows()).toHaveLength(2);
    expect((await table.snapshot()).version).toBe(3);
  });
});

describe("retry", () => {
  it("gives up on other errors at once", async () => {
    let tries = 0;
    const attempt = retry(async () => {
      tries++;
      throw new AssertionError("bug");
    });
    await expect(attempt).rejects.toThrow("bug");
    expect(tries).toBe(1);
  });
});

describe("replaceByKey", () => {
  it("replaces by key, adds the rest, and rewrites only the files it must", async () => {
    await using table = await openTable();
    const { connection } = table.options;
    await overwriteRows(table.folder, table.options, {
      select: numbers(0, 5000),
      fileNames: "content",
      rowsPerFile: 1000,
    });
    const statements: string[] = [];
    const watched = {
      ...connection,
      rows: (sql: string) => {
        statements.push(sql);
        return connection.rows(sql);
      },
    };
    const done = await replaceByKey(
      table.folder,
      { ...table.options, connection: watched },
      { select: numbers(1500, 1600, "b"), key: ["id"] },
    );
    expect([done.addedFiles.length, done.removedFiles.length, done.rowCount]).toEqual([1, 1, 1000]);
    const untouched = [...(await table.snapshot({ version: 0 })).files.keys()].slice(2);
    expect(statements.filter((sql) => untouched.some((path) => sql.includes(path)))).toEqual([]);

    await replaceByKey(table.folder, table.options, {
      select: `SELECT * FROM (${numbers(4990, 5010, "c")}) ORDER BY hash(id)`,
      key: ["id"],
    });
    const rows = await table.rows();
    expect(rows).toHaveLength(5010);
    expect(rows[1550]).toEqual({ id: "1550", text: "b1550" });
    expect(rows[1600]).toEqual({ id: "1600", text: "a1600" });
    expect(rows[5000]).toEqual({ id: "5000", text: "c5000" });
  });

  it("changes nothing for rows that are there", async () => {
    await using table = await openTable();
    const write = { select: numbers(0, 100), key: ["id", "text"] };
    await replaceByKey(table.folder, table.options, write);
    const again = await replaceByKey(table.folder, table.options, write);
    expect([again.version, again.unchanged]).toEqual([0, true]);
    const none = await replaceByKey(table.folder, table.options, {
      ...write,
      select: numbers(0, 0),
    });
    expect(none.unchanged).toBe(true);
  });

  it("leaves one row a key, where there were more", async () => {
    await using table = await openTable();
    const twice = `SELECT * FROM (${numbers(0, 3)}) UNION ALL SELECT * FROM (${numbers(0, 3)})`;
    await appendRows(table.folder, table.options, { select: twice, fileNames: "unique" });
    const write = { select: numbers(1, 2), key: ["id"] };
    await replaceByKey(table.folder, table.options, write);
    expect((await table.rows()).map(({ id }) => id)).toEqual(["0", "0", "1", "2", "2"]);
  });

  it("works on partitions and keys of every plain type", async () => {
    await using table = await openTable();
    const rows = (text: string): string =>
      "SELECT 'k' || i % 4 AS part, DATE '2024-01-01' + i::INTEGER AS day, i / 3::DOUBLE AS ratio, " +
      "TIMESTAMPTZ '2024-01-01 00:00:00.000001+00' + to_hours(i) AS at, " +
      `i::DECIMAL(38, 2) AS price, i % 2 = 0 AS flag, encode('b' || i) AS bytes, '${text}' AS text ` +
      "FROM range(100) AS r(i)";
    const key = ["part", "day", "ratio", "at", "price", "flag", "bytes"];
    const write = { key, partitionBy: ["part"] };
    await replaceByKey(table.folder, table.options, { ...write, select: rows("a") });
    const select = `SELECT * FROM (${rows("b")}) WHERE price < 10`;
    const done = await replaceByKey(table.folder, table.options, { ...write, select });
    expect(done.rowCount).toBe(100);
    const texts = (await table.rows()).map(({ text }) => text);
    expect(texts).toHaveLength(100);
    expect(texts.filter((text) => text === "b")).toHaveLength(10);
  });

  it("adds columns when asked", async () => {
    await using table = await openTable();
    const write = { key: ["id"], schemaMode: "add_columns" } as const;
    await replaceByKey(table.folder, table.options, { ...write, select: numbers(0, 2) });
    const select = "SELECT 1 AS id, 2.5::DOUBLE AS score";
    await replaceByKey(table.folder, table.options, { ...write, select });
    expect(await table.rows()).toEqual([
      { id: "0", text: "a0", score: null },
      { id: "1", text: null, score: 2.5 },
    ]);
  });

  it.each([
    ["SELECT NULL::BIGINT AS id, 'a' AS text", ["id"], "null in the key"],
    ["SELECT 1 AS id, 'a' AS text FROM range(2)", ["id"], "only 1 different keys"],
    ["SELECT 1 AS id, 'a' AS text", ["key"], "no columns key"],
    ["SELECT 1 AS id, 'a' AS text", [], "no columns"],
  ])("refuses %s by %j", async (select, key, problem) => {
    await using table = await openTable();
    const attempt = replaceByKey(table.folder, table.options, { select, key });
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
  });
});
