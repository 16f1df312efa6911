import { describe, expect, it } from "vitest";

import { evaluateTags } from "./evaluate-tags.ts";

describe("evaluateTags", () => {
  it("counts tags that reach their threshold", () => {
    const result = evaluateTags(
      {
        labels: ["refund", "urgent", "vip"],
        probabilities: Float32Array.of(0.9, 0.3, 0, 0.6, 0.1, 0, 0.2, 0.1, 0, 0.9, 0.9, 0),
      },
      [0.5, 0.25, 0.5],
      [["refund", "urgent"], [], [], ["refund", "late"]],
    );
    expect(result).toMatchObject({
      n: 4,
      accuracy: 0.5,
      missing_in_test: ["vip"],
      unseen_in_train: ["late"],
    });
    expect(result.classes).toEqual([
      { label: "late", precision: 0, recall: 0, f1: 0, support: 1 },
      { label: "refund", precision: 2 / 3, recall: 1, f1: 0.8, support: 2 },
      { label: "urgent", precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
      { label: "vip", precision: 0, recall: 0, f1: 0, support: 0 },
    ]);
    expect(result.macro_f1).toBeCloseTo((0 + 0.8 + 2 / 3) / 3);
    expect(result.micro_f1).toBeCloseTo((2 * 3) / (5 + 4));
  });

  it("knows nothing of no rows", () => {
    const nothing = evaluateTags({ labels: ["a"], probabilities: new Float32Array(0) }, [0.5], []);
    expect(nothing).toMatchObject({ n: 0, accuracy: 0, macro_f1: 0, micro_f1: 0, ece: 0 });
  });
});
