import { describe, expect, it } from "vitest";

import type { RunInput } from "../../src/surface/engine/engine.ts";
import { chosen, openSmall, run } from "./company.ts";
import { lakeState, passingFiles, resultOf } from "./lake-state.ts";

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
    expect(resultOf(b)).toEqual(resultOf(a));
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
