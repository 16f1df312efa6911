import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { assign } from "./assign.ts";

function sumOf(weights: readonly (readonly number[])[], chosen: readonly number[]): number {
  return chosen.reduce((sum, column, row) => sum + (weights[row]?.[column] ?? 0), 0);
}

/** The greatest sum there is, by trying every pairing. */
function greatest(weights: readonly (readonly number[])[], taken = new Set<number>()): number {
  const [row, ...rest] = weights;
  if (row === undefined) return 0;
  const alone = greatest(rest, taken);
  return row.reduce(
    (best, weight, column) =>
      taken.has(column)
        ? best
        : Math.max(best, weight + greatest(rest, new Set([...taken, column]))),
    alone,
  );
}

describe("assign", () => {
  it("prefers two good pairs to the best one and a bad one", () => {
    expect(
      assign([
        [0.9, 0.8],
        [0.8, 0.1],
      ]),
    ).toEqual([1, 0]);
  });

  it("leaves alone what has no weight", () => {
    expect(assign([[0], [1], [0.5]])).toEqual([-1, 0, -1]);
    expect(assign([[], []])).toEqual([-1, -1]);
    expect(assign([])).toEqual([]);
  });

  it("finds the greatest sum, each column once", () => {
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) => {
        const weight = fc.integer({ min: 0, max: 9 });
        const row = fc.array(weight, { minLength: columns, maxLength: columns });
        return fc.array(row, { minLength: rows, maxLength: rows });
      });
    fc.assert(
      fc.property(tables, (weights) => {
        const chosen = assign(weights);
        const used = chosen.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(sumOf(weights, chosen)).toBe(greatest(weights));
      }),
    );
  });
});
