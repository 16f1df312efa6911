import { describe, expect, it } from "vitest";

import { isAiFunction, questionOf } from "./ai-question.ts";

describe("questionOf", () => {
  it("has what nobody said", () => {
    expect(questionOf("ai_summarize")).toEqual({
      name: "ai_summarize",
      labels: [],
      wordCountMax: 50,
      language: "",
      request: { before: "", after: "" },
    });
  });

  it.each([
    ["ai_classify", { labels: ["one"] }, "it needs 2 labels or more"],
    ["ai_extract", { labels: [] }, "it needs 1 labels or more"],
    ["ai_extract", { labels: ["--"] }, "a label needs a letter or a digit"],
    ["ai_classify", { labels: ["a", "A"] }, "a label stands twice"],
    ["ai_classify", { labels: ["a", "b".repeat(101)] }, "100 characters at most"],
    ["ai_classify", { labels: Array.from({ length: 501 }, (_, i) => `l${i}`) }, "501 labels"],
    ["ai_summarize", { wordCountMax: -1 }, "max_words is a whole number"],
    ["ai_summarize", { wordCountMax: 1.5 }, "max_words is a whole number"],
    ["ai_translate", { language: " " }, "no language to translate to"],
  ] as const)("refuses %s of %j", (name, given, problem) => {
    expect(() => questionOf(name, given)).toThrow(problem);
  });
});

describe("isAiFunction", () => {
  it.each([
    ["ai_gen", true],
    ["ai_query", false],
    ["constructor", false],
  ])("says of %s: %s", (name, is) => {
    expect(isAiFunction(name)).toBe(is);
  });
});
