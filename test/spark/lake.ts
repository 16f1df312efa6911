import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { lakeIn, listTables, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { openSample, type Company } from "../pipeline/company.ts";
import { sharedFiles } from "../shared-files.ts";
import type { Bench } from "./bench.ts";

const { path: acceptance, isThere } = sharedFiles("the acceptance queries are", "acceptance");

/** The lake of the sample company, read by Spark as it stands. */
export function readsLake(bench: () => Bench): void {
  let company: Company;

  beforeAll(async () => {
    company = await openSample();
    await company.open().run();
  });

  afterAll(() => company?.[Symbol.asyncDispose]());

  it("has the rows of every table above bronze", async () => {
    const lake = lakeIn(company.data);
    const ids = (await listTables(lake)).filter((id) => /^(silver|enriched|gold)\./.test(id));
    expect(ids.length).toBeGreaterThan(20);
    const counts: number[] = [];
    for (const id of ids) {
      const folder = tableFolder(lake, id);
      const rows = await bench().sparks(folder);
      expect(rows, id).toEqual(await bench().ours(folder));
      counts.push(rows.length);
    }
    expect(Math.max(...counts)).toBeGreaterThan(500);
  });

  it.skipIf(!isThere)("answers high_priority_insights.sql as earshot does", async () => {
    const { spark } = bench();
    const lake = lakeIn(company.data);
    const text = readFileSync(join(acceptance, "high_priority_insights.sql"), "utf8");
    const sql = text.replaceAll("{lake}", lake.tables);

    const theirs = await spark.sql(sql);

    expect(theirs.length).toBeGreaterThan(50);
    expect(Object.keys(theirs[0] ?? {})).toEqual(
      expect.arrayContaining(["insight_id", "Region", "Date", "ai_insight"]),
    );
    const ours = await company.open().rows(sql);
    const told = (rows: readonly Record<string, unknown>[]) =>
      new Map(rows.map((row) => [row["insight_id"], [row["Region"], row["ai_insight"]]]));
    expect(told(ours)).toEqual(told(theirs));
  });
}
