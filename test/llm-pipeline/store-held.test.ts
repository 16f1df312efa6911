import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import { openAsking, voices } from "./asking-company.ts";

type Told = { steps: { action: string }[]; llm: unknown[]; llm_unpriced: string | null };

describe("plan while another process has the store", () => {
  it("plans, says who has it in the price's place, and prices once it is free", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(20) });
    const plan = async (): Promise<Told> => {
      const { code, stdout } = await company.command("plan", "--json");
      expect(code).toBe(0);
      return JSON.parse(stdout) as Told;
    };
    {
      const held = { folder: join(company.data, "store"), command: "earshot run" };
      await using store = await openStore({ ...held, clock: systemClock });
      expect(store.kind).toBe("embedded");
      const told = await plan();
      expect(told.steps.filter(({ action }) => action !== "up to date").length).toBeGreaterThan(3);
      expect(told.llm).toEqual([]);
      expect(told.llm_unpriced).toContain(`open in process ${process.pid}`);
      const { code, stdout } = await company.command("plan");
      expect(code).toBe(0);
      expect(stdout).toContain("What the language model costs can't be told now: the store in");
      expect(stdout).toMatch(/; wait for it to end.* set DATABASE_URL to a PostgreSQL server/);
    }
    expect(await plan()).toMatchObject({ llm: [{ texts: 20 }], llm_unpriced: null });
  });
});
