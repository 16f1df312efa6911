import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readLanguageTable } from "./language-table.ts";
import { LanguageWords } from "./language-words.ts";

const words = new LanguageWords({ ...readLanguageTable(), byteUnits: plainBytes() });

/** Bytes as UTF-8 has them, so that words can be read. */
function plainBytes(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => byte);
}

function wordsOf(text: string): string[] {
  words.read(text);
  const { bytes, wordStarts, wordCount } = words;
  return Array.from({ length: wordCount }, (_, word) =>
    new TextDecoder().decode(bytes.subarray(wordStarts[word], wordStarts[word + 1])),
  );
}

describe("LanguageWords", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["42 !? 😀", []],
    ["The INVOICE, of 2026", ["the", "invoice", "of"]],
    ["don't l’été 'tis", ["don't", "l’été", "'tis"]],
    ["cats' tails' ", ["cats", "tails"]],
    ["cats''", ["cats''"]],
    ["'' - ''a", ["''a"]],
    ["ΟΔΟΣ ΣΑΣ.Α", ["οδος", "σας", "α"]],
    ["İyi", ["i̇yi"]],
    ["日本語x中", ["日本語x中"]],
    ["\u{1D400}a\uD800b", ["a", "b"]],
  ])("reads %j as %j", (text, expected) => {
    expect(wordsOf(text)).toEqual(expected);
  });

  it("stops after 350 bytes at a blank, or after 380", () => {
    expect(wordsOf("four ".repeat(100)).join(" ").length).toBeGreaterThan(345);
    expect(wordsOf("four ".repeat(100)).join(" ").length).toBeLessThan(360);
    expect(wordsOf("x".repeat(900))).toEqual(["x".repeat(381)]);
    expect(wordsOf("日".repeat(900))).toEqual(["日".repeat(127)]);
  });

  it("finds no empty word, whatever the text", () => {
    const any = fc.string({ unit: "binary", maxLength: 500 });
    fc.assert(
      fc.property(any, (text) => {
        expect(wordsOf(text)).not.toContain("");
      }),
      { numRuns: 50 },
    );
  });
});
