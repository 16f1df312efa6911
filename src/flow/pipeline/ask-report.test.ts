import { describe, expect, it } from "vitest";

import type { AskTally } from "../enrich/stage.ts";
import type { LlmCallNote } from "../llm/llm.ts";
import { addedTallies, askWarnings, billed } from "./ask-report.ts";

const tally: AskTally = {
  askedCount: 5,
  keptCount: 1,
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
      failures: { budget: 3, invalid: 1 },
    });
  });
});

describe("billed", () => {
  const call: LlmCallNote = {
    callId: "c",
    runId: "r",
    startedAt: new Date(0),
    elapsedMs: 1,
    provider: "openai",
    model: "m",
    prompt: "understand-1",
    textCount: 20,
    tokensIn: 100,
    tokensOut: 10,
    costUsd: 0.25,
    answeredCount: 20,
  };

  it("adds what the run's own calls cost, whether they gave an answer or not", () => {
    const calls = [call, { ...call, answeredCount: 0 }, { ...call, runId: "died" }];
    expect(billed(tally, { runId: "r", calls })).toEqual({
      ...tally,
      tokensIn: 200,
      tokensOut: 20,
      costUsd: 0.5,
    });
  });

  it("is nothing where no step asked", () => {
    expect(billed(undefined, { runId: "r", calls: [call] })).toBeUndefined();
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
