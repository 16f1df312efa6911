import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../../core/base/random.ts";
import { chooseSample } from "./choose-sample.ts";

const candidate = fc.record({
  copies: fc.integer({ min: 1, max: 9 }),
  doubt: fc.double({ min: 0, max: 5, noNaN: true }),
});

describe("chooseSample", () => {
  it("takes the most doubtful, and others by chance that stand for the rest", () => {
    const candidates = Array.from({ length: 100 }, (_, id) => ({ id, copies: 2, doubt: id }));
    const drawn = chooseSample(candidates, 10, seededRandom("sample"));
    const doubtful = drawn.filter(({ isDoubtful }) => isDoubtful);
    expect(doubtful.map(({ candidate: { id } }) => id)).toEqual([99, 98, 97, 96, 95]);
    expect(doubtful.every(({ weight }) => weight === 2)).toBe(true);
    const others = drawn.filter(({ isDoubtful }) => !isDoubtful);
    expect(others).toHaveLength(5);
    expect(others.every(({ weight }) => weight === 38)).toBe(true);
  });

  it("draws each text once, as many as asked for, with weights that sum up to all copies", () => {
    fc.assert(
      fc.property(fc.array(candidate), fc.nat(50), fc.integer(), (candidates, count, seed) => {
        const drawn = chooseSample(candidates, count, seededRandom(seed));
        expect(drawn).toHaveLength(Math.min(count, candidates.length));
        expect(new Set(drawn.map((each) => each.candidate)).size).toBe(drawn.length);
        const sum = drawn.reduce((total, { weight }) => total + weight, 0);
        const all = candidates.reduce((total, { copies }) => total + copies, 0);
        expect(count < 2 ? all : sum).toBeCloseTo(all);
      }),
    );
  });
});
