import { assert } from "../../core/base/errors.ts";
import type { LinearHead } from "./linear-head.ts";
import type { TextFeatures } from "./text-features.ts";
import { trainLinear, type TrainingOptions } from "./train-linear.ts";

export type SoftmaxOptions = TrainingOptions & {
  /**
   * How much a row counts by its label, one weight a label. Rare labels are found more often with
   * larger weights, at the cost of probabilities that no temperature puts right.
   */
  labelWeights?: ArrayLike<number>;
};

/**
 * Trains softmax regression, one label a row.
 *
 * @param answers - Index of the label of each row.
 */
export function trainSoftmax(
  features: TextFeatures,
  answers: ArrayLike<number>,
  labelCount: number,
  options: SoftmaxOptions = {},
): LinearHead {
  assert(answers.length === features.rowCount, "one answer a row");
  const { labelWeights } = options;
  const slope = (logits: Float64Array, row: number): number => {
    let most = -Infinity;
    for (let label = 0; label < labelCount; label++) most = Math.max(most, logits[label]!);
    let sum = 0;
    for (let label = 0; label < labelCount; label++) {
      logits[label] = Math.exp(logits[label]! - most);
      sum += logits[label]!;
    }
    const answer = answers[row]!;
    const weight = labelWeights === undefined ? 1 : labelWeights[answer]!;
    for (let label = 0; label < labelCount; label++) logits[label]! *= weight / sum;
    logits[answer]! -= weight;
    return -logits[answer]!; // no other slope is larger: those of the others sum to it
  };
  return trainLinear(features, labelCount, slope, options);
}

/** Weights under which every label counts as much as any other, 1 on average over the rows. */
export function balancedWeights(answers: ArrayLike<number>, labelCount: number): Float64Array {
  const counts = new Float64Array(labelCount);
  for (let row = 0; row < answers.length; row++) counts[answers[row]!]! += 1;
  return counts.map((count) => (count === 0 ? 0 : answers.length / (labelCount * count)));
}
