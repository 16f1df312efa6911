import { describe, expect, it } from "vitest";

import type { AskTally } from "../enrich/stage.ts";
import { addedTallies, askWarnings } from "./ask-report.ts";

const tally: AskTally = {
  askedCount: 5,
  keptCount: 1,
  tokensIn: 10,
  tokensOut: 5,
  costUsd: 0.5,
  failures: { budget: 2, invalid: 1 },
};

describe("addedTallies", () => {
  it("is nothing where no step asked", () => {
    expect(addedTallies([undefined])).toBeUndefined();
  });

  it("adds up what the steps asked", () => {
    expect(addedTallies([tally, undefined, { ...tally, failures: { budget: 1 } }])).toEqual({
      askedCount: 10,
      keptCount: 2,
      tokensIn: 20,
      tokensOut: 10,
      costUsd: 1,
      failures: { budget: 3, invalid: 1 },
    });
  });
});

describe("askWarnings", () => {
  it("says how many have no answer and why, a line a reason", () => {
    expect(askWarnings({ ...tally, failures: { budget: 2_000, invalid: 1 } })).toEqual([
      "2,000 questions have no answer of the language model: its budget is spent (llm.budget); the local answers stand there",
      "1 question has no answer of the language model: what it says is no answer to what it was asked; the local answers stand there",
    ]);
    expect(askWarnings({ ...tally, failures: {} })).toEqual([]);
  });
});
