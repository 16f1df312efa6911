import { assert } from "../../core/base/errors.ts";
import { seededRandom } from "../../core/base/random.ts";
import { wilson } from "../privacy/score/interval.ts";
import {
  calibrationError,
  type Predictions,
  reliability,
  type ReliabilityBin,
} from "./calibration.ts";
import {
  type ClassCounts,
  type ClassScore,
  classScores,
  macroF1,
  macroF1Of,
} from "./class-scores.ts";
import { drawRows, quantile } from "./significance.ts";

/** A 95 % interval. */
export type Interval = { low: number; high: number };

/** How good predictions of one label a row are; the names are those of `--json`. */
export type Evaluation = {
  n: number;
  accuracy: number;
  /** Wilson's interval of the accuracy. */
  interval: Interval;
  /** Mean F1 of the labels that stand in the rows or were answered. */
  macro_f1: number;
  /** Of 1,000 bootstrap draws. */
  macro_f1_interval: Interval;
  /** Expected calibration error of the largest probabilities, 10 bins of equal width. */
  ece: number;
  reliability: ReliabilityBin[];
  /** Labels of the rows or the model, in order of the alphabet. */
  classes: ClassScore[];
  /** Rows by true label (line) and answer (column), both in the order of `classes`. */
  confusion: number[][];
  /** Labels that the model knows and no row has: nothing is known of how well they are found. */
  missing_in_test: string[];
  /** Labels of rows that the model does not know: it can only be wrong there. */
  unseen_in_train: string[];
};

const drawCount = 1_000;

/**
 * Holds predictions of any tier against the right labels.
 *
 * @param answers - The right label of each row; may be one that the model does not know.
 * @throws AssertionError when the shapes disagree.
 *
 * Cost: linear in rows × labels, and 1,000 times the rows for the bootstrap.
 */
export function evaluate(
  { labels: known, probabilities }: Predictions,
  answers: readonly string[],
): Evaluation {
  const n = answers.length;
  assert(probabilities.length === n * known.length, "a probability for every row and label");
  const labels = [...new Set([...known, ...answers])].toSorted();
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const columns = known.map((label) => indexOf.get(label)!);
  const truth = Uint32Array.from(answers, (label) => indexOf.get(label)!);
  const answered = new Uint32Array(n);
  const confidences = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const best = largestIndex(probabilities, row * known.length, known.length);
    answered[row] = columns[best]!;
    confidences[row] = probabilities[row * known.length + best]!;
  }
  const isRight = Uint8Array.from(truth, (label, row) => Number(label === answered[row]));
  const confusion = labels.map(() => labels.map(() => 0));
  truth.forEach((label, row) => (confusion[label]![answered[row]!]! += 1));
  const counts = countsOf(confusion);
  const accuracy = n === 0 ? 0 : isRight.reduce((sum, right) => sum + right, 0) / n;
  const bins = reliability(confidences, isRight);
  return {
    n,
    accuracy,
    interval: intervalOf(accuracy, n),
    macro_f1: macroF1(counts),
    macro_f1_interval: bootstrapMacroF1(truth, answered, labels.length),
    ece: calibrationError(bins),
    reliability: bins,
    classes: classScores(counts, labels),
    confusion,
    missing_in_test: labels.filter((_, index) => counts.support[index] === 0),
    unseen_in_train: labels.filter((label) => !known.includes(label)),
  };
}

/** Wilson's interval of a share; 0 to 1 where nothing was counted. */
export function intervalOf(share: number, count: number): Interval {
  const { low, high } = wilson(share, count) ?? { low: 0, high: 1 };
  return { low, high };
}

/** Index, within the row, of its largest value; the lower one of two. */
export function largestIndex(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if (values[start + i]! > values[start + best]!) best = i;
  }
  return best;
}

function countsOf(confusion: readonly number[][]): ClassCounts {
  const sumOf = (row: readonly number[]): number => row.reduce((sum, count) => sum + count, 0);
  return {
    right: Float64Array.from(confusion, (row, label) => row[label]!),
    answered: Float64Array.from(confusion, (_, label) =>
      sumOf(confusion.map((row) => row[label]!)),
    ),
    support: Float64Array.from(confusion, sumOf),
  };
}

function bootstrapMacroF1(truth: Uint32Array, answered: Uint32Array, labelCount: number): Interval {
  if (truth.length === 0) return { low: 0, high: 1 };
  const random = seededRandom("macro-f1");
  const draws = Float64Array.from({ length: drawCount }, () => {
    return macroF1Of(truth, answered, { labelCount, rows: drawRows(truth.length, random) });
  }).toSorted();
  return { low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}
