import { assert } from "../../core/base/errors.ts";
import type { TextFeatures } from "./text-features.ts";

/** Weights of a linear model over dense and sparse features: a logit a label. */
export type LinearHead = {
  labelCount: number;
  /** One a label. */
  bias: Float32Array;
  /** Values of a dense vector; 0 where the head reads n-grams alone. */
  dimension: number;
  /** `dimension × labelCount`, row-major. */
  dense: Float32Array;
  /** Slots of the features that it was trained on. */
  slotCount: number;
  /** Slots that have weights, rising; all others count as zero. */
  slots: Uint32Array;
  /** `slots.length × labelCount`, row-major. */
  sparse: Float32Array;
};

/**
 * Makes the function that gives the logits of texts, `rowCount × labelCount`, row-major.
 *
 * It holds 4 bytes a slot of the features. A text costs `(dimension + features) × labelCount`.
 *
 * @throws AssertionError where features are not those that the head was trained on.
 */
export function linearScorer(head: LinearHead): (features: TextFeatures) => Float32Array {
  const rowOf = rowsOfSlots(head.slots, head.slotCount);
  const { labelCount, dimension, bias, dense, sparse } = head;
  return ({ rowCount, dimension: given, vectors, ngrams }) => {
    assert(dimension === 0 || given === dimension, `${given} values a text, not ${dimension}`);
    assert(ngrams.slotCount === head.slotCount, `${ngrams.slotCount} slots: not the head's`);
    const { starts, slots, values } = ngrams;
    const logits = new Float32Array(rowCount * labelCount);
    const sums = new Float64Array(labelCount);
    for (let row = 0; row < rowCount; row++) {
      sums.set(bias);
      for (let i = 0; i < dimension; i++) {
        const value = vectors[row * given + i]!;
        const start = i * labelCount;
        for (let label = 0; label < labelCount; label++) {
          sums[label]! += value * dense[start + label]!;
        }
      }
      for (let i = starts[row]!; i < starts[row + 1]!; i++) {
        const weights = rowOf[slots[i]!]!;
        if (weights === -1) continue;
        const start = weights * labelCount;
        const value = values[i]!;
        for (let label = 0; label < labelCount; label++) {
          sums[label]! += value * sparse[start + label]!;
        }
      }
      logits.set(sums, row * labelCount);
    }
    return logits;
  };
}

/** The place of each slot among those that have weights, or -1. */
export function rowsOfSlots(slots: Uint32Array, slotCount: number): Int32Array {
  const rowOf = new Int32Array(slotCount).fill(-1);
  for (let row = 0; row < slots.length; row++) rowOf[slots[row]!] = row;
  return rowOf;
}
