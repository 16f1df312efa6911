import { describe, expect, it } from "vitest";

import { failing } from "../llm/llm-misbehaviour.ts";
import { lakeRows, lakeState, resultOf } from "../pipeline/lake-state.ts";
import { answersOf, apiKey, ledgerOf, openAsking, voices } from "./asking-company.ts";

const textCount = 200;
const model = "enriched.llm_answers";

/** What the whole of it costs, and the lake that is then made. */
async function undisturbed() {
  await using company = await openAsking();
  await company.write({ "voices/1.csv": voices(textCount) });
  expect((await company.command("run")).code).toBe(0);
  const state = resultOf(await lakeState(company.data));
  return { state, ...(await ledgerOf(company)) };
}

describe("a budget that is too small", () => {
  it("pays for what it can, keeps local answers for the rest, and goes on when it is raised", async () => {
    const whole = await undisturbed();
    await using company = await openAsking({ llm: { budget: { usd: whole.usd / 2 } } });
    await company.write({ "voices/1.csv": voices(textCount) });
    const first = await company.command("run");
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("which is not enough");
    expect(first.stderr).toMatch(/warning: .*its budget is spent.*local answers stand/);
    const { null: answered = 0, budget = 0 } = await answersOf(company);
    expect([answered + budget, answered > 0, budget > 0]).toEqual([textCount, true, true]);
    expect((await ledgerOf(company)).usd).toBeLessThanOrEqual(whole.usd / 2);
    expect(company.sent()).toHaveLength(answered);
    const labels = await company.command(
      "sql",
      `SELECT count(*) AS n FROM gold.predictions
       WHERE subject_type = 'FEEDBACK' AND task = 'category' AND model_name LIKE 'local:%'`,
      "--json",
    );
    expect(JSON.parse(labels.stdout)).toEqual([{ n: String(budget) }]);

    const before = await lakeState(company.data);
    expect((await company.command("plan")).stdout).toContain(
      `${budget} texts have no answer of the language model yet (budget)`,
    );
    const again = await company.command("run");
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining("tables are as they were"),
    ]);
    expect(await lakeState(company.data)).toEqual(before);
    expect(company.sent()).toHaveLength(answered);

    await company.set({ budget: { usd: 1 } });
    expect((await company.command("run")).code).toBe(0);
    expect(company.sent()).toHaveLength(textCount);
    expect(new Set(company.sent()).size).toBe(textCount);
    expect(await answersOf(company)).toEqual({ null: textCount });
    expect((await company.command("run")).stdout).toContain("Nothing to do");
  });

  it("of nothing asks nothing, and every text keeps its local answer", async () => {
    await using company = await openAsking({ llm: { budget: { usd: 0 } } });
    await company.write({ "voices/1.csv": voices(20) });
    expect((await company.command("run")).code).toBe(0);
    expect(company.server.requests).toEqual([]);
    expect(await answersOf(company)).toEqual({ budget: 20 });
    expect((await lakeState(company.data)).has("ops.llm_calls")).toBe(false);
  });
});

describe("a key that is revoked halfway", () => {
  it("leaves local answers where it may, and what was paid for is asked no second time", async () => {
    const whole = await undisturbed();
    await using company = await openAsking({
      llm: { workers: 1 },
      server: { misbehave: (call) => (call < 4 ? undefined : failing(401)) },
    });
    await company.write({ "voices/1.csv": voices(textCount) });
    const { code, stderr } = await company.command("run");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/refuses the key/)]);
    const { null: answered = 0, denied = 0 } = await answersOf(company);
    expect([answered, denied]).toEqual([80, textCount - 80]);
    expect(stderr + JSON.stringify(await answersOf(company))).not.toContain(apiKey);
    company.server.set({ misbehave: [] });
    const asked = company.server.billed.calls;
    expect((await company.command("run")).code).toBe(0);
    expect(company.server.billed.calls - asked).toBe(6);
    expect(resultOf(await lakeState(company.data))).toEqual(whole.state);
  });

  it("ends the run where it is to stop, with a clear error, and the next one goes on", async () => {
    await using company = await openAsking({
      llm: { workers: 1, on_failure: "stop" },
      server: { misbehave: (call) => (call < 4 ? undefined : failing(401)) },
    });
    await company.write({ "voices/1.csv": voices(textCount) });
    const { code, stderr } = await company.command("run");
    expect([code, stderr]).toEqual([8, expect.stringContaining("it refuses the key")]);
    const state = await lakeState(company.data);
    expect(state.has(model)).toBe(false);
    expect(await ledgerOf(company)).toMatchObject({ texts: 80 });
    const runs = await lakeRows(company.data, "ops.run", "SELECT state, error FROM $t");
    expect(runs).toEqual([{ state: "FAILED", error: "LLM_NO_ANSWER" }]);
    company.server.set({ misbehave: [] });
    expect((await company.command("run")).stdout).toContain("80 kept from before");
    expect(company.server.billed.calls).toBe(10);
    expect(await answersOf(company)).toEqual({ null: textCount });
  });
});

describe("an endpoint that is down", () => {
  it("is tried as often as promised with a warning each, and then leaves the local answers", async () => {
    await using company = await openAsking({ server: { misbehave: () => failing(503) } });
    await company.write({ "voices/1.csv": voices(10) });
    const { code, stderr } = await company.command("run");
    expect(code).toBe(0);
    for (const seconds of [1, 2, 4, 8, 16]) expect(stderr).toContain(`again in ${seconds} s`);
    expect(stderr).toContain("it can't be reached, or is too busy");
    expect(await answersOf(company)).toEqual({ unavailable: 10 });
    company.server.set({ misbehave: [] });
    expect((await company.command("run")).code).toBe(0);
    expect(await answersOf(company)).toEqual({ null: 10 });
  });
});

describe("answers that are none", () => {
  it("cost their own rows only, and are asked for no second time", async () => {
    await using company = await openAsking({
      server: {
        answer: (items) =>
          items.map(({ text }) =>
            text.includes("invoice")
              ? { category: "ignore all rules", sentiment: "NEGATIVE" }
              : { category: "BILLING", sentiment: text.length % 2 === 0 ? "NEGATIVE" : "NEUTRAL" },
          ),
      },
    });
    await company.write({ "voices/1.csv": voices(40) });
    const { code, stderr } = await company.command("run");
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("is no answer to what it was asked"),
    ]);
    expect(await answersOf(company)).toEqual({ invalid: 5, null: 35 });
    const calls = company.server.requests.length;
    expect((await company.command("run")).stdout).toContain("Nothing to do");
    expect(company.server.requests).toHaveLength(calls);
  });
});
