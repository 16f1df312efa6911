import { assert } from "../../core/base/errors.ts";
import { type Random, seededRandom } from "../../core/base/random.ts";
import { macroF1Of } from "./class-scores.ts";

/** Whether one model is better than another on the same rows, at 95 %. */
export type Verdict = {
  verdict: "better" | "not better";
  /** Chance of a difference this large, either way, if both were equally good. */
  p: number;
  /** Candidate less champion. */
  difference: number;
  /** 95 % interval of the difference. */
  interval: { low: number; high: number };
  /** Rows that only one of the two has right: all that McNemar's test looks at. */
  onlyCandidate: number;
  onlyChampion: number;
};

const alpha = 0.05;
const z = 1.959964;

/**
 * Compares two models by their accuracy on the same rows: McNemar's test, exact and with the mid-p
 * correction, which keeps the 5 % without being as timid as the plain exact test (Fagerland,
 * Lydersen and Laake 2013). The interval is Wald's with Bonett and Price's adjustment.
 */
export function compareAccuracy(
  candidateIsRight: ArrayLike<unknown>,
  championIsRight: ArrayLike<unknown>,
): Verdict {
  const count = candidateIsRight.length;
  assert(count === championIsRight.length, "both answer the same rows");
  let [onlyCandidate, onlyChampion] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (candidateIsRight[i] && !championIsRight[i]) onlyCandidate += 1;
    if (!candidateIsRight[i] && championIsRight[i]) onlyChampion += 1;
  }
  const p = midP(onlyCandidate, onlyChampion);
  const [one, other] = [(onlyCandidate + 1) / (count + 2), (onlyChampion + 1) / (count + 2)];
  const half = z * Math.sqrt(Math.max(0, one + other - (one - other) ** 2) / (count + 2));
  return {
    verdict: onlyCandidate > onlyChampion && p < alpha ? "better" : "not better",
    p,
    difference: count === 0 ? 0 : (onlyCandidate - onlyChampion) / count,
    interval: { low: Math.max(-1, one - other - half), high: Math.min(1, one - other + half) },
    onlyCandidate,
    onlyChampion,
  };
}

/** The rows of two models' answers, as indexes of labels. */
export type PairedAnswers = {
  answers: ArrayLike<number>;
  candidate: ArrayLike<number>;
  champion: ArrayLike<number>;
  labelCount: number;
};

/**
 * Compares two models by macro-F1 on the same rows: the rows are drawn anew 2,000 times, with
 * replacement, and the middle 95 % of the differences are the interval (Efron and Tibshirani 1993).
 * The same seed gives the same verdict.
 */
export function compareMacroF1(
  { answers, candidate, champion, labelCount }: PairedAnswers,
  { seed = 1, drawCount = 2_000 }: { seed?: number; drawCount?: number } = {},
): Verdict {
  assert(answers.length === candidate.length, "one answer of the candidate a row");
  assert(answers.length === champion.length, "one answer of the champion a row");
  const rowCount = answers.length;
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  const differenceOf = (drawn: Uint32Array): number =>
    macroF1Of(answers, candidate, { labelCount, rows: drawn }) -
    macroF1Of(answers, champion, { labelCount, rows: drawn });
  const random = seededRandom(seed);
  const draws = Float64Array.from({ length: drawCount }, () => {
    return differenceOf(drawRows(rowCount, random));
  }).toSorted();
  const difference = differenceOf(rows);
  const below = draws.filter((draw) => draw <= 0).length;
  const above = draws.filter((draw) => draw >= 0).length;
  const p = Math.min(1, (2 * (Math.min(below, above) + 1)) / (drawCount + 1));
  const { onlyCandidate, onlyChampion } = compareAccuracy(
    rows.map((row) => Number(candidate[row] === answers[row])),
    rows.map((row) => Number(champion[row] === answers[row])),
  );
  return {
    verdict: difference > 0 && p < alpha ? "better" : "not better",
    p,
    difference,
    interval: { low: quantile(draws, alpha / 2), high: quantile(draws, 1 - alpha / 2) },
    onlyCandidate,
    onlyChampion,
  };
}

/** As many rows as there are, drawn with replacement. */
export function drawRows(rowCount: number, random: Random): Uint32Array {
  return Uint32Array.from({ length: rowCount }, () => random.integer(0, rowCount - 1));
}

/** The value below which this share of sorted values lies; 0 of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = Math.round(share * (sorted.length - 1));
  return sorted[Math.max(0, at)] ?? 0;
}

/** Two-sided mid-p of `one` against `other` fair coin tosses. */
function midP(one: number, other: number): number {
  const [least, total] = [Math.min(one, other), one + other];
  if (one === other) return 1;
  // ln of the chance of exactly `least`, then down to none of them: no number is too small this way
  let logChance = -total * Math.LN2;
  for (let i = 1; i <= least; i++) logChance += Math.log((total - i + 1) / i);
  let chance = Math.exp(logChance);
  let tail = chance / 2;
  for (let i = least; i > 0; i--) {
    chance *= i / (total - i + 1);
    tail += chance;
  }
  return Math.min(1, 2 * tail);
}
