import { rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openSample } from "../pipeline/company.ts";
import {
  lakeRows,
  lakeState,
  movedTables,
  passingFiles,
  resultOf,
} from "../pipeline/lake-state.ts";
import { readFile } from "node:fs/promises";
import { answersOf, isThere, ledgerOf, openAsking, voices } from "./asking-company.ts";

const textCount = 150;

describe("a run with a language model", () => {
  it("asks each text once, keeps the answers, and says the same the next time without a call", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(textCount), "voices/2.csv": voices(textCount) });
    const { code, stdout, stderr } = await company.command("run");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${textCount} questions`)]);
    expect(stdout).toContain(`Language model: ${textCount} answers for $0.`);
    expect(new Set(company.sent()).size).toBe(textCount);
    expect(company.sent()).toHaveLength(textCount);
    expect(await answersOf(company)).toEqual({ null: textCount });
    const { billed, requests } = company.server;
    const ledger = await ledgerOf(company);
    expect(ledger).toMatchObject({ calls: billed.calls, texts: textCount });
    expect(ledger.usd).toBeCloseTo((0.15 * billed.tokensIn + 0.6 * billed.tokensOut) / 1e6, 9);
    const [sum] = await lakeRows(
      company.data,
      "enriched.llm_answers",
      "SELECT sum(cost_usd)::DOUBLE AS usd FROM $t",
    );
    expect(sum?.["usd"]).toBeCloseTo(ledger.usd, 9);
    const before = await lakeState(company.data);
    const calls = requests.length;
    // With nothing to do the store is not even looked at.
    await rename(join(company.data, "store"), join(company.folder, "aside"));
    expect((await company.command("run")).stdout).toContain("Nothing to do");
    expect(await isThere(company.data, "store")).toBe(false);
    expect(await lakeState(company.data)).toEqual(before);
    expect(requests).toHaveLength(calls);
  });

  it("says what was billed, with what was asked again because its answers looked strange", async () => {
    const answer = { category: "BILLING", sentiment: "NEGATIVE" };
    await using company = await openAsking({
      server: { answer: (items) => items.map(() => answer) },
    });
    await company.write({ "voices/1.csv": voices(textCount) });
    const { code, stdout } = await company.command("run", "--json");
    expect(code).toBe(0);
    const { billed } = company.server;
    expect(billed.calls).toBeGreaterThan(Math.ceil(textCount / 20));
    const usd = (0.15 * billed.tokensIn + 0.6 * billed.tokensOut) / 1e6;
    const told = (JSON.parse(stdout) as { llm: Told }).llm;
    expect(told).toMatchObject({ tokens_in: billed.tokensIn, tokens_out: billed.tokensOut });
    expect(told.usd).toBeCloseTo(usd, 9);
    const { usd: noted, tokens } = await ledgerOf(company);
    expect([noted, tokens]).toEqual([expect.closeTo(usd, 9), billed.tokensIn + billed.tokensOut]);
    const [sum] = await lakeRows(
      company.data,
      "enriched.llm_answers",
      "SELECT sum(cost_usd)::DOUBLE AS usd, sum(tokens_in)::INT AS tokens FROM $t",
    );
    expect(sum).toEqual({ usd: expect.closeTo(usd, 9), tokens: billed.tokensIn });
    const ledger = await company.command("llm", "ledger", "--json");
    const [line] = (JSON.parse(ledger.stdout) as { lines: Told[] }).lines;
    expect(line).toMatchObject({ tokens_in: billed.tokensIn, tokens_out: billed.tokensOut });
    const status = JSON.parse((await company.command("llm", "--json")).stdout) as {
      spent_usd: number;
    };
    expect([line?.cost_usd, status.spent_usd]).toEqual(Array(2).fill(expect.closeTo(usd, 9)));
  });

  it("asks only about what is new, and takes from the store what the lake has lost", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(60) });
    expect((await company.command("run")).code).toBe(0);
    const first = (await lakeState(company.data)).get("enriched.llm_answers");
    await company.write({ "voices/2.csv": voices(10, 60) });
    const { stdout } = await company.command("run");
    expect(stdout).toContain("Language model: 10 answers");
    expect(company.sent()).toHaveLength(70);
    await rm(join(company.data, "lake"), { recursive: true });
    await rm(join(company.folder, "voices", "2.csv"));
    expect((await company.command("run")).stdout).toContain("60 kept from before");
    expect(company.sent()).toHaveLength(70);
    expect((await lakeState(company.data)).get("enriched.llm_answers")).toEqual(first);
  });

  it("puts the answers into insights and predictions, and the local ones back when it is unset", async () => {
    const sample = await openSample();
    const own = await readFile(sample.config, "utf8");
    await using company = await openAsking({
      company: sample,
      settings: (extra) => `${own}\n${extra}\n`,
      llm: { tasks: ["category", "sentiment", "summary"], confidence: 0.7 },
    });
    expect((await company.command("run")).code).toBe(0);
    const insights = await lakeRows(
      company.data,
      "gold.customer_insights",
      `SELECT summary, ai_insight, sentiment_source, cost_usd FROM $t
       WHERE summary_source = 'llm:gpt-4o-mini@summarize-1'`,
    );
    expect(insights.length).toBeGreaterThan(10);
    for (const { summary, ai_insight: insight } of insights) {
      expect(summary).toMatch(/^The customer writes about [a-z]{15}\.$/);
      expect(insight).toContain(`: ${textOf(summary)}`);
    }
    const totals = await company.command(
      "sql",
      `SELECT (SELECT sum(cost_usd) FROM gold.customer_insights) <= (SELECT sum(cost_usd) FROM ops.llm_calls) AS within,
         (SELECT count(DISTINCT subject_type) FROM gold.predictions WHERE model_name = 'llm:gpt-4o-mini') AS subjects`,
      "--json",
    );
    expect(JSON.parse(totals.stdout)).toEqual([{ within: true, subjects: "2" }]);
    const [sure] = await lakeRows(
      company.data,
      "gold.customer_insights",
      "SELECT count(*)::INT AS n FROM $t WHERE sentiment_source LIKE 'local:%'",
    );
    expect(sure?.["n"]).toBeGreaterThan(10);
    const calls = company.server.requests.length;
    await company.write({ "earshot.yaml": own });
    expect((await company.command("run")).code).toBe(0);
    expect(company.server.requests).toHaveLength(calls);
    await using other = await openSample();
    await other.open().run();
    const [now, never] = [await lakeState(company.data), await lakeState(other.data)];
    now.delete("enriched.llm_answers"); // stands as it was, and nobody reads it
    expect(resultOf(now)).toEqual(resultOf(never));
    expect(await isThere(other.data, "store")).toBe(false);
    expect([...never.keys()].filter((id) => id.includes("llm"))).toEqual([]);
  });

  it("computes only its own table anew when the model changes", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(20) });
    expect((await company.command("run")).code).toBe(0);
    const before = await lakeState(company.data);
    await company.set({ model: "gpt-4o" });
    expect((await company.command("run")).code).toBe(0);
    expect(movedTables(before, await lakeState(company.data))).toEqual([
      "enriched.llm_answers",
      "gold.customer_insights", // reads it
    ]);
    expect(company.sent()).toHaveLength(40);
    await company.set({});
    expect((await company.command("run")).stdout).toContain("20 kept from before");
    expect(company.sent()).toHaveLength(40);
  });
});

describe("a plan with a language model", () => {
  it("says what would be sent and what it costs, leaves nothing, and knows what is kept", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(textCount) });
    const fresh = JSON.parse((await company.command("plan", "--json")).stdout) as Plan;
    expect(fresh.llm).toMatchObject([{ table: "enriched.llm_answers", texts: textCount, kept: 0 }]);
    expect(company.server.requests).toEqual([]);
    expect(await passingFiles(company.data)).toEqual([]);
    expect(await isThere(company.data, "store")).toBe(false);
    expect(await isThere(company.data, "lake", "silver")).toBe(false);
    expect((await company.command("run")).code).toBe(0);
    const ledger = await ledgerOf(company);
    expect(fresh.llm[0]!.calls).toBe(ledger.calls);
    expect(Math.abs(fresh.llm[0]!.usd / ledger.usd - 1)).toBeLessThan(0.1);
    await company.write({ "voices/2.csv": voices(20, textCount) });
    const before = await lakeState(company.data);
    const more = JSON.parse((await company.command("plan", "--json")).stdout) as Plan;
    expect(more.llm).toMatchObject([{ texts: 20, kept: 0, calls: 1 }]);
    expect(await lakeState(company.data)).toEqual(before);
    expect(await passingFiles(company.data)).toEqual([]);
    await rm(join(company.data, "lake", "enriched", "llm_answers"), { recursive: true });
    const lost = JSON.parse((await company.command("plan", "--json")).stdout) as Plan;
    expect(lost.llm).toMatchObject([{ texts: textCount + 20, kept: textCount, calls: 1 }]);
    const none = await company.command("plan", "--json", "--no-price");
    expect((JSON.parse(none.stdout) as Plan).llm).toEqual([]);
    const words = (await company.command("plan", "--no-price")).stdout;
    expect(words).toContain("What the language model costs was left out.");
  });

  it("says when the budget is too small", async () => {
    await using company = await openAsking({ llm: { budget: { usd: 0.0001 } } });
    await company.write({ "voices/1.csv": voices(textCount) });
    const { stdout } = await company.command("plan");
    expect(stdout).toContain("The budget has $0.0001 left, which is not enough");
  });
});

type Told = { tokens_in: number; tokens_out: number; usd: number; cost_usd: number };
type Plan = { llm: { calls: number; usd: number; texts: number; kept: number }[] };
