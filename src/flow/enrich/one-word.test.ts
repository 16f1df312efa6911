import { describe, expect, it } from "vitest";

import { doubtOneWords, onlyWord } from "./one-word.ts";
import { unanswered } from "./text-columns.ts";

describe("onlyWord", () => {
  it.each([
    ["não", "não"],
    ["Card\ncard", "card"],
    ["ok!!! [EMAIL_1]", "ok"],
    ["да", "да"],
    ["not working", undefined],
    ["Kündigungsbestätigung", undefined],
    ["我要退款", undefined],
    ["คืนเงิน", undefined],
    ["[EMAIL_1]", undefined],
    ["", undefined],
    ["a ".repeat(50), undefined],
  ])("of %j is %j", (text, only) => {
    expect(onlyWord(text)).toBe(only);
  });
});

describe("doubtOneWords", () => {
  const answered = (version: string) => ({
    ...unanswered(1),
    category: ["TECHNICAL"],
    category_confidence: [0.99],
    category_source: [`local:category@${version}`],
    is_in_scope: [true],
    subcategory: ["CARD_READING"],
    subcategory_confidence: [0.9],
    subcategory_source: [`local:subcategory@${version}`],
    tags: [["CARD_READING"]],
    tag_confidences: [[0.9]],
    tags_source: [`local:tags@${version}`],
  });

  it("leaves of a shipped model's answer a doubted category", () => {
    const columns = answered("shipped-1");
    doubtOneWords(columns, [0], ["cartão"]);
    expect(columns).toMatchObject({
      category: ["TECHNICAL"],
      category_confidence: [0.5],
      is_in_scope: [false],
      subcategory: [null],
      subcategory_source: [null],
      tags: [[]],
    });
  });

  it("calls a word of few letters OTHER", () => {
    const columns = answered("shipped-1");
    doubtOneWords(columns, [0], ["Card\ncard"]);
    expect(columns.category).toEqual(["OTHER"]);
  });

  it.each([
    ["7", "cartão"],
    ["shipped-1", "cartão recusado"],
  ])("leaves the answer of version %s to %j", (version, text) => {
    const columns = answered(version);
    doubtOneWords(columns, [0], [text]);
    expect(columns).toEqual(answered(version));
  });
});
