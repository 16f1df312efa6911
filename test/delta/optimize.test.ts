import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import type { JsonObject } from "../../src/storage/delta-log/json.ts";
import { commitPath, readCommit } from "../../src/storage/delta-log/log.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import type { Snapshot } from "../../src/storage/delta-log/snapshot.ts";
import { askDeltaRs, deltaRs } from "./delta-rs.ts";
import { openTable, type TestTable } from "./open-table.ts";
import { inlineVector } from "./write-vector.ts";

/** Tickets as gold has them: regions of uneven size, days, and what else comes with them. */
const tickets = (first: number, count: number): string =>
  `SELECT i AS ticket_id, ['North', 'South', 'East', 'West', NULL][1 + (hash(i) % 100 // 21)::INTEGER] AS "Region", ` +
  `DATE '2025-01-01' + (hash(i, 1) % 365)::INTEGER AS "Date", ` +
  `'https://desk.example.com/tickets/by-company/' || hash(i, 2) % 500 AS url, ` +
  `md5(i::VARCHAR) AS subject, (hash(i, 3) % 2 = 0) AS is_open, ['p1', 'p2'][1 + (hash(i, 4) % 2)::INTEGER] AS priority ` +
  `FROM range(${first}, ${first + count}) AS r(i) ORDER BY i`;

async function append(
  { folder, options }: TestTable,
  commits: number,
  { rows = 100, partitionBy = [] }: { rows?: number; partitionBy?: string[] } = {},
): Promise<void> {
  for (let i = 0; i < commits; i++) {
    const select = tickets(i * rows, rows);
    await appendRows(folder, options, { select, fileNames: "content", partitionBy });
  }
}

const inFileOrder = async (table: TestTable): Promise<JsonObject[]> =>
  table.options.connection.rows(`SELECT * FROM ${scan(await table.snapshot()).sql}`);

const commitOf = async ({ folder, version }: Snapshot): Promise<Record<string, unknown>> =>
  (await readCommit(folder, version)).find((action) => action.commitInfo)?.commitInfo ?? {};

describe("optimizeTable, putting small files together", () => {
  it("keeps the rows and their order, says what it did, and does nothing the second time", async () => {
    await using table = await openTable();
    await append(table, 7);
    const before = await inFileOrder(table);
    const done = await optimizeTable(table.folder, table.options, {});
    expect(done).toMatchObject({
      version: 7,
      unchanged: false,
      before: { fileCount: 7, rowCount: 700 },
      after: { fileCount: 1, rowCount: 700 },
    });
    expect(await inFileOrder(table)).toEqual(before);
    const commit = await readCommit(table.folder, 7);
    for (const { add, remove } of commit) expect((add ?? remove)?.dataChange ?? false).toBe(false);
    expect(await commitOf(await table.snapshot())).toMatchObject({
      operation: "OPTIMIZE",
      operationParameters: { predicate: "[]", zOrderBy: "[]" },
      operationMetrics: { numRemovedFiles: "7", numAddedFiles: "1" },
      isBlindAppend: false,
    });
    const again = await optimizeTable(table.folder, table.options, {});
    expect(again).toMatchObject({ version: 7, unchanged: true, after: done.after });
  });

  it("fills files up to the target and leaves full ones alone", async () => {
    await using table = await openTable();
    await append(table, 6);
    const [file] = (await table.snapshot()).files.values();
    const targetFileBytes = Math.ceil(2.5 * (file?.size ?? 0));
    const first = await optimizeTable(table.folder, table.options, { targetFileBytes });
    expect(first).toMatchObject({
      before: { fileCount: 6 },
      after: { fileCount: 3, rowCount: 600 },
    });
    const full = new Set((await table.snapshot()).files.keys());
    await appendRows(table.folder, table.options, {
      select: tickets(600, 2),
      fileNames: "content",
    });
    await appendRows(table.folder, table.options, {
      select: tickets(602, 2),
      fileNames: "content",
    });
    const small = Math.ceil(1.2 * Math.min(...first.addedFiles.map(({ size }) => size)));
    const second = await optimizeTable(table.folder, table.options, { targetFileBytes: small });
    expect(second.unchanged).toBe(false);
    const kept = [...(await table.snapshot()).files.keys()].filter((path) => full.has(path));
    expect(kept).toHaveLength(3);
    expect(second.after).toMatchObject({ fileCount: 4, rowCount: 604 });
  });

  it("stays within partitions, and within those asked for", async () => {
    await using table = await openTable();
    await append(table, 4, { partitionBy: ["Region"] });
    const rows = await table.rows();
    const where = [{ column: "Region", op: "=", value: "North" }] as const;
    const north = await optimizeTable(table.folder, table.options, { where });
    expect(north).toMatchObject({ before: { fileCount: 20 }, after: { fileCount: 17 } });
    expect((await commitOf(await table.snapshot()))["operationParameters"]).toMatchObject({
      predicate: `["\\"Region\\" = 'North'"]`,
    });
    const all = await optimizeTable(table.folder, table.options, {});
    expect(all.after).toMatchObject({ fileCount: 5, rowCount: 400 });
    expect(await table.rows()).toEqual(rows);
    for (const path of (await table.snapshot()).files.keys()) expect(path).toMatch(/^Region=\w+\//);
    await expect(
      optimizeTable(table.folder, table.options, {
        where: [{ column: "ticket_id", op: "=", value: 1 }],
      }),
    ).rejects.toThrow("ticket_id is no partition column");
  });

  it("gives the same bytes whatever the threads", async () => {
    const written: string[][] = [];
    for (const threads of ["1", "3"]) {
      await using table = await openTable({ settings: { threads } });
      await append(table, 3, { rows: 60_000 });
      await optimizeTable(table.folder, table.options, {});
      await optimizeTable(table.folder, table.options, { zOrderBy: ["region", "date"] });
      written.push([...(await table.snapshot()).files.keys()]);
    }
    expect(written[0]?.length).toBeGreaterThan(2);
    expect(written[1]).toEqual(written[0]);
  });

  it("goes on with what the last commit remembers, as the rows are the same", async () => {
    await using table = await openTable();
    await append(table, 2);
    await appendRows(table.folder, table.options, {
      select: tickets(200, 1),
      fileNames: "content",
      commitInfo: { step: "gold.tickets", data_version: 2 },
    });
    await optimizeTable(table.folder, table.options, {});
    expect((await table.snapshot()).commitInfo).toMatchObject({
      operation: "OPTIMIZE",
      earshot: { step: "gold.tickets", data_version: 2 },
    });
  });
});

/** Deletes the same rows of each file, as another client does: without rewriting it. */
async function deleteRows(table: TestTable, rows: number[]): Promise<void> {
  const { version, files } = await table.snapshot();
  const features = ["deletionVectors"];
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: features,
    writerFeatures: features,
  };
  const actions = [...files.values()].flatMap((file) => [
    { add: { ...file, deletionVector: inlineVector(rows) } },
    { remove: { path: file.path, deletionTimestamp: 1, dataChange: true } },
  ]);
  const lines = [{ protocol }, ...actions].map((action) => `${JSON.stringify(action)}\n`);
  await writeFile(commitPath(table.folder, version + 1), lines.join(""));
}

/** Files and rows that must be read for one region and a week. */
const weekOfNorth = (snapshot: Snapshot): { fileCount: number; rowCount: number } => {
  const { files, rowCount = 0 } = scan(snapshot, {
    where: [
      { column: "Region", op: "=", value: "North" },
      { column: "Date", op: ">=", value: "2025-03-03" },
      { column: "Date", op: "<=", value: "2025-03-09" },
    ],
  });
  return { fileCount: files.length, rowCount };
};

/** A hash of all rows, whatever their order. */
const rowsHash = async (table: TestTable): Promise<JsonObject | undefined> => {
  const { sql } = scan(await table.snapshot());
  const hashed = "sum(hash(t)::HUGEINT)::VARCHAR AS rows, count(*) AS n";
  return (await table.options.connection.rows(`SELECT ${hashed} FROM ${sql} AS t`))[0];
};

describe("optimizeTable of files with deleted rows", () => {
  it.each([[[]], [["Region", "Date"]]])(
    "leaves them out for good, ordering by %j",
    async (zOrderBy) => {
      await using table = await openTable();
      await append(table, 3);
      await deleteRows(table, [1, 2, 99]);
      const rows = await table.rows();
      expect(rows).toHaveLength(291);
      const done = await optimizeTable(table.folder, table.options, { zOrderBy });
      expect(done).toMatchObject({
        before: { rowCount: 291 },
        after: { fileCount: 1, rowCount: 291 },
      });
      expect(await table.rows()).toEqual(rows);
      for (const { deletionVector } of (await table.snapshot()).files.values()) {
        expect(deletionVector).toBeUndefined();
      }
      expect(await commitOf(await table.snapshot())).toMatchObject({
        operationMetrics: { numDeletionVectorsRemoved: "3" },
      });
      const after = (await inFileOrder(table)).map((row) => Number(row["ticket_id"]));
      const isInOrder = after.every((id, i) => i === 0 || id > (after[i - 1] ?? 0));
      expect(isInOrder).toBe(zOrderBy.length === 0);
    },
  );

  it("takes a file out whose rows are all deleted", async () => {
    await using table = await openTable();
    await append(table, 1, { rows: 3 });
    await deleteRows(table, [0, 1, 2]);
    const done = await optimizeTable(table.folder, table.options, {});
    expect(done.after).toMatchObject({ fileCount: 0, rowCount: 0 });
  });
});

describe("optimizeTable, clustering", () => {
  it("lets a filter on each column and on both skip most files, and loses no row", async () => {
    await using table = await openTable();
    await overwriteRows(table.folder, table.options, {
      select: tickets(0, 300_000),
      fileNames: "content",
      rowsPerFile: 20_000,
    });
    const rows = await rowsHash(table);
    expect(weekOfNorth(await table.snapshot()).rowCount).toBe(300_000);
    const done = await optimizeTable(table.folder, table.options, { zOrderBy: ["region", "DATE"] });
    expect(done.after.rowCount).toBe(300_000);
    expect(done.after.fileCount).toBeGreaterThan(6);
    const read = weekOfNorth(await table.snapshot());
    expect(read.fileCount).toBeLessThan(done.after.fileCount / 3);
    expect(read.rowCount).toBeLessThan(100_000);
    expect(await rowsHash(table)).toEqual(rows);
    expect(await commitOf(await table.snapshot())).toMatchObject({
      operation: "OPTIMIZE",
      operationParameters: { zOrderBy: '["region","DATE"]' },
    });
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([
      { folder: table.folder, sql: `SELECT count(*) AS n, sum(ticket_id) AS s FROM t` },
    ]);
    expect(answer?.files).toBe(done.after.fileCount);
    expect(answer?.rows).toEqual([{ n: "300000", s: String((300_000 * 299_999) / 2) }]);
  });

  it("takes columns of any type, with NaN, infinities, nulls and long common beginnings", async () => {
    await using table = await openTable();
    const select = `SELECT i AS id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS filler,
      CASE hash(i) % 5 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN '-inf'::DOUBLE WHEN 2 THEN NULL
        WHEN 3 THEN -0.0::DOUBLE ELSE (hash(i, 1) % 1000) / 7 - 50 END AS ratio,
      ((hash(i, 2) % 1000000)::DECIMAL(38, 10) - 500000) * 1.0000000001::DECIMAL(11, 10) AS price,
      TIMESTAMPTZ '1969-12-31 23:59:59.999999Z' + to_microseconds((hash(i, 3) % 1000000007)::BIGINT) AS at,
      'https://example.com/a/long/path/that/is/the/same/''quoted''/' || hash(i, 4) % 700 AS url,
      CASE WHEN i % 3 = 0 THEN 9223372036854775807 - i ELSE -9223372036854775808 + i END AS big,
      [i] AS list
      FROM range(40000) r(i) ORDER BY i`;
    await overwriteRows(table.folder, table.options, { select, fileNames: "content" });
    const rows = await rowsHash(table);
    for (const zOrderBy of [["ratio", "price", "at", "url", "big"], ["url"], ["ratio", "big"]]) {
      const done = await optimizeTable(table.folder, table.options, { zOrderBy });
      expect([zOrderBy, done.after.fileCount > 1]).toEqual([zOrderBy, true]);
      expect(await rowsHash(table)).toEqual(rows);
    }
    const big = scan(await table.snapshot(), { where: [{ column: "big", op: ">", value: 0 }] });
    expect(big.files.length).toBeLessThan((await table.snapshot()).files.size);
  });

  it("does nothing to what is clustered so already, until rows are added", async () => {
    await using table = await openTable();
    await append(table, 3, { partitionBy: ["Region"] });
    const by = { zOrderBy: ["Date", "url"] };
    const first = await optimizeTable(table.folder, table.options, by);
    expect(first.unchanged).toBe(false);
    expect((await optimizeTable(table.folder, table.options, by)).unchanged).toBe(true);
    expect((await optimizeTable(table.folder, table.options, {})).unchanged).toBe(true);
    await appendRows(table.folder, table.options, {
      select: `SELECT * FROM (${tickets(300, 50)}) WHERE "Region" = 'North' ORDER BY ticket_id`,
      fileNames: "content",
    });
    const again = await optimizeTable(table.folder, table.options, by);
    expect(again.unchanged).toBe(false);
    expect(again.removedFiles.map(({ partitionValues }) => partitionValues)).toEqual([
      { Region: "North" },
      { Region: "North" },
    ]);
    const other = await optimizeTable(table.folder, table.options, { zOrderBy: ["url"] });
    expect(other.unchanged).toBe(false);
  });

  it("says so in the log even where the rows stand in that order already", async () => {
    await using table = await openTable();
    await append(table, 1);
    const files = [...(await table.snapshot()).files.keys()];
    const by = { zOrderBy: ["ticket_id", "Date"] };
    expect((await optimizeTable(table.folder, table.options, by)).unchanged).toBe(false);
    const snapshot = await table.snapshot();
    expect([...snapshot.files.keys()]).toEqual(files);
    expect(await commitOf(snapshot)).toMatchObject({
      operationParameters: { zOrderBy: '["ticket_id","Date"]' },
    });
    expect((await optimizeTable(table.folder, table.options, by)).unchanged).toBe(true);
    expect(await table.rows()).toHaveLength(100);
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([
      { folder: table.folder, sql: "SELECT count(*) AS n FROM t" },
    ]);
    expect(answer).toMatchObject({ version: 1, files: 1, rows: [{ n: "100" }] });
  });

  it.each([
    [["Regoin"], "has no column Regoin to order by; did you mean Region?"],
    [["priority"], "priority is a partition column"],
    [["is_open"], "no statistics are kept of column is_open"],
    [["Date", "date"], "column Date is named twice"],
  ])("refuses %j", async (zOrderBy, message) => {
    await using table = await openTable();
    await append(table, 1, { partitionBy: ["priority"] });
    await expect(optimizeTable(table.folder, table.options, { zOrderBy })).rejects.toThrow(message);
    expect((await table.snapshot()).version).toBe(0);
  });

  it("leaves nothing behind, and makes no folder where there is no table", async () => {
    await using table = await openTable();
    const missing = join(table.folder, "nothing");
    await expect(optimizeTable(missing, table.options, {})).rejects.toThrow("holds no Delta table");
    await append(table, 2);
    await optimizeTable(table.folder, table.options, { zOrderBy: ["Region"] });
    const names = await readdir(table.folder);
    expect(names.filter((name) => name.startsWith("_"))).toEqual(["_delta_log"]);
  });
});
