import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { type PlattScale, sigmoid, softmaxRows } from "./calibration.ts";
import { OtherEmbedderError } from "./classifier-errors.ts";
import type { Embedder, ModelName } from "./embedder.ts";
import { largestIndex } from "./evaluate.ts";
import { linearScorer } from "./linear-head.ts";
import { type PackedHead, unpackHead } from "./packed-head.ts";
import { nearestCosines, type ScopeRows } from "./scope.ts";
import { encodeTexts, type TextFeatures } from "./text-features.ts";

/** All that a trained classifier is, as it is stored. */
export type ClassifierState = {
  /** One label a text, or any number of tags. */
  kind: "single" | "multi";
  /** In order of the alphabet; the columns of its probabilities. */
  labels: readonly string[];
  /** Whose vectors it reads; undefined for n-grams alone. */
  embedder: ModelName | undefined;
  head: PackedHead;
  /** Logits are divided by it; 1 for tags. */
  temperature: number;
  /** One a tag; none for one label a text. */
  scales: readonly PlattScale[];
  /** Probability from which on each tag is answered; none for one label a text. */
  thresholds: readonly number[];
  /** Undefined without an embedder, or where it was not wanted. */
  scope: ScopeRows | undefined;
  /** SHA-256 of the training rows, in their order. */
  dataHash: string;
  /** Training rows. */
  rowCount: number;
};

/** What a text was found to be: one label, or the tags that reach their thresholds, surest first. */
export type Classified = { labels: string[]; confidences: number[] };

/** A trained head with all that its answers need. */
export class TextClassifier {
  readonly state: ClassifierState;
  readonly #logits: (features: TextFeatures) => Float32Array;

  constructor(state: ClassifierState) {
    this.state = state;
    this.#logits = linearScorer(unpackHead(state.head));
  }

  /** In the order of the columns of {@link score}. */
  get labels(): readonly string[] {
    return this.state.labels;
  }

  /**
   * Calibrated probabilities, `rowCount × labels`, row-major: of a row they sum to 1 where a text
   * has one label, and are each for itself where it has tags.
   *
   * @throws OtherEmbedderError where the vectors are of another embedder than in training.
   */
  score(features: TextFeatures): Float32Array {
    this.#checkEmbedder(features.embedder);
    const { kind, labels, temperature, scales } = this.state;
    const scores = this.#logits(features);
    if (kind === "single") softmaxRows(scores, labels.length, temperature);
    else {
      for (let at = 0; at < scores.length; at++) {
        const { slope, offset } = scales[at % labels.length]!;
        scores[at] = sigmoid(slope * scores[at]! + offset);
      }
    }
    return scores;
  }

  /**
   * How near each text is to the labelled text nearest to it, by cosine; below
   * `state.scope.threshold` it is of a kind that was never labelled. Undefined without scope.
   */
  scopeCosines(features: TextFeatures): Float32Array | undefined {
    this.#checkEmbedder(features.embedder);
    return this.state.scope === undefined ? undefined : nearestCosines(this.state.scope, features);
  }

  /** Encodes and answers texts. To ask several heads of the same texts, encode once and `score`. */
  async classify(texts: readonly MaskedText[], embedder?: Embedder): Promise<Classified[]> {
    const wanted = this.state.embedder === undefined ? undefined : embedder;
    const features = await encodeTexts(texts, wanted);
    return this.answersOf(this.score(features));
  }

  /** What probabilities that {@link score} gave say of each text. */
  answersOf(probabilities: Float32Array): Classified[] {
    const { kind, labels, thresholds } = this.state;
    const rowCount = probabilities.length / labels.length;
    assert(Number.isInteger(rowCount), "a probability for every row and label");
    return Array.from({ length: rowCount }, (_, row) => {
      const start = row * labels.length;
      if (kind === "single") {
        const best = largestIndex(probabilities, start, labels.length);
        return { labels: [labels[best]!], confidences: [probabilities[start + best]!] };
      }
      const found = labels
        .map((label, i) => ({
          label,
          confidence: probabilities[start + i]!,
          least: thresholds[i]!,
        }))
        .filter(({ confidence, least }) => confidence >= least)
        .toSorted((one, other) => other.confidence - one.confidence);
      return {
        labels: found.map(({ label }) => label),
        confidences: found.map(({ confidence }) => confidence),
      };
    });
  }

  #checkEmbedder(given: ModelName | undefined): void {
    const { embedder } = this.state;
    if (embedder !== undefined && !isSameModel(given, embedder)) {
      throw new OtherEmbedderError(embedder, given);
    }
  }
}

/** True when both give the same vectors for the same text. */
function isSameModel(one: ModelName | undefined, other: ModelName | undefined): boolean {
  return one?.name === other?.name && one?.version === other?.version && one?.tier === other?.tier;
}
