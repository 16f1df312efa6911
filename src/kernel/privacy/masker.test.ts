import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { composeDetector, type Tier } from "./compose-detector.ts";
import { createMasker } from "./masker.ts";

/** Tiers of two patterns, so that these tests are about masking and not about what is found. */
const findMail = tierOf("EMAIL", /[\w.]+@[\w.]+\w/g);
const findCard = tierOf("CREDIT_CARD", /\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b/g);
const findPerson = tierOf("PERSON", /(?<=name is )[A-Z]\w+(?: [A-Z]\w+)*/g);
const masker = createMasker(composeDetector({ tiers: [findMail, findCard, findPerson] }));

function tierOf(type: string, form: RegExp): Tier {
  return (text) =>
    Array.from(text.matchAll(form), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      type,
      rule: "test",
      score: 1,
    }));
}

const failing: Tier = () => {
  throw new TypeError("a bug");
};

describe("mask", () => {
  it.each([
    ["", ""],
    ["nothing here", "nothing here"],
    ["Write to ann@example.com!", "Write to [EMAIL_1]!"],
    ["a@b.co, then c@d.co, then A@B.CO", "[EMAIL_1], then [EMAIL_2], then [EMAIL_1]"],
    ["[EMAIL_1] and ann@example.com", "[EMAIL_1] and [EMAIL_2]"],
    ["[EMAIL_3] and ann@example.com", "[EMAIL_3] and [EMAIL_4]"],
    ["[EMAIL_99999] and ann@example.com", "[EMAIL_99999] and [EMAIL_1]"],
    ["[[ann@example.com]", "[[[EMAIL_1]]"],
    ["name is Ann Lee, name is Lee", "name is [PERSON_1], name is [PERSON_1]"],
    ["4111-1111 1111 1111 4111111111111111", "[CREDIT_CARD_1] [CREDIT_CARD_1]"],
    ["\ud83d ann@example.com\u0000 \udc00", "\ud83d [EMAIL_1]\u0000 \udc00"],
  ])("turns %j into %j", (text, expected) => {
    expect(masker.mask(text).text).toBe(expected);
  });

  it("tells what went", () => {
    const { spans } = masker.mask("to ann@example.com");
    expect(spans).toEqual([{ start: 3, end: 18, type: "EMAIL", rule: "test", score: 1 }]);
  });

  it("masks what comes to light behind a placeholder", () => {
    const tiers = [findMail, tierOf("ORDER_ID", /(?<=^\[·+\] )\d+/g)];
    const { text, spans } = createMasker(composeDetector({ tiers })).mask("a@b.co 4711");
    expect(text).toBe("[EMAIL_1] [ORDER_ID_1]");
    expect(spans.map(({ start, end }) => [start, end])).toEqual([
      [0, 6],
      [7, 11],
    ]);
  });

  it.each([
    ["throws", failing],
    ["finds what is outside", () => [{ start: 0, end: 99, type: "EMAIL", rule: "", score: 1 }]],
    ["finds nothing of length", () => [{ start: 1, end: 1, type: "EMAIL", rule: "", score: 1 }]],
    ["never comes to rest", tierOf("ORDER_ID", /[a-z](?=[^a-z]*$)/g)],
  ] satisfies [string, Tier][])("masks the whole text where a tier %s", (_, tier) => {
    const odd = createMasker(composeDetector({ tiers: [tier] }));
    expect(odd.mask("some text that is long").text).toBe("[TEXT_1]");
    expect(odd.mask("").text).toBe("");
  });

  it("masks the whole of a text that is too long", () => {
    const { text, spans } = masker.mask("x".repeat(10_000_001));
    expect(text).toBe("[TEXT_1]");
    expect(spans).toMatchObject([{ start: 0, end: 10_000_001, type: "TEXT" }]);
  });

  it("masks the whole text where there are more values than numbers", () => {
    const every = Array.from({ length: 99_999 }, (_, i) => `[EMAIL_${i + 1}]`).join(" ");
    expect(masker.mask(every).text).toBe(every);
    expect(masker.mask(`${every} ann@example.com`).text).toBe("[TEXT_1]");
  });
});

describe("maskTogether", () => {
  it("keeps null and empty, and numbers over all texts", () => {
    const texts = ["a@b.co", null, "", "c@d.co A@b.co"];
    expect(masker.maskTogether(texts)).toEqual(["[EMAIL_1]", null, "", "[EMAIL_2] [EMAIL_1]"]);
  });

  it("gives a part of a known name the number of the name", () => {
    const known = [{ name: "Ann Lee" }];
    const texts = ["name is Lee", "name is Bob Kay", "name is Ann Lee", "name is Bob"];
    expect(masker.maskTogether(texts, { known })).toEqual(
      [1, 2, 1, 2].map((number) => `name is [PERSON_${number}]`),
    );
  });

  it.each([
    [["name is Ann Lee", "ann-lee, Ann Lees, ANN LEE"], "[PERSON_1], Ann Lees, [PERSON_1]"],
    [["name is Rose", "Rose arose, rose"], "[PERSON_1] arose, rose"],
    [["ann@example.com", "Ann: Example, com"], "[EMAIL_2]"],
    [["name is Al", "Al"], "Al"],
  ])("masks again what was found once: %j", (texts, expected) => {
    expect(masker.maskTogether(texts)[1]).toBe(expected);
  });

  it("leaves out numbers that any of the texts holds", () => {
    expect(masker.maskTogether(["a@b.co", "[EMAIL_7]"])).toEqual(["[EMAIL_8]", "[EMAIL_7]"]);
  });

  it.each([
    [
      ["card 4111 1111", "1111 1111 thanks"],
      ["card [CREDIT_CARD_1]", "[CREDIT_CARD_2] thanks"],
    ],
    [
      ["to ann@", "example.com!"],
      ["to [EMAIL_1]", "[EMAIL_2]!"],
    ],
    [
      ["4111", null, "1111 1111", "1111"],
      ["[CREDIT_CARD_1]", null, "[CREDIT_CARD_2]", "[CREDIT_CARD_3]"],
    ],
    [
      ["nothing", "to find"],
      ["nothing", "to find"],
    ],
  ])("masks what was cut in two: %j", (texts, expected) => {
    expect(masker.maskTogether(texts, {}, { joined: true })).toEqual(expected);
  });

  it("masks only the text that could not be searched", () => {
    const fails: Tier = (text) => (text.includes("bad") ? failing(text, {}) : findMail(text, {}));
    const odd = createMasker(composeDetector({ tiers: [fails] }));
    expect(odd.maskTogether(["bad", "a@b.co", "bad"])).toEqual([
      "[TEXT_1]",
      "[EMAIL_1]",
      "[TEXT_2]",
    ]);
  });

  it("changes nothing the second time, whatever the texts", () => {
    const piece = fc.constantFrom(
      "a@b.co",
      "4111111111111111",
      "[EMAIL_2]",
      "name is Ann",
      "@",
      " ",
      "[",
      "é",
      "\ud83d",
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(fc.option(text), { maxLength: 4 }), fc.boolean(), (texts, joined) => {
        const once = masker.maskTogether(texts, {}, { joined });
        expect(masker.maskTogether(once, {}, { joined })).toEqual(once);
      }),
    );
  });
});
