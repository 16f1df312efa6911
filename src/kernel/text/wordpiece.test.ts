import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fold } from "./fold.ts";
import { WordPieceTokenizer } from "./wordpiece.ts";

const vocabulary =
  "[PAD] [UNK] a ab abc b ##a ##b ##bc ##c ##ba e ##e c un ##aff ##able , ! 中 文 😀 ##😀 $ _ ## # ß \u1100 ##\u1161".split(
    " ",
  );
const tokenizer = new WordPieceTokenizer(vocabulary, 1);

function piecesOf(text: string): string[] {
  const { ids, rowStarts } = tokenizer.tokenize([text]);
  return Array.from(ids.subarray(rowStarts[0], rowStarts[1]), (id) => vocabulary[id]!);
}

/** The rules as sentences over strings: slow, and nothing of the fast one in it but `fold`. */
function bySpecification(text: string): string[] {
  const cleaned = fold(text)
    .replaceAll(/[\t\n\r\p{Z}]/gu, " ")
    .replaceAll(/[\p{C}\uFFFD]/gu, "")
    .replaceAll(/[!-/:-@[-`{-~\p{P}]/gu, " $& ")
    .replaceAll(/[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]/gu, " $& ")
    .replaceAll(/[\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu, " $& ");
  return cleaned.split(" ").flatMap((word) => (word === "" ? [] : cut(word)));
}

function cut(word: string): string[] {
  const characters = Array.from(word);
  if (characters.length > 100) return ["[UNK]"];
  const pieces: string[] = [];
  for (let start = 0; start < characters.length;) {
    let end = characters.length;
    const prefix = start === 0 ? "" : "##";
    const at = (to: number): string => prefix + characters.slice(start, to).join("");
    while (end > start && !vocabulary.includes(at(end))) end--;
    if (end === start) return ["[UNK]"];
    pieces.push(at(end));
    start = end;
  }
  return pieces;
}

describe("WordPieceTokenizer", () => {
  it.each([
    ["", []],
    [" \t\n\u00A0\u2028", []],
    ["unaffable", ["un", "##aff", "##able"]],
    ["ABC abcb", ["abc", "abc", "##b"]],
    ["abx a", ["[UNK]", "a"]],
    ["a,b!", ["a", ",", "b", "!"]],
    ["a中文b", ["a", "中", "文", "b"]],
    ["É e\u0301", ["e", "e"]],
    ["a\0b a\u00ADb \u200Ba \uFFFD", ["ab", "ab", "a"]],
    ["\uD800 a\uDC00b \uDC00\uD800", ["ab"]],
    ["😀 a😀 😀😀 🎉", ["😀", "a", "##😀", "😀", "##😀", "[UNK]"]],
    ["## #", ["#", "#", "#"]],
    ["$a_b", ["$", "a", "_", "b"]],
    ["≠ [UNK]", ["[UNK]", "[UNK]", "[UNK]", "[UNK]"]],
    ["가", ["\u1100", "##\u1161"]],
    ["a".repeat(100), ["a", ...Array.from({ length: 99 }, () => "##a")]],
    [`${"a".repeat(101)} b`, ["[UNK]", "b"]],
    ["😀".repeat(100), ["😀", ...Array.from({ length: 99 }, () => "##😀")]],
    ["😀".repeat(101), ["[UNK]"]],
  ])("cuts %j into %j", (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
    expect(bySpecification(text)).toEqual(pieces);
  });

  it("follows the rules, whatever the text", () => {
    const letters = Array.from("aabbcceÉ ,!#中😀ß가$_\0\t\u0301\u200D≠x");
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...letters), maxLength: 24 }),
      fc
        .array(fc.integer({ min: 0, max: 0x10_ff_ff }), { maxLength: 16 })
        .map((codes) => String.fromCodePoint(...codes)),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(piecesOf(any)).toEqual(bySpecification(any));
      }),
    );
  });

  it("gives every text of a batch the tokens it has alone, in a batch used again", () => {
    const batch = tokenizer.tokenize(["a"]);
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", ",", " ", "x") })),
        (texts) => {
          tokenizer.tokenize(texts, batch);
          const rows = texts.map((_, row) =>
            batch.ids.slice(batch.rowStarts[row], batch.rowStarts[row + 1]),
          );
          expect(batch.rowCount).toBe(texts.length);
          expect(rows.map((ids) => Array.from(ids, (id) => vocabulary[id]))).toEqual(
            texts.map((text) => piecesOf(text)),
          );
        },
      ),
    );
  });

  it("reads a megabyte, in one word and in many", () => {
    expect(piecesOf("x".repeat(1_000_000))).toEqual(["[UNK]"]);
    expect(piecesOf("ab ".repeat(333_333))).toHaveLength(333_333);
  });

  it("takes the last of two equal pieces, and none of an empty vocabulary", () => {
    const { ids, rowStarts } = new WordPieceTokenizer(["x", "a", "a"], 0).tokenize(["a x"]);
    expect(Array.from(ids.subarray(0, rowStarts[1]))).toEqual([2, 0]);
    const none = new WordPieceTokenizer([], 7).tokenize(["a"]);
    expect(none.ids[0]).toBe(7);
  });
});
