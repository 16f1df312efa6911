import { describe, expect, it } from "vitest";

import { decodeClassifier, encodeClassifier } from "../../src/kernel/learn/classifier-codec.ts";
import { evaluate } from "../../src/kernel/learn/evaluate.ts";
import { chooseScopeRows, nearestCosines } from "../../src/kernel/learn/scope.ts";
import { shippedEncoder } from "../../src/kernel/learn/shipped-encoder.ts";
import { encodeTexts, type TextFeatures } from "../../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../../src/kernel/learn/train-classifier.ts";
import { labelledRows } from "./labelled-rows.ts";
import type { LabelledText } from "../../src/kernel/learn/training-rows.ts";

const encoder = shippedEncoder();
const encode = (rows: readonly LabelledText[]): Promise<TextFeatures> =>
  encodeTexts(
    rows.map(({ text }) => text),
    encoder,
  );

// CLINC150's accuracy takes a minute of training; bench/classify.bench.ts measures it.
describe("trainTextClassifier on masked public texts", { timeout: 900_000 }, () => {
  it.each([
    { set: "banking77", wanted: 0.925, bytesMax: 2_000_000 },
    { set: "it-tickets", wanted: 0.86, bytesMax: 400_000 },
  ])("is as good as it is meant to be: $set", async ({ set, wanted, bytesMax }) => {
    const train = labelledRows(set, "train");
    const test = labelledRows(set, "test-dev");
    if (train === undefined || test === undefined) return;
    const trained = trainTextClassifier(train, { features: await encode(train), bytesMax });
    const bytes = encodeClassifier(trained);
    const classifier = decodeClassifier(bytes);
    const probabilities = classifier.score(await encode(test));
    const result = evaluate(
      { labels: classifier.labels, probabilities },
      test.map(({ label }) => label),
    );
    expect(result.interval.high).toBeGreaterThanOrEqual(wanted);
    expect(result.ece).toBeLessThanOrEqual(0.03);
    expect(classifier.state.head.sparse.length).toBeLessThan(bytesMax);
  });
});

describe("nearestCosines on masked public texts", { timeout: 900_000 }, () => {
  it("tells CLINC150's texts that are out of scope", async () => {
    const train = labelledRows("clinc150", "train");
    const inside = labelledRows("clinc150", "test-dev");
    const outside = labelledRows("clinc150", "oos_test-dev");
    if (train === undefined || inside === undefined || outside === undefined) return;
    const labels = [...new Set(train.map(({ label }) => label))];
    const answers = train.map(({ label }) => labels.indexOf(label));
    const scope = chooseScopeRows(await encode(train), answers, 100);
    const near = nearestCosines(scope, await encode(inside));
    const far = nearestCosines(scope, await encode(outside));
    expect(auroc(near, far)).toBeGreaterThanOrEqual(0.955);
  });
});

/** Chance that one of `high` is above one of `low` (Mann and Whitney). */
function auroc(high: Float32Array, low: Float32Array): number {
  const sorted = low.toSorted();
  let sum = 0;
  for (const value of high) {
    const below = sorted.findIndex((other) => other >= value);
    sum += below === -1 ? sorted.length : below;
  }
  return sum / (high.length * low.length);
}
