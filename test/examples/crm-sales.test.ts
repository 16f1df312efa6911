import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openEarshot, type Earshot } from "../../src/surface/engine/engine.ts";
import { sharedFiles } from "../shared-files.ts";

const root = resolve(import.meta.dirname, "../..");
const { path: data, isThere } = sharedFiles("the crm-sales data set is", "data/crm-sales");

/** Value of the won deals, by tools that know nothing of Earshot. */
function wonValueByAwk(): number {
  const program = `gzip -dc sales_pipeline.csv.gz | awk -F, '$5 == "Won" { sum += $8 } END { print sum }'`;
  return Number(execFileSync("sh", ["-c", program], { cwd: data, encoding: "utf8" }));
}

describe.skipIf(!isThere)("examples/crm-sales", () => {
  let folder: string;
  let earshot: Earshot;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "earshot-crm-"));
    await cp(join(root, "examples/crm-sales"), folder, { recursive: true });
    symlinkSync(data, join(folder, "data"));
    earshot = openEarshot({ folder });
    await earshot.run();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the won value that awk gives", async () => {
    const won = wonValueByAwk();
    expect(won).toBeGreaterThan(1_000_000);
    const sums = await earshot.rows(`
      SELECT CAST(sum(deal_value) AS DOUBLE) AS silver,
        (SELECT CAST(sum(total_revenue) AS DOUBLE) FROM customer_features) AS features,
        (SELECT CAST(sum(value_won) AS DOUBLE) FROM sales_summary) AS summary
      FROM leads_clean WHERE deal_status = 'WON'`);
    expect(sums).toEqual([{ silver: won, features: won, summary: won }]);
  });

  it("keeps every row and sets none aside", async () => {
    const counts = await earshot.rows(`
      SELECT (SELECT count(*) FROM bronze.opportunities) AS bronze, (SELECT count(*) FROM silver.leads) AS silver,
        (SELECT count(*) FROM silver.accounts) AS accounts, (SELECT count(*) FROM silver.products) AS products,
        (SELECT count(*) FROM ops.quality WHERE NOT passed) AS failed`);
    expect(counts).toEqual([
      { bronze: "8800", silver: "8800", accounts: "85", products: "7", failed: "0" },
    ]);
  });

  it("finds the product that the source spells in two ways", async () => {
    const rows = await earshot.rows(
      "SELECT count(*) AS n FROM leads_clean l JOIN products_clean p USING (system, product_id)",
    );
    expect(rows).toEqual([{ n: "8800" }]);
  });
});
