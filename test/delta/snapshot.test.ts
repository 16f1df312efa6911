import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { DeltaTimeMissingError } from "../../src/storage/delta-log/errors.ts";
import { commitPath } from "../../src/storage/delta-log/log.ts";
import { openTable, type TestTable } from "./open-table.ts";

describe("readSnapshot", () => {
  it("reads only what is new since an earlier snapshot", async () => {
    await using table = await openTable();
    const write = { select: "SELECT 1 AS id", fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, write);
    const previous = await table.snapshot();
    expect(await table.snapshot({ previous })).toBe(previous);
    await appendRows(table.folder, table.options, { ...write, previous });
    const next = await table.snapshot({ previous });
    expect([next.version, next.files.size, previous.files.size]).toEqual([1, 2, 1]);
    expect(await table.snapshot({ previous: next, version: 0 })).toEqual(previous);
  });

  it("lists files in a folder with odd characters", async () => {
    await using table = await openTable();
    const write = { select: "SELECT 1 AS id", fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, write);
    const [name = ""] = (await table.snapshot()).files.keys();
    expect((await stat(join(table.folder, name))).size).toBeGreaterThan(0);
  });
});

/** A table with a row a version, made at 10:00, 10:01 and so on, with a checkpoint every four. */
async function openHistory(versions: number): Promise<TestTable> {
  let minute = 0;
  const table = await openTable({ clock: { now: () => at(minute) } });
  for (; minute < versions; minute++) {
    await appendRows(
      table.folder,
      { ...table.options, checkpointInterval: 4 },
      { select: `SELECT ${minute} AS id`, fileNames: "unique" },
    );
  }
  return table;
}

function at(minute: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 10) + minute * 60_000);
}

/** Rewrites what a commit says of its time. */
async function setTimes(
  table: TestTable,
  version: number,
  change: (info: Record<string, unknown>) => void,
): Promise<void> {
  const path = commitPath(table.folder, version);
  const [first = "", ...rest] = (await readFile(path, "utf8")).split("\n");
  const line = JSON.parse(first) as { commitInfo: Record<string, unknown> }; // our first line
  change(line.commitInfo);
  await writeFile(path, [JSON.stringify(line), ...rest].join("\n"));
}

describe("readSnapshot as of a time", () => {
  it("gives the latest version committed by then", async () => {
    await using table = await openHistory(6);
    const version = async (time: Date): Promise<number> =>
      (await table.snapshot({ asOf: time })).version;
    expect(await version(at(0))).toBe(0);
    expect(await version(new Date(at(3).getTime() - 1))).toBe(2);
    expect(await version(at(3))).toBe(3);
    expect(await version(at(5))).toBe(5);
    expect(await table.rows({ asOf: at(1.5) })).toEqual([{ id: 0 }, { id: 1 }]);
  });

  it("fails before the first version and after the latest, and tells the range", async () => {
    await using table = await openHistory(3);
    const range = "2026-01-01T10:00:00.000Z to 2026-01-01T10:02:00.000Z";
    for (const time of [new Date(at(0).getTime() - 1), new Date(at(2).getTime() + 1)]) {
      const attempt = table.snapshot({ asOf: time });
      await expect(attempt).rejects.toThrow(DeltaTimeMissingError);
      await expect(attempt).rejects.toThrow(range);
      await expect(attempt).rejects.toThrow(time.toISOString());
    }
  });

  it("begins at the first version that can still be read", async () => {
    await using table = await openHistory(7);
    for (const version of [0, 1]) await rm(commitPath(table.folder, version));
    await expect(table.snapshot({ asOf: at(3) })).rejects.toThrow("10:04:00.000Z to");
    expect((await table.snapshot({ asOf: at(4) })).version).toBe(4);
    for (const version of [2, 3, 4, 5, 6]) await rm(commitPath(table.folder, version));
    await expect(table.snapshot({ asOf: at(4) })).rejects.toThrow("unknown time");
  });

  it("goes by the file's time where the commit tells none, and by the commit's own first", async () => {
    await using table = await openHistory(4);
    await setTimes(table, 1, (info) => delete info.timestamp);
    await utimes(commitPath(table.folder, 1), at(0.5), at(0.5));
    await setTimes(table, 2, (info) => (info.inCommitTimestamp = at(2.5).getTime()));
    expect((await table.snapshot({ asOf: at(0.5) })).version).toBe(1);
    expect((await table.snapshot({ asOf: at(2) })).version).toBe(1);
    expect((await table.snapshot({ asOf: at(2.5) })).version).toBe(2);
  });

  it("keeps the versions' order when another writer's clock was set back", async () => {
    await using table = await openHistory(5);
    await setTimes(table, 2, (info) => (info.timestamp = at(-60).getTime()));
    await setTimes(table, 3, (info) => (info.timestamp = at(-59).getTime()));
    const version = async (time: number): Promise<number> =>
      (await table.snapshot({ asOf: new Date(time) })).version;
    const second = at(1).getTime();
    expect([await version(second), await version(second + 1)]).toEqual([1, 2]);
    expect([await version(second + 2), await version(at(4).getTime())]).toEqual([3, 4]);
    await expect(version(at(-59).getTime())).rejects.toThrow(DeltaTimeMissingError);
  });
});
