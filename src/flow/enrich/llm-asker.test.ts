import { describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Llm, LlmFailure, LlmOutcome, LlmQuestion } from "../llm/llm.ts";
import { LlmNoAnswerError, openLlmAsker } from "./llm-asker.ts";
import { stageParameters, type StageParameters } from "./stage-parameters.ts";
import llmAnswers from "./stages/llm-answers.ts";

const settings = Settings.parse({
  llm: { provider: "openai", model: "m", tasks: ["category", "sentiment", "summary"] },
});
const told = { champions: {}, settings, prompts: { understand: 1, summarize: 1, form: 1 } };
const parameters = stageParameters(llmAnswers as never, told) as StageParameters;

/** A model that answers by the text: `denied`, `invalid` and the like fail so. */
function fakeLlm(): Llm & { asked: string[] } {
  const asked: string[] = [];
  const outcome = (question: LlmQuestion, text: MaskedText): LlmOutcome => {
    asked.push(`${question.prompt}: ${text}`);
    if (/^[a-z]+$/.test(text)) return { failure: text as LlmFailure };
    const labels = { category: "CHARGEBACK", sentiment: "NEGATIVE" };
    const answer = question.prompt === "summarize" ? { summary: "Short." } : labels;
    const cost = { tokensIn: 10, tokensOut: 2, costUsd: 0.001 };
    return { answer, source: `llm:m@${question.prompt}-1`, ...cost, isKept: text === "Kept" };
  };
  return {
    asked,
    name: "fake m",
    sourceOf: ({ prompt }) => `llm:m@${prompt}-1`,
    answer: async (question, texts) => texts.map((text) => outcome(question, text)) as never,
    price: async (_, texts) => ({
      textCount: texts.length,
      keptCount: 0,
      callCount: Math.ceil(texts.length / 2),
      tokensIn: 10 * texts.length,
      tokensOut: 2 * texts.length,
      usd: 0.001 * texts.length,
      budgetLeft: { usd: 5, tokens: undefined },
    }),
    calls: async () => [],
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const row = (text: string, asks_labels = true, asks_summary = false) => {
  return { text, asks_labels, asks_summary };
};

function open(llm: Llm, stopsOnFailure = false) {
  const embedder = () => Promise.reject(new Error("nobody wants vectors"));
  const context = { llm: async () => llm, embedder, runId: "r", stopsOnFailure };
  return openLlmAsker(parameters, context);
}

describe("openLlmAsker", () => {
  it("asks each row what it is to be asked, and puts the answers where they belong", async () => {
    const llm = fakeLlm();
    const asker = await open(llm);
    const batch = [row("One"), row("Two", false, true), row("Three", true, true)];
    const columns = await asker.answer(batch);
    expect(llm.asked).toEqual([
      "understand: One",
      "understand: Three",
      "summarize: Two",
      "summarize: Three",
    ]);
    expect(columns["category"]).toEqual(["BILLING", null, "BILLING"]);
    expect(columns["subcategory"]).toEqual(["CHARGEBACK", null, "CHARGEBACK"]);
    expect(columns["sentiment_score"]).toEqual([-1, null, -1]);
    expect(columns["summary"]).toEqual([null, "Short.", "Short."]);
    expect(columns["source"]).toEqual(["llm:m@understand-1", null, "llm:m@understand-1"]);
    expect(columns["summary_source"]).toEqual([null, "llm:m@summarize-1", "llm:m@summarize-1"]);
    expect(columns["tokens_in"]).toEqual([10, 10, 20]);
    expect(columns["cost_usd"]).toEqual([0.001, 0.001, 0.002]);
    expect(columns["model_version"]).toEqual(Array(3).fill(parameters.version));
    expect(Object.keys(columns).toSorted()).toEqual([...asker.writes].toSorted());
  });

  it.each<[LlmFailure, boolean]>([
    ["budget", false],
    ["denied", false],
    ["unavailable", false],
    ["rejected", true],
    ["invalid", true],
  ])("notes the failure %s, after which the row stands: %j", async (failure, stands) => {
    const asker = await open(fakeLlm());
    const columns = await asker.answer([row(failure), row("One")]);
    expect(columns["failure"]).toEqual([failure, null]);
    expect(columns["category"]).toEqual([null, "BILLING"]);
    expect(columns["cost_usd"]).toEqual([0, 0.001]);
    expect(columns["model_version"]![0]).toBe(stands ? parameters.version : null);
  });

  it("counts what was asked, what was kept and what failed", async () => {
    const asker = await open(fakeLlm());
    await asker.answer([row("One"), row("Kept"), row("budget"), row("budget")]);
    expect(asker.tally?.()).toEqual({
      askedCount: 4,
      keptCount: 1,
      failures: { budget: 2 },
    });
  });

  it("stops where it is told to and an answer can't be had for now, not for one text's sake", async () => {
    const asker = await open(fakeLlm(), true);
    await expect(asker.answer([row("One"), row("invalid")])).resolves.toBeDefined();
    await expect(asker.answer([row("One"), row("denied")])).rejects.toThrow(LlmNoAnswerError);
  });

  it("prices what it would ask, and says what is left where it would ask nothing", async () => {
    const asker = await open(fakeLlm());
    const both = await asker.price?.([row("One"), row("Two", true, true), row("Three")]);
    expect(both).toMatchObject({ textCount: 4, callCount: 3, tokensIn: 40, tokensOut: 8 });
    expect(await asker.price?.([])).toMatchObject({ textCount: 0, budgetLeft: { usd: 5 } });
  });
});
