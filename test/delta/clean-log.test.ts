import { readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { cleanLog } from "../../src/storage/delta-log/clean-log.ts";
import { askDeltaRs, deltaRs } from "./delta-rs.ts";
import { openTable, type TestTable } from "./open-table.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** A table of 25 versions with checkpoints at 5, 10, 15 and 20, each a day older than the next. */
async function openAged(): Promise<TestTable> {
  const table = await openTable();
  const options = { ...table.options, checkpointInterval: 5 };
  for (let i = 0; i <= 24; i++) {
    await appendRows(table.folder, options, {
      select: `SELECT ${i} AS i`,
      fileNames: "content",
      transactions: [{ appId: `part-${i}`, version: i }],
    });
  }
  for (let i = 0; i <= 24; i++) await age(table, i, 24 - i);
  return table;
}

/** Makes the files of a version as old as that. */
async function age(table: TestTable, version: number, days: number): Promise<void> {
  const at = new Date(Date.now() - days * dayMs);
  for (const name of await logNames(table)) {
    if (Number.parseInt(name, 10) === version) await utimes(logPath(table, name), at, at);
  }
}

const logPath = ({ folder }: TestTable, name: string): string => join(folder, "_delta_log", name);
const logNames = async (table: TestTable): Promise<string[]> =>
  (await readdir(logPath(table, "."))).toSorted();

const clean = ({ folder, options }: TestTable, properties = {}): Promise<number> =>
  cleanLog(
    { folder, properties: { "delta.logRetentionDuration": "interval 7 days", ...properties } },
    options,
    new Date(),
  );

/** Versions whose commit is still there. */
const commits = async (table: TestTable): Promise<number[]> =>
  (await logNames(table)).flatMap((name) =>
    name.endsWith(".json") ? [Number.parseInt(name, 10)] : [],
  );

describe("cleanLog", () => {
  it("keeps the newest checkpoint before the cut, all after it, and what the table knows", async () => {
    await using table = await openAged();
    const rows = await table.rows();
    // Versions up to 16 are older than seven days: 15 is the newest checkpoint among them.
    expect(await clean(table)).toBe(15 + 2);
    expect(await commits(table)).toEqual(Array.from({ length: 10 }, (_, i) => 15 + i));
    const names = await logNames(table);
    expect(names.filter((name) => name.includes("checkpoint.parquet"))).toHaveLength(2);
    expect(await table.rows()).toEqual(rows);
    expect((await table.snapshot()).transactions.size).toBe(25);
    for (let version = 15; version <= 24; version++) {
      expect(await table.rows({ version })).toHaveLength(version + 1);
    }
    await expect(table.rows({ version: 14 })).rejects.toThrow("has no version 14");
    expect(await clean(table)).toBe(0);
    if (deltaRs === undefined) return;
    const answers = await askDeltaRs(
      [undefined, 15, 19].map((version) => ({
        folder: table.folder,
        sql: "SELECT count(*) AS n FROM t",
        ...(version === undefined ? {} : { version }),
      })),
    );
    expect(answers.map((answer) => [answer.version, answer.rows])).toEqual([
      [24, [{ n: "25" }]],
      [15, [{ n: "16" }]],
      [19, [{ n: "20" }]],
    ]);
  });

  it("removes nothing without a checkpoint that is old enough, whole and known to readers", async () => {
    await using table = await openAged();
    const all = await logNames(table);
    expect(await clean(table, { "delta.enableExpiredLogCleanup": "false" })).toBe(0);
    expect(await clean(table, { "delta.logRetentionDuration": "interval 21 days" })).toBe(0);
    await writeFile(logPath(table, "_last_checkpoint"), '{"version":4,"size":9}');
    expect(await clean(table)).toBe(0);
    await rm(logPath(table, "_last_checkpoint"));
    for (const version of ["5", "10", "15"]) {
      await truncate(logPath(table, `${version.padStart(20, "0")}.checkpoint.parquet`), 9);
    }
    expect(await clean(table)).toBe(0);
    expect(await logNames(table)).toEqual(all.filter((name) => name !== "_last_checkpoint"));
    expect(await table.rows()).toHaveLength(25);
  });

  it("falls back on an older checkpoint when the newest old one is damaged", async () => {
    await using table = await openAged();
    await truncate(logPath(table, `${"15".padStart(20, "0")}.checkpoint.parquet`), 9);
    expect(await clean(table)).toBe(10 + 1);
    expect((await commits(table))[0]).toBe(10);
    expect(await table.rows({ version: 12 })).toHaveLength(13);
  });

  it("stops at a version that is young, whatever the times of those after it", async () => {
    await using table = await openAged();
    await age(table, 8, -3);
    await clean(table);
    expect((await commits(table))[0]).toBe(5);
  });

  it("sweeps up what killed writers left in the log", async () => {
    await using table = await openAged();
    const left = ["_commit-a.tmp", "_checkpoint-b.json", "_commit-c.tmp"];
    for (const name of left) await writeFile(logPath(table, name), "left");
    const old = new Date(Date.now() - 2 * dayMs);
    for (const name of left.slice(0, 2)) await utimes(logPath(table, name), old, old);
    await clean(table);
    expect((await logNames(table)).filter((name) => left.includes(name))).toEqual([
      "_commit-c.tmp",
    ]);
  });

  it("runs after checkpoints, and several at once do no harm", async () => {
    await using table = await openAged();
    for (let i = 0; i <= 24; i++) await age(table, i, 24 - i + 60);
    await Promise.all([clean(table), clean(table), clean(table)]);
    expect((await commits(table))[0]).toBe(20);
    const often = { ...table.options, checkpointInterval: 1 };
    const done = await appendRows(table.folder, often, {
      select: "SELECT 25 AS i",
      fileNames: "content",
    });
    expect(done.checkpointError).toBeUndefined();
    expect(await commits(table)).toEqual([20, 21, 22, 23, 24, 25]);
    expect(await table.rows()).toHaveLength(26);
  });
});

describe("a clean-up that is killed", () => {
  it("leaves every version from the checkpoint on readable, wherever it stopped", async () => {
    await using table = await openAged();
    const before = new Set(await logNames(table));
    await using other = await openAged();
    await clean(other);
    const after = new Set(await logNames(other));
    // The oldest go first, so what a kill leaves is one of these.
    for (const name of [...before].filter((one) => !after.has(one))) {
      await rm(logPath(table, name));
      for (const version of [15, 18, 24]) {
        expect(await table.rows({ version })).toHaveLength(version + 1);
      }
    }
    expect(await logNames(table)).toEqual([...after]);
  });
});
