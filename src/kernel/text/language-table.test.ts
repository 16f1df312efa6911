import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { LanguageTableDamagedError, readLanguageTable } from "./language-table.ts";

function shipped(name: string): Uint8Array {
  return readFileSync(new URL(`languages-60/${name}`, import.meta.url));
}

describe("readLanguageTable", () => {
  it("reads the scores of 60 languages", () => {
    const { languages, starts, scores, languageIndexes } = readLanguageTable();
    expect(languages).toHaveLength(60);
    expect(scores).toHaveLength(starts.at(-1)!);
    expect(new Set(languageIndexes).size).toBe(60);
  });

  it.each<[string, (name: string) => Uint8Array]>([
    [
      "is cut off",
      (name) => shipped(name).subarray(0, name === "ngrams.bin.zst" ? 1_000 : Infinity),
    ],
    [
      "was changed",
      (name) => (name === "ngrams.bin.zst" ? shipped(name).map((byte) => byte ^ 1) : shipped(name)),
    ],
    ["is no JSON", (name) => (name === "config.json" ? new Uint8Array(3) : shipped(name))],
  ])("refuses a file that %s", (_what, readFile) => {
    expect(() => readLanguageTable(readFile)).toThrow(LanguageTableDamagedError);
  });
});
