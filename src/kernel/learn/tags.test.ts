import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { linearScorer } from "./linear-head.ts";
import { bestThreshold, trainTags } from "./tags.ts";
import { textFeatures } from "./text-features.ts";

describe("trainTags", () => {
  it("learns tags that stand together, alone or not at all", () => {
    const kinds = [
      ["refund now", 1, 1],
      ["refund", 1, 0],
      ["hurry now", 0, 1],
      ["hello there", 0, 0],
    ] as const;
    const rows = ["", "please", "sir", "again"].flatMap((end) =>
      kinds.map(([text, ...tags]) => ({ text: maskedAlready(`${text} ${end}`), tags })),
    );
    const answers = Uint32Array.from(rows.flatMap(({ tags }) => tags));
    const features = textFeatures(rows.map(({ text }) => text));
    const logits = linearScorer(trainTags(features, answers, 2, { epochCount: 30 }))(features);
    expect([...logits].map((logit) => Number(logit > 0))).toEqual([...answers]);
  });
});

describe("bestThreshold", () => {
  it.each([
    ["between the rows", [0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0], 0.55],
    ["0.5 where no row has the tag", [0.9, 0.1], [0, 0], 0.5],
    ["0.5 where every row has it", [0.9, 0.1], [1, 1], 0.5],
    ["below rows that can't be told apart", [0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0], 0.3],
    ["0 where the last row counts", [0.5, 0.2], [0, 1], 0.1],
  ])("is %s", (_, probabilities, tags, threshold) => {
    expect(bestThreshold(probabilities, tags)).toBeCloseTo(threshold, 12);
  });

  it("is never worse than answering every row", () => {
    const row = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const threshold = bestThreshold(
          rows.map(([probability]) => probability),
          rows.map(([, tag]) => tag),
        );
        const f1At = (least: number): number => {
          const answered = rows.filter(([probability]) => probability >= least);
          const right = answered.filter(([, tag]) => tag).length;
          return (2 * right) / (answered.length + rows.filter(([, tag]) => tag).length);
        };
        const isMixed = rows.some(([, tag]) => tag) && rows.some(([, tag]) => !tag);
        fc.pre(isMixed);
        expect(f1At(threshold)).toBeGreaterThanOrEqual(f1At(0) - 1e-12);
      }),
    );
  });
});
