import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hasNothing, type MarkedRow, type MarkedSpan } from "../kit/marked-row.ts";
import { unmark } from "../kit/marks.ts";
import { entityTypes } from "../span.ts";
import { scoreSpans } from "./score-spans.ts";

describe("scoreSpans", () => {
  it.each([
    ["both ends", "Hi ⟦PERSON|Ann Lee⟧", "Hi ⟦PERSON|Ann Lee⟧", [1, 1, 1, 1, 1, 0]],
    ["one end", "Hi ⟦PERSON|Ann Lee⟧", "Hi ⟦PERSON|Ann⟧ Lee", [0, 0, 1, 1, 3 / 7, 0]],
    ["another type", "Hi ⟦PERSON|Ann⟧", "Hi ⟦EMAIL|Ann⟧", [0, 0, 0, 0, 1, 0]],
    ["one of two", "⟦IP|::1⟧ ⟦IP|::2⟧", "⟦IP|::1⟧ ::2", [1, 0.5, 1, 0.5, 0.5, 0]],
    ["beside it", "⟦IP|::1⟧ x", "⟦IP|::1⟧ ⟦PERSON|x⟧", [0.5, 1, 0.5, 1, 1, 0.25]],
    ["on what is ignored", "⟦X_ID|4711⟧ ⟦IP|::1⟧", "⟦PHONE|4711⟧ ⟦IP|::1⟧", [1, 1, 1, 1, 1, 0]],
    [
      "inside a URL",
      "⟦URL_CRED|a://b:c@d.e⟧",
      "a://b:⟦EMAIL|c@d.e⟧",
      [undefined, 0, undefined, 0, 0, undefined],
    ],
    [
      "a place in an address",
      "⟦ADDRESS|1 Elm, Rio⟧",
      "1 Elm, ⟦LOCATION|Rio⟧",
      [0, 0, 1, 1, 0.3, 0],
    ],
  ])("counts what is found with %s", (_, marked, found, expected) => {
    const score = scoreSpans([rowOf(marked)], [unmark(found).spans]);
    const { strict, partial } = score.all;
    expect([
      strict.precision?.value,
      strict.recall?.value,
      partial.precision?.value,
      partial.recall?.value,
      score.characterRecall?.value,
      score.all.overMasking?.value,
    ]).toEqual(expected);
  });

  it("counts rows with nothing to find, in which something was found", () => {
    const rows = ["Order 66", "Version 2", "⟦X_ID|B52⟧ is ignored", "⟦IP|::1⟧"].map((text) =>
      rowOf(text),
    );
    const found = ["⟦PHONE|Order 66⟧", "Version 2", "⟦PHONE|B52⟧ is ignored", "⟦IP|::1⟧"];
    const { negatives } = scoreSpans(
      rows,
      found.map((text) => unmark(text).spans),
    );
    expect(negatives).toMatchObject({ count: 3, hitCount: 1 });
    expect(negatives.share?.value).toBeCloseTo(1 / 3);
  });

  it("weighs the rows of a sample", () => {
    const rows = [rowOf("⟦IP|::1⟧", 1), rowOf("⟦IP|::2⟧", 3)];
    const { all } = scoreSpans(rows, [rows[0]?.spans ?? [], []]);
    expect(all.markedCount).toBe(4);
    expect(all.strict.recall?.value).toBe(0.25);
    const plain = scoreSpans([rowOf("⟦IP|::1⟧"), rowOf("⟦IP|::2⟧")], [[], []]);
    expect(plain.all.strict.recall).toMatchObject({ value: 0, low: 0 });
    expect(plain.all.strict.recall?.high).toBeCloseTo(0.658, 3);
  });

  it("finds each figure within its interval, and all of them 1 for the marks themselves", () => {
    const spans = fc.array(
      fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 5 }), fc.constantFrom(...entityTypes, "X_ID")),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(spans, spans), { minLength: 1 }), (pairs) => {
        const rows = pairs.map(([parts]) => rowWith(laidOut(parts)));
        const score = scoreSpans(
          rows,
          pairs.map(([, parts]) => laidOut(parts)),
        );
        const { all, characterRecall, negatives } = score;
        const figures = [...Object.values(all.strict), ...Object.values(all.partial)];
        for (const figure of [...figures, characterRecall, all.overMasking, negatives.share]) {
          if (figure === undefined) continue;
          expect(figure.low).toBeLessThanOrEqual(figure.value + 1e-12);
          expect(figure.high).toBeGreaterThanOrEqual(figure.value - 1e-12);
          expect(figure.low >= 0 && figure.high <= 1).toBe(true);
        }
        const same = scoreSpans(
          rows,
          rows.map((row) => row.spans),
        );
        expect(same.all.strict.f1?.value ?? 1).toBe(1);
        expect(same.negatives.hitCount).toBe(0);
      }),
    );
  });
});

function rowOf(marked: string, weight = 1): MarkedRow {
  const { text, spans } = unmark(marked);
  return { ...rowWith(spans), text, weight };
}

function rowWith(spans: readonly MarkedSpan[]): MarkedRow {
  const names = { id: "r", language: "en", locale: "en_US", domain: "x" };
  return { ...names, text: "", spans, isNegative: hasNothing(spans), isHeldOut: false, weight: 1 };
}

function laidOut(parts: readonly (readonly [number, number, string])[]): MarkedSpan[] {
  let at = 0;
  return parts.map(([gap, size, type]) => {
    const start = at + gap;
    at = start + size;
    return { start, end: at, type };
  });
}
