import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { buildSplitTree, cutsOf, lastLeaves, type SplitTree } from "./split-tree.ts";

/** Where a row ends up. */
function leafOf(tree: SplitTree, ranks: readonly number[]): { leaf: number; file: number } {
  if (tree.kind === "leaf") return tree;
  return leafOf((ranks[tree.column] ?? 0) < tree.rank ? tree.below : tree.rest, ranks);
}

const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(99), fc.nat(2)), { minLength: 1, maxLength: 300 });

describe("buildSplitTree", () => {
  it("cuts a square into boxes that are as wide as they are high", () => {
    const points = Array.from({ length: 4096 }, (_, i) => [i % 64, Math.floor(i / 64)] as const);
    const sample = [0, 1].map((column) => Int32Array.from(points, (point) => point[column] ?? 0));
    const tree = buildSplitTree(sample, { fileRows: 256, leafRows: 64 });
    const files = new Map<number, number[][]>();
    for (const point of points) {
      const { file } = leafOf(tree, point);
      files.set(file, [...(files.get(file) ?? []), [...point]]);
    }
    expect(files.size).toBe(16);
    for (const box of files.values()) {
      for (const column of [0, 1]) {
        const values = box.map((point) => point[column] ?? 0);
        expect(Math.max(...values) - Math.min(...values)).toBe(15);
      }
    }
  });

  it("gives every row one leaf, numbers leaves without a gap, and keeps to the sizes", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 50 }), (list, fileRows) => {
        const sample = [0, 1, 2].map((column) => Int32Array.from(list, (row) => row[column] ?? 0));
        const tree = buildSplitTree(sample, { fileRows, leafRows: Math.ceil(fileRows / 3) });
        const places = list.map((row) => ({ row: row.join(), ...leafOf(tree, row) }));
        const last = lastLeaves(tree);
        expect(new Set(places.map(({ leaf }) => leaf)).size).toBe((last.at(-1) ?? 0) + 1);
        for (const { leaf, file } of places) {
          expect(leaf).toBeLessThanOrEqual(last[file] ?? -1);
          expect(leaf).toBeGreaterThan(file === 0 ? -1 : (last[file - 1] ?? Infinity));
        }
        const byFile = Map.groupBy(places, ({ file }) => file);
        for (const inFile of byFile.values()) {
          const different = new Set(inFile.map(({ row }) => row)).size;
          expect(inFile.length <= fileRows || different === 1).toBe(true);
        }
        expect(cutsOf(tree).length).toBe(last.at(-1));
      }),
    );
  });
});
