import { mkdir, readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { describe, expect, it } from "vitest";

import { systemClock, type Clock } from "../../src/core/base/clock.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { readCommit } from "../../src/storage/delta-log/log.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { vacuumTable } from "../../src/storage/delta/vacuum.ts";
import { askDeltaRs, deltaRs } from "./delta-rs.ts";
import { openTable, type TestTable } from "./open-table.ts";

const hourMs = 3_600_000;
const numbers = (first: number): string =>
  `SELECT i FROM range(${first}, ${first + 10}) r(i) ORDER BY i`;

/** A clock that can be put forward. */
function movingClock(): Clock & { pass(hours: number): void } {
  let passed = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + passed),
    pass: (hours) => void (passed += hours * hourMs),
  };
}

const overwrite = (table: TestTable, first: number): Promise<unknown> =>
  overwriteRows(table.folder, table.options, { select: numbers(first), fileNames: "content" });

const dataFiles = async ({ folder }: TestTable): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith(".parquet") && !name.startsWith("_"),
  );

/** Puts a file there as if it had been written some hours ago. */
async function place(path: string, hoursAgo: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "left");
  await age(path, hoursAgo);
}

async function age(path: string, hoursAgo: number): Promise<void> {
  const at = new Date(Date.now() - hoursAgo * hourMs);
  await utimes(path, at, at);
}

describe("vacuumTable", () => {
  it("keeps what versions of the last week need, then deletes it, and says so in the log", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    for (const first of [0, 10, 20]) await overwrite(table, first);
    clock.pass(7 * 24 - 1);
    expect(await vacuumTable(table.folder, table.options)).toMatchObject({ version: 2, files: [] });
    expect(await table.rows({ version: 0 })).toHaveLength(10);
    clock.pass(2);
    const would = await vacuumTable(table.folder, table.options, { dryRun: true });
    expect(would).toMatchObject({ version: 2, retentionHours: 168 });
    expect(would.files).toHaveLength(2);
    expect(await dataFiles(table)).toHaveLength(3);
    const done = await vacuumTable(table.folder, table.options);
    expect(done).toMatchObject({ version: 4, files: would.files, bytes: would.bytes });
    expect(await dataFiles(table)).toHaveLength(1);
    expect(await table.rows()).toHaveLength(10);
    for (const [version, operation] of [
      [3, "VACUUM START"],
      [4, "VACUUM END"],
    ] as const) {
      const commit = await readCommit(table.folder, version);
      expect(commit).toHaveLength(1);
      expect(commit[0]?.commitInfo).toMatchObject({ operation });
    }
    expect(await vacuumTable(table.folder, table.options)).toMatchObject({ version: 4, files: [] });
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([{ folder: table.folder, sql: "SELECT sum(i) AS n FROM t" }]);
    expect(answer).toMatchObject({ version: 4, rows: [{ n: "245" }] });
  });

  it("keeps what was current a moment ago, though a clock was set back meanwhile", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    await overwrite(table, 0);
    clock.pass(10 * 24);
    await appendRows(table.folder, table.options, { select: numbers(10), fileNames: "content" });
    clock.pass(-30 * 24);
    await overwrite(table, 20);
    clock.pass(30 * 24);
    expect((await vacuumTable(table.folder, table.options)).files).toEqual([]);
    expect(await table.rows({ version: 1 })).toHaveLength(20);
    clock.pass(7 * 24 + 1);
    expect((await vacuumTable(table.folder, table.options)).files).toHaveLength(2);
  });

  it("looks into the folders of partitions, whatever their column is called", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    const part = '"_Größe m"';
    for (const first of [0, 10]) {
      await overwriteRows(table.folder, table.options, {
        select: `SELECT i, 'x' AS ${part} FROM (${numbers(first)}) ORDER BY i`,
        partitionBy: ["_Größe m"],
        fileNames: "content",
      });
    }
    clock.pass(200);
    expect((await vacuumTable(table.folder, table.options)).files).toHaveLength(1);
    expect(await table.rows()).toHaveLength(10);
  });

  it("asks for force below the table's own retention", async () => {
    await using table = await openTable();
    for (const first of [0, 10]) await overwrite(table, first);
    await expect(vacuumTable(table.folder, table.options, { retentionHours: 2 })).rejects.toThrow(
      "keeps removed files for 168 hours, and 2 are fewer",
    );
    const forced = { retentionHours: 0, force: true };
    expect((await vacuumTable(table.folder, table.options, forced)).files).toHaveLength(1);
    expect(await table.rows()).toHaveLength(10);
    await expect(table.rows({ version: 0 })).rejects.toThrow("No files found");
  });

  it("keeps a file that was taken out long ago and is back", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    for (const first of [0, 10, 0]) await overwrite(table, first);
    clock.pass(200);
    expect((await vacuumTable(table.folder, table.options)).files).toHaveLength(1);
    expect(await table.rows()).toEqual(Array.from({ length: 10 }, (_, i) => ({ i: String(i) })));
  });

  it("remembers removals that a checkpoint has forgotten", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    await overwrite(table, 0);
    await overwrite(table, 10);
    clock.pass(200);
    const often = { ...table.options, checkpointInterval: 1 };
    await appendRows(table.folder, often, { select: numbers(20), fileNames: "content" });
    expect((await table.snapshot()).removed.size).toBe(0);
    const longer = { retentionHours: 24 * 30 };
    expect((await vacuumTable(table.folder, table.options, longer)).files).toEqual([]);
    expect((await vacuumTable(table.folder, table.options)).files).toHaveLength(1);
  });

  it("deletes old leftovers, and neither young ones nor what is not ours", async () => {
    await using table = await openTable();
    await overwrite(table, 0);
    const at = (name: string): string => join(table.folder, name);
    const [old, young] = [8 * 24, 6 * 24];
    const gone = [
      "part-x.parquet",
      "sub/part-y.parquet",
      "notes.txt",
      "_staging-a/whole.parquet",
      "_delta_log/_commit-a.tmp",
      "_delta_log/_checkpoint-a.json",
    ];
    const kept = [".hidden", "_SUCCESS", "_index/a.bin", "_change_data/cdc.parquet", ".git/config"];
    for (const name of [...gone, ...kept]) await place(at(name), old);
    for (const name of ["part-young.parquet", "_staging-b/whole.parquet"])
      await place(at(name), young);
    await place(at("part-future.parquet"), -1_000);
    await age(at("_staging-a"), old);
    await age(at("_staging-b"), old); // a folder's own time stands still while its files grow
    const outside = join(dirname(table.folder), "outside");
    await place(join(outside, "part.parquet"), old);
    await symlink(outside, at("linked"));
    await symlink(join(outside, "part.parquet"), at("linked.parquet"));
    const done = await vacuumTable(table.folder, table.options);
    expect(done.files.map(({ path }) => path)).toEqual(gone.toSorted());
    const left = await readdir(table.folder, { recursive: true });
    expect(left).toEqual(
      expect.arrayContaining([
        ...kept,
        "part-young.parquet",
        "part-future.parquet",
        "_staging-b/whole.parquet",
        "linked",
        "linked.parquet",
      ]),
    );
    for (const name of [...gone, "_staging-a"]) expect(left).not.toContain(name);
    expect(await readdir(outside)).toEqual(["part.parquet"]);
    expect(await table.rows()).toHaveLength(10);
  });

  it("lets no force delete what a writer may be about to commit", async () => {
    await using table = await openTable();
    await overwrite(table, 0);
    await place(join(table.folder, "part-placed.parquet"), 0.5);
    await place(join(table.folder, "_staging-a/whole.parquet"), 0.5);
    const forced = { retentionHours: 0, force: true };
    expect((await vacuumTable(table.folder, table.options, forced)).files).toEqual([]);
  });

  it("goes by the table's own retention, and keeps what the last commit remembers", async () => {
    const clock = movingClock();
    await using table = await openTable({ clock });
    for (const first of [0, 10, 20]) {
      await appendRows(table.folder, table.options, {
        select: numbers(first),
        fileNames: "content",
        commitInfo: { step: "gold.tickets" },
      });
    }
    await optimizeTable(table.folder, table.options, {});
    clock.pass(1_000);
    await vacuumTable(table.folder, table.options);
    expect(await table.rows()).toHaveLength(30);
    expect((await table.snapshot()).commitInfo).toMatchObject({
      operation: "VACUUM END",
      earshot: { step: "gold.tickets" },
    });
  });
});
