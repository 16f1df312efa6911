import { describe, expect, it } from "vitest";

import { f1Interval, wilson } from "./interval.ts";

describe("wilson", () => {
  it.each([
    [0.5, 10, 0.2366, 0.7634],
    [1, 10, 0.7225, 1],
    [0, 10, 0, 0.2775],
    [0.95, 200, 0.9104, 0.9726],
  ])("says how sure a share of %f of %i is", (share, count, low, high) => {
    const figure = wilson(share, count);
    expect(figure?.low).toBeCloseTo(low, 4);
    expect(figure?.high).toBeCloseTo(high, 4);
  });

  it("says nothing of nothing", () => {
    expect(wilson(0, 0)).toBeUndefined();
    expect(f1Interval(0, 0)).toBeUndefined();
  });
});

describe("f1Interval", () => {
  it("is the interval of the share in common, carried over", () => {
    expect(f1Interval(1, 10)).toMatchObject({ value: 1, high: 1 });
    expect(f1Interval(1, 10)?.low).toBeCloseTo((2 * 0.7225) / 1.7225, 4);
    expect(f1Interval(2 / 3, 10)?.low).toBeCloseTo((2 * 0.2366) / 1.2366, 4);
  });
});
