import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { softmaxRows } from "./calibration.ts";
import { largestIndex } from "./evaluate.ts";
import { linearScorer } from "./linear-head.ts";
import { balancedWeights, trainSoftmax } from "./softmax.ts";
import { textFeatures } from "./text-features.ts";

const things = ["card", "loan", "fee"];
const words = ["lost", "new", "my", "where is the", "please check", "help with", "about a"];
const texts = things.flatMap((thing) => words.map((word) => maskedAlready(`${word} ${thing}`)));
const answers = Uint32Array.from(texts, (_, row) => Math.floor(row / words.length));
const model = { tier: "local", name: "test", version: "1" } as const;

describe("trainSoftmax", () => {
  it("learns what the words say, and says it of texts that it has not seen", () => {
    const score = linearScorer(trainSoftmax(textFeatures(texts), answers, 3));
    const asked = ["A LOAN please", "cards", "what fee?"].map(maskedAlready);
    const logits = score(textFeatures(asked));
    expect([0, 1, 2].map((row) => largestIndex(logits, 3 * row, 3))).toEqual([1, 0, 2]);
  });

  it("learns from vectors alone", () => {
    const vectors = Float32Array.from([...answers].flatMap((label) => [label - 1, label % 2]));
    const blank = texts.map(() => maskedAlready(""));
    const features = textFeatures(blank, { vectors, model });
    const logits = linearScorer(trainSoftmax(features, answers, 3))(features);
    expect([...answers.keys()].map((row) => largestIndex(logits, 3 * row, 3))).toEqual([
      ...answers,
    ]);
  });

  it("gives the same weights every time, and others for another seed", () => {
    const features = textFeatures(texts);
    const head = trainSoftmax(features, answers, 3, { seed: 7 });
    expect(trainSoftmax(features, answers, 3, { seed: 7 })).toEqual(head);
    expect(trainSoftmax(features, answers, 3, { seed: 8 })).not.toEqual(head);
  });

  it("is less sure of itself with a larger l2", () => {
    const features = textFeatures(texts);
    const sureness = (l2: number): number => {
      const logits = linearScorer(trainSoftmax(features, answers, 3, { l2 }))(features);
      softmaxRows(logits, 3);
      return logits.reduce((sum, value) => sum + value * value, 0);
    };
    expect(sureness(0.05)).toBeLessThan(sureness(0));
  });

  it("leaves out features of a single text", () => {
    const features = textFeatures(texts);
    const all = trainSoftmax(features, answers, 3, { textCountMin: 1 });
    const most = trainSoftmax(features, answers, 3);
    expect(most.slots.length).toBeLessThan(all.slots.length);
  });
});

describe("balancedWeights", () => {
  it.each([
    [[0, 0, 0, 1], 2, [2 / 3, 2]],
    [[0, 1], 2, [1, 1]],
    [[0, 0], 2, [0.5, 0]],
  ])("of labels %j are", (labels, labelCount, weights) => {
    expect([...balancedWeights(labels, labelCount)]).toEqual(weights);
  });
});
