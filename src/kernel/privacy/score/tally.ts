import { f1Interval, wilson, type Figure } from "./interval.ts";

/** Weighted counts of one kind of thing. */
export type Count = {
  /** Sum of the weights. */
  sum: number;
  /** Sum of their squares. */
  squares: number;
};

/** What is counted of the spans of a type. */
export type Tally = {
  marked: Count;
  found: Count;
  /** Found with both ends as they are marked. */
  exact: Count;
  /** Marked, and touched by something found of its type. */
  touched: Count;
  /** Found, and touching something marked of its type. */
  touching: Count;
};

/** Precision, recall and their harmonic mean. */
export type Quality = { precision: Figure; recall: Figure; f1: Figure };

export function emptyCount(): Count {
  return { sum: 0, squares: 0 };
}

export function emptyTally(): Tally {
  return {
    marked: emptyCount(),
    found: emptyCount(),
    exact: emptyCount(),
    touched: emptyCount(),
    touching: emptyCount(),
  };
}

export function add(count: Count, weight: number): void {
  count.sum += weight;
  count.squares += weight * weight;
}

/** The tally of all types together. */
export function sumOf(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const tally of tallies) {
    for (const name of ["marked", "found", "exact", "touched", "touching"] as const) {
      total[name].sum += tally[name].sum;
      total[name].squares += tally[name].squares;
    }
  }
  return total;
}

/** A share of weighted things, with the interval of their effective number (Kish 1965). */
export function shareOf(part: Count, whole: Count): Figure {
  return whole.sum === 0 ? undefined : wilson(part.sum / whole.sum, effective(whole));
}

/** Spans count as found with both ends as they are marked. */
export function strictQuality({ marked, found, exact }: Tally): Quality {
  return qualityOf([exact, found], [exact, marked]);
}

/** Spans count as found where a character of them is. */
export function partialQuality({ marked, found, touched, touching }: Tally): Quality {
  return qualityOf([touching, found], [touched, marked]);
}

function qualityOf(
  [rightlyFound, found]: readonly [Count, Count],
  [gotten, marked]: readonly [Count, Count],
): Quality {
  const precision = shareOf(rightlyFound, found);
  const recall = shareOf(gotten, marked);
  const p = precision?.value ?? 0;
  const r = recall?.value ?? 0;
  const f1 = p + r === 0 ? 0 : (2 * p * r) / (p + r);
  const both = (rightlyFound.squares + gotten.squares) / 2;
  const either = {
    sum: found.sum + marked.sum - (rightlyFound.sum + gotten.sum) / 2,
    squares: found.squares + marked.squares - both,
  };
  return {
    precision,
    recall,
    f1: either.sum === 0 ? undefined : f1Interval(f1, effective(either)),
  };
}

function effective({ sum, squares }: Count): number {
  return squares === 0 ? 0 : (sum * sum) / squares;
}
