import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { chooseScopeRows, nearestCosines, withThreshold } from "./scope.ts";
import { type TextFeatures, textFeatures } from "./text-features.ts";

const model = { tier: "local", name: "test", version: "1" } as const;

function withVectors(...rows: readonly (readonly number[])[]): TextFeatures {
  const texts = rows.map(() => maskedAlready(""));
  return textFeatures(texts, { vectors: Float32Array.from(rows.flat()), model });
}

const labelled = withVectors([1, 0, 0], [0.98, 0.2, 0], [0, 1, 0], [0, 0, 1]);

describe("chooseScopeRows", () => {
  it("keeps all rows where they are few", () => {
    expect(chooseScopeRows(labelled, [0, 0, 0, 1], 3).rows.length).toBe(4 * 3);
  });

  it("leaves out the row that is like another", () => {
    const { rows } = chooseScopeRows(labelled, [0, 0, 0, 1], 2);
    expect([...rows]).toEqual([127, 0, 0, 0, 127, 0, 0, 0, 127]);
  });

  it("stops at as many as there are, though some are the same", () => {
    const same = withVectors([1, 0], [1, 0], [1, 0]);
    expect(chooseScopeRows(same, [0, 0, 0], 2).rows.length).toBe(2 * 2);
  });
});

describe("nearestCosines", () => {
  it("are 1 for a labelled text, less for others, 0 for a text without a vector", () => {
    const scope = chooseScopeRows(labelled, [0, 0, 0, 1], 9);
    const asked = withVectors([0, 0, 1], [0, -1, 0], [0, Math.SQRT1_2, Math.SQRT1_2], [0, 0, 0]);
    const [same, other, between, nothing] = nearestCosines(scope, asked);
    expect(same).toBeCloseTo(1, 3);
    expect(other).toBeCloseTo(0, 2);
    expect(between).toBeCloseTo(Math.SQRT1_2, 3);
    expect(nothing).toBe(0);
  });

  it("looks at the first 64 values of long vectors", () => {
    const long = (first: number, last: number): number[] => [
      first,
      ...Array.from({ length: 98 }, () => 0),
      last,
    ];
    const scope = chooseScopeRows(withVectors(long(0.6, 0.8)), [0], 1);
    expect(scope.dimension).toBe(64);
    expect(nearestCosines(scope, withVectors(long(0.6, -0.8)))[0]).toBeCloseTo(1, 5);
  });
});

describe("withThreshold", () => {
  it("puts it where 5 % of the held-out texts are below", () => {
    const scope = chooseScopeRows(labelled, [0, 0, 0, 1], 9);
    const cosines = Float32Array.from({ length: 100 }, (_, i) => (99 - i) / 100);
    expect(withThreshold(scope, cosines).threshold).toBeCloseTo(0.05, 6);
    expect(withThreshold(scope, new Float32Array(0)).threshold).toBe(-1);
  });
});
