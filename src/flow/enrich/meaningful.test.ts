import { describe, expect, it } from "vitest";

import { maskedAlready } from "../../kernel/privacy/masked.ts";
import {
  beginning,
  firstSentence,
  joinedSentences,
  meaningfulText,
  shortened,
  tellingSentences,
} from "./meaningful.ts";

describe("meaningfulText", () => {
  it.each([
    ["Hello,\nthe terminal is broken.\n\nRegards\nAnn", "the terminal is broken."],
    ["The terminal is broken.", "The terminal is broken."],
  ])("leaves of %j what was meant", (text, meant) => {
    expect(meaningfulText(maskedAlready(text))).toBe(meant);
  });
});

describe("tellingSentences", () => {
  it.each([
    ["Prezada equipe,\nA maquininha parou.", ["A maquininha parou."]],
    ["Ok. Yes! [EMAIL_1] It is broken.", ["[EMAIL_1] It is broken."]],
    ["It  is\tbroken.", ["It is broken."]],
    ["12345 !!", []],
    ["RE: Fwd: Wrong fee\n[call transcript] It is too high.", ["Wrong fee", "It is too high."]],
    ["[URGENT] It is down.", ["[URGENT] It is down."]],
    ["[PERSON_1] has no access.\nre: no blank", ["[PERSON_1] has no access.", "no blank"]],
    ["Double charged\nHello, i was charged twice.", ["Double charged", "I was charged twice."]],
    ["boa tarde\nA maquininha parou", ["A maquininha parou"]],
    ["", []],
    ["é".repeat(1_000_000), []], // in no time: what looks at each letter again takes hours
  ])("finds in %j what says something", (text, sentences) => {
    expect(tellingSentences(maskedAlready(text))).toEqual(sentences);
  });
});

describe("firstSentence", () => {
  it("is the first that says something, and none where none does", () => {
    const text = maskedAlready("Hi! The card reader is broken. It was fine.");
    expect(firstSentence(text, 300)).toBe("The card reader is broken.");
    expect(firstSentence(maskedAlready("Hi!"), 300)).toBeNull();
  });
});

describe("joinedSentences", () => {
  it.each([
    [["Double charged", "Please help!", "Order 12"], "Double charged. Please help! Order 12"],
    [["Is it down?", "mail [EMAIL_1]", "ok :)", "yes"], "Is it down? mail [EMAIL_1]. ok :) yes"],
    [["No answer (third time)", "Please call"], "No answer (third time). Please call"],
    [["one"], "one"],
    [[], ""],
  ])("makes of %j %j", (sentences, text) => {
    expect(joinedSentences(sentences)).toBe(text);
  });
});

describe("shortened", () => {
  it.each([
    ["one two three", 20, "one two three"],
    ["one two three", 10, "one two…"],
    ["see[PERSON_12]now", 10, "see…"],
    ["x".repeat(30), 10, `${"x".repeat(9)}…`],
  ])("cuts %j to %i characters", (text, most, cut) => {
    expect(shortened(text, most)).toBe(cut);
  });
});

describe("beginning", () => {
  it.each([
    ["ask [PERSON_1] now", 11, "ask "],
    ["ask [PERSON_12]", 13, "ask "],
    ["ask [PERSON_1] now", 14, "ask [PERSON_1]"],
    ["ask [PERSON_1]", 14, "ask [PERSON_1]"],
    ["ask [no one]", 8, "ask [no "],
  ])("of %j has %i characters at most and no half placeholder", (text, most, begun) => {
    expect(beginning(text, most)).toBe(begun);
  });
});
