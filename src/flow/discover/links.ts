import { evenly } from "./profile.ts";
import type { Column, Table } from "./tables.ts";

/** How well the values of one column are found in a key of another table. */
export type Overlap = {
  /** Part of the rows with a value whose value is there, 0 to 1. */
  share: number;
  /** Whether it could be chance: few values, or small whole numbers. */
  isWeak: boolean;
};

const triedMax = 2_000;

/** A few values tell that nothing is common. */
const firstTried = 50;
const measured = new WeakMap<Column, WeakMap<Column, Overlap>>();

/** Measures which part of a column's values stand in a key, by what was looked at of both; once. */
function overlapOf(column: Column, key: Column): Overlap {
  const ofColumn = measured.get(column) ?? new WeakMap<Column, Overlap>();
  measured.set(column, ofColumn);
  const overlap = ofColumn.get(key) ?? measureOverlap(column, key);
  ofColumn.set(key, overlap);
  return overlap;
}

function measureOverlap(column: Column, key: Column): Overlap {
  const entries = [...column.counts];
  const few = evenly(entries, firstTried);
  if (!few.some(([value]) => key.counts.has(value))) return { share: 0, isWeak: true };
  let found = 0;
  let count = 0;
  for (const [value, times] of evenly(entries, triedMax)) {
    count += times;
    if (key.counts.has(value)) found += times;
  }
  const isSmall = few.every(([value]) => /^\d{1,4}$/.test(value));
  return { share: found / count, isWeak: column.distinctCount < 3 || isSmall };
}

/** A table whose key other tables may refer to. */
export type Parent = { table: Table; key: Column };

/** The parent a column refers to: the one with the greatest overlap, of equal ones the nearest. */
export function parentOf(
  column: Column,
  parents: readonly Parent[],
): { parent: Parent; overlap: Overlap } | undefined {
  let best: { parent: Parent; overlap: Overlap } | undefined;
  for (const parent of parents) {
    if (parent.key === column) continue;
    const overlap = overlapOf(column, parent.key);
    if (best === undefined || overlap.share > best.overlap.share) best = { parent, overlap };
  }
  return best;
}
