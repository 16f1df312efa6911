import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { foldedHash } from "./fold.ts";
import { shape, tokenize } from "./tokens.ts";

/** Each word with its shape's name. */
function words(text: string): string[] {
  const tokens = tokenize(text);
  const names = Object.entries(shape);
  return Array.from({ length: tokens.count }, (_, i) => {
    const name = names.find(([, value]) => value === tokens.shapes[i])?.[0];
    return `${text.slice(tokens.starts[i], tokens.ends[i])}:${name}`;
  });
}

describe("tokenize", () => {
  it.each([
    ["Ana d'Or", ["Ana:capital", "d:lower", "Or:capital"]],
    ["J. LEE McCoy", ["J:initial", "LEE:upper", "McCoy:mixed"]],
    ["[PERSON_1] A4 7", ["PERSON_1:opaque", "A4:opaque", "7:opaque"]],
    ["<Ann.Lee@x.io>", ["Ann:opaque", "Lee:opaque", "x:opaque", "io:opaque"]],
    [
      "at https://a.b/C D",
      ["at:lower", "https:opaque", "a:opaque", "b:opaque", "C:opaque", "D:initial"],
    ],
    ["@Ann hi", ["Ann:capital", "hi:lower"]],
    ["שלום Öz 🙂", ["שלום:caseless", "Öz:capital"]],
    ["", []],
  ])("cuts %j", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it("gives words in order, apart from each other, whatever the text", () => {
    const pieces = [
      "Ana",
      "\u0301",
      "@",
      "://",
      ".",
      "_1",
      "\ud800",
      "🙂",
      "\u00ad",
      "ß",
      "Ǆ",
      "٣",
    ];
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 12 });
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join("");
        const { count, starts, ends } = tokenize(text);
        const edges = Array.from({ length: count }, (_, i) => [starts[i]!, ends[i]!]).flat();
        expect([0, ...edges, text.length]).toEqual(
          [0, ...edges, text.length].toSorted((a, b) => a - b),
        );
        expect(new Set(edges.filter((_, i) => i % 2 === 0)).size).toBe(count);
      }),
    );
  });
});

describe("foldedHash", () => {
  it.each([
    ["JOÃO", "joao"],
    ["Weiß", "WEISS"],
    ["Łukasz", "lukasz"],
    ["Jose\u0301", "josé"],
    ["Ørsted", "orsted"],
  ])("is the same for %j and %j", (left, right) => {
    expect(foldedHash(left)).toBe(foldedHash(right));
  });
});
