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
  const { labelCount, dimension } = head;
  return ({ rowCount, dimension: given, vectors, ngrams }) => {
    assert(dimension === 0 || given === dimension, `${given} values a text, not ${dimension}`);
    assert(ngrams.slotCount === head.slotCount, `${ngrams.slotCount} slots: not the head's`);
    const { starts, slots, values } = ngrams;
    const logits = new Float32Array(rowCount * labelCount);
    const kept: KeptFeatures = {
      count: 0,
      starts: new Int32Array(64),
      values: new Float64Array(64),
    };
    for (let row = 0; row < rowCount; row++) {
      keepKnown(kept, { slots, values, rowOf, labelCount }, [starts[row]!, starts[row + 1]!]);
      const text = vectors.subarray(row * given, row * given + dimension);
      addLogits(head, { text, kept }, logits.subarray(row * labelCount, (row + 1) * labelCount));
    }
    return logits;
  };
}

/** A text's n-grams that have weights: where those begin, and how much each counts. */
type KeptFeatures = { count: number; starts: Int32Array; values: Float64Array };

type Sparse = {
  slots: Uint32Array;
  values: ArrayLike<number>;
  rowOf: Int32Array;
  labelCount: number;
};

/** Fills `kept` with the n-grams of one text, from one place of the sparse row to another. */
function keepKnown(
  kept: KeptFeatures,
  { slots, values, rowOf, labelCount }: Sparse,
  [from, to]: readonly [number, number],
): void {
  if (kept.starts.length < to - from) {
    kept.starts = new Int32Array(2 * (to - from));
    kept.values = new Float64Array(2 * (to - from));
  }
  kept.count = 0;
  for (let i = from; i < to; i++) {
    const weights = rowOf[slots[i]!]!;
    if (weights === -1) continue;
    kept.starts[kept.count] = weights * labelCount;
    kept.values[kept.count] = values[i]!;
    kept.count += 1;
  }
}

/** Four labels at a time, so that their sums stay in registers; each is summed in the same order. */
function addLogits(
  { labelCount, bias, dense, sparse }: LinearHead,
  { text, kept }: { text: Float32Array; kept: KeptFeatures },
  into: Float32Array,
): void {
  let label = 0;
  for (; label + 4 <= labelCount; label += 4) {
    let one: number = bias[label]!;
    let two: number = bias[label + 1]!;
    let three: number = bias[label + 2]!;
    let four: number = bias[label + 3]!;
    for (let i = 0, at = label; i < text.length; i++, at += labelCount) {
      const value = text[i]!;
      one += value * dense[at]!;
      two += value * dense[at + 1]!;
      three += value * dense[at + 2]!;
      four += value * dense[at + 3]!;
    }
    for (let i = 0; i < kept.count; i++) {
      const at = kept.starts[i]! + label;
      const value = kept.values[i]!;
      one += value * sparse[at]!;
      two += value * sparse[at + 1]!;
      three += value * sparse[at + 2]!;
      four += value * sparse[at + 3]!;
    }
    into[label] = one;
    into[label + 1] = two;
    into[label + 2] = three;
    into[label + 3] = four;
  }
  for (; label < labelCount; label++) {
    let sum: number = bias[label]!;
    for (let i = 0, at = label; i < text.length; i++, at += labelCount)
      sum += text[i]! * dense[at]!;
    for (let i = 0; i < kept.count; i++) sum += kept.values[i]! * sparse[kept.starts[i]! + label]!;
    into[label] = sum;
  }
}

/** The place of each slot among those that have weights, or -1. */
export function rowsOfSlots(slots: Uint32Array, slotCount: number): Int32Array {
  const rowOf = new Int32Array(slotCount).fill(-1);
  for (let row = 0; row < slots.length; row++) rowOf[slots[row]!] = row;
  return rowOf;
}
