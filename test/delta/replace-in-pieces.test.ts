import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { statsOf } from "../../src/storage/delta-log/stats.ts";
import { openTable, type TestTable } from "./open-table.ts";

const rows = (from: number, to: number, text: string): string =>
  `SELECT i AS id, '${text}' AS text FROM range(${from}, ${to}) AS r(i) ORDER BY i`;

/** A table of three files with the ids 0 to 99, 50 to 149 and 150 to 249: 50 to 99 stand twice. */
async function threeFiles({ folder, options }: TestTable): Promise<void> {
  for (const from of [0, 50, 150]) {
    const select = rows(from, from + 100, "old");
    await appendRows(folder, options, { select, fileNames: "content" });
  }
}

describe("replaceByKey over several files", () => {
  it.each([
    [100, [100, 50, 100, 10]],
    [210, [150, 110]],
    [1_000, [260]],
  ])("fills files of at most %i rows: %j", async (rowsPerFile, expected) => {
    await using table = await openTable();
    await threeFiles(table);
    const changes = `SELECT * FROM (${rows(0, 260, "new")}) WHERE id % 5 = 0 OR id >= 250 OR id BETWEEN 50 AND 99`;
    const write = { select: changes, key: ["id"], rowsPerFile };
    const done = await replaceByKey(table.folder, table.options, write);
    expect(done.removedFiles).toHaveLength(3);
    expect(done.addedFiles.map((file) => statsOf(file).rowCount)).toEqual(expected);
    const found = await table.rows();
    expect(found.map(({ id }) => Number(id))).toEqual(Array.from({ length: 260 }, (_, i) => i));
    for (const { id, text } of found) {
      const i = Number(id);
      const isNew = i % 5 === 0 || i >= 250 || (i >= 50 && i < 100);
      expect([i, text]).toEqual([i, isNew ? "new" : "old"]);
    }
  });
});
