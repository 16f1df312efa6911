import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendStaged, stageRows } from "../../src/storage/delta/append-staged.ts";
import { DeltaSchemaError } from "../../src/storage/delta-log/errors.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { openTable, type TestTable } from "./open-table.ts";

function stage({ folder, options }: TestTable, name: string, select: string) {
  return stageRows(options.connection, join(folder, "_staging", name), { select });
}

describe("appendStaged", () => {
  it("adds files written before in one commit, columns that some lack with them", async () => {
    await using table = await openTable();
    const first = await stage(table, "a", "SELECT 1 AS id, 'x' AS text");
    const second = await stage(table, "b", "SELECT 2 AS id, 0.5::DOUBLE AS weight");
    const none = await stage(table, "c", "SELECT 3 AS id, 'y' AS text WHERE false");
    expect(none.files).toEqual([]);
    const staged = [first, second, none];
    const done = await appendStaged(table.folder, table.options, { staged });
    await rm(join(table.folder, "_staging"), { recursive: true });
    expect([done.version, done.rowCount, done.addedFiles.length]).toEqual([0, 2, 2]);
    expect(await table.rows()).toEqual([
      { id: 1, text: "x", weight: null },
      { id: 2, text: null, weight: 0.5 },
    ]);
    expect(scan(await table.snapshot()).rowCount).toBe(2);
  });

  it("refuses columns of another type than the table's, were it a narrower one", async () => {
    await using table = await openTable();
    const long = await stage(table, "a", "SELECT 1::BIGINT AS id");
    const short = await stage(table, "b", "SELECT 2::INTEGER AS id");
    await appendStaged(table.folder, table.options, { staged: [long] });
    await expect(appendStaged(table.folder, table.options, { staged: [short] })).rejects.toThrow(
      DeltaSchemaError,
    );
    expect((await table.snapshot()).version).toBe(0);
  });

  it("leaves files that are never added where only their folder knows them", async () => {
    await using table = await openTable();
    await stage(table, "a", "SELECT 1 AS id");
    await rm(join(table.folder, "_staging"), { recursive: true });
    expect(await readdir(table.folder)).toEqual([]);
  });
});
