import { describe, expect, it } from "vitest";

import { questionOf } from "./ai-question.ts";
import { goesUp } from "./llm-asking.ts";

const classify = questionOf("ai_classify", { labels: ["a", "b"] });
const extract = questionOf("ai_extract", { labels: ["a"] });
const summarize = questionOf("ai_summarize");
const similarity = questionOf("ai_similarity");

describe("goesUp", () => {
  it.each([
    [classify, { answer: "a", confidence: 0.9 }, 0.7, false],
    [classify, { answer: "a", confidence: 0.6 }, 0.7, true],
    [classify, { answer: "a", confidence: 1 }, 1, true],
    [classify, { answer: "a", confidence: 0.99, isPartial: true }, 0.7, true],
    [classify, { answer: null }, 1, false],
    [extract, { answer: "{}", isPartial: true }, 0, true],
    [extract, { answer: "{}" }, 1, false],
    [summarize, { answer: "so" }, 0, true],
    [summarize, { answer: null }, 1, false],
    [similarity, { answer: "0.5" }, 1, false],
    [questionOf("ai_translate", { language: "es" }), undefined, 0, true],
    [questionOf("ai_gen"), { answer: "Report" }, 0, true],
  ] as const)("says of %j, %j at %s: %s", (question, local, confidence, isUp) => {
    expect(goesUp(question, local, { confidence })).toBe(isUp);
  });
});
