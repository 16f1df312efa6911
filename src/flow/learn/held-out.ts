import { z } from "zod";

import type { MaskedText } from "../../core/base/masked-text.ts";
import { foldsOf, splitAt } from "../../kernel/learn/cross-validate.ts";
import type { TextClassifier } from "../../kernel/learn/text-classifier.ts";
import { featuresAt, type TextFeatures } from "../../kernel/learn/text-features.ts";
import { trainTextClassifier } from "../../kernel/learn/train-classifier.ts";
import type { LabelledText, TaggedText } from "../../kernel/learn/training-rows.ts";
import type { AnswerKind } from "./labelled-rows.ts";
import type { Example, Examples } from "./examples.ts";

/** What somebody is told between two folds. */
export type FoldOptions = {
  foldCount: number;
  /** Called before each fold; may wait, and throws to stop. */
  onFold: (fold: number) => Promise<void>;
};

/**
 * Asks every text of a classifier that was trained without it, fold by fold.
 *
 * @param labels - Columns of the answer.
 * @returns `rows × labels` calibrated probabilities; 0 for a label that a fold did not know.
 */
export async function askHeldOut(
  { kind, rows }: Pick<Examples, "kind" | "rows">,
  { features, labels }: { features: TextFeatures; labels: readonly string[] },
  { foldCount, onFold }: FoldOptions,
): Promise<Float32Array> {
  const texts = rows.map(({ text }) => text);
  const strata = rows.map((row) => row.labels.join("\n"));
  const folds = foldsOf(texts, strata, foldCount);
  const probabilities = new Float32Array(rows.length * labels.length);
  for (let fold = 0; fold < foldCount; fold++) {
    await onFold(fold);
    const { train, test } = splitAt(folds, fold);
    if (test.length === 0) continue;
    const known = [...train].map((row) => rows[row]!);
    const answers = askOf(
      { kind, rows: known },
      featuresAt(features, train),
      featuresAt(features, test),
    );
    const columns = answers.labels.map((label) => labels.indexOf(label));
    test.forEach((row, index) => {
      columns.forEach((column, i) => {
        const from = index * columns.length + i;
        probabilities[row * labels.length + column] = answers.probabilities[from]!;
      });
    });
  }
  return probabilities;
}

/** Trains on some rows and asks others. */
function askOf(
  examples: Pick<Examples, "kind" | "rows">,
  train: TextFeatures,
  test: TextFeatures,
): { labels: readonly string[]; probabilities: Float32Array } {
  const labels = [...new Set(examples.rows.flatMap((row) => row.labels))];
  // The other labels have too few texts to be in every fold: there is no choice here.
  if (examples.kind === "single" && labels.length === 1)
    return { labels, probabilities: new Float32Array(test.rowCount).fill(1) };
  if (labels.length === 0) return { labels, probabilities: new Float32Array(0) };
  const classifier = trainTextClassifier(trainingRows(examples), {
    features: train,
    scopeTextsMax: 0,
  });
  return { labels: classifier.labels, probabilities: classifier.score(test) };
}

/** Rows as `trainTextClassifier` takes them. */
export function trainingRows({
  kind,
  rows,
}: Pick<Examples, "kind" | "rows">): LabelledText[] | TaggedText[] {
  if (kind === "multi") return rows.map(({ text, labels }) => ({ text, tags: labels }));
  return rows.map(({ text, labels }) => ({ text, label: labels[0] ?? "" }));
}

/** The labels that probabilities stand for, in each row. */
export function answersOf(
  probabilities: Float32Array,
  {
    kind,
    labels,
    thresholds,
  }: { kind: AnswerKind; labels: readonly string[]; thresholds: readonly number[] },
): string[][] {
  const rowCount = probabilities.length / labels.length;
  return Array.from({ length: rowCount }, (_, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length);
    if (kind === "multi")
      return labels.filter((_label, i) => ofRow[i]! >= (thresholds[i] ?? 0.5)).toSorted();
    return [labels[ofRow.indexOf(Math.max(...ofRow))]!];
  });
}

/** What a version said of its own training texts, each time by a model that had not seen it. */
export type HeldOutAnswers = ReadonlyMap<string, readonly string[]>;

const Stored = z.object({
  labels: z.array(z.string()),
  answers: z.record(z.string(), z.array(z.int().min(0))),
});

/** Such answers as the bytes of an artefact. */
export function encodeHeldOut(
  rows: readonly Example[],
  answers: readonly (readonly string[])[],
): Uint8Array {
  const labels = [...new Set(answers.flat())].toSorted();
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const entries = rows.map(({ key }, row) => {
    return [key, (answers[row] ?? []).map((label) => indexOf.get(label) ?? 0)] as const;
  });
  const sorted = [...new Map(entries)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(`${JSON.stringify({ labels, answers: Object.fromEntries(sorted) })}\n`);
}

/** Reads them; none where a version has no such artefact, as shipped ones do. */
export function decodeHeldOut(bytes: Uint8Array): HeldOutAnswers {
  const { labels, answers } = Stored.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  return new Map(
    Object.entries(answers).map(([key, ofText]) => [key, ofText.map((i) => labels[i] ?? "")]),
  );
}

/**
 * What a version says of texts, without having learnt any of them: its held-out answer where it was
 * trained on the text, and where not, what it answers.
 */
export function askFairly(
  { classifier, heldOut }: { classifier: TextClassifier; heldOut: HeldOutAnswers },
  rows: readonly { key: string; text: MaskedText }[],
  features: TextFeatures,
): { answers: (readonly string[])[]; seenCount: number } {
  const unseen = rows.flatMap(({ key }, row) => (heldOut.has(key) ? [] : [row]));
  const asked = classifier.answersOf(classifier.score(featuresAt(features, unseen)));
  const fresh = new Map(unseen.map((row, i) => [row, (asked[i]?.labels ?? []).toSorted()]));
  const answers = rows.map(({ key }, row) => fresh.get(row) ?? heldOut.get(key) ?? []);
  return { answers, seenCount: rows.length - unseen.length };
}
