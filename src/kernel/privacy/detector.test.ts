import { describe, expect, it } from "vitest";

import { createDetector, detectorVersion } from "./detector.ts";
import { createMasker } from "./masker.ts";
import { maskPlain, maskPlainJson } from "./mask-plain.ts";

describe("createDetector", () => {
  it("finds nothing where nothing is", () => {
    expect(createDetector().detect("")).toEqual([]);
    expect(createDetector().detect("the printer is on fire")).toEqual([]);
  });

  it("knows somebody who was named in full by the first name, in other texts too", () => {
    const texts = ["Guilherme was rude", "My name is Guilherme Tavares.", "thanks, Tavares"];
    expect(createMasker(createDetector()).maskTogether(texts)).toEqual([
      "[PERSON_1] was rude",
      "My name is [PERSON_1].",
      "thanks, [PERSON_1]",
    ]);
  });

  it.each([
    [
      ["from ann@example.com", "Hello"],
      ["from [EMAIL_1]", "Hello"],
    ],
    [
      ["from ann@exam", "ple.com, hi"],
      ["from [EMAIL_1]", "[EMAIL_2], hi"],
    ],
    [
      ["SSN 536-22", "-1234 ok"],
      ["SSN [SSN_1]", "[SSN_2] ok"],
    ],
    [
      ["order #A-4711-22", "Hello there"],
      ["order [ORDER_ID_1]", "Hello there"],
    ],
    [
      ["version 2.0", "It is broken"],
      ["version 2.0", "It is broken"],
    ],
  ])("reads on from text to text where they are joined: %j", (texts, expected) => {
    const masker = createMasker(createDetector());
    expect(masker.maskTogether(texts, {}, { joined: true })).toEqual(expected);
  });

  it("numbers the company's own people by their names too", () => {
    const team = [{ name: "Ricarda Stollmann" }];
    const texts = ["Stollmann was kind", "Ricarda Stollmann called"];
    expect(createMasker(createDetector()).maskTogether(texts, { team })).toEqual([
      "[PERSON_1] was kind",
      "[PERSON_1] called",
    ]);
  });

  it("leaves organisations, also where somebody is called the same", () => {
    const texts = ["my name is Anna Maré", "Maré and Padaria do João are fine, Anna"];
    const masker = createMasker(createDetector({ organisations: ["Maré"] }));
    expect(masker.maskTogether(texts, { organisations: ["Padaria do João Ltda"] })).toEqual([
      "my name is [PERSON_1]",
      "Maré and Padaria do João are fine, [PERSON_1]",
    ]);
  });

  it.each([
    ["direto para a conta do cliente às 16h50", "direto para a conta do cliente às 16h50"],
    ["a conta fecha às 16h50min", "a conta fecha às 16h50min"],
    ["my account opens at 430pm", "my account opens at 430pm"],
    ["conta com 500MB", "conta com 500MB"],
    ["conta 4711h50x", "conta [ACCOUNT_ID_1]"],
    ["venda #123456", "venda [ORDER_ID_1]"],
    ["Chargeback da venda #123456 em aberto", "Chargeback da venda [ORDER_ID_1] em aberto"],
    ["the sale #A-123456", "the sale [ORDER_ID_1]"],
    ["vendas 123456 no mês", "vendas 123456 no mês"],
    ["ticket #123456", "ticket #123456"],
  ])("turns %j into %j", (text, masked) => {
    expect(createMasker(createDetector()).mask(text).text).toBe(masked);
  });

  it("has a version that lakes can be compared by", () => {
    expect(Number.isInteger(detectorVersion)).toBe(true);
  });
});

describe("maskPlain", () => {
  it("leaves what is not personal", () => {
    expect(maskPlain("there is no table gold.ticket")).toBe("there is no table gold.ticket");
  });

  it("masks what has a form of its own", () => {
    expect(maskPlain("no file ann@example.com.csv")).toBe("no file [EMAIL_1]");
    expect(maskPlainJson({ error: { code: 'a "b"', texts: ["to ann@example.com"] } })).toBe(
      '{"error":{"code":"a \\"b\\"","texts":["to [EMAIL_1]"]}}',
    );
  });
});
