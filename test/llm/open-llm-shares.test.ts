import { describe, expect, it } from "vitest";

import type { LlmOutcome } from "../../src/flow/llm/llm.ts";
import { failing, misbehaviours, type Misbehaviour } from "./llm-misbehaviour.ts";
import { startLlmServer } from "./llm-server.ts";
import { labelQuestion, openAt, ownStore, rightAnswers, textsOf } from "./open-testing.ts";

/** What outcomes cost together. */
function sumOf(outcomes: readonly LlmOutcome[]): { tokensIn: number; usd: number } {
  return outcomes.reduce<{ tokensIn: number; usd: number }>(
    (sum, outcome) => {
      const paid = "failure" in outcome ? outcome.paid : outcome;
      return {
        tokensIn: sum.tokensIn + (paid?.tokensIn ?? 0),
        usd: sum.usd + (paid?.costUsd ?? 0),
      };
    },
    { tokensIn: 0, usd: 0 },
  );
}

const alike = (items: readonly unknown[]): object[] => items.map(() => ({ label: "NEGATIVE" }));

describe("what the texts of an asking cost", () => {
  it.each<[what: string, misbehave: Misbehaviour[], answer: typeof alike | typeof rightAnswers]>([
    ["all goes well", [], rightAnswers],
    ["an answer is no JSON", [misbehaviours.refusal], rightAnswers],
    ["answers are missing", [misbehaviours.tooFew, misbehaviours.tooFew], rightAnswers],
    ["a call is held back by a filter", [misbehaviours.filtered], rightAnswers],
    ["an answer is cut off", [misbehaviours.cutOff], rightAnswers],
    ["tries may have been billed", [misbehaviours.brokenBody, failing(500)], rightAnswers],
    ["no answer is ever valid", Array(60).fill(misbehaviours.wrongLabels), rightAnswers],
    ["all answers are the same", [], alike],
  ])("is together what the ledger says when %s", async (_, misbehave, answer) => {
    await using server = await startLlmServer({ answer, misbehave });
    await using store = await ownStore();
    await using llm = await openAt(server, store, { more: { workers: 1, texts_per_call: 10 } });
    const outcomes = await llm.answer(labelQuestion, textsOf(25), { runId: "r" });
    const calls = await llm.calls(["r"]);
    const tokensIn = calls.reduce((sum, call) => sum + call.tokensIn, 0);
    const usd = calls.reduce((sum, call) => sum + call.costUsd, 0);
    expect(tokensIn).toBeGreaterThan(0);
    expect(sumOf(outcomes)).toEqual({ tokensIn, usd: expect.closeTo(usd, 9) });
    const again = await llm.answer(labelQuestion, textsOf(25), { runId: "again" });
    expect(sumOf(again)).toEqual({ tokensIn, usd: expect.closeTo(usd, 9) });
  });
});
