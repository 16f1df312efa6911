import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { lakeIn, listTables, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
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
    const { spark, options } = bench();
    const lake = lakeIn(company.data);
    const folder = tableFolder(lake, "gold.customer_insights");
    await overwriteRows(folder, options, {
      select: `SELECT 'C' || i AS customer_id, ['north', 'süd'][i % 2 + 1] AS "Region",
          DATE '2026-01-01' + i::INTEGER AS "Date",
          CASE WHEN i % 5 = 0 THEN 'High priority: é ' || i WHEN i % 7 = 0 THEN NULL
            ELSE 'low' END AS ai_insight
        FROM range(100) AS r(i) ORDER BY i`,
      fileNames: "content",
      rowsPerFile: 30,
    });
    const text = readFileSync(join(acceptance, "high_priority_insights.sql"), "utf8");
    const sql = text.replaceAll("{lake}", lake.tables);

    const theirs = await spark.sql(sql);

    expect(theirs).toHaveLength(20);
    expect(Object.keys(theirs[0] ?? {})).toEqual(["customer_id", "Region", "Date", "ai_insight"]);
    const ours = await company.open().rows(sql);
    const byId = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(ours.toSorted(byId)).toEqual(theirs.toSorted(byId));
  });
}
