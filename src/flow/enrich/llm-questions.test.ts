import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { llmTasks } from "../../core/config/llm-settings.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { labelQuestion, summaryQuestion, type TextQuestion } from "./llm-questions.ts";

const tags = enumerations.subcategory.values;
const text = maskPlain("The terminal has not taken a card since Monday. We lose money.");

/** The columns that an answer becomes; undefined where it is not valid. */
function columnsOf({ question, columns }: TextQuestion, answer: object) {
  const { success, data } = question.answer.safeParse(answer);
  return success ? columns(data) : undefined;
}

describe("labelQuestion", () => {
  it("asks nothing where only summaries are wanted", () => {
    expect(labelQuestion(["summary"], tags)).toBeUndefined();
  });

  it("is the same question whatever order the tasks stand in, so that its answers are kept", () => {
    const tasks = fc.shuffledSubarray([...llmTasks], { minLength: 2 });
    fc.assert(
      fc.property(tasks, (some) => {
        const one = labelQuestion(some, tags)?.question;
        const other = labelQuestion(some.toReversed(), tags)?.question;
        expect(one?.values).toEqual(other?.values);
      }),
    );
  });

  it("tells the model every label, and masks none of them", () => {
    const { fields } = labelQuestion(llmTasks, tags)!.question.values;
    const { category, sentiment, priority } = enumerations;
    for (const { values } of [category, sentiment, priority])
      for (const value of values) expect(fields).toContain(value);
    for (const tag of tags) expect(fields).toContain(tag);
    expect(fields).not.toMatch(/\[[A-Z_]+_\d+\]/);
  });

  it.each([
    [{ category: "CHARGEBACK" }, { category: "BILLING", subcategory: "CHARGEBACK" }],
    [{ category: "BILLING" }, { category: "BILLING", subcategory: null }],
    [{ category: "billing" }, undefined],
    [{ category: "MADE_UP" }, undefined],
    [{}, undefined],
  ])("makes of the category %j %j", (answer, columns) => {
    expect(columnsOf(labelQuestion(["category"], tags)!, answer)).toEqual(columns);
  });

  it.each([
    ["POSITIVE", 1],
    ["NEGATIVE", -1],
    ["NEUTRAL", 0],
    ["MIXED", 0],
  ])("gives the sentiment %s the score %d", (sentiment, score) => {
    const columns = columnsOf(labelQuestion(["sentiment"], tags)!, { sentiment });
    expect(columns).toEqual({ sentiment, sentiment_score: score });
  });

  it("takes only the tags of the settings, each once and few", () => {
    const question = labelQuestion(["tags"], ["A", "B"])!;
    expect(columnsOf(question, { tags: ["B", "A", "B"] })).toEqual({ tags: ["B", "A"] });
    expect(columnsOf(question, { tags: [] })).toEqual({ tags: [] });
    expect(columnsOf(question, { tags: ["C"] })).toBeUndefined();
    expect(columnsOf(question, { tags: ["A", "A", "A", "A", "A", "A"] })).toBeUndefined();
  });

  it("thinks of an answer that is valid, and has more than one tag", () => {
    const { question } = labelQuestion(llmTasks, tags)!;
    expect(question.answer.safeParse(question.likely(text)).success).toBe(true);
    expect(question.likely(text)).toMatchObject({ tags: tags.slice(0, 2) });
  });
});

describe("summaryQuestion", () => {
  it("takes a summary on one line, and cuts one that goes on and on", () => {
    const question = summaryQuestion();
    expect(columnsOf(question, { summary: " It broke.\n\nAgain. " })).toEqual({
      summary: "It broke. Again.",
    });
    const long = columnsOf(question, { summary: "word ".repeat(1_000) })?.["summary"];
    expect(String(long).length).toBeLessThanOrEqual(600);
    expect(columnsOf(question, { summary: " " })).toBeUndefined();
  });

  it("thinks that a chat's summary is as long as others, however short its greeting", () => {
    const chat = maskPlain(`Good morning to you. ${"The terminal stopped again. ".repeat(20)}`);
    const likely = summaryQuestion().question.likely(chat)["summary"];
    expect(String(likely).split(" ").length).toBeGreaterThan(25);
  });

  it.each(["One.", "A sentence that tells something. And one more.", "?", "x".repeat(5_000)])(
    "thinks of an answer about %s that is valid",
    (about) => {
      const { question } = summaryQuestion();
      expect(question.answer.safeParse(question.likely(maskPlain(about))).success).toBe(true);
    },
  );
});
