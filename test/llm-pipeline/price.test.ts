import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import type { Answerer } from "../llm/llm-server.ts";
import { openSample } from "../pipeline/company.ts";
import { lakeRows } from "../pipeline/lake-state.ts";
import { ledgerOf, openAsking, steady } from "./asking-company.ts";

/** Summaries as long as models write them where they may have 40 words. */
const wordy: Answerer = (items, request) =>
  steady(items, request).map((answer, index) => {
    const words = items[index]!.text.split(/\s+/).slice(3, 28); // one answer an item
    return "summary" in answer
      ? { ...answer, summary: `The customer says: ${words.join(" ")}.` }
      : answer;
  });

describe("the price of 5,000 conversations", () => {
  it("is told before the first run, within 10 % of the bill, and under $2", async () => {
    const sample = await openSample(5);
    const own = await readFile(sample.config, "utf8");
    await using company = await openAsking({
      server: { answer: wordy },
      company: sample,
      settings: (extra) => `${own}\n${extra}\n`,
      llm: { tasks: ["category", "sentiment", "summary"] },
    });
    const plan = await company.command("plan", "--json");
    const [price] = (JSON.parse(plan.stdout) as { llm: { usd: number; calls: number }[] }).llm;
    expect((await company.command("run", "--quiet")).code).toBe(0);
    const bill = await ledgerOf(company);
    const [row] = await lakeRows(
      company.data,
      "gold.customer_insights",
      "SELECT count(*)::INT AS n, sum(cost_usd)::DOUBLE AS usd FROM $t",
    );
    const perConversations = (5_000 * Number(row?.["usd"])) / Number(row?.["n"]);
    console.log(
      `planned $${price?.usd.toFixed(4)} in ${price?.calls} calls; billed $${bill.usd.toFixed(4)} in ${bill.calls}; $${perConversations.toFixed(4)} for 5,000 conversations`,
    );
    expect(Number(row?.["n"])).toBeGreaterThanOrEqual(5_000);
    expect(Math.abs(price!.usd / bill.usd - 1)).toBeLessThan(0.1);
    expect(bill.usd).toBeLessThan(2);
  });
});
