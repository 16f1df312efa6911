import type { Embedder } from "../../kernel/learn/embedder.ts";
import { encodeTexts } from "../../kernel/learn/text-features.ts";
import type { TextClassifier } from "../../kernel/learn/text-classifier.ts";
import { trainTextClassifier } from "../../kernel/learn/train-classifier.ts";
import type { OnnxClassifier } from "../../storage/onnx/onnx-classifier.ts";
import { kindWords, type Examples } from "./examples.ts";
import { trainingRows } from "./held-out.ts";
import { judge, type Judgement } from "./judge.ts";
import { LearnInputError, NothingToLearnError } from "./learn-errors.ts";

/** Trains on some texts, for judging it on others; nothing is kept. */
export async function fitClassifier(
  examples: Examples,
  embedder: Embedder,
): Promise<TextClassifier> {
  const texts = examples.rows.map(({ text }) => text);
  const features = await encodeTexts(texts, embedder);
  return trainTextClassifier(trainingRows(examples), { features, scopeTextsMax: 0 });
}

/**
 * Judges a model in ONNX on texts with labels; a tag counts from a chance of one half on.
 *
 * @throws LearnInputError as {@link judgeClassifier}.
 */
export async function judgeOnnx(
  classifier: OnnxClassifier,
  test: Examples,
  signal?: AbortSignal,
): Promise<Judgement> {
  const { kind, labels } = classifier;
  if (kind !== test.kind)
    throw new LearnInputError(
      `the model answers ${kindWords[kind]}, and the test has ${kindWords[test.kind]}`,
    );
  const texts = test.rows.map(({ text }) => text);
  const probabilities = await classifier.score(texts, signal);
  return judge({ labels, probabilities, thresholds: labels.map(() => 0.5) }, test);
}

/**
 * Judges a classifier on texts with labels.
 *
 * @throws LearnInputError when it answers one label and the texts have tags, or the other way round;
 * NothingToLearnError when there is no text.
 */
export async function judgeClassifier(
  classifier: TextClassifier,
  test: Examples,
  embedder: Embedder,
): Promise<Judgement> {
  const { kind, thresholds, embedder: own } = classifier.state;
  if (kind !== test.kind) {
    throw new LearnInputError(
      `the model was trained on ${kindWords[kind]}, and the test has ${kindWords[test.kind]}`,
    );
  }
  if (test.rows.length === 0)
    throw new NothingToLearnError("no row of the test has a text; give rows to judge on");
  const texts = test.rows.map(({ text }) => text);
  const features = await encodeTexts(texts, own === undefined ? undefined : embedder);
  const probabilities = classifier.score(features);
  return judge({ labels: classifier.labels, probabilities, thresholds }, test);
}
