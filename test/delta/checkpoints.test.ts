import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import type { CommitResult } from "../../src/storage/delta/delta-table.ts";
import { listLog } from "../../src/storage/delta-log/log.ts";
import { openTable, type TestTable } from "./open-table.ts";

const append = (table: TestTable, i: number, appId = "part"): Promise<CommitResult> =>
  appendRows(table.folder, table.options, {
    select: `SELECT ${i} AS i`,
    fileNames: "content",
    transactions: [{ appId, version: i }],
  });

const checkpoints = async ({ folder }: TestTable): Promise<number[] | undefined> =>
  (await listLog(folder))?.checkpoints.map(({ version }) => version);

describe("the checkpoint after a commit", () => {
  it("is written with little memory, however long one of its lines is", async () => {
    await using table = await openTable({ settings: { memory_limit: "256MB" } });
    for (let i = 0; i < 10; i++) await append(table, i);
    const appId = "ä".repeat(2_500_000);
    expect((await append(table, 10, appId)).checkpointError).toBeUndefined();
    expect(await checkpoints(table)).toEqual([10]);
    for (let i = 0; i < 10; i++) {
      await rm(join(table.folder, "_delta_log", `${String(i).padStart(20, "0")}.json`));
    }
    expect((await table.snapshot()).transactions).toEqual(
      new Map([
        ["part", 9],
        [appId, 10],
      ]),
    );
    expect(await table.rows()).toHaveLength(11);
  });

  it("is made up for by the next commit when it could not be written", async () => {
    await using table = await openTable();
    for (let i = 0; i < 10; i++) await append(table, i);
    const log = join(table.folder, "_delta_log");
    const inTheWay = join(log, `.${"10".padStart(20, "0")}.checkpoint.parquet.crc`);
    await mkdir(join(inTheWay, "folder"), { recursive: true });
    expect(await append(table, 10)).toMatchObject({
      version: 10,
      checkpointError: { code: "ERR_FS_EISDIR" },
    });
    expect(await checkpoints(table)).toEqual([]);
    expect((await append(table, 11)).checkpointError).toBeUndefined();
    expect(await checkpoints(table)).toEqual([11]);
    expect((await readdir(log)).filter((name) => name.startsWith("_checkpoint-"))).toEqual([]);
  });
});
