import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { sha256OfFile } from "../../src/core/base/hash.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { openTable, type TestTable } from "./open-table.ts";

const rowCount = 1_000_000;
const select =
  `SELECT hash(i) % ${2 * rowCount} AS shuffled, i AS id, md5(i::VARCHAR) AS text, ` +
  "CASE WHEN i % 3 = 0 THEN NULL ELSE 'c' || i % 50 END AS category, (hash(i) % 1000) / 8 AS ratio, " +
  `'p' || hash(i) % 3 AS part FROM range(${rowCount}) AS r(i) ORDER BY shuffled, id`;

async function bytesOf({ folder }: TestTable): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith(".zstd.parquet"),
  );
  const hashes = names
    .toSorted()
    .map(async (name) => `${name} ${await sha256OfFile(join(folder, name))}`);
  return Promise.all(hashes);
}

/** What each number of threads writes. */
async function bytesByThreads(write: (table: TestTable) => Promise<unknown>): Promise<string[][]> {
  const written: string[][] = [];
  for (const threads of ["1", "2", "3"]) {
    await using table = await openTable({ settings: { threads } });
    await write(table);
    written.push(await bytesOf(table));
  }
  return written;
}

describe("content names with 1, 2 and 3 threads", () => {
  it("give the same bytes in several files", async () => {
    const [one, two, three] = await bytesByThreads(({ folder, options }) =>
      overwriteRows(folder, options, { select, fileNames: "content", rowsPerFile: 300_000 }),
    );
    expect(one).toHaveLength(4);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it("give the same bytes when the rows were filtered after sorting", async () => {
    const filtered = `SELECT * FROM (${select}) WHERE id % 3 = 1`;
    const [one, two, three] = await bytesByThreads(({ folder, options }) =>
      overwriteRows(folder, options, { select: filtered, fileNames: "content" }),
    );
    expect(one).toHaveLength(1);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it("give the same bytes in partitions", async () => {
    const write = {
      select,
      fileNames: "content",
      rowsPerFile: 300_000,
      partitionBy: ["part"],
    } as const;
    const [one, two, three] = await bytesByThreads(({ folder, options }) =>
      overwriteRows(folder, options, write),
    );
    expect(one).toHaveLength(6);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it("give the same bytes after replacing by key", async () => {
    const [one, two, three] = await bytesByThreads(async ({ folder, options }) => {
      const key = ["id"];
      await replaceByKey(folder, options, { select, key, rowsPerFile: 300_000 });
      const changed = `SELECT * REPLACE ('new' AS text) FROM (${select}) WHERE id % 7 = 0 AND id < 500000`;
      await replaceByKey(folder, options, { select: changed, key, rowsPerFile: 300_000 });
    });
    expect(one).toHaveLength(6);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });
});
