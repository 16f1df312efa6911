import { describe, expect, it } from "vitest";

import {
  chosen,
  openSample,
  openSmall,
  run,
  smallFiles,
  smallSettings,
  smallSources,
} from "./company.ts";
import { lakeRows, lakeState, movedTables, resultOf, versionsOf } from "./lake-state.ts";

const companies = "desk/companies.csv";

describe("a change of the settings", () => {
  it("computes what reads a changed mapping", async () => {
    await using company = await openSmall();
    await run(company);
    const mapped = `${smallSources["leads"]}, values: { deal_stage: { won: LOST } }`;
    await company.write({ "earshot.yaml": smallSettings({ ...smallSources, leads: mapped }) });
    const ran = await run(company);
    expect(ran).toContain("silver.leads");
    expect(ran).toContain("gold.sales_summary");
    expect(ran.filter((id) => id.startsWith("bronze."))).toEqual([]);
    expect(ran).not.toContain("silver.tickets");
    const rows = await lakeRows(company.data, "silver.leads", "SELECT deal_stage AS s FROM $t");
    expect(rows).toContainEqual({ s: "LOST" });
    expect(await run(company)).toEqual([]);
  });

  it("computes what follows from other SLA hours", async () => {
    await using company = await openSmall();
    await run(company);
    const before = await lakeState(company.data);
    const settings = smallSettings(smallSources, "sla: { critical_hours: 2 }");
    await company.write({ "earshot.yaml": settings });
    const ran = await run(company);
    expect(ran).toContain("silver.tickets");
    expect(ran).toContain("gold.sla_daily");
    expect(ran).not.toContain("silver.accounts");
    expect(ran).not.toContain("gold.sales_summary");
    const select = "SELECT sla_breached AS late FROM $t WHERE ticket_id = 'T3'";
    expect(await lakeRows(company.data, "silver.tickets", select)).toEqual([{ late: true }]);
    expect(movedTables(before, await lakeState(company.data))).toEqual(
      ran.toSorted(), // and nothing was committed on the side
    );
  });

  it("computes exactly the models that name a weight of the lead score", async () => {
    await using company = await openSmall();
    await run(company);
    const settings = smallSettings(smallSources, "lead_score: { past_wins: 9 }");
    await company.write({ "earshot.yaml": settings });
    const ran = await run(company);
    expect(ran).toContain("gold.customer_features");
    const direct = await modelsNaming("$lead_score_past_wins");
    expect(direct.length).toBeGreaterThan(0);
    expect(ran).toEqual(expect.arrayContaining(direct));
    expect(ran.filter((id) => !id.startsWith("gold."))).toEqual([]);
  });

  it("computes by another day only what looks at the day, and what reads that", async () => {
    await using company = await openSample();
    await company.open().run();
    const plan = await company.open({ asOf: "2026-03-02T12:00:00Z" }).plan();
    const daily = plan.steps.filter(({ step }) => step.daily).map(({ step }) => step.id);
    expect(daily.length).toBeGreaterThan(0);
    for (const { step, action } of plan.steps) {
      const follows = step.reads.some((id) =>
        plan.steps.some((other) => other.step.id === id && other.action !== "up to date"),
      );
      expect([step.id, action]).toEqual([
        step.id,
        step.daily ? "run" : follows ? "later" : "up to date",
      ]);
    }
    const report = await company.open({ asOf: "2026-03-02T12:00:00Z" }).run();
    expect(report.steps.map(({ step }) => step)).toEqual(expect.arrayContaining(daily));
    expect(report.steps.every(({ step }) => step.startsWith("gold."))).toBe(true);
  });

  it("computes again when a moved path gives the rows another system", async () => {
    await using company = await openSmall();
    await run(company);
    await company.write({ "help/companies.csv": smallFiles[companies]! });
    const path = "path: help/companies.csv, entity: account";
    await company.write({ "earshot.yaml": smallSettings({ ...smallSources, companies: path }) });
    await run(company);
    const rows = await lakeRows(company.data, "silver.accounts", "SELECT DISTINCT system FROM $t");
    expect(rows).toEqual([{ system: "help" }]);
  });

  it("computes all of it with fullRefresh, and changes no row by that", async () => {
    await using company = await openSmall();
    await run(company);
    const before = await lakeState(company.data);
    const ran = await run(company, { fullRefresh: true });
    expect(ran).toEqual(
      (await chosen(company, {})).filter((id) => !id.startsWith("bronze.")).toSorted(),
    );
    const after = await lakeState(company.data);
    expect(resultOf(after)).toEqual(resultOf(before));
    expect(await run(company)).toEqual([]);
    const one = await run(company, { fullRefresh: true, select: "gold.sla_daily" });
    expect(one).toEqual(["gold.sla_daily"]);
  });
});

async function modelsNaming(parameter: string): Promise<string[]> {
  const { loadSqlModels } = await import("../../src/flow/warehouse/models.ts");
  return loadSqlModels()
    .filter(({ sql, kind }) => sql.includes(parameter) && kind !== "view")
    .map(({ layer, name }) => `${layer}.${name}`);
}

describe("a change of the sources", () => {
  it("keeps what a removed source left, and comes to rest", async () => {
    await using company = await openSmall();
    await run(company);
    const { tickets: _removed, ...others } = smallSources;
    await company.write({ "earshot.yaml": smallSettings(others) });
    await run(company);
    expect(await run(company)).toEqual([]);
    const state = await lakeState(company.data);
    expect(state.get("bronze.tickets")?.rowCount).toBe(3);
    await company.write({ "earshot.yaml": smallSettings() });
    await run(company);
    expect(await run(company)).toEqual([]);
  });

  it("takes the rows of one of two sources out of silver", async () => {
    await using company = await openSmall({
      ...smallSources,
      partners: "path: partner/accounts.csv, entity: account",
    });
    await company.write({ "partner/accounts.csv": "account_id,name\nP1,Third Ltd\n" });
    await run(company);
    const ids = () =>
      lakeRows(company.data, "silver.accounts", "SELECT account_id AS a FROM $t ORDER BY 1");
    expect(await ids()).toEqual([{ a: "A1" }, { a: "A2" }, { a: "P1" }]);
    await company.write({ "earshot.yaml": smallSettings() });
    await run(company);
    expect(await ids()).toEqual([{ a: "A1" }, { a: "A2" }]);
    expect(await run(company)).toEqual([]);
  });

  it("does nothing without sources, and leaves a lake that is there alone", async () => {
    await using company = await openSmall({});
    expect(await run(company)).toEqual([]);
    expect((await lakeState(company.data)).size).toBe(0);
    await company.write({ "earshot.yaml": smallSettings() });
    await run(company);
    const before = versionsOf(await lakeState(company.data));
    await company.write({ "earshot.yaml": smallSettings({}) });
    expect(await run(company)).toEqual([]);
    expect(versionsOf(await lakeState(company.data))).toEqual(before);
  });

  it("names the nearest entity and column, and where the settings say the wrong one", async () => {
    await using company = await openSmall({
      ...smallSources,
      tickets: "path: desk/tickets*.csv, entity: tickt",
    });
    await expect(run(company)).rejects.toThrow(
      "sources.tickets.entity: there is no tickt; did you mean ticket?",
    );
    const wrong = "path: desk/tickets*.csv, entity: ticket, columns: { subject: titel }";
    await company.write({ "earshot.yaml": smallSettings({ ...smallSources, tickets: wrong }) });
    await expect(run(company)).rejects.toThrow("sources.tickets.columns.subject");
  });

  it("keeps a source without an entity in bronze only", async () => {
    await using company = await openSmall({ notes: "path: desk/companies.csv" });
    expect(await run(company)).toEqual(["bronze.notes"]);
    expect([...(await lakeState(company.data)).keys()]).toEqual(["bronze.notes", "ops.run"]);
  });
});
