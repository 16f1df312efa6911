import { describe, expect, it } from "vitest";

import { LanguageScorer } from "./language-scorer.ts";
import { readLanguageTable, type LanguageTable } from "./language-table.ts";

const shipped = readLanguageTable();

/** A table of few n-grams, each with its score in the first language. */
function tableOf(scores: Record<string, number>): LanguageTable {
  const ngrams = Object.keys(scores).map((ngram) => Buffer.from(ngram.padStart(6, "\0")));
  return {
    ...shipped,
    languages: ["xx", "yy"],
    firstBytes: Uint16Array.from(ngrams, (bytes) => bytes.readUInt16BE(0)),
    lastBytes: Uint32Array.from(ngrams, (bytes) => bytes.readUInt32BE(2)),
    starts: Uint32Array.from({ length: ngrams.length + 1 }, (_, i) => i),
    languageIndexes: new Uint8Array(ngrams.length),
    scores: Uint8Array.from(Object.values(scores)),
  };
}

describe("LanguageScorer", () => {
  it.each<[string, Record<string, number>, number]>([
    ["abc", { " abc ": 7 }, 60],
    ["ABC abc, abc!", { " abc ": 7 }, 60], // each n-gram counts once
    ["abc x", { " abc ": 7 }, 30], // one of two is unknown
    ["abcd", { " abcd ": 7 }, 60],
    ["abcde", { " abcd": 7, "bcde ": 9 }, 61],
    ["abcdefgh", { " abcd": 7, defg: 8, "efgh ": 9 }, 61],
    ["", { " abc ": 7 }, 0],
    [`abcd${"z".repeat(90)}`, { " abcd": 7 }, 15], // zzzz, and what is too long to be known
  ])("gives %j by %j the mean %d", (text, scores, mean) => {
    const [first, second] = new LanguageScorer(tableOf(scores)).score(text);
    expect([first, second]).toEqual([mean, 0]);
  });

  it("gives a text the same scores whatever came before", () => {
    const scorer = new LanguageScorer(shipped);
    const before = [...scorer.score("the cat sat on the mat")];
    scorer.score("o gato sentou no tapete");
    expect([...scorer.score("the cat sat on the mat")]).toEqual(before);
  });
});
