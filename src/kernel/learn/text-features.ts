import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Embedder, ModelName } from "./embedder.ts";
import { encodeNgrams, type NgramRows, ngramRowsAt } from "./ngrams.ts";

/** Texts as numbers, computed once for all heads that read them. */
export type TextFeatures = {
  rowCount: number;
  /** Who made `vectors`; undefined where there are none. */
  embedder: ModelName | undefined;
  /** Values of a row of `vectors`; 0 where there is no embedder. */
  dimension: number;
  /** `rowCount × dimension`, row-major, each row of unit length or zero. */
  vectors: Float32Array;
  ngrams: NgramRows;
};

/** Encodes texts for heads: their n-grams, and their vectors where an embedder is given. */
export async function encodeTexts(
  texts: readonly MaskedText[],
  embedder?: Embedder,
): Promise<TextFeatures> {
  if (embedder === undefined) return textFeatures(texts);
  return textFeatures(texts, { vectors: await embedder.embed(texts), model: embedder.model });
}

/**
 * The same, with vectors that are there already.
 *
 * @param dense - `texts.length × dimension` values, and the embedder that made them.
 */
export function textFeatures(
  texts: readonly MaskedText[],
  dense?: { vectors: Float32Array; model: ModelName },
): TextFeatures {
  const rowCount = texts.length;
  const vectors = dense?.vectors ?? new Float32Array(0);
  const dimension = rowCount === 0 ? 0 : vectors.length / rowCount;
  assert(Number.isInteger(dimension), `${vectors.length} values for ${rowCount} texts`);
  return { rowCount, embedder: dense?.model, dimension, vectors, ngrams: encodeNgrams(texts) };
}

/** Some rows, in the order of `rows`; a row may come more than once. */
export function featuresAt(from: TextFeatures, rows: ArrayLike<number>): TextFeatures {
  const { dimension } = from;
  const vectors = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * dimension;
    vectors.set(from.vectors.subarray(start, start + dimension), i * dimension);
  }
  const ngrams = ngramRowsAt(from.ngrams, rows);
  return { ...from, rowCount: rows.length, vectors, ngrams };
}

/** The same texts by their vectors alone. */
export function withoutNgrams(features: TextFeatures): TextFeatures {
  const { rowCount, ngrams } = features;
  return {
    ...features,
    ngrams: {
      rowCount,
      slotCount: ngrams.slotCount,
      starts: new Uint32Array(rowCount + 1),
      slots: new Uint32Array(0),
      values: new Float32Array(0),
    },
  };
}
