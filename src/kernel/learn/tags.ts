import { assert } from "../../core/base/errors.ts";
import { sigmoid } from "./calibration.ts";
import type { LinearHead } from "./linear-head.ts";
import type { TextFeatures } from "./text-features.ts";
import { trainLinear, type TrainingOptions } from "./train-linear.ts";

/**
 * Trains one logistic regression a tag; a row has any number of tags.
 *
 * @param answers - `rowCount × labelCount`, 1 where the row has the tag.
 */
export function trainTags(
  features: TextFeatures,
  answers: ArrayLike<number>,
  labelCount: number,
  options: TrainingOptions = {},
): LinearHead {
  assert(answers.length === features.rowCount * labelCount, "an answer for every row and tag");
  const slope = (logits: Float64Array, row: number): number => {
    let most = 0;
    for (let label = 0; label < labelCount; label++) {
      logits[label] = sigmoid(logits[label]!) - answers[row * labelCount + label]!;
      most = Math.max(most, Math.abs(logits[label]!));
    }
    return most;
  };
  return trainLinear(features, labelCount, slope, options);
}

/**
 * The probability from which on a tag is answered: that which gives held-out rows the best F1, the
 * middle between two rows. 0.5 where no row, or every row, has the tag.
 */
export function bestThreshold(
  probabilities: ArrayLike<number>,
  hasTag: ArrayLike<unknown>,
): number {
  const rows = Array.from({ length: probabilities.length }, (_, row) => row);
  const taggedCount = rows.filter((row) => hasTag[row]).length;
  if (taggedCount === 0 || taggedCount === rows.length) return 0.5;
  rows.sort((one, other) => probabilities[other]! - probabilities[one]!);
  let [right, best, threshold] = [0, 0, 0.5];
  rows.forEach((row, index) => {
    if (hasTag[row]) right += 1;
    const next = rows[index + 1];
    // Rows of the same probability are answered alike.
    if (next !== undefined && probabilities[next] === probabilities[row]) return;
    const f1 = (2 * right) / (index + 1 + taggedCount);
    if (f1 <= best) return;
    best = f1;
    const below = next === undefined ? 0 : probabilities[next]!;
    threshold = (probabilities[row]! + below) / 2;
  });
  return threshold;
}
