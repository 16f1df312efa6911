import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compareAccuracy, compareMacroF1 } from "./significance.ts";

/** Answers of two models: rows that both, only one, only the other, and none has right. */
function paired(both: number, one: number, other: number, none: number): [number[], number[]] {
  const row = (count: number, value: number): number[] =>
    Array.from({ length: count }, () => value);
  return [
    [...row(both, 1), ...row(one, 1), ...row(other, 0), ...row(none, 0)],
    [...row(both, 1), ...row(one, 0), ...row(other, 1), ...row(none, 0)],
  ];
}

describe("compareAccuracy", () => {
  // p by hand from the binomial distribution: 2 (P(X < least) + P(X = least) / 2)
  it.each([
    [90, 8, 1, 1, 0.021_484_375, "better"],
    [90, 5, 0, 5, 0.031_25, "better"],
    [90, 4, 0, 6, 0.062_5, "not better"],
    [90, 1, 8, 1, 0.021_484_375, "not better"],
    [90, 3, 3, 4, 1, "not better"],
    [100, 0, 0, 0, 1, "not better"],
    [0, 0, 0, 0, 1, "not better"],
  ])("of %i, %i, %i and %i rows gives p = %d: %s", (...row) => {
    const [both, one, other, none, p, verdict] = row;
    const [candidate, champion] = paired(both, one, other, none);
    const result = compareAccuracy(candidate, champion);
    expect(result.p).toBeCloseTo(p, 10);
    expect(result).toMatchObject({ verdict, onlyCandidate: one, onlyChampion: other });
  });

  it("gives a p from 0 to 1 and an interval that holds the difference", () => {
    const count = fc.nat(400);
    fc.assert(
      fc.property(count, count, count, (both, one, other) => {
        const { p, difference, interval } = compareAccuracy(...paired(both, one, other, 1));
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(interval.low).toBeLessThanOrEqual(difference);
        expect(interval.high).toBeGreaterThanOrEqual(difference);
      }),
    );
  });

  it("finds 100,000 rows no trouble", () => {
    expect(compareAccuracy(...paired(0, 50_500, 49_500, 0)).p).toBeCloseTo(0.001_565, 4);
  });
});

describe("compareMacroF1", () => {
  const answers = Array.from({ length: 300 }, (_, row) => row % 3);
  const wrongAt = (every: number): number[] =>
    answers.map((label, row) => (row % every === 0 ? (label + 1) % 3 : label));

  it("finds the better model better, whichever is asked first", () => {
    const few = wrongAt(20);
    const many = wrongAt(5);
    const one = compareMacroF1({ answers, candidate: few, champion: many, labelCount: 3 });
    expect(one).toMatchObject({ verdict: "better" });
    expect(one.interval.low).toBeGreaterThan(0);
    const other = compareMacroF1({ answers, candidate: many, champion: few, labelCount: 3 });
    expect(other).toMatchObject({ verdict: "not better", difference: -one.difference });
  });

  it("finds equal answers not better, and the same every time", () => {
    const same = { answers, candidate: wrongAt(7), champion: wrongAt(7), labelCount: 3 };
    expect(compareMacroF1(same)).toMatchObject({ verdict: "not better", p: 1, difference: 0 });
    const close = { ...same, champion: wrongAt(6) };
    expect(compareMacroF1(close)).toEqual(compareMacroF1(close));
  });
});
