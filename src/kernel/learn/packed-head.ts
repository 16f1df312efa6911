import type { LinearHead } from "./linear-head.ts";

/** A linear head in a byte a weight: each row of weights is an int8 times the row's scale. */
export type PackedHead = {
  labelCount: number;
  bias: Float32Array;
  dimension: number;
  dense: Int8Array;
  /** One a row of `dense`. */
  denseScales: Float32Array;
  slotCount: number;
  /** Rising. */
  slots: Uint32Array;
  sparse: Int8Array;
  /** One a slot, each a number of 16 bits. */
  sparseScales: Float16Array;
};

/** Bytes that a kept slot takes beside its weights: its scale and its distance to the one before. */
const slotBytes = 4;

/**
 * Packs a head, and drops the slots that matter least until it fits: those whose weights, without
 * what is the same for all labels, are small for how often the slot comes.
 *
 * @param slotTextCounts - In how many of the training texts each kept slot stands.
 * @param bytesMax - Of the packed head; what is not sparse is kept even where it is larger.
 * @param isShiftFree - The same number added to all logits changes nothing: true of a softmax.
 */
export function packHead(
  head: LinearHead,
  slotTextCounts: Uint32Array,
  { bytesMax, isShiftFree }: { bytesMax: number; isShiftFree: boolean },
): PackedHead {
  const { labelCount, dimension } = head;
  const sparse = isShiftFree ? centredRows(head.sparse, labelCount) : head.sparse;
  const dense = isShiftFree ? centredRows(head.dense, labelCount) : head.dense;
  const fixedBytes = 4 * labelCount + dimension * (labelCount + 4);
  const slotCountMax = Math.max(0, Math.floor((bytesMax - fixedBytes) / (labelCount + slotBytes)));
  const rows = heaviestRows(sparse, slotTextCounts, { labelCount, countMax: slotCountMax });
  const kept = new Float32Array(rows.length * labelCount);
  rows.forEach((row, index) => {
    const start = row * labelCount;
    kept.set(sparse.subarray(start, start + labelCount), index * labelCount);
  });
  const denseScales = new Float32Array(dimension);
  const sparseScales = new Float16Array(rows.length);
  return {
    labelCount,
    bias: head.bias,
    dimension,
    dense: quantised(dense, labelCount, denseScales),
    denseScales,
    slotCount: head.slotCount,
    slots: rows.map((row) => head.slots[row]!),
    sparse: quantised(kept, labelCount, sparseScales),
    sparseScales,
  };
}

/** The head as it answers: what packing rounded stays rounded. */
export function unpackHead(packed: PackedHead): LinearHead {
  const { labelCount, dimension, bias, slotCount, slots } = packed;
  const dense = unquantised(packed.dense, labelCount, packed.denseScales);
  const sparse = unquantised(packed.sparse, labelCount, packed.sparseScales);
  return { labelCount, dimension, bias, slotCount, slots, dense, sparse };
}

function centredRows(weights: Float32Array, labelCount: number): Float32Array {
  const centred = new Float32Array(weights.length);
  for (let start = 0; start < weights.length; start += labelCount) {
    let sum = 0;
    for (let i = 0; i < labelCount; i++) sum += weights[start + i]!;
    for (let i = 0; i < labelCount; i++)
      centred[start + i] = weights[start + i]! - sum / labelCount;
  }
  return centred;
}

/** Rows that move logits most over the training texts, at most so many, rising. */
function heaviestRows(
  weights: Float32Array,
  textCounts: Uint32Array,
  { labelCount, countMax }: { labelCount: number; countMax: number },
): Uint32Array {
  const heaviness = Float64Array.from(textCounts, (count, row) => {
    let squares = 0;
    for (let i = 0; i < labelCount; i++) squares += weights[row * labelCount + i]! ** 2;
    return squares * count;
  });
  const rows = Uint32Array.from(textCounts, (_, row) => row).filter((row) => heaviness[row]! > 0);
  const heaviest = rows.toSorted(
    (one, other) => heaviness[other]! - heaviness[one]! || one - other,
  );
  return heaviest.subarray(0, countMax).toSorted();
}

/** Fills `scales` as it goes. */
function quantised(
  weights: Float32Array,
  labelCount: number,
  scales: Float32Array | Float16Array,
): Int8Array {
  const rounded = new Int8Array(weights.length);
  for (let row = 0; row < scales.length; row++) {
    let largest = 0;
    for (let i = 0; i < labelCount; i++) {
      largest = Math.max(largest, Math.abs(weights[row * labelCount + i]!));
    }
    scales[row] = largest / 127;
    const scale = scales[row]!; // as it was stored
    for (let i = 0; i < labelCount; i++) {
      const at = row * labelCount + i;
      const steps = scale === 0 ? 0 : Math.round(weights[at]! / scale);
      rounded[at] = Math.max(-127, Math.min(127, steps));
    }
  }
  return rounded;
}

function unquantised(
  rounded: Int8Array,
  labelCount: number,
  scales: Float32Array | Float16Array,
): Float32Array {
  const weights = new Float32Array(rounded.length);
  for (let row = 0; row < scales.length; row++) {
    const scale = scales[row]!;
    for (let i = 0; i < labelCount; i++) {
      weights[row * labelCount + i] = rounded[row * labelCount + i]! * scale;
    }
  }
  return weights;
}
