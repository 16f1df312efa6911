import { mkdtemp, readFile, rm } from "node:fs/promises";
import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import type { MaskedText } from "../../src/core/base/masked-text.ts";
import type { LlmQuestion } from "../../src/flow/llm/llm.ts";
import { enumerations } from "../../src/core/domain/enumeration.ts";
import { maskPlain } from "../../src/kernel/privacy/mask-plain.ts";
import { generateSample } from "../../src/surface/engine/generate.ts";
import { startLlmServer } from "./llm-server.ts";
import { openAt, ownStore } from "./open-testing.ts";

const categories = enumerations.category.values;
const sentiments = enumerations.sentiment.values;

const question: LlmQuestion = {
  prompt: "understand",
  values: {
    fields: maskPlain(
      `- category: what the text is about, one of: ${categories.join(", ")}.\n- sentiment: how the writer feels, one of: ${sentiments.join(", ")}.`,
    ),
  },
  answer: z.object({ category: z.enum(categories), sentiment: z.enum(sentiments) }),
  likely: () => ({ category: "TECHNICAL", sentiment: "NEGATIVE" }),
};

/** Generated chats, masked; every tenth is made of ten, so that lengths differ. */
async function chats(count: number): Promise<MaskedText[]> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-chats-"));
  try {
    await generateSample({ out: folder, seed: 7, scale: count / 1_000 });
    const texts: string[] = [];
    for (const file of globSync("chats/*.ndjson", { cwd: folder })) {
      for (const line of (await readFile(join(folder, file), "utf8")).split("\n")) {
        if (line !== "") texts.push((JSON.parse(line) as { text: string }).text); // as generated
      }
    }
    expect(texts).toHaveLength(count);
    return texts.map((text, index) =>
      maskPlain(index % 10 === 0 ? texts.slice(index, index + 10).join("\n") : text),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("price", () => {
  it("is within 10 % of the bill for 5,000 conversations, and under $2", async () => {
    let turn = 0;
    await using server = await startLlmServer({
      answer: (items) =>
        items.map(() => ({
          category: categories[turn++ % categories.length],
          sentiment: sentiments[turn % sentiments.length],
        })),
    });
    await using store = await ownStore();
    await using llm = await openAt(server, store);
    const texts = await chats(5_000);
    const price = await llm.price(question, texts);
    const half = texts.slice(0, 2_500);
    const outcomes = await llm.answer(question, half, { runId: "r1" });
    expect(outcomes.every((outcome) => "answer" in outcome)).toBe(true);
    const rest = await llm.price(question, texts);
    expect(rest.keptCount).toBeGreaterThanOrEqual(2_500);
    const { usd: usdLeft } = rest.budgetLeft;
    await llm.answer(question, texts, { runId: "r2" });

    const bill = (server.billed.tokensIn * 150 + server.billed.tokensOut * 600) / 1e9;
    const ledger = await llm.calls(["r1", "r2"]);
    expect(ledger.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeCloseTo(bill, 9);
    expect(ledger).toHaveLength(server.billed.calls);
    expect(Math.abs(price.callCount - server.billed.calls)).toBeLessThan(5);
    expect(price.usd / bill).toBeGreaterThan(0.9);
    expect(price.usd / bill).toBeLessThan(1.1);
    expect(bill).toBeLessThan(2);
    // What the ledger has measured by then sets the price of the rest right.
    const { budgetLeft } = await llm.price(question, texts);
    expect(rest.usd / (usdLeft - budgetLeft.usd)).toBeGreaterThan(0.97);
    expect(rest.usd / (usdLeft - budgetLeft.usd)).toBeLessThan(1.03);
  });
});
