import { stat } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { openTable } from "./open-table.ts";

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
