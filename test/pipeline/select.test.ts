import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { Clock } from "../../src/core/base/clock.ts";
import { dataVersion, lakeIn, readHead } from "../../src/flow/pipeline/lake.ts";
import type { RunInput } from "../../src/surface/engine/engine.ts";
import {
  asOf,
  openFolder,
  openSample,
  openSmall,
  smallFiles,
  smallSettings,
  smallSources,
  type Company,
} from "./company.ts";
import { lakeRows, lakeState, movedTables, passingFiles, versionsOf } from "./lake-state.ts";

/** Runs and gives the tables that were computed, sorted. */
async function run(company: Company, input: RunInput = {}): Promise<string[]> {
  const report = await company.open().run(input);
  return report.steps.map(({ step }) => step).toSorted();
}

/** Tables that a run would look at, in its order. */
async function chosen(company: Company, part: RunInput): Promise<string[]> {
  const plan = await company.open().plan(part);
  return plan.steps.map(({ step }) => step.id);
}

async function versionOfRows(company: Company, id: string): Promise<number> {
  const head = await readHead(lakeIn(company.data), id);
  return head === undefined ? -1 : dataVersion(head);
}

const companies = "desk/companies.csv";
const tickets = "desk/tickets-1.csv";

/** The companies, the first of them in another region. */
function inRegion(region: string): Record<string, string> {
  return { [companies]: smallFiles[companies]!.replace("north", region) };
}

function ticket(id: string, priority: string): string {
  return `ticket_id,account_id,status,priority,created_at\n${id},A1,open,${priority},2026-02-05T10:00:00Z\n`;
}

const regions = (company: Company) =>
  lakeRows(company.data, "silver.accounts", "SELECT region FROM $t ORDER BY account_id");

describe("a part of a run", () => {
  it.each<[RunInput, string[]]>([
    [{ select: "gold.sla_daily" }, ["gold.sla_daily"]],
    [{ select: "sla_daily" }, ["gold.sla_daily"]],
    [{ select: "tickets" }, ["gold.tickets"]],
    [{ select: "silver.tickets,silver.leads" }, ["silver.leads", "silver.tickets"]],
    [
      { select: "+silver.tickets" },
      ["bronze.companies", "bronze.tickets", "silver.accounts", "silver.tickets"],
    ],
    [
      { select: "silver.leads+", job: "01_bronze_to_silver" },
      ["silver.customers_clean", "silver.leads", "silver.leads_clean"],
    ],
  ])("%j is %j", async (part, expected) => {
    await using company = await openSmall();
    expect((await chosen(company, part)).toSorted()).toEqual(expected);
  });

  it("runs job by job to the same end as at once", async () => {
    await using whole = await openSmall();
    await using parts = await openSmall();
    await run(whole);
    const silver = await run(parts, { job: "01_bronze_to_silver" });
    expect(new Set(silver.map((id) => id.split(".")[0]))).toEqual(new Set(["bronze", "silver"]));
    const gold = await run(parts, { job: "02_silver_to_gold" });
    expect(gold.every((id) => /^(enriched|gold)\./.test(id))).toBe(true);
    expect(await run(parts)).toEqual([]);
    const [a, b] = [await lakeState(whole.data), await lakeState(parts.data)];
    for (const [id, { files }] of a)
      if (id.startsWith("gold.")) expect(b.get(id)?.files).toEqual(files);
  });

  it("runs a table before those it reads are there, and again when they are", async () => {
    await using company = await openSmall();
    expect(await run(company, { select: "gold.companies" })).toEqual(["gold.companies"]);
    expect((await lakeState(company.data)).get("gold.companies")?.rowCount).toBe(0);
    expect(await run(company)).toContain("gold.companies");
    expect((await lakeState(company.data)).get("gold.companies")?.rowCount).toBe(2);
  });

  it.each<[RunInput, string]>([
    [{ select: "gold.sla_dayly" }, "did you mean gold.sla_daily?"],
    [{ select: "golld" }, "did you mean gold?"],
    [{ select: "silver.tikets+" }, "did you mean silver.tickets?"],
    [{ job: "01_bronze_to_slver" }, "did you mean 01_bronze_to_silver?"],
    [{ select: "zzzzzzzzzzzz" }, "there are: bronze.companies"],
  ])("%j is told: %s", async (part, hint) => {
    await using company = await openSmall();
    await expect(run(company, part)).rejects.toMatchObject({
      code: "STEP_UNKNOWN",
      message: expect.stringContaining(hint) as string,
    });
    expect(await passingFiles(company.data)).toEqual([]);
  });
});
