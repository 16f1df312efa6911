import { assert } from "../../core/base/errors.ts";

/** How many of the least sure texts are looked at for each one that is chosen. */
const poolFactor = 20;
/** What a text of which the model is quite sure counts: it may be wrong there, and be unlike others. */
const uncertaintyLeast = 0.01;
/** Stands for the distance of a text that was chosen; none is so small. */
const taken = -Infinity;

/**
 * Chooses the texts whose labels would teach most: the model is unsure of them, and they are unlike
 * each other and those that are labelled. Out of the least sure, each next one is that whose
 * uncertainty times distance to the nearest chosen or labelled one is largest (k-center, Sener and
 * Savarese 2018, weighed by margin). Ties go to the lower index.
 *
 * @param uncertainty - Per text, 0 (sure) to 1; 1 everywhere where there is no model.
 * @param vectors - `texts × dimension`, each of unit length or zero.
 * @param labelled - Vectors of texts that have a label already.
 * @returns Indexes of texts, the most useful first.
 *
 * Cost: `countMax × 20 × (countMax + labelled) × dimension` steps at most.
 */
export function chooseRows(
  uncertainty: Float64Array,
  vectors: Float32Array,
  {
    dimension,
    labelled,
    countMax,
  }: { dimension: number; labelled: Float32Array; countMax: number },
): number[] {
  assert(vectors.length === uncertainty.length * dimension, "a vector for every text");
  const pool = Array.from(uncertainty, (_, row) => row)
    .toSorted((one, other) => uncertainty[other]! - uncertainty[one]! || one - other)
    .slice(0, countMax * poolFactor);
  const nearest = new Float64Array(pool.length).fill(1);
  const comeNear = (from: Float32Array, start: number): void => {
    pool.forEach((row, i) => {
      let cosine = 0;
      for (let k = 0; k < dimension; k++)
        cosine += vectors[row * dimension + k]! * from[start + k]!;
      if (nearest[i] !== taken) nearest[i] = Math.min(nearest[i]!, 1 - cosine);
    });
  };
  for (let start = 0; start < labelled.length; start += dimension) comeNear(labelled, start);
  const chosen: number[] = [];
  const worthOf = (i: number): number =>
    Math.max(uncertaintyLeast, uncertainty[pool[i]!]!) * Math.max(0, nearest[i]!);
  while (chosen.length < Math.min(countMax, pool.length)) {
    let best = -1;
    pool.forEach((_, i) => {
      if (nearest[i] === taken) return;
      if (best === -1 || worthOf(i) > worthOf(best)) best = i;
    });
    const row = pool[best]!;
    chosen.push(row);
    comeNear(vectors, row * dimension);
    nearest[best] = taken;
  }
  return chosen;
}

/**
 * How unsure probabilities are, per row, 0 to 1: of one label a text, one less the lead of the
 * likeliest over the next; of tags, how near the doubtful one is to its threshold.
 */
export function uncertaintyOf(
  probabilities: Float32Array,
  { labelCount, thresholds }: { labelCount: number; thresholds: readonly number[] },
): Float64Array {
  const rowCount = probabilities.length / labelCount;
  return Float64Array.from({ length: rowCount }, (_, row) => {
    const ofRow = probabilities.subarray(row * labelCount, (row + 1) * labelCount);
    if (thresholds.length > 0) {
      const gaps = Array.from(ofRow, (probability, i) => Math.abs(probability - thresholds[i]!));
      return 1 - Math.min(1, ...gaps);
    }
    const [first = 0, second = 0] = ofRow.toSorted((one, other) => other - one);
    return 1 - (first - second);
  });
}
