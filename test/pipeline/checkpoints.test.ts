import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { tableFolder } from "../../src/flow/pipeline/lake.ts";
import { listLog } from "../../src/storage/delta-log/log.ts";
import { earshot } from "../cli/command-line.ts";
import { openSmall, type Company } from "./company.ts";

const versions = 11;
const id = "silver.accounts";

/** Computes a table anew, to the same rows: a note in its log, and rows in those of `ops`. */
async function runOften(company: Company): Promise<void> {
  for (let i = 0; i < versions; i++) {
    const { warnings } = await company.open().run({ fullRefresh: true, select: `+${id}` });
    expect(warnings).toEqual([]);
  }
}

describe("the logs of a lake", () => {
  it("get checkpoints with the memory that runs have by default, changed rows or not", async () => {
    await using company = await openSmall();
    await runOften(company);
    for (const table of [id, "ops.run", "ops.quality"]) {
      const log = await listLog(tableFolder(company.open().lake, table));
      expect([table, log?.checkpoints.map(({ version }) => version)]).toEqual([table, [10]]);
    }
    expect((await company.open().plan({ select: `+${id}` })).isEmpty).toBe(true);
  });

  it("tell in runs and maintenance of a checkpoint that could not be written", async () => {
    await using company = await openSmall();
    await runOften(company);
    const log = join(tableFolder(company.open().lake, id), "_delta_log");
    for (const version of [20, 21]) {
      const name = `.${String(version).padStart(20, "0")}.checkpoint.parquet.crc`;
      await mkdir(join(log, name, "folder"), { recursive: true });
    }
    for (let i = versions; i < 20; i++) {
      await company.open().run({ fullRefresh: true, select: id });
    }
    const told = `warning: no checkpoint of ${id} could be written: `;
    const cwd = company.folder;
    const ran = await earshot(["run", "--full-refresh", "--select", id], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
    const clustered = await earshot(["optimize", id, "--zorder-by", "region"], { cwd });
    expect(clustered).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
  });
});
