import { assert } from "../../core/base/errors.ts";

/**
 * A sample of rows: for each column the ranks of its values (equal values have equal ranks), all
 * columns of one length.
 */
export type Sample = readonly Int32Array[];

/** A part of the rows: a cut by one column, or a leaf. */
export type SplitTree =
  | { kind: "split"; column: number; rank: number; below: SplitTree; rest: SplitTree }
  | { kind: "leaf"; leaf: number; file: number };

/** How fine to cut, in rows of the sample. */
export type SplitSizes = {
  /** Most rows a file shall hold. */
  fileRows: number;
  /** Most rows a leaf shall hold; files are cut into leaves so that their row groups are tight. */
  leafRows: number;
};

/**
 * Cuts rows into boxes, each as good as any other for conditions on whichever of the columns: by
 * the columns in turn, at the middle of the rows at hand (a k-d tree, Bentley 1975). A column that
 * has one value left in a box is passed over, so one with few values takes no more cuts than it
 * is worth. Leaves are numbered in order, and those of one file follow one another.
 *
 * Where a space-filling curve is cut at equal lengths, files straddle the curve's turns; here each
 * file is one box. `docs/decisions/2026-11-21-table-maintenance.md` has the comparison.
 *
 * Rows that are equal in all columns are never parted, so a leaf can be larger than asked for.
 *
 * Cost: O(n · log n · depth).
 */
export function buildSplitTree(sample: Sample, sizes: SplitSizes): SplitTree {
  const rowCount = sample[0]?.length ?? 0;
  let [leafCount, fileCount] = [0, 0];

  function grow(rows: Int32Array, first: number, file: number | undefined): SplitTree {
    const isFile = rows.length <= sizes.fileRows;
    const cut =
      rows.length > (isFile ? sizes.leafRows : sizes.fileRows)
        ? findCut(sample, rows, {
            first,
            parts: isFile ? 2 : Math.ceil(rows.length / sizes.fileRows),
          })
        : undefined;
    const within = file ?? (isFile || cut === undefined ? fileCount++ : undefined);
    if (cut === undefined) {
      assert(within !== undefined, "buildSplitTree: a leaf without a file");
      return { kind: "leaf", leaf: leafCount++, file: within };
    }
    const { column, rank } = cut;
    const next = (column + 1) % sample.length;
    const isBelow = (row: number): boolean => (sample[column]?.[row] ?? 0) < rank;
    const below = grow(rows.filter(isBelow), next, within);
    const rest = grow(
      rows.filter((row) => !isBelow(row)),
      next,
      within,
    );
    return { kind: "split", column, rank, below, rest };
  }

  return grow(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    0,
    undefined,
  );
}

/**
 * Where to cut: by the first column, from `first` on, that has two values in these rows, as near
 * as its values allow to the middle (of the parts that shall come out, so that they fill up).
 */
function findCut(
  sample: Sample,
  rows: Int32Array,
  { first, parts }: { first: number; parts: number },
): { column: number; rank: number } | undefined {
  const middle = Math.round((rows.length * Math.floor(parts / 2)) / parts);
  for (let i = 0; i < sample.length; i++) {
    const column = (first + i) % sample.length;
    const ranks = rows.map((row) => sample[column]?.[row] ?? 0).toSorted();
    const rank = ranks[middle] ?? 0;
    if (ranks[0] === ranks.at(-1)) continue;
    const [start, end] = [ranks.indexOf(rank), ranks.lastIndexOf(rank) + 1];
    const isLater = start === 0 || (end < ranks.length && end - middle < middle - start);
    return { column, rank: isLater ? (ranks[end] ?? rank) : rank };
  }
  return undefined;
}

/** Every cut of a tree, as column and rank. */
export function cutsOf(tree: SplitTree): { column: number; rank: number }[] {
  if (tree.kind === "leaf") return [];
  const { column, rank, below, rest } = tree;
  return [{ column, rank }, ...cutsOf(below), ...cutsOf(rest)];
}

/** The number of the last leaf of each file, in order of the files. */
export function lastLeaves(tree: SplitTree): number[] {
  const last: number[] = [];
  const visit = (node: SplitTree): void => {
    if (node.kind === "leaf") {
      last[node.file] = node.leaf;
      return;
    }
    visit(node.below);
    visit(node.rest);
  };
  visit(tree);
  return last;
}
