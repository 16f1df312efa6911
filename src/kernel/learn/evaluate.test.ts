import { describe, expect, it } from "vitest";

import { evaluate, largestIndex } from "./evaluate.ts";

/** Probabilities that answer these columns, sure of themselves by `confidence`. */
function answering(columns: readonly number[], labelCount: number, confidence = 0.9): Float32Array {
  const rest = (1 - confidence) / (labelCount - 1);
  return Float32Array.from(
    columns.flatMap((answer) =>
      Array.from({ length: labelCount }, (_, label) => (label === answer ? confidence : rest)),
    ),
  );
}

describe("evaluate", () => {
  it("gives what scikit-learn gives", () => {
    // sklearn.metrics: precision_recall_fscore_support and f1_score(average="macro")
    const labels = ["bill", "card", "fee"];
    const probabilities = answering([0, 0, 1, 1, 2, 2, 0, 1], 3);
    const result = evaluate({ labels, probabilities }, [
      "bill",
      "bill",
      "card",
      "bill",
      "fee",
      "card",
      "bill",
      "card",
    ]);
    expect(result).toMatchObject({
      n: 8,
      accuracy: 0.75,
      missing_in_test: [],
      unseen_in_train: [],
    });
    expect(result.macro_f1).toBeCloseTo(0.730_158_73, 8);
    expect(result.classes).toEqual([
      { label: "bill", precision: 1, recall: 0.75, f1: 6 / 7, support: 4 },
      { label: "card", precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 },
      { label: "fee", precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
    ]);
    expect(result.confusion).toEqual([
      [3, 1, 0],
      [0, 2, 1],
      [0, 0, 1],
    ]);
    expect(result.interval.low).toBeCloseTo(0.409_28, 4);
    expect(result.interval.high).toBeCloseTo(0.928_52, 4);
    expect(result.macro_f1_interval.low).toBeLessThan(result.macro_f1);
    expect(result.macro_f1_interval.high).toBeGreaterThan(result.macro_f1);
    expect(result.ece).toBeCloseTo(0.15, 5);
  });

  it("says which labels are missing in the test or unseen in training", () => {
    const result = evaluate({ labels: ["a", "b", "c"], probabilities: answering([0, 1, 1], 3) }, [
      "a",
      "b",
      "new",
    ]);
    expect(result).toMatchObject({ missing_in_test: ["c"], unseen_in_train: ["new"] });
    expect(result.accuracy).toBeCloseTo(2 / 3);
    // c is neither asked nor answered, so it does not count; new counts as 0
    expect(result.macro_f1).toBeCloseTo((1 + 2 / 3 + 0) / 3);
    expect(result.classes.map(({ label }) => label)).toEqual(["a", "b", "c", "new"]);
  });

  it("knows nothing of no rows", () => {
    const result = evaluate({ labels: ["a", "b"], probabilities: new Float32Array(0) }, []);
    expect(result).toMatchObject({ n: 0, accuracy: 0, macro_f1: 0, ece: 0 });
    expect(result.interval).toEqual({ low: 0, high: 1 });
  });
});

describe("largestIndex", () => {
  it.each([
    [[0.2, 0.5, 0.3], 1],
    [[0.5, 0.5], 0],
    [[1], 0],
  ])("of %j is %i", (values, index) => {
    expect(largestIndex(values, 0, values.length)).toBe(index);
  });
});
