import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../core/base/random.ts";
import { maskedAlready } from "../privacy/masked.ts";
import { crossValidate, foldsOf, splitAt } from "./cross-validate.ts";

const texts = Array.from({ length: 200 }, (_, i) => maskedAlready(`text ${i % 150}`));
const labels = texts.map((_, i) => ["a", "b", "c"][(i % 150) % 3]!);

describe("foldsOf", () => {
  it("keeps the rows of a text together and parts every label evenly", () => {
    const folds = foldsOf(texts, labels, 5);
    texts.forEach((text, row) => expect(folds[row]).toBe(folds[texts.indexOf(text)]));
    for (const label of ["a", "b", "c"]) {
      const counts = [0, 1, 2, 3, 4].map(
        (fold) =>
          new Set(texts.filter((_, row) => folds[row] === fold && labels[row] === label)).size,
      );
      expect(counts).toEqual([10, 10, 10, 10, 10]);
    }
  });

  it("follows from the texts, not from the order of the rows", () => {
    const order = seededRandom(1).shuffled(texts.map((_, row) => row));
    const folds = foldsOf(texts, labels, 4);
    const shuffled = foldsOf(
      order.map((row) => texts[row]!),
      order.map((row) => labels[row]!),
      4,
    );
    expect([...shuffled]).toEqual(order.map((row) => folds[row]));
  });

  it("has folds of about the same size, whatever the labels", () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.constantFrom("a", "b", "c")));
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 6 }), (pairs, foldCount) => {
        const asked = pairs.map(([text]) => maskedAlready(text));
        const folds = foldsOf(
          asked,
          pairs.map(([, label]) => label),
          foldCount,
        );
        const sizes = Array.from(
          { length: foldCount },
          (_, fold) => new Set(asked.filter((_text, row) => folds[row] === fold)).size,
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("splitAt", () => {
  it("has every row on one side", () => {
    expect(splitAt(Uint32Array.of(0, 1, 0, 2), 0)).toEqual({
      train: Uint32Array.of(1, 3),
      test: Uint32Array.of(0, 2),
    });
  });
});

describe("crossValidate", () => {
  it("asks every row once, of a model that has not seen its text", () => {
    const folds = foldsOf(texts, labels, 3);
    const answers = crossValidate(folds, 2, ({ train, test }) => {
      const seen = new Set(Array.from(train, (row) => texts[row]));
      return Float32Array.from(
        Array.from(test, (row) => [row, seen.has(texts[row] ?? maskedAlready("")) ? 1 : 0]).flat(),
      );
    });
    expect([...answers]).toEqual(texts.flatMap((_, row) => [row, 0]));
  });
});
