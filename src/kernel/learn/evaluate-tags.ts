import { assert } from "../../core/base/errors.ts";
import {
  calibrationError,
  type Predictions,
  reliability,
  type ReliabilityBin,
} from "./calibration.ts";
import { type ClassCounts, type ClassScore, classScores, macroF1 } from "./class-scores.ts";
import { type Interval, intervalOf } from "./evaluate.ts";

/** How good predictions of any number of tags a row are; the names are those of `--json`. */
export type TagEvaluation = {
  n: number;
  /** Share of rows with exactly the right tags. */
  accuracy: number;
  /** Wilson's interval of the accuracy. */
  interval: Interval;
  /** Mean F1 of the tags that stand in the rows or were answered. */
  macro_f1: number;
  /** F1 of all tags of all rows together. */
  micro_f1: number;
  /** Expected calibration error over every tag of every row, 10 bins of equal width. */
  ece: number;
  reliability: ReliabilityBin[];
  classes: ClassScore[];
  missing_in_test: string[];
  unseen_in_train: string[];
};

/**
 * Holds predicted tags against the right ones.
 *
 * @param thresholds - Per column: a tag is answered where its probability reaches this.
 * @param answers - The right tags of each row, none included.
 */
export function evaluateTags(
  { labels: known, probabilities }: Predictions,
  thresholds: ArrayLike<number>,
  answers: readonly (readonly string[])[],
): TagEvaluation {
  const n = answers.length;
  assert(probabilities.length === n * known.length, "a probability for every row and tag");
  const labels = [...new Set([...known, ...answers.flat()])].toSorted();
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const counts: ClassCounts = {
    right: new Float64Array(labels.length),
    answered: new Float64Array(labels.length),
    support: new Float64Array(labels.length),
  };
  const hits = new Uint8Array(probabilities.length);
  let exactCount = 0;
  answers.forEach((tags, row) => {
    const wanted = new Set(tags);
    for (const tag of wanted) counts.support[indexOf.get(tag)!]! += 1;
    let isExact = [...wanted].every((tag) => known.includes(tag));
    known.forEach((tag, column) => {
      const at = row * known.length + column;
      const isAnswered = probabilities[at]! >= thresholds[column]!;
      const isWanted = wanted.has(tag);
      hits[at] = Number(isWanted);
      if (isAnswered) counts.answered[indexOf.get(tag)!]! += 1;
      if (isAnswered && isWanted) counts.right[indexOf.get(tag)!]! += 1;
      isExact &&= isAnswered === isWanted;
    });
    exactCount += Number(isExact);
  });
  const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const accuracy = n === 0 ? 0 : exactCount / n;
  const bins = reliability(probabilities, hits);
  return {
    n,
    accuracy,
    interval: intervalOf(accuracy, n),
    macro_f1: macroF1(counts),
    micro_f1:
      (2 * sumOf(counts.right)) / Math.max(1, sumOf(counts.answered) + sumOf(counts.support)),
    ece: calibrationError(bins),
    reliability: bins,
    classes: classScores(counts, labels),
    missing_in_test: labels.filter((_, index) => counts.support[index] === 0),
    unseen_in_train: labels.filter((label) => !known.includes(label)),
  };
}
