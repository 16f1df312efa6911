import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf, WordList } from "./word-list.ts";

const wordOf = (text: string) => ({
  hash: hashOf(text, 0, text.length),
  lower: text.toLowerCase(),
});

describe("WordList", () => {
  const list = new WordList(["rua", "straße"], ["à"]);

  it.each(["rua", "Rua", "STRAßE", "STRAẞE", "À"])("has %j, capital or small", (word) => {
    expect(list.has(wordOf(word))).toBe(true);
    expect(list.mayHave(hashOf(word, 0, word.length))).toBe(true);
  });

  it.each(["", "ru", "ruas", "strasse", "a"])("has no %j", (word) => {
    expect(list.has(wordOf(word))).toBe(false);
  });

  it("never misses a word by its hash", () => {
    assert(
      property(string(), string(), (word, before) => {
        const one = new WordList([word]);
        expect(one.mayHave(hashOf(before + word, before.length, before.length + word.length))).toBe(
          true,
        );
      }),
    );
  });
});
