import { readdir, utimes, watch } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { vacuumTable } from "../../src/storage/delta/vacuum.ts";
import { rowsPerCommit } from "./append-process.ts";
import { openTable } from "./open-table.ts";
import { startScript } from "./start-process.ts";

describe("optimizeTable and vacuumTable in one process, appendRows in two others", () => {
  it("lose no row, and get in nobody's way", async () => {
    await using table = await openTable();
    const keeper = startScript("maintain-process.ts", [table.folder, "0"]);
    const writers = ["a", "b"].map((name) =>
      startScript("append-process.ts", [table.folder, name, "15"]),
    );
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0]);
    keeper.child.kill("SIGKILL");
    expect(await keeper.ended).toBe(null);
    expect(keeper.versions.length).toBeGreaterThan(0);
    const rows = await table.rows();
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(30 * rowsPerCommit);
    expect(rows).toHaveLength(30 * rowsPerCommit);
    const { transactions } = await table.snapshot();
    expect([transactions.get("a"), transactions.get("b")]).toEqual([14, 14]);
  });
});

describe("vacuumTable in another process", () => {
  it("leaves alone what a reader of an older version needs", async () => {
    await using table = await openTable();
    const append = async (i: number): Promise<unknown> =>
      appendRows(table.folder, table.options, {
        select: `SELECT ${i} AS part, 'us' AS writer`,
        fileNames: "content",
      });
    for (let i = 0; i < 5; i++) await append(i);
    const held = scan(await table.snapshot());
    const keeper = startScript("maintain-process.ts", [table.folder, "1"]);
    let turns = 0;
    for (; keeper.versions.length < 3 && turns < 200; turns++) {
      await append(turns);
      const { connection } = table.options;
      expect(await connection.rows(`SELECT sum(part)::VARCHAR AS s FROM ${held.sql}`)).toEqual([
        { s: "10" },
      ]);
    }
    keeper.child.kill("SIGKILL");
    await keeper.ended;
    expect(keeper.versions.length).toBeGreaterThan(2);
    expect(await table.rows()).toHaveLength(5 + turns);
  });
});

describe("optimizeTable that was killed", () => {
  it("leaves the table whole, and its leftovers to a later vacuum", async () => {
    await using table = await openTable();
    let rows = 4 * 20_000;
    for (let i = 0; i < 4; i++) {
      await appendRows(table.folder, table.options, {
        select: `SELECT i AS part, md5(i::VARCHAR) AS writer FROM range(${i * 20_000}, ${(i + 1) * 20_000}) r(i) ORDER BY i`,
        fileNames: "content",
      });
    }
    for (const waitMs of [0, 20, 60]) {
      const keeper = startScript("maintain-process.ts", [table.folder, "0"]);
      // From then on it writes files, and may be about to commit them.
      for await (const { filename } of watch(table.folder)) {
        if (filename?.startsWith("_staging-") === true) break;
      }
      await new Promise((wake) => setTimeout(wake, waitMs));
      keeper.child.kill("SIGKILL");
      await keeper.ended;
      expect(scan(await table.snapshot()).rowCount).toBe(rows);
      // So that the next one has something to do.
      await appendRows(table.folder, table.options, {
        select: `SELECT ${rows} AS part, 'more' AS writer`,
        fileNames: "content",
      });
      rows += 1;
    }
    for (const name of await readdir(table.folder, { recursive: true })) {
      const old = new Date(Date.now() - 2 * 3_600_000);
      await utimes(join(table.folder, name), old, old);
    }
    await optimizeTable(table.folder, table.options, {});
    await vacuumTable(table.folder, table.options, { retentionHours: 0, force: true });
    const left = await readdir(table.folder);
    expect(left.filter((name) => name.startsWith("_"))).toEqual(["_delta_log"]);
    expect(left).toHaveLength(1 + (await table.snapshot()).files.size);
    const sums = "count(*) AS n, count(DISTINCT part) AS d";
    const { sql } = scan(await table.snapshot());
    expect(await table.options.connection.rows(`SELECT ${sums} FROM ${sql}`)).toEqual([
      { n: String(rows), d: String(rows) },
    ]);
  });
});
