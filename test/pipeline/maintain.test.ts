import { access } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import type { MaintainEvent } from "../../src/surface/engine/engine.ts";
import { openSmall, run } from "./company.ts";
import { openLake } from "./lake-state.ts";

const day = 24 * 3_600_000;

describe("engine.optimize and engine.vacuum", () => {
  it("leave every step up to date, every row as it was and every check told once", async () => {
    await using company = await openSmall();
    await run(company);
    await company.write({
      "desk/tickets-2.csv": `ticket_id,account_id,status,priority,created_at,resolution_time_hours
T4,A2,open,low,2026-02-09T10:00:00Z,
`,
    });
    await run(company);
    await using lake = await openLake(company.data);
    const before = await lake.state();
    const checks = await lake.rows("ops.quality", "SELECT count(*) AS n FROM $t");
    const events: MaintainEvent[] = [];
    const earshot = company.open();
    const onEvent = (event: MaintainEvent): void => void events.push(event);
    const compacted = await earshot.optimize({ tables: "all", onEvent });
    const bronze = compacted.find(({ table }) => table === "bronze.tickets");
    expect(bronze).toMatchObject({
      before: { fileCount: 2 },
      after: { fileCount: 1, rowCount: 4 },
    });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "finished", table: "bronze.tickets", changed: true }),
    );
    const [clustered] = await earshot.optimize({
      tables: ["TICKETS"],
      zOrderBy: ["Region", "created_at"],
    });
    expect(clustered).toMatchObject({ table: "gold.tickets", unchanged: false });
    await earshot.vacuum({ tables: "all", retentionHours: 0, force: true });
    const after = await lake.state();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [id, { rowsHash }] of before)
      expect([id, after.get(id)?.rowsHash]).toEqual([id, rowsHash]);
    expect((await earshot.plan()).isEmpty).toBe(true);
    expect(await run(company)).toEqual([]);
    // A run that does something looks for findings that are not told yet.
    await company.write({
      "sales/leads.csv":
        "lead_id,account_id,deal_stage,deal_value,created_at\nL3,A1,open,300,2026-01-07\n",
    });
    await run(company, { select: "bronze.leads" });
    expect(await lake.rows("ops.quality", "SELECT count(*) AS n FROM $t")).toEqual(checks);
    expect(await run(company, { select: "+silver.leads" })).toEqual(["silver.leads"]);
  });

  it("go on with the next run as if nothing had been", async () => {
    await using company = await openSmall();
    await run(company);
    const earshot = company.open();
    await earshot.optimize({ tables: ["silver.tickets"], zOrderBy: ["priority"] });
    await company.write({
      "desk/tickets-2.csv": `ticket_id,account_id,status,priority,created_at,resolution_time_hours
T1,A1,closed,high,2026-02-01T10:00:00Z,8
`,
    });
    const steps = await run(company);
    expect(steps).toEqual(
      expect.arrayContaining(["bronze.tickets", "silver.tickets", "gold.tickets"]),
    );
    expect(
      await earshot.rows("SELECT ticket_status FROM silver.tickets WHERE ticket_id = 'T1'"),
    ).toEqual([{ ticket_status: "CLOSED" }]);
  });

  it("wait for a run, and keep what a reader of this week needs", async () => {
    let now = Date.now();
    const clock = { now: () => new Date(now) };
    await using company = await openSmall();
    const earshot = company.open({ clock });
    const running = earshot.run();
    await vi.waitFor(() => access(join(company.data, "run.lock")), {
      timeout: 60_000,
      interval: 5,
    });
    await expect(earshot.optimize({ tables: "all" })).rejects.toMatchObject({ code: "LAKE_HELD" });
    await running;
    await earshot.optimize({ tables: "all", waitMs: 60_000 });
    await earshot.optimize({ tables: ["tickets"], zOrderBy: ["priority"] });
    now += 6 * day;
    const kept = await earshot.vacuum({ tables: ["tickets"] });
    expect(kept).toMatchObject([{ table: "gold.tickets", files: [] }]);
    const old = "SELECT count(*) AS n FROM tickets VERSION AS OF 0";
    expect(await earshot.rows(old)).toEqual([{ n: "3" }]);
    now += 2 * day;
    const would = await earshot.vacuum({ tables: "all", dryRun: true });
    const done = await earshot.vacuum({ tables: "all" });
    const files = (tables: typeof done): unknown[] => tables.map((table) => table.files);
    expect(files(done)).toEqual(files(would));
    expect(done.find(({ table }) => table === "gold.tickets")?.files).toHaveLength(1);
    expect(await earshot.rows("SELECT count(*) AS n FROM tickets")).toEqual([{ n: "3" }]);
  });

  it("name what is nearest to a table that is not there", async () => {
    await using company = await openSmall();
    await run(company);
    const earshot = company.open();
    await expect(earshot.optimize({ tables: ["gold.tikets"] })).rejects.toMatchObject({
      kind: "missing",
      message: "there is no table gold.tikets; did you mean gold.tickets?",
    });
    await expect(earshot.vacuum({ tables: ["../x"] })).rejects.toMatchObject({ kind: "denied" });
  });
});
