import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { encodeNgrams, type NgramRows, ngramRowsAt } from "./ngrams.ts";

const encode = (...texts: string[]): NgramRows => encodeNgrams(texts.map(maskedAlready));

describe("encodeNgrams", () => {
  it.each([
    ["", 0],
    ["...", 0],
    ["a", 2], // the word and " a "
    ["ab", 4], // the word, " ab", "ab ", " ab "
    ["ab ab", 5], // and a pair
    ["👍", 4],
  ])("finds in %j as many features: %i", (text, count) => {
    const { slots, starts } = encode(text);
    expect(slots.length).toBe(count);
    expect([...starts]).toEqual([0, count]);
  });

  it("gives rows of unit length with each slot once, or nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
        const rows = encode(...texts);
        expect(rows.rowCount).toBe(texts.length);
        for (let i = 0; i < rows.rowCount; i++) {
          const slots = rows.slots.subarray(rows.starts[i], rows.starts[i + 1]);
          const values = rows.values.subarray(rows.starts[i], rows.starts[i + 1]);
          expect(new Set(slots).size).toBe(slots.length);
          expect(slots.every((slot) => slot < 2 ** 18)).toBe(true);
          const squares = values.reduce((sum, value) => sum + value * value, 0);
          expect(squares).toBeCloseTo(Number(slots.length > 0), 5);
        }
      }),
    );
  });

  it("takes case, accents and numbers of placeholders for nothing", () => {
    expect(encode("Não chegou! [EMAIL_1]")).toEqual(encode("NAO  chegou ! [EMAIL_77]"));
    expect(encode("[EMAIL_1]")).not.toEqual(encode("[PHONE_1]"));
  });

  it("encodes a text alone as among others", () => {
    const all = encode("one card", "", "two cards, two", "one card");
    expect(ngramRowsAt(all, [2, 0])).toEqual(encode("two cards, two", "one card"));
  });

  it("counts a word that stands 1,000 times", () => {
    const { values } = encode("no ".repeat(1_000));
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
