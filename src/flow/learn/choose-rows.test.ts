import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chooseRows, uncertaintyOf } from "./choose-rows.ts";

const none = new Float32Array(0);

describe("chooseRows", () => {
  it("takes the least sure first, then those unlike what it has", () => {
    // Two alike, one across, all unsure; one sure.
    const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
    const uncertainty = Float64Array.of(0.9, 0.8, 0.5, 0);
    const options = { dimension: 2, labelled: none, countMax: 3 };
    expect(chooseRows(uncertainty, vectors, options)).toEqual([0, 2, 1]);
    expect(chooseRows(uncertainty, vectors, { ...options, countMax: 9 })).toHaveLength(4);
  });

  it("takes what is unlike the labelled ones", () => {
    const vectors = Float32Array.of(1, 0, 0, 1);
    const labelled = Float32Array.of(1, 0);
    const options = { dimension: 2, labelled, countMax: 1 };
    expect(chooseRows(Float64Array.of(1, 1), vectors, options)).toEqual([1]);
  });

  it("takes no text twice, and as many as it may", () => {
    const rows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 50 }), (given, countMax) => {
        const vectors = Float32Array.from(given.flatMap(([, right]) => (right ? [0, 1] : [1, 0])));
        const uncertainty = Float64Array.from(given, ([value]) => value);
        const chosen = chooseRows(uncertainty, vectors, { dimension: 2, labelled: none, countMax });
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen.length).toBe(Math.min(countMax, given.length));
      }),
    );
  });
});

describe("uncertaintyOf", () => {
  it("is one less the lead of the likeliest label", () => {
    const found = uncertaintyOf(Float32Array.of(0.5, 0.5, 0, 1, 0, 0), {
      labelCount: 3,
      thresholds: [],
    });
    expect([...found]).toEqual([1, 0]);
  });

  it("is how near a tag is to its threshold", () => {
    const [doubtful = 0, sure = 0] = uncertaintyOf(Float32Array.of(0.5, 0, 1, 0), {
      labelCount: 2,
      thresholds: [0.5, 0.5],
    });
    expect(doubtful).toBe(1);
    expect(sure).toBeLessThan(doubtful);
  });
});
