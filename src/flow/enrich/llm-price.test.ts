import { describe, expect, it } from "vitest";

import type { LlmPrice } from "../llm/llm.ts";
import { addedPrices } from "./llm-price.ts";

const price = (usd: number, left: number): LlmPrice => ({
  textCount: 2,
  keptCount: 1,
  callCount: 1,
  tokensIn: 10,
  tokensOut: 5,
  usd,
  budgetLeft: { usd: left, tokens: undefined },
});

describe("addedPrices", () => {
  it("adds all but the budget, which is one", () => {
    expect(addedPrices([price(1, 5), price(2, 5)])).toEqual({
      textCount: 4,
      keptCount: 2,
      callCount: 2,
      tokensIn: 20,
      tokensOut: 10,
      usd: 3,
      budgetLeft: { usd: 5, tokens: undefined },
    });
  });

  it("is nothing of nothing", () => {
    expect(addedPrices([])).toMatchObject({ textCount: 0, usd: 0 });
  });
});
