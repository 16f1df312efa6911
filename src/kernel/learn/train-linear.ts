import { assert } from "../../core/base/errors.ts";
import { seededRandom } from "../../core/base/random.ts";
import { type LinearHead, rowsOfSlots } from "./linear-head.ts";
import type { NgramRows } from "./ngrams.ts";
import type { TextFeatures } from "./text-features.ts";

/** How a linear head is trained. */
export type TrainingOptions = {
  /** Passes over the rows; by default enough for 100,000 rows in all, 5 to 12. */
  epochCount?: number;
  /** Decides the order of the rows; 1 by default. */
  seed?: number;
  /** How hard weights are drawn to zero whenever they are touched; 0 by default. */
  l2?: number;
  /** Texts that a feature must stand in to be learnt; 2 by default, since one proves nothing. */
  textCountMin?: number;
};

/**
 * Turns the logits of a row into the slope of its loss, in place.
 *
 * @returns Largest size of a slope.
 */
export type LossSlope = (logits: Float64Array, row: number) => number;

const denseRate = 0.1;
const sparseRate = 0.3;
/** Slopes below this move no weight: most labels of most rows, once the head knows them. */
const slopeMin = 1e-4;

/**
 * Trains a linear head by stochastic gradient descent, row after row. Dense weights have an AdaGrad
 * step each (Duchi, Hazan and Singer 2011); all weights of a sparse feature share one, which was
 * 0.3 to 0.7 points better on test rows than one each, and takes a label-th of the memory. On one
 * engine the same rows, options and seed give the same bytes.
 *
 * Cost: `(dimension + features) × labelCount` a row and pass; 4 bytes a feature and label.
 */
export function trainLinear(
  features: TextFeatures,
  labelCount: number,
  slope: LossSlope,
  options: TrainingOptions = {},
): LinearHead {
  const { rowCount } = features;
  const { epochCount = defaultEpochCount(rowCount), seed = 1, l2 = 0, textCountMin = 2 } = options;
  assert(epochCount >= 1, `${epochCount} passes`);
  const slots = frequentSlots(features.ngrams, textCountMin);
  const head: LinearHead = {
    labelCount,
    bias: new Float32Array(labelCount),
    dimension: features.dimension,
    dense: new Float32Array(features.dimension * labelCount),
    slotCount: features.ngrams.slotCount,
    slots,
    sparse: new Float32Array(slots.length * labelCount),
  };
  const trainer = new Trainer(features, head, l2);
  const random = seededRandom(seed);
  let order = Array.from({ length: rowCount }, (_, row) => row);
  for (let epoch = 0; epoch < epochCount; epoch++) {
    order = random.shuffled(order);
    for (const row of order) {
      trainer.readLogits(row);
      if (slope(trainer.slopes, row) >= slopeMin) trainer.update(row);
    }
  }
  return head;
}

function defaultEpochCount(rowCount: number): number {
  return Math.min(12, Math.max(5, Math.ceil(100_000 / Math.max(1, rowCount))));
}

/** Slots that stand in so many rows, rising. */
function frequentSlots({ slots, slotCount }: NgramRows, rowCountMin: number): Uint32Array {
  const counts = new Uint32Array(slotCount);
  for (let i = 0; i < slots.length; i++) counts[slots[i]!]! += 1;
  const found: number[] = [];
  counts.forEach((count, slot) => {
    if (count >= Math.max(1, rowCountMin)) found.push(slot);
  });
  return Uint32Array.from(found);
}

/** The head in training, with the sums of squared slopes that set its steps. */
class Trainer {
  readonly slopes: Float64Array;
  readonly #features: TextFeatures;
  readonly #head: LinearHead;
  readonly #l2: number;
  /** Place of each feature's weights, or -1; as long as the features' values. */
  readonly #weightStarts: Int32Array;
  readonly #biasSquares: Float32Array;
  readonly #denseSquares: Float32Array;
  readonly #sparseSquares: Float32Array;
  readonly #moving: Int32Array;

  constructor(features: TextFeatures, head: LinearHead, l2: number) {
    const rowOf = rowsOfSlots(head.slots, head.slotCount);
    const { slots } = features.ngrams;
    this.slopes = new Float64Array(head.labelCount);
    this.#features = features;
    this.#head = head;
    this.#l2 = l2;
    this.#weightStarts = new Int32Array(slots.length);
    for (let i = 0; i < slots.length; i++) this.#weightStarts[i] = rowOf[slots[i]!]!;
    this.#biasSquares = new Float32Array(head.labelCount).fill(1e-6);
    this.#denseSquares = new Float32Array(head.dense.length).fill(1e-6);
    this.#sparseSquares = new Float32Array(head.slots.length).fill(1e-3);
    this.#moving = new Int32Array(head.labelCount);
  }

  /** Puts the logits of a row into `slopes`. */
  readLogits(row: number): void {
    const { labelCount, dimension, bias, dense, sparse } = this.#head;
    const { vectors, ngrams } = this.#features;
    const sums = this.slopes;
    const places = this.#weightStarts;
    for (let label = 0; label < labelCount; label++) sums[label] = bias[label]!;
    for (let i = 0; i < dimension; i++) {
      const value = vectors[row * dimension + i]!;
      const start = i * labelCount;
      for (let label = 0; label < labelCount; label++) {
        sums[label]! += value * dense[start + label]!;
      }
    }
    for (let i = ngrams.starts[row]!; i < ngrams.starts[row + 1]!; i++) {
      if (places[i] === -1) continue;
      const value = ngrams.values[i]!;
      const start = places[i]! * labelCount;
      for (let label = 0; label < labelCount; label++) {
        sums[label]! += value * sparse[start + label]!;
      }
    }
  }

  /** Moves the weights of a row's features against `slopes`. */
  update(row: number): void {
    const slopes = this.slopes;
    const moving = this.#moving;
    let movingCount = 0;
    let squares = 0;
    for (let label = 0; label < slopes.length; label++) {
      const slope = slopes[label]!;
      if (Math.abs(slope) < slopeMin) continue;
      moving[movingCount] = label;
      movingCount += 1;
      squares += slope * slope;
    }
    this.#updateDense(row, movingCount);
    this.#updateSparse(row, movingCount, squares);
  }

  #updateDense(row: number, movingCount: number): void {
    const { labelCount, dimension, bias, dense } = this.#head;
    const { vectors } = this.#features;
    const [slopes, moving, l2] = [this.slopes, this.#moving, this.#l2];
    const [biasSquares, denseSquares] = [this.#biasSquares, this.#denseSquares];
    for (let i = 0; i < movingCount; i++) {
      const label = moving[i]!;
      biasSquares[label]! += slopes[label]! * slopes[label]!;
      bias[label]! -= (denseRate * slopes[label]!) / Math.sqrt(biasSquares[label]!);
    }
    for (let column = 0; column < dimension; column++) {
      const value = vectors[row * dimension + column]!;
      const start = column * labelCount;
      for (let i = 0; i < movingCount; i++) {
        const at = start + moving[i]!;
        const slope = slopes[moving[i]!]! * value + l2 * dense[at]!;
        denseSquares[at]! += slope * slope;
        dense[at]! -= (denseRate * slope) / Math.sqrt(denseSquares[at]!);
      }
    }
  }

  #updateSparse(row: number, movingCount: number, squares: number): void {
    const { labelCount, sparse } = this.#head;
    const { starts, values } = this.#features.ngrams;
    const [slopes, moving, l2] = [this.slopes, this.#moving, this.#l2];
    const [places, sparseSquares] = [this.#weightStarts, this.#sparseSquares];
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const place = places[i]!;
      if (place === -1) continue;
      const value = values[i]!;
      const start = place * labelCount;
      sparseSquares[place]! += squares * value * value;
      const rate = sparseRate / Math.sqrt(sparseSquares[place]!);
      for (let j = 0; j < movingCount; j++) {
        const label = moving[j]!;
        sparse[start + label]! -= rate * (slopes[label]! * value + l2 * sparse[start + label]!);
      }
    }
  }
}
