import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fold, foldedUnits, foldUnits } from "./fold.ts";

/** The rule in one line, slow and plain. */
function bySpecification(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "");
}

function throughUnits(text: string, buffer = foldedUnits(4)): string {
  foldUnits(text, buffer);
  return String.fromCharCode(...buffer.units.subarray(0, buffer.length));
}

const latin = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from("aAéÉñÇüÜßøŁİıǄŉ’“…–€ \u0301\u0345\u00AD\u200D\uFE0F😀\0")),
    fc.integer({ min: 0, max: 0x3_7f }).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 40,
});
const any = fc.oneof(
  latin,
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xff_ff })).map((units) => String.fromCharCode(...units)),
);

describe("fold", () => {
  it.each([
    ["", ""],
    ["Hello, World", "hello, world"],
    ["NÃO CONSIGO acessar", "nao consigo acessar"],
    ["Straße Ørsted Łódź", "straße ørsted łodz"],
    ["İstanbul", "istanbul"],
    ["e\u0301cole", "ecole"],
    ["\u0301", ""],
    ["ΟΔΟΣ", "οδος"],
    ["Ǖ ﬁ Å K", "u ﬁ a k"],
    ["“Ça va ?” 😀 é", "“ca va ?” 😀 e"],
    ["a\0É", "a\0e"],
    ["\uD800É\uDC00", "\uD800e\uDC00"],
  ])("turns %j into %j", (text, expected) => {
    expect(fold(text)).toBe(expected);
    expect(throughUnits(text)).toBe(expected);
  });

  it("is lower case, NFD and no marks, whatever the text", () => {
    fc.assert(
      fc.property(any, (text) => {
        expect(fold(text)).toBe(bySpecification(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("agrees with that rule on every code unit alone and after a letter", () => {
    const texts = Array.from({ length: 0x1_00_00 }, (_, unit) => `A${String.fromCharCode(unit)}É`);
    expect(texts.filter((text) => fold(text) !== bySpecification(text))).toEqual([]);
  });
});

describe("foldUnits", () => {
  it("gives the units of fold, in a buffer used again and again", () => {
    const buffer = foldedUnits(1);
    fc.assert(
      fc.property(any, (text) => {
        expect(throughUnits(text, buffer)).toBe(fold(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
