import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { messageOf } from "../../src/core/base/errors.ts";
import { tableFolder } from "../../src/flow/pipeline/lake.ts";
import type { Earshot } from "../../src/surface/engine/engine.ts";
import { openSmall, type Company } from "../pipeline/company.ts";

let company: Company;
let earshot: Earshot;

beforeEach(async () => {
  company = await openSmall();
  earshot = company.open();
  await earshot.run();
});
afterEach(() => company[Symbol.asyncDispose]());

async function count(from: string): Promise<number> {
  const [row] = await earshot.rows(`SELECT count(*) AS n FROM ${from}`);
  return Number(row?.["n"]);
}

/** Path of the only data file of a table that was written once. */
async function dataFile(table: string): Promise<string> {
  const folder = tableFolder(earshot.lake, table);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".parquet"));
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? "");
}

describe("an earlier version whose files were vacuumed away", () => {
  it("says so, and which version can be read", async () => {
    await company.write({
      "desk/tickets-2.csv":
        "ticket_id,account_id,status,priority,created_at,resolution_time_hours\nT4,A1,open,low,2026-02-04T10:00:00Z,\n",
    });
    await earshot.run();
    expect(await count("tickets VERSION AS OF 0")).toBe(3);
    await earshot.vacuum({ tables: ["tickets"], retentionHours: 0, force: true });
    const latest = Number((await earshot.rows("DESCRIBE HISTORY tickets LIMIT 1"))[0]?.["version"]);
    const query = count("tickets VERSION AS OF 0");
    await expect(query).rejects.toMatchObject({ code: "QUERY_INVALID" });
    await expect(query).rejects.toThrow(
      /^version 0 of gold\.tickets can't be read any more.*vacuum.* that can be read is (\d+)$/,
    );
    const said = /\d+$/.exec(String(await query.catch(messageOf)))?.[0];
    expect(Number(said)).toBeGreaterThan(0);
    expect(Number(said)).toBeLessThanOrEqual(latest);
    expect(await count(`tickets VERSION AS OF ${said}`)).toBe(4);
    expect(await count("tickets")).toBe(4);
  });
});

describe("a data file of the latest version", () => {
  it("that is gone is named, with what to do, by queries and by runs", async () => {
    const path = await dataFile("gold.tickets");
    await rm(path);
    const error = {
      code: "DELTA_FILE_MISSING",
      kind: "corrupt",
      message: expect.stringMatching(`${path}: .*restore this file from a backup`) as string,
    };
    await expect(count("tickets")).rejects.toMatchObject(error);
    await expect(count("tickets VERSION AS OF 0")).rejects.toMatchObject(error);
    expect(await count("companies")).toBe(2);
    await rm(await dataFile("silver.tickets"));
    await rm(tableFolder(earshot.lake, "gold.tickets"), { recursive: true });
    await expect(earshot.run()).rejects.toMatchObject({ code: "DELTA_FILE_MISSING" });
  });

  it("that ends too early is named", async () => {
    const path = await dataFile("gold.tickets");
    await truncate(path, 100);
    await expect(count("tickets")).rejects.toMatchObject({
      code: "DELTA_CORRUPT",
      message: expect.stringMatching(`${path}: this file has 100 bytes of \\d+;`) as string,
    });
  });
});
