import { assert } from "../../src/core/base/errors.ts";
import { sha256 } from "../../src/core/base/hash.ts";
import { fitPlatt, fitTemperature, sigmoid } from "../../src/kernel/learn/calibration.ts";
import { linearScorer } from "../../src/kernel/learn/linear-head.ts";
import { unpackHead } from "../../src/kernel/learn/packed-head.ts";
import { chooseScopeRows, nearestCosines, withThreshold } from "../../src/kernel/learn/scope.ts";
import { bestThreshold } from "../../src/kernel/learn/tags.ts";
import { type ClassifierState, TextClassifier } from "../../src/kernel/learn/text-classifier.ts";
import { featuresAt, type TextFeatures } from "../../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../../src/kernel/learn/train-classifier.ts";
import type { Task } from "./labelled-rows.ts";
import { featuresOf, type MaskedRow } from "./masked-rows.ts";

/** Most bytes of each head's weights: together they stay below two million. */
const bytesMax: Readonly<Record<Task, number>> = {
  category: 450_000,
  subcategory: 450_000,
  sentiment: 350_000,
  tags: 450_000,
};

/**
 * How often a category stands in the rows says nothing of how often users' customers mean it, so each
 * counts as much. MIXED, of which there are few rows, would be answered for what is merely negative.
 */
const weights: Readonly<Record<Exclude<Task, "tags">, "balanced" | "equal">> = {
  category: "balanced",
  subcategory: "balanced",
  sentiment: "equal",
};

/** Texts of each category whose vectors tell what is in scope. */
const scopeTextsMax = 100;

/** One line of our own, or one public text, in so many is asked before it is learnt. */
const calibrationShare = 8;

/**
 * Trains a head on the rows. What calibrates it are rows that a first head has not seen: whole
 * lines of our own texts with everything made from them, because a template's other texts or the
 * same sentence typed in a hurry would make it look too sure.
 */
export function fitHead(task: Task, rows: readonly MaskedRow[]): TextClassifier {
  assert(
    rows.every(({ split }) => split === "train"),
    "only rows for training are learnt",
  );
  const features = featuresOf(rows);
  const numbers = rows.map((_, row) => row);
  const inside = numbers.filter((row) => !isAskedFirst(rows[row]!));
  const asked = evenly(
    rows,
    numbers.filter((row) => isAskedFirst(rows[row]!)),
  );
  const trial = trained(task, at(rows, inside), featuresAt(features, inside));
  const head = trained(task, rows, features);
  const calibrated = calibration(trial, at(rows, asked), featuresAt(features, asked));
  const scope = task === "category" ? scopeOf(rows, features) : undefined;
  return new TextClassifier({ ...head.state, ...calibrated, scope });
}

function at<T>(rows: readonly T[], numbers: readonly number[]): T[] {
  return numbers.map((row) => rows[row]!);
}

/** No more public rows than our own: tweets would tell how sure to be of what a customer writes. */
function evenly(rows: readonly MaskedRow[], numbers: readonly number[]): number[] {
  const isOwn = (row: number): boolean => rows[row]!.source.startsWith("own-");
  const own = numbers.filter(isOwn);
  return [...own, ...numbers.filter((row) => !isOwn(row)).slice(0, own.length)];
}

function isAskedFirst({ origin }: MaskedRow): boolean {
  return BigInt(`0x${sha256(`calibration ${origin}`)}`) % BigInt(calibrationShare) === 0n;
}

function trained(task: Task, rows: readonly MaskedRow[], features: TextFeatures): TextClassifier {
  const options = { features, bytesMax: bytesMax[task], scopeTextsMax: 1, seed: 1 };
  if (task === "tags")
    return trainTextClassifier(
      rows.map(({ text, labels }) => ({ text, tags: labels })),
      options,
    );
  return trainTextClassifier(
    rows.map(({ text, labels }) => ({ text, label: labels[0]! })), // by the task, one each
    { ...options, weights: weights[task] },
  );
}

function calibration(
  { state }: TextClassifier,
  rows: readonly MaskedRow[],
  features: TextFeatures,
): Pick<ClassifierState, "temperature" | "scales" | "thresholds"> {
  const { labels } = state;
  const logits = linearScorer(unpackHead(state.head))(features);
  if (state.kind === "single") {
    const answers = rows.map((row) => labels.indexOf(row.labels[0]!)); // as above
    const temperature = fitTemperature(logits, labels.length, answers);
    return { temperature, scales: [], thresholds: [] };
  }
  const ofTags = labels.map((label, tag) => {
    const ofTag = Float32Array.from(rows, (_, row) => logits[row * labels.length + tag]!);
    const hasTag = Uint32Array.from(rows, (row) => Number(row.labels.includes(label)));
    const { slope, offset } = fitPlatt(ofTag, hasTag);
    const chances = Float64Array.from(ofTag, (logit) => sigmoid(slope * logit + offset));
    return { scale: { slope, offset }, threshold: bestThreshold(chances, hasTag) };
  });
  return {
    temperature: 1,
    scales: ofTags.map(({ scale }) => scale),
    thresholds: ofTags.map(({ threshold }) => threshold),
  };
}

/**
 * What is in scope is told by sentences of our own alone, and not by what belongs to no desk. Its
 * threshold is read from sentences that were taken out of the choice.
 */
function scopeOf(rows: readonly MaskedRow[], features: TextFeatures): ClassifierState["scope"] {
  const labels = [...new Set(rows.flatMap((row) => row.labels))].toSorted();
  const own = rows
    .map((_, row) => row)
    .filter((row) => rows[row]!.source === "own-sentences" && rows[row]!.labels[0] !== "OTHER");
  const chosen = (numbers: readonly number[]) =>
    chooseScopeRows(
      featuresAt(features, numbers),
      at(rows, numbers).map((row) => labels.indexOf(row.labels[0]!)), // one each
      scopeTextsMax,
    );
  const asked = own.filter((row) => isAskedFirst(rows[row]!));
  const trial = chosen(own.filter((row) => !isAskedFirst(rows[row]!)));
  return withThreshold(chosen(own), nearestCosines(trial, featuresAt(features, asked)));
}
