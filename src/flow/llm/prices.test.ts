import { describe, expect, it } from "vitest";

import { costOf, nanoUsdOf } from "./money.ts";
import { loadListPrices, LlmPriceUnknownError, priceOf, withoutDate } from "./prices.ts";

const list = await loadListPrices();
const priced = (
  provider: Parameters<typeof priceOf>[1]["provider"],
  model: string,
  price: { input_usd?: number; output_usd?: number } = {},
) => priceOf(list, { provider, model, price, setting: "llm.price" });

describe("priceOf", () => {
  it.each([
    ["openai", "gpt-4o-mini", 150, 600],
    ["openai", "gpt-4o-mini-2024-07-18", 150, 600],
    ["azure-openai", "gpt-4o", 2_500, 10_000],
    ["anthropic", "claude-sonnet-4-20250514", 3_000, 15_000],
    ["openai", "text-embedding-3-small", 20, 0],
    ["ollama", "llama3.2", 0, 0],
  ] as const)("knows %s %s", (provider, model, input, output) => {
    expect(priced(provider, model)).toEqual({
      inputNanoUsd: input,
      outputNanoUsd: output,
      recordNanoUsd: 0,
    });
  });

  it("believes the settings more", () => {
    const own = priced("openai", "gpt-4o-mini", { input_usd: 0.075 });
    expect(own).toEqual({ inputNanoUsd: 75, outputNanoUsd: 600, recordNanoUsd: 0 });
    expect(priced("openai-compatible", "qwen", { input_usd: 0, output_usd: 0 }).inputNanoUsd).toBe(
      0,
    );
  });

  it("bills records where tokens are none", () => {
    expect(priced("azure-language", "azure-language").recordNanoUsd).toBe(1_000_000);
  });

  it.each([
    ["openai", "gpt-9"],
    ["openai-compatible", "gpt-4o-mini"],
  ] as const)("does not guess %s %s", (provider, model) => {
    expect(() => priced(provider, model)).toThrow(LlmPriceUnknownError);
    expect(() => priced(provider, model, { input_usd: 1 })).toThrow("set llm.price.input_usd");
  });
});

describe("withoutDate", () => {
  it.each([
    ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
    ["claude-3-5-haiku-20241022", "claude-3-5-haiku"],
    ["claude-3-5-haiku-latest", "claude-3-5-haiku"],
    ["gpt-4o", "gpt-4o"],
  ])("makes %s %s", (model, name) => {
    expect(withoutDate(model)).toBe(name);
  });
});

describe("costOf", () => {
  it("is whole nano-dollars, never less than the true cost", () => {
    const price = { inputNanoUsd: 150, outputNanoUsd: 600, recordNanoUsd: 0 };
    expect(costOf(price, { tokensIn: 1_000_000, tokensOut: 0, recordCount: 0 })).toBe(150_000_000);
    const fine = { inputNanoUsd: 0.1, outputNanoUsd: 0.2, recordNanoUsd: 0 };
    expect(costOf(fine, { tokensIn: 10, tokensOut: 10, recordCount: 0 })).toBe(3);
    expect(costOf(fine, { tokensIn: 1, tokensOut: 0, recordCount: 0 })).toBe(1);
    expect(nanoUsdOf(0.1 + 0.2)).toBe(300_000_000);
  });
});
