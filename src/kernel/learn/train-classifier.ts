import { createHash } from "node:crypto";

import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { fitPlatt, fitTemperature, type PlattScale, sigmoid } from "./calibration.ts";
import { foldsOf, splitAt } from "./cross-validate.ts";
import { type LinearHead, linearScorer } from "./linear-head.ts";
import { packHead, type PackedHead, unpackHead } from "./packed-head.ts";
import { chooseScopeRows, nearestCosines, type ScopeRows, withThreshold } from "./scope.ts";
import { balancedWeights, trainSoftmax } from "./softmax.ts";
import { bestThreshold, trainTags } from "./tags.ts";
import { TextClassifier } from "./text-classifier.ts";
import { featuresAt, type TextFeatures, textFeatures, withoutNgrams } from "./text-features.ts";
import type { TrainingOptions } from "./train-linear.ts";
import { readAnswers, type LabelledText, type TaggedText } from "./training-rows.ts";

/** How a classifier is trained. */
export type ClassifierOptions = TrainingOptions & {
  /** The rows' texts, encoded; by default their n-grams alone. */
  features?: TextFeatures;
  /** The labels that may stand in the rows; any by default. */
  labels?: readonly string[];
  /**
   * `balanced`: rare labels count as much as common ones, where one label a text is learnt. Found
   * more often they are then, but probabilities are too high for them. By default every row counts
   * the same.
   */
  weights?: "balanced" | "equal";
  /** Bytes of weights to keep, 2,000,000 by default; the least important features go. */
  bytesMax?: number;
  /** Texts of each label to keep the vectors of, to tell what is out of scope; 100 by default. */
  scopeTextsMax?: number;
};

const defaultBytesMax = 2_000_000;
const defaultScopeTextsMax = 100;
/** Below so many rows a tenth of them is too few to calibrate by: each row is asked out of 5 folds. */
const crossedRowCount = 2_000;
/** From so many rows on, training again on the held-out tenth too gains nothing worth its time. */
const largeRowCount = 20_000;

/**
 * Trains a classifier: one label a text where rows have a `label`, any number where they have
 * `tags`. Rows are held out to calibrate its probabilities and to set thresholds: below 2,000 all
 * by five folds, above a tenth; then it is trained on all rows again, unless there are 20,000 or
 * more. Texts that come twice are never on both sides.
 *
 * @throws TrainingRowsError for fewer than 10 rows, fewer than two labels, an empty label or one
 *   that is not in `options.labels`.
 *
 * Cost: 10,003 questions with 77 labels take about 15 s of one core, 100,000 tickets of 45 words
 * with 8 labels less than 30 s; 16 bytes a feature of the rows.
 */
export function trainTextClassifier(
  rows: readonly LabelledText[] | readonly TaggedText[],
  options: ClassifierOptions = {},
): TextClassifier {
  const read = readAnswers(rows, options.labels);
  const texts: MaskedText[] = rows.map(({ text }) => text);
  const features = options.features ?? textFeatures(texts);
  assert(features.rowCount === rows.length, "features are those of the rows");
  const task: Task = { ...read, features, options };
  const { heldOut, logits, head: tried } = askHeldOut(task, texts);
  const head = tried ?? trainOn(task, undefined);
  const answers = answersAt(task, heldOut);
  const calibrated =
    read.kind === "single"
      ? {
          temperature: fitTemperature(logits, read.labels.length, answers),
          scales: [],
          thresholds: [],
        }
      : { temperature: 1, ...tagCalibration(logits, answers, read.labels.length) };
  return new TextClassifier({
    kind: read.kind,
    labels: read.labels,
    embedder: features.embedder,
    head,
    ...calibrated,
    scope: scopeOf(task, heldOut),
    dataHash: dataHashOf(rows),
    rowCount: rows.length,
  });
}

type Task = ReturnType<typeof readAnswers> & { features: TextFeatures; options: ClassifierOptions };

/** Logits of rows by heads that have not seen their texts; the head too where one is enough. */
function askHeldOut(
  task: Task,
  texts: readonly MaskedText[],
): { heldOut: Uint32Array; logits: Float32Array; head: PackedHead | undefined } {
  const { features, strata, labels } = task;
  const isCrossed = texts.length < crossedRowCount;
  const folds = foldsOf(texts, strata, isCrossed ? 5 : 10);
  const heldOut: number[] = [];
  const logits: Float32Array[] = [];
  let head: PackedHead | undefined;
  for (let fold = 0; fold < (isCrossed ? 5 : 1); fold++) {
    const { train, test } = splitAt(folds, fold);
    if (train.length === 0 || test.length === 0) continue;
    head = trainOn(task, train);
    heldOut.push(...test);
    logits.push(linearScorer(unpackHead(head))(featuresAt(features, test)));
  }
  const all = new Float32Array(heldOut.length * labels.length);
  let at = 0;
  for (const part of logits) {
    all.set(part, at);
    at += part.length;
  }
  const isLarge = texts.length >= largeRowCount;
  return { heldOut: Uint32Array.from(heldOut), logits: all, head: isLarge ? head : undefined };
}

/** Trains on some rows, or on all, and packs. */
function trainOn(task: Task, rows: Uint32Array | undefined): PackedHead {
  const { kind, labels, options } = task;
  const features = rows === undefined ? task.features : featuresAt(task.features, rows);
  const answers = answersAt(task, rows);
  const labelCount = labels.length;
  let head: LinearHead;
  if (kind === "single") {
    const isBalanced = options.weights === "balanced";
    const labelWeights = isBalanced ? balancedWeights(answers, labelCount) : undefined;
    head = trainSoftmax(features, answers, labelCount, {
      ...options,
      ...(labelWeights === undefined ? {} : { labelWeights }),
    });
  } else head = trainTags(features, answers, labelCount, options);
  const textCounts = new Uint32Array(features.ngrams.slotCount);
  for (const slot of features.ngrams.slots) textCounts[slot]! += 1;
  const slotTextCounts = head.slots.map((slot) => textCounts[slot]!);
  const { bytesMax = defaultBytesMax } = options;
  return packHead(head, slotTextCounts, { bytesMax, isShiftFree: kind === "single" });
}

/** The answers of some rows, or of all: a label's index a row, or a flag a row and tag. */
function answersAt({ answers, answersPerRow }: Task, rows: Uint32Array | undefined): Uint32Array {
  if (rows === undefined) return answers;
  const chosen = new Uint32Array(rows.length * answersPerRow);
  rows.forEach((row, index) => {
    const start = row * answersPerRow;
    chosen.set(answers.subarray(start, start + answersPerRow), index * answersPerRow);
  });
  return chosen;
}

function tagCalibration(
  logits: Float32Array,
  answers: Uint32Array,
  tagCount: number,
): { scales: PlattScale[]; thresholds: number[] } {
  const column = <T extends Float32Array | Uint32Array>(from: T, tag: number): T =>
    from.filter((_, at) => at % tagCount === tag) as T; // filter keeps the kind of array
  const scales: PlattScale[] = [];
  const thresholds: number[] = [];
  for (let tag = 0; tag < tagCount; tag++) {
    const [ofTag, hasTag] = [column(logits, tag), column(answers, tag)];
    const { slope, offset } = fitPlatt(ofTag, hasTag);
    scales.push({ slope, offset });
    const probabilities = Float64Array.from(ofTag, (logit) => sigmoid(slope * logit + offset));
    thresholds.push(bestThreshold(probabilities, hasTag));
  }
  return { scales, thresholds };
}

/** The threshold is read from rows that are held out of the choice first. */
function scopeOf(
  { features, answers, kind, options }: Task,
  heldOut: Uint32Array,
): ScopeRows | undefined {
  const { scopeTextsMax = defaultScopeTextsMax } = options;
  if (features.embedder === undefined || scopeTextsMax === 0) return undefined;
  const rows = Uint32Array.from({ length: features.rowCount }, (_, row) => row);
  const labelOf = (row: number): number => (kind === "single" ? answers[row]! : 0);
  const isHeldOut = new Set(heldOut.subarray(0, Math.ceil(features.rowCount / 10)));
  const inside = rows.filter((row) => !isHeldOut.has(row));
  const asked = rows.filter((row) => isHeldOut.has(row));
  const perLabel =
    kind === "single" ? scopeTextsMax : scopeTextsMax * (options.labels?.length ?? 10);
  const dense = withoutNgrams(features);
  const trial = chooseScopeRows(featuresAt(dense, inside), Array.from(inside, labelOf), perLabel);
  const scope = chooseScopeRows(dense, Array.from(rows, labelOf), perLabel);
  return withThreshold(scope, nearestCosines(trial, featuresAt(dense, asked)));
}

function dataHashOf(rows: readonly LabelledText[] | readonly TaggedText[]): string {
  const hash = createHash("sha256");
  for (const row of rows) {
    hash.update(JSON.stringify([row.text, "label" in row ? row.label : row.tags]));
    hash.update("\n");
  }
  return hash.digest("hex");
}
