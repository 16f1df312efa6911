import { describe, expect, it } from "vitest";

import { FoldedWords } from "./folded-words.ts";

describe("FoldedWords", () => {
  it.each([
    ["Olá, MUNDO!", " ola mundo ! "],
    ["  don't -- stop ", " don t stop "],
    ["50 € off?", " 50 € off ? "],
    ["ok👍👍🏽", " ok 👍 👍 🏽 "],
    ["½ co\u00ADop e\u0301te\u0301", " ½ coop ete "],
    ["", " "],
    ["?!", " ? ! "],
    ["[not a one] [EMAIL_] [X_1", " not a one email x 1 "],
    ["\ue000\ue123", " "],
  ])("reads %j as %j", (text, read) => {
    const words = new FoldedWords();
    words.read("something longer that was read before");
    words.read(text);
    expect(String.fromCharCode(...words.units.subarray(0, words.unitCount))).toBe(read);
    expect(words.wordCount).toBe(read.split(" ").length - 2);
  });

  it("reads placeholders of a type as the same word, whatever their number", () => {
    const hashes = ["[EMAIL_1]", "[EMAIL_12345]", "[PHONE_1]", "email 1"].map((text) => {
      const words = new FoldedWords();
      words.read(text);
      return words.wordHashes[0];
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(3);
  });

  it("reads a megabyte after a short text", () => {
    const words = new FoldedWords();
    words.read("a");
    words.read("é ".repeat(500_000));
    expect(words.wordCount).toBe(500_000);
    expect(words.unitCount).toBe(1_000_001);
  });
});
