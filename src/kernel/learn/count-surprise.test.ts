import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { falseDiscoveryRates, upperTail } from "./count-surprise.ts";

describe("upperTail", () => {
  // Sums of the exact terms in Python's decimal, 60 digits.
  it.each([
    [5, 2, 1, 0.05265301734371116],
    [10, 2, 1, 4.6498075017263805e-5],
    [40, 20, 1, 5.3202025112462175e-5],
    [1200, 1000, 1, 4.684203855872281e-10],
    [40, 20, 2, 0.004320749841640867],
    [12, 3, 1.5, 0.0018748234040869222],
  ])("of %d where %d were expected, scattered %d times", (observed, mean, dispersion, chance) => {
    expect(upperTail(observed, mean, dispersion) / chance).toBeCloseTo(1, 9);
  });

  it("is nothing to wonder at where no more came than expected", () => {
    expect(upperTail(3, 3, 1)).toBe(1);
    expect(upperTail(0, 0.1, 4)).toBe(1);
  });

  it("falls with the count and grows with the scatter", () => {
    const count = fc.integer({ min: 1, max: 300 });
    const mean = fc.double({ min: 0.01, max: 100, noNaN: true });
    const scatter = fc.double({ min: 1, max: 5, noNaN: true });
    fc.assert(
      fc.property(count, mean, scatter, (more, expected, dispersion) => {
        const observed = Math.ceil(expected) + more;
        const chance = upperTail(observed, expected, dispersion);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        expect(upperTail(observed + 1, expected, dispersion)).toBeLessThanOrEqual(chance);
      }),
    );
  });
});

describe("falseDiscoveryRates", () => {
  it("is as R's p.adjust(method = 'BH') has it", () => {
    const rates = falseDiscoveryRates([0.01, 0.02, 0.03, 0.04, 0.5]);
    expect(rates.map((rate) => Number(rate.toFixed(6)))).toEqual([0.05, 0.05, 0.05, 0.05, 0.5]);
    expect(falseDiscoveryRates([0.04, 0.001])).toEqual([0.04, 0.002]);
    expect(falseDiscoveryRates([])).toEqual([]);
  });

  it("never falls below the chance and keeps the order", () => {
    const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(chances, (given) => {
        const rates = falseDiscoveryRates(given);
        for (const [i, rate] of rates.entries()) {
          expect(rate).toBeGreaterThanOrEqual(given[i]! * (1 - 1e-12));
          const rarer = rates.filter((_, j) => given[j]! > given[i]!);
          expect(Math.min(1, ...rarer)).toBeGreaterThanOrEqual(rate);
        }
      }),
    );
  });
});
