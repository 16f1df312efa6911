import { describe, expect, it } from "vitest";

import { labelWords, zeroShotScores } from "./zero-shot.ts";

describe("labelWords", () => {
  it.each([
    ["card_arrival", "card arrival"],
    ["CardArrival", "card arrival"],
    ["Refund/Return", "refund return"],
    ["  Wi-Fi  problem ", "wi fi problem"],
    ["POS_ISSUE", "pos issue"],
    ["Übergabe", "übergabe"],
  ])("reads %j as %j", (label, words) => {
    expect(labelWords(label)).toBe(words);
  });
});

describe("zeroShotScores", () => {
  it("gives the label nearest to the text the largest part of one", () => {
    const texts = Float32Array.from([1, 0, 0, 0, 0.6, 0.8, 0, 0]);
    const labels = Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0]);
    const scores = zeroShotScores(texts, labels, 4);
    expect(scores[0]).toBeGreaterThan(0.99);
    expect(scores[3]).toBeGreaterThan(scores[2]!);
    expect(scores[2]! + scores[3]!).toBeCloseTo(1, 6);
  });

  it("knows nothing of a text without a vector", () => {
    const scores = zeroShotScores(
      new Float32Array(4),
      Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0]),
      4,
    );
    expect([...scores]).toEqual([0.5, 0.5]);
  });
});
