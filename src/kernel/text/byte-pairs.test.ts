import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BytePairTokenizer } from "./byte-pairs.ts";

const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
const merges = [
  ["l", "o"],
  ["lo", "w"],
  ["e", "r"],
  ["Ġ", "low"],
  ["a", "a"],
  ["aa", "aa"],
] as const;
const pieces = ["Ġ", "'", ...letters, ...merges.map(([left, right]) => left + right)];
const vocabulary = new Map(pieces.map((piece, id) => [piece, id]));

function piecesOf(text: string, hasPrefixSpace = false): string[] {
  const tokenizer = new BytePairTokenizer({ vocabulary, merges, hasPrefixSpace });
  return tokenizer.tokenize(text).map((id) => pieces[id]!);
}

describe("BytePairTokenizer", () => {
  it.each([
    ["lower low", ["low", "er", "Ġlow"]],
    ["we'll", ["w", "e", "'", "l", "l"]],
    ["aaaaa", ["aaaa", "a"]],
    ["aaaaaaa", ["aaaa", "aa", "a"]],
    ["low  low", ["low", "Ġ", "Ġlow"]],
    ["é", []], // its bytes are no pieces of this vocabulary
    ["", []],
  ])("cuts %j into %j", (text, expected) => {
    expect(piecesOf(text)).toEqual(expected);
  });

  it("reads a text as if a space stood before it, where it is told so", () => {
    expect(piecesOf("low", true)).toEqual(["Ġlow"]);
    expect(piecesOf(" low", true)).toEqual(["Ġlow"]);
    expect(piecesOf("", true)).toEqual([]);
  });

  it("stops at the number of tokens that is wanted", () => {
    const tokenizer = new BytePairTokenizer({ vocabulary, merges, hasPrefixSpace: false });
    expect(tokenizer.tokenize("low ".repeat(9), 4)).toHaveLength(4);
  });

  it("takes one endless word as it takes many", () => {
    expect(piecesOf("a".repeat(200_000))).toHaveLength(50_000);
  });

  it("loses no letter", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "l", "o", "w", "e", "r", " ", "'") });
    fc.assert(
      fc.property(text, (given) => {
        expect(piecesOf(given).join("")).toBe(given.replaceAll(" ", "Ġ"));
      }),
    );
  });
});
