import { assert } from "../../core/base/errors.ts";

/** How long a summary may be. */
export type SummaryLimits = {
  sentenceCountMax: number;
  /** Of all sentences with a blank between them; the first is kept even where it is longer. */
  characterCountMax: number;
};

/** Worth of the first sentence of a text over one far behind, in cosine. */
const positionWeight = 0.15;

/** How much being like the whole counts; the rest is how much being like what was chosen costs. */
const centroidShare = 0.7;

/** A sentence as like a chosen one as this repeats it. */
const repeatCosine = 0.9;

/**
 * Chooses the sentences that say what a text is about: the first, because customers begin with what
 * they want, then those nearest to the mean of all, with a bonus for standing early and less for
 * what was said before.
 *
 * @param sentences - In their order, greetings and signatures left out.
 * @param vectors - `sentences.length × dimension`, row-major, each of unit length or zero.
 * @returns Indexes of the chosen sentences, rising.
 *
 * Source: Carbonell and Goldstein 1998 (MMR), on the centroid of Radev et al. 2004.
 * Cost: O(sentences × chosen × dimension).
 */
export function chooseSentences(
  sentences: readonly string[],
  vectors: Float32Array,
  { sentenceCountMax, characterCountMax }: SummaryLimits,
): number[] {
  if (sentences.length === 0) return [];
  const dimension = vectors.length / sentences.length;
  assert(Number.isInteger(dimension), `${vectors.length} values for ${sentences.length} sentences`);
  const row = (index: number): Float32Array =>
    vectors.subarray(index * dimension, (index + 1) * dimension);
  const centroid = meanOf(vectors, dimension);
  const worths = sentences.map(
    (_, index) => cosine(row(index), centroid) + positionWeight / (1 + index),
  );
  const nearest = sentences.map(() => 0);
  const chosen = [0];
  let characterCount = sentences[0]!.length;
  while (chosen.length < sentenceCountMax) {
    const last = row(chosen.at(-1)!); // the first stands there
    for (let i = 0; i < nearest.length; i++) nearest[i] = Math.max(nearest[i]!, dot(row(i), last));
    const isOpen = (index: number): boolean =>
      !chosen.includes(index) &&
      nearest[index]! < repeatCosine &&
      characterCount + 1 + sentences[index]!.length <= characterCountMax;
    const score = (index: number): number =>
      centroidShare * worths[index]! - (1 - centroidShare) * nearest[index]!;
    const best = bestOf(sentences.length, isOpen, score);
    if (best === undefined) break;
    chosen.push(best);
    characterCount += 1 + sentences[best]!.length;
  }
  return chosen.toSorted((one, other) => one - other);
}

/** The index of the highest score among those that are open, the lower one of equals. */
function bestOf(
  count: number,
  isOpen: (index: number) => boolean,
  score: (index: number) => number,
): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < count; i++)
    if (isOpen(i) && (best === undefined || score(i) > score(best))) best = i;
  return best;
}

function meanOf(vectors: Float32Array, dimension: number): Float32Array {
  const mean = new Float32Array(dimension);
  for (let i = 0; i < vectors.length; i++) mean[i % dimension]! += vectors[i]!;
  return mean;
}

/** Of two vectors of any length; 0 where one is zero. */
function cosine(one: Float32Array, other: Float32Array): number {
  const length = Math.sqrt(dot(one, one) * dot(other, other));
  return length === 0 ? 0 : dot(one, other) / length;
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}
