import type { LlmPrice } from "../llm/llm.ts";

/** The price of asking all of it; what is left of the budget is what the last one saw. */
export function addedPrices(prices: readonly LlmPrice[]): LlmPrice {
  const sum = (key: "textCount" | "keptCount" | "callCount" | "tokensIn" | "tokensOut" | "usd") =>
    prices.reduce((total, price) => total + price[key], 0);
  return {
    textCount: sum("textCount"),
    keptCount: sum("keptCount"),
    callCount: sum("callCount"),
    tokensIn: sum("tokensIn"),
    tokensOut: sum("tokensOut"),
    usd: sum("usd"),
    budgetLeft: prices.at(-1)?.budgetLeft ?? { usd: 0, tokens: undefined },
  };
}
