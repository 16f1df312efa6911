import { describe, expect, it } from "vitest";

import type { StepPrice } from "../engine/engine.ts";
import { costWords, tellPrice } from "./llm-text.ts";

function priced(price: Partial<StepPrice["price"]> = {}): StepPrice {
  const whole = {
    textCount: 753,
    keptCount: 0,
    callCount: 38,
    tokensIn: 94_878,
    tokensOut: 12_276,
  };
  const left = { usd: 5, tokens: undefined };
  const step = "enriched.llm_answers";
  return { step, price: { ...whole, usd: 0.0215973, budgetLeft: left, ...price } };
}

describe("costWords", () => {
  it.each([
    ["nobody looked", undefined, "What the language model costs was left out."],
    ["no step asks", [], "Only local models are asked; it costs nothing."],
    [
      "all is kept",
      [priced({ callCount: 0, usd: 0 })],
      "No language model need be asked; it costs nothing.",
    ],
    ["the model is free", [priced({ usd: 0 })], "It costs nothing."],
    ["the budget suffices", [priced()], "It costs about $0.0216."],
    [
      "the budget is less",
      [priced({ budgetLeft: { usd: 0, tokens: undefined } })],
      "All of it would cost about $0.0216, but the budget ends before.",
    ],
    [
      "the tokens are less",
      [priced({ budgetLeft: { usd: 5, tokens: 1_000 } })],
      "All of it would cost about $0.0216, but the budget ends before.",
    ],
  ])("tells it where %s", (_, prices, words) => {
    expect(costWords(prices)).toBe(words);
  });
});

describe("tellPrice", () => {
  it("gives the price for 5,000 of those that have to be asked", () => {
    expect(tellPrice(priced({ keptCount: 253 }))).toContain("about $0.0216 ($0.216 for 5,000).");
  });

  it("gives none where nothing is to be paid", () => {
    expect(tellPrice(priced({ usd: 0 }))).toContain("about $0. The budget has $5.00 left.");
  });

  it("says what follows where the budget does not suffice", () => {
    const told = tellPrice(priced({ budgetLeft: { usd: 0.001, tokens: 500 } }));
    expect(told).toContain("The budget has $0.001 and 500 tokens left, which is not enough:");
  });
});
