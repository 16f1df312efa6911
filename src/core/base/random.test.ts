import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "./random.ts";

const draws = (seed: number | string, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe("seededRandom", () => {
  it("gives the same stream for the same seed, on every machine", () => {
    expect(draws(42, 4)).toEqual(draws(42, 4));
    expect(draws(42, 4)).toEqual(draws("42", 4));
    expect(draws(42, 3)).toMatchInlineSnapshot(`
      [
        0.6802620717789978,
        0.47702309349551797,
        0.10460246098227799,
      ]
    `);
  });

  it("gives unrelated streams for near seeds", () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => draws(seed, 1)[0] ?? 0);
    expect(new Set(firsts).size).toBeGreaterThan(995);
    const mean = firsts.reduce((sum, value) => sum + value) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });

  it("is uniform enough: chi-squared over 64 cells, and over pairs of draws", () => {
    const random = seededRandom("uniform");
    const singles = Array.from({ length: 64 }, () => 0);
    const pairs = Array.from({ length: 64 }, () => 0);
    const count = 64_000;
    for (let i = 0; i < count; i++) {
      const [a, b] = [random.next(), random.next()];
      singles[Math.floor(a * 64)]! += 1;
      pairs[Math.floor(a * 8) * 8 + Math.floor(b * 8)]! += 1;
    }
    const expected = count / 64;
    const chi = (cells: number[]): number =>
      cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: 99.9 % of fair generators stay between 30 and 104.
    for (const value of [chi(singles), chi(pairs)]) {
      expect(value).toBeGreaterThan(30);
      expect(value).toBeLessThan(104);
    }
  });

  it("draws whole numbers with both ends, each as likely", () => {
    const random = seededRandom(7);
    const counts = new Map<number, number>();
    for (let i = 0; i < 6_000; i++) {
      const value = random.integer(-2, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
    expect(random.integer(5, 5)).toBe(5);
    expect(() => random.integer(2, 1)).toThrow("the range is empty");
  });

  it("picks by weight, and never what weighs nothing at the ends", () => {
    const random = seededRandom(8);
    const drawn = Array.from({ length: 4_000 }, () =>
      random.weighted([
        ["a", 1],
        ["b", 3],
      ]),
    );
    expect(drawn.filter((item) => item === "b").length / 4_000).toBeCloseTo(0.75, 1);
    expect(() => random.weighted([])).toThrow("nothing to pick from");
    expect(() => random.pick([])).toThrow("nothing to pick from");
    expect(["a", "b"]).toContain(random.pick(["a", "b"]));
    expect(Array.from({ length: 50 }, () => random.chance(0))).not.toContain(true);
    expect(Array.from({ length: 50 }, () => random.chance(1))).not.toContain(false);
  });

  it("shuffles without loss and leaves its input alone; every order comes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const copy = [...items];
        const shuffled = seededRandom(seed).shuffled(items);
        expect(items).toEqual(copy);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
    const random = seededRandom(9);
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffled([1, 2, 3]).join("")));
    expect(orders.size).toBe(6);
  });

  it("forks by name without moving, whatever was drawn before", () => {
    const one = seededRandom(1);
    const fork = one.fork("a").next();
    one.next();
    expect(one.fork("a").next()).toBe(fork);
    expect(one.fork("b").next()).not.toBe(fork);
    expect(seededRandom(1).next()).toBe(draws(1, 1)[0]);
  });
});
