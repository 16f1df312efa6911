import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { WordPieceTokenizer } from "../text/wordpiece.ts";
import type { Embedder, ModelName } from "./embedder.ts";
import { PairTable } from "./pair-table.ts";
import type { TokenVectors } from "./token-vectors.ts";

const chunkRowCount = 512;

/**
 * Embeds texts by looking up: the rows of a text's tokens and of its known token pairs are summed
 * in that order and brought to unit length. No word order beyond the pairs; texts of any length.
 *
 * Keeps its working memory between calls, so one instance serves one thread. About 2 µs for a
 * question of 12 words.
 *
 * Source: Tulkens and van Dongen 2024 (Model2Vec), with rows fitted to the teacher's sentence
 * vectors and rows for pairs.
 */
export class StaticEncoder implements Embedder {
  readonly model: ModelName;
  readonly dimension: number;
  readonly #vectors: TokenVectors;
  readonly #tokenizer: WordPieceTokenizer;
  readonly #pairs: PairTable;
  readonly #tokens;
  readonly #sum: Float64Array;

  /**
   * @param dimension - Values to keep of each vector, from its start; nearly as good at 128 as at
   *   the model's 256, and a model of its own by name.
   */
  constructor(vectors: TokenVectors, dimension: number = vectors.dimension) {
    assert(dimension % 4 === 0 && dimension > 0, "a dimension is a multiple of 4");
    assert(dimension <= vectors.dimension, "a dimension is at most the model's own");
    const isWhole = dimension === vectors.dimension;
    this.model = {
      tier: "local",
      name: isWhole ? vectors.name : `${vectors.name}-first-${dimension}`,
      version: vectors.version,
    };
    this.dimension = dimension;
    this.#vectors = vectors;
    this.#tokenizer = new WordPieceTokenizer(vectors.vocabulary, vectors.unknownId);
    this.#pairs = new PairTable(vectors.pairs);
    this.#tokens = this.#tokenizer.tokenize([]);
    this.#sum = new Float64Array(dimension);
  }

  /**
   * The texts' vectors, as {@link Embedder} says, at once.
   *
   * @param into - Takes them instead of a new array; exactly `texts.length × dimension` long.
   */
  embed(
    texts: readonly MaskedText[],
    into: Float32Array = new Float32Array(texts.length * this.dimension),
  ): Float32Array {
    assert(into.length === texts.length * this.dimension, "the target holds one row a text");
    for (let first = 0; first < texts.length; first += chunkRowCount) {
      const { ids, rowStarts, rowCount } = this.#tokenizer.tokenize(
        texts.slice(first, first + chunkRowCount),
        this.#tokens,
      );
      for (let row = 0; row < rowCount; row++) {
        this.#sum.fill(0);
        this.#addTokens(ids, rowStarts[row]!, rowStarts[row + 1]!);
        this.#writeUnit(into, (first + row) * this.dimension);
      }
    }
    return into;
  }

  #addTokens(ids: Uint32Array, start: number, end: number): void {
    const tokenCount = this.#vectors.vocabulary.length;
    for (let at = start; at < end; at++) {
      this.#addRow(ids[at]!);
      const pair = at === start ? -1 : this.#pairs.find(ids[at - 1]!, ids[at]!);
      if (pair >= 0) this.#addRow(tokenCount + pair);
    }
  }

  #addRow(row: number): void {
    const { vectors, scales, dimension } = this.#vectors;
    const sum = this.#sum;
    const scale = scales[row]!;
    const from = row * dimension;
    for (let i = 0; i < sum.length; i += 4) {
      sum[i]! += scale * vectors[from + i]!;
      sum[i + 1]! += scale * vectors[from + i + 1]!;
      sum[i + 2]! += scale * vectors[from + i + 2]!;
      sum[i + 3]! += scale * vectors[from + i + 3]!;
    }
  }

  #writeUnit(into: Float32Array, at: number): void {
    const sum = this.#sum;
    let square = 0;
    for (let i = 0; i < sum.length; i++) square += sum[i]! * sum[i]!;
    const factor = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let i = 0; i < sum.length; i++) into[at + i] = sum[i]! * factor;
  }
}
