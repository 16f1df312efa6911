import { readdir, readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { deleteByKey, deleteRows } from "../../src/storage/delta/delete-rows.ts";
import type { TableOptions } from "../../src/storage/delta/delta-table.ts";
import {
  DeltaConflictError,
  DeltaSchemaError,
  DeltaTableMissingError,
} from "../../src/storage/delta-log/errors.ts";
import { commitPath } from "../../src/storage/delta-log/log.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { tableExists } from "../../src/storage/delta-log/snapshot.ts";
import { openTable, type TestTable } from "./open-table.ts";

/** A table of 5,000 rows in five files: id, text, and every tenth text null. */
async function openNumbers(): Promise<TestTable> {
  const table = await openTable();
  await overwriteRows(table.folder, table.options, {
    select:
      "SELECT i AS id, CASE WHEN i % 10 > 0 THEN 't' || i END AS text " +
      "FROM range(5000) AS r(i) ORDER BY i",
    fileNames: "content",
    rowsPerFile: 1000,
  });
  return table;
}

/** The table's options, with every statement kept in `statements`. */
function watched({ options }: TestTable): { options: TableOptions; statements: string[] } {
  const { connection } = options;
  const statements: string[] = [];
  const rows: TableOptions["connection"]["rows"] = (sql) => {
    statements.push(sql);
    return connection.rows(sql);
  };
  return { statements, options: { ...options, connection: { ...connection, rows } } };
}

async function countOf(table: TestTable): Promise<number> {
  return (await table.rows()).length;
}

describe("deleteRows", () => {
  it("rewrites the files that hold such rows, and no others", async () => {
    await using table = await openNumbers();
    const before = await table.snapshot();
    const done = await deleteRows(table.folder, table.options, {
      where: [
        { column: "id", op: ">=", value: 1995 },
        { column: "id", op: "<", value: 2005 },
      ],
      commitInfo: { request: 7 },
    });
    expect([done.version, done.deletedRowCount, done.unchanged]).toEqual([1, 10, false]);
    expect([done.removedFiles.length, done.addedFiles.length, done.rowCount]).toEqual([2, 1, 1990]);
    const after = await table.snapshot();
    const kept = [...before.files.keys()].filter((path) => after.files.has(path));
    expect(kept).toHaveLength(3);
    const ids = (await table.rows()).map(({ id }) => Number(id));
    expect(ids).toHaveLength(4990);
    expect(ids.filter((id) => id >= 1995 && id < 2005)).toEqual([]);
    expect(await table.rows({ version: 0 })).toHaveLength(5000);
    expect(after.commitInfo).toMatchObject({
      operation: "DELETE",
      operationParameters: { predicate: '["id >= ? AND id < ?"]' },
      operationMetrics: { numDeletedRows: "10" },
      isBlindAppend: false,
      earshot: { request: 7 },
    });
  });

  it("rewrites as many files at a time as fill one, and keeps the order of rows", async () => {
    await using table = await openNumbers();
    const ids = [1, 1001, 2001, 3001, 4001];
    const { version, addedFiles } = await deleteRows(table.folder, table.options, {
      where: [{ column: "id", op: "in", value: ids }],
      rowsPerFile: 2500,
    });
    const counts = addedFiles.map(({ stats }) => /"numRecords":(\d+)/.exec(stats ?? "")?.[1]);
    expect(counts).toEqual(["1998", "1998", "999"]);
    const { sql } = scan(await table.snapshot({ version }));
    const rows = await table.options.connection.rows(`SELECT id FROM ${sql}`);
    const kept = Array.from({ length: 5000 }, (_, id) => id).filter((id) => !ids.includes(id));
    expect(rows.map(({ id }) => Number(id))).toEqual(kept);
  });

  it("takes files out unread when all their rows go", async () => {
    await using table = await openNumbers();
    const { options, statements } = watched(table);
    const where: Predicate[] = [{ column: "id", op: "<", value: 3000 }];
    const done = await deleteRows(table.folder, options, { where });
    expect([done.deletedRowCount, done.removedFiles.length]).toEqual([3000, 3]);
    expect([done.addedFiles.length, done.rowCount]).toEqual([0, 0]);
    expect(statements.filter((sql) => sql.includes("part-"))).toEqual([]);
    expect(await countOf(table)).toBe(2000);
  });

  it("leaves a table without rows, which goes on working", async () => {
    await using table = await openNumbers();
    const all: Predicate[] = [{ column: "id", op: "is not null" }];
    const done = await deleteRows(table.folder, table.options, { where: all });
    expect([done.deletedRowCount, await countOf(table)]).toEqual([5000, 0]);
    const again = await deleteRows(table.folder, table.options, { where: all });
    expect([again.deletedRowCount, again.unchanged]).toEqual([0, true]);
    const select = "SELECT 1 AS id, 'back' AS text";
    await appendRows(table.folder, table.options, { select, fileNames: "unique" });
    expect(await countOf(table)).toBe(1);
  });

  it("commits nothing when no row fulfils the conditions, but keeps progress told", async () => {
    await using table = await openNumbers();
    const where: Predicate[] = [{ column: "text", op: "=", value: "nobody" }];
    const nothing = await deleteRows(table.folder, table.options, { where });
    expect([nothing.version, nothing.unchanged, nothing.deletedRowCount]).toEqual([0, true, 0]);
    const transactions = [{ appId: "erasure", version: 3 }];
    const told = await deleteRows(table.folder, table.options, { where, transactions });
    expect([told.version, told.addedFiles.length, told.removedFiles.length]).toEqual([1, 0, 0]);
    expect((await table.snapshot()).transactions.get("erasure")).toBe(3);
  });

  it("does not take null for a value, and does not write values to the log", async () => {
    await using table = await openNumbers();
    const where: Predicate[] = [{ column: "text", op: ">=", value: "t" }];
    const done = await deleteRows(table.folder, table.options, { where });
    expect(done.deletedRowCount).toBe(4500);
    const secret: Predicate[] = [{ column: "text", op: "in", value: ["t1", "ann@example.com"] }];
    await appendRows(table.folder, table.options, {
      select: "SELECT 1 AS id, 'ann@example.com' AS text",
      fileNames: "unique",
    });
    await deleteRows(table.folder, table.options, { where: secret });
    const log = await readFile(commitPath(table.folder, 3), "utf8");
    expect(log).toContain("text IN (?)");
    expect(log).not.toContain("ann@");
    const nulls: Predicate[] = [{ column: "text", op: "is null" }];
    expect((await deleteRows(table.folder, table.options, { where: nulls })).deletedRowCount).toBe(
      500,
    );
    expect(await countOf(table)).toBe(0);
  });

  it("knows columns that older files lack as null", async () => {
    await using table = await openNumbers();
    await appendRows(table.folder, table.options, {
      select: "SELECT 9000 AS id, 'new' AS text, 'de' AS region",
      schemaMode: "add_columns",
      fileNames: "unique",
    });
    const german: Predicate[] = [{ column: "region", op: "=", value: "de" }];
    expect((await deleteRows(table.folder, table.options, { where: german })).deletedRowCount).toBe(
      1,
    );
    const rest: Predicate[] = [{ column: "region", op: "is null" }];
    expect((await deleteRows(table.folder, table.options, { where: rest })).deletedRowCount).toBe(
      5000,
    );
  });

  it("changes nothing when it fails or is stopped, at whatever statement", async () => {
    await using table = await openNumbers();
    const { connection } = table.options;
    const before = await readdir(table.folder, { recursive: true });
    const where: Predicate[] = [{ column: "text", op: "in", value: ["t1", "t2001"] }];
    const controller = new AbortController();
    const run = (failAt: number, fail: () => Promise<never>): Promise<unknown> => {
      let count = 0;
      const rows: TableOptions["connection"]["rows"] = (sql) =>
        (count += 1) === failAt ? fail() : connection.rows(sql);
      const options = { ...table.options, connection: { ...connection, rows } };
      return deleteRows(table.folder, options, { where, signal: controller.signal });
    };
    const broken = (): Promise<never> => Promise.reject(new Error("broken"));
    let at = 1;
    for (; at < 50; at++) {
      const outcome = await run(at, broken).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) break; // it needs no more statements than that
      expect(outcome.message).toBe("broken");
      expect(await readdir(table.folder, { recursive: true })).toEqual(before);
    }
    expect(at).toBeGreaterThan(2);
    expect(await countOf(table)).toBe(4998);
    const after = await readdir(table.folder, { recursive: true });
    const stopped = run(1, () => {
      controller.abort();
      return broken();
    });
    await expect(stopped).rejects.toThrow("abort");
    expect(await readdir(table.folder, { recursive: true })).toEqual(after);
  });

  it("gives the same files, whatever was deleted before", async () => {
    const files = async (steps: number[][]): Promise<string[]> => {
      await using table = await openNumbers();
      for (const ids of steps) {
        const where: Predicate[] = [{ column: "id", op: "in", value: ids }];
        await deleteRows(table.folder, table.options, { where });
      }
      return [...(await table.snapshot()).files.keys()].toSorted();
    };
    expect(await files([[5], [700, 800]])).toEqual(await files([[5, 700, 800]]));
  });

  it.each<[where: Predicate[], problem: string]>([
    [[], "at least one condition"],
    [[{ column: "nowhere", op: "is null" }], "no column nowhere; it has id, text"],
    [[{ column: "id", op: "=", value: "x" }], "cannot be compared"],
    [[{ column: "text", op: "=", value: 5 }], "cannot be compared"],
  ])("refuses %j", async (where, problem) => {
    await using table = await openNumbers();
    const attempt = deleteRows(table.folder, table.options, { where });
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
    await expect(attempt).rejects.toThrow(problem);
    expect((await table.snapshot()).version).toBe(0);
  });

  it("needs a table, at the version expected, and no abort", async () => {
    await using table = await openTable();
    const where: Predicate[] = [{ column: "id", op: "=", value: 1 }];
    const missing = deleteRows(table.folder, table.options, { where });
    await expect(missing).rejects.toThrow(DeltaTableMissingError);
    expect(await tableExists(table.folder)).toBe(false);
    const select = "SELECT 1 AS id";
    await appendRows(table.folder, table.options, { select, fileNames: "unique" });
    const late = deleteRows(table.folder, table.options, { where, expectedVersion: 4 });
    await expect(late).rejects.toThrow(DeltaConflictError);
    const signal = AbortSignal.abort();
    await expect(deleteRows(table.folder, table.options, { where, signal })).rejects.toThrow(
      "abort",
    );
    expect(await table.rows()).toEqual([{ id: 1 }]);
  });
});

describe("deleteByKey", () => {
  it("deletes the rows of each key, one column or many", async () => {
    await using table = await openTable();
    await appendRows(table.folder, table.options, {
      select:
        "SELECT (i % 10)::VARCHAR AS tenant, i // 10 AS number, TIMESTAMPTZ '2024-01-01' + " +
        "to_hours(i) AS at FROM range(1000) AS r(i)",
      partitionBy: ["tenant"],
      fileNames: "unique",
    });
    const done = await deleteByKey(table.folder, table.options, {
      select:
        "SELECT * FROM (VALUES (5::SMALLINT, '3'), (5, '3'), (99, '9'), (7, 'x'), (NULL, '1')) " +
        "AS k(number, tenant)",
      key: ["tenant", "number"],
    });
    expect([done.deletedRowCount, done.removedFiles.length]).toEqual([2, 2]);
    const rows = await table.rows({ columns: ["tenant", "number"] });
    expect(rows).toHaveLength(998);
    expect(rows).not.toContainEqual({ tenant: "3", number: "5" });
    expect(rows).not.toContainEqual({ tenant: "9", number: "99" });
    expect(rows).toContainEqual({ tenant: "9", number: "98" });
    const snapshot = await table.snapshot();
    expect(snapshot.commitInfo).toMatchObject({
      operation: "DELETE",
      operationParameters: { predicate: '["t.tenant = s.tenant AND t.number = s.number"]' },
    });
  });

  it("opens only files that may hold a key, and does nothing without keys", async () => {
    await using table = await openNumbers();
    const { options, statements } = watched(table);
    const untouched = [...(await table.snapshot()).files.keys()].slice(1);
    const done = await deleteByKey(table.folder, options, {
      select: "SELECT i AS id FROM range(10) AS r(i)",
      key: ["id"],
    });
    expect(done.deletedRowCount).toBe(10);
    expect(statements.filter((sql) => untouched.some((path) => sql.includes(path)))).toEqual([]);
    const none = { select: "SELECT 1::BIGINT AS id WHERE false", key: ["id"] };
    expect((await deleteByKey(table.folder, options, none)).unchanged).toBe(true);
  });

  it.each([
    ["SELECT 1 AS id", ["nr"], "no columns nr"],
    ["SELECT 1 AS nr", ["id"], "column id is missing"],
    ["SELECT 1 AS id", [], "no columns"],
    ["SELECT 'a' AS id", ["id"], "id is string, the table has long"],
  ])("refuses %s by %j", async (select, key, problem) => {
    await using table = await openNumbers();
    const attempt = deleteByKey(table.folder, table.options, { select, key });
    await expect(attempt).rejects.toThrow(DeltaSchemaError);
    await expect(attempt).rejects.toThrow(problem);
  });
});
