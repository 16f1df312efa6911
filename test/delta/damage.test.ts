import { appendFile, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import {
  DeltaCorruptError,
  DeltaUnsupportedError,
  DeltaVersionMissingError,
} from "../../src/storage/delta-log/errors.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { openTable, type TestTable } from "./open-table.ts";

/** A table of 13 versions, a row each, with checkpoints at 5 and 10. */
async function openLongTable(): Promise<TestTable & { log: (name: string) => string }> {
  const table = await openTable();
  const options = { ...table.options, checkpointInterval: 5 };
  for (let i = 0; i < 13; i++) {
    const transactions = [{ appId: `app${i % 2}`, version: i }];
    const write = { select: `SELECT ${i} AS id`, fileNames: "unique", transactions } as const;
    const done = await appendRows(table.folder, options, write);
    expect(done.checkpointError).toBeUndefined();
  }
  return { ...table, log: (name) => join(table.folder, "_delta_log", name) };
}

const version = (number: number): string => String(number).padStart(20, "0");
const ids = Array.from({ length: 13 }, (_, id) => ({ id }));

describe("a checkpoint", () => {
  it("stands in for the commits before it", async () => {
    await using table = await openLongTable();
    for (let i = 0; i < 10; i++) await rm(table.log(`${version(i)}.json`));
    expect(await table.rows()).toEqual(ids);
    const snapshot = await table.snapshot();
    expect(snapshot.transactions).toEqual(
      new Map([
        ["app0", 12],
        ["app1", 11],
      ]),
    );
    expect(await table.rows({ version: 10 })).toEqual(ids.slice(0, 11));
    await expect(table.snapshot({ version: 3 })).rejects.toThrow(DeltaVersionMissingError);
  });

  it("is pointed to by _last_checkpoint", async () => {
    await using table = await openLongTable();
    const pointer: unknown = JSON.parse(await readFile(table.log("_last_checkpoint"), "utf8"));
    expect(pointer).toMatchObject({ version: 10, size: 15, numOfAddFiles: 11 });
  });

  it.each([
    ["cut off", async (path: string) => truncate(path, 300)],
    ["empty", async (path: string) => truncate(path, 0)],
    ["overwritten", async (path: string) => writeFile(path, "not a Parquet file")],
  ])("that is %s is passed over", async (_damage, damage) => {
    await using table = await openLongTable();
    await damage(table.log(`${version(10)}.checkpoint.parquet`));
    await writeFile(table.log("_last_checkpoint"), '{"version":');
    expect(await table.rows()).toEqual(ids);
    for (let i = 0; i < 5; i++) await rm(table.log(`${version(i)}.json`));
    expect(await table.rows()).toEqual(ids); // by way of the checkpoint at 5
    await damage(table.log(`${version(5)}.checkpoint.parquet`));
    await expect(table.rows()).rejects.toThrow(DeltaCorruptError);
  });

  it("that holds something else is passed over", async () => {
    await using table = await openLongTable();
    const path = table.log(`${version(10)}.checkpoint.parquet`).replaceAll("'", "''");
    await table.options.connection.run(`COPY (SELECT 1 AS one) TO '${path}' (FORMAT parquet)`);
    expect(await table.rows()).toEqual(ids);
  });

  it("in parts is read when all are there", async () => {
    await using table = await openLongTable();
    const { connection } = table.options;
    const whole = table.log(`${version(10)}.checkpoint.parquet`);
    const aside = join(table.folder, "..", "whole.parquet").replaceAll("'", "''");
    await rename(whole, join(table.folder, "..", "whole.parquet"));
    for (const part of [1, 2]) {
      const name = `${version(10)}.checkpoint.${String(part).padStart(10, "0")}.0000000002.parquet`;
      await connection.run(
        `COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet('${aside}', file_row_number = true) ` +
          `WHERE file_row_number % 2 = ${part - 1}) TO '${table.log(name).replaceAll("'", "''")}' (FORMAT parquet)`,
      );
    }
    for (let i = 0; i < 10; i++) await rm(table.log(`${version(i)}.json`));
    await rm(table.log(`${version(5)}.checkpoint.parquet`));
    expect(await table.rows()).toEqual(ids);
  });

  it("names files removed lately, and forgets those removed long ago", async () => {
    const clock = { now: () => new Date("2024-01-01") };
    await using table = await openTable({ clock });
    const options = { ...table.options, checkpointInterval: 1 };
    const write = (i: number): Promise<unknown> =>
      overwriteRows(table.folder, options, { select: `SELECT ${i} AS id`, fileNames: "content" });
    await write(0);
    await write(1);
    const log = join(table.folder, "_delta_log");
    await rm(join(log, `${version(0)}.json`));
    expect((await table.snapshot()).removed.size).toBe(1);
    clock.now = () => new Date("2024-01-09");
    await write(2);
    await rm(join(log, `${version(1)}.json`));
    expect((await table.snapshot()).removed.size).toBe(1);
    expect(await table.rows()).toEqual([{ id: 2 }]);
  });
});

describe("a damaged log", () => {
  it.each([
    ["a missing commit", async (path: string) => rm(path), "missing"],
    ["half a commit", async (path: string) => truncate(path, 150), "line 1"],
    ["an empty commit", async (path: string) => truncate(path, 0), "empty"],
    ["rubbish", async (path: string) => appendFile(path, "\u0000\u0000"), "is not a Delta action"],
  ])("with %s is told of", async (_damage, damage, problem) => {
    await using table = await openLongTable();
    const path = table.log(`${version(11)}.json`);
    await damage(path);
    const attempt = table.snapshot();
    await expect(attempt).rejects.toThrow(DeltaCorruptError);
    await expect(attempt).rejects.toThrow(problem);
    await expect(attempt).rejects.toMatchObject({ path });
    expect(await table.rows({ version: 10 })).toEqual(ids.slice(0, 11));
  });

  it("without a schema is told of", async () => {
    await using table = await openLongTable();
    for (let i = 0; i < 11; i++) await rm(table.log(`${version(i)}.json`));
    for (const i of [5, 10]) await rm(table.log(`${version(i)}.checkpoint.parquet`));
    await expect(table.snapshot()).rejects.toThrow(DeltaVersionMissingError);
    await writeFile(table.log(`${version(0)}.json`), '{"commitInfo":{}}\n');
    await expect(table.snapshot()).rejects.toThrow(DeltaCorruptError);
  });

  it("is not made of temporary and foreign files", async () => {
    await using table = await openLongTable();
    await writeFile(table.log("_commit-1.tmp"), "x");
    await writeFile(table.log(`${version(13)}.json.crc`), "x");
    await writeFile(table.log(`${version(13)}.checkpoint.0000000001.0000000002.parquet`), "x");
    await writeFile(join(table.folder, "part-orphan.zstd.parquet"), "x");
    expect(await table.rows()).toEqual(ids);
  });
});

describe("a table made anew", () => {
  it("is not taken for the one that was read before", async () => {
    await using table = await openTable();
    const write = { select: "SELECT 1 AS id", fileNames: "unique" } as const;
    await appendRows(table.folder, table.options, write);
    const previous = await table.snapshot();
    await rm(table.folder, { recursive: true });
    await appendRows(table.folder, table.options, { ...write, select: "SELECT 'x' AS name" });
    const snapshot = await table.snapshot({ previous });
    expect(snapshot.tableId).not.toBe(previous.tableId);
    expect(snapshot.schema.map(({ name }) => name)).toEqual(["name"]);
  });
});

describe("a table of features that we lack", () => {
  it.each([
    [
      '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["catalogManaged"],"writerFeatures":["catalogManaged"]}}',
      "catalogManaged",
    ],
    ['{"protocol":{"minReaderVersion":9,"minWriterVersion":9}}', "newer"],
  ])("is refused: %s", async (action, problem) => {
    await using table = await openLongTable();
    await writeFile(table.log(`${version(13)}.json`), `${action}\n`);
    const attempt = table.snapshot();
    await expect(attempt).rejects.toThrow(DeltaUnsupportedError);
    await expect(attempt).rejects.toThrow(problem);
  });

  it("is read but not written when only writing needs them", async () => {
    await using table = await openLongTable();
    const writerFeatures = ["rowTracking"];
    const protocol = { minReaderVersion: 1, minWriterVersion: 7, writerFeatures };
    await writeFile(table.log(`${version(13)}.json`), `${JSON.stringify({ protocol })}\n`);
    expect(await table.rows()).toEqual(ids);
    const write = { select: "SELECT 1 AS id", fileNames: "unique" } as const;
    const attempt = appendRows(table.folder, table.options, write);
    await expect(attempt).rejects.toThrow("rowTracking");
    const names = await readdir(table.folder);
    expect(names.filter((name) => name.startsWith("_staging"))).toEqual([]);
  });
});
