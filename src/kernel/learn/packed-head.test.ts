import { describe, expect, it } from "vitest";

import type { LinearHead } from "./linear-head.ts";
import { packHead, unpackHead } from "./packed-head.ts";

const head: LinearHead = {
  labelCount: 2,
  bias: Float32Array.of(0.5, -0.5),
  dimension: 1,
  dense: Float32Array.of(3, 1),
  slotCount: 256,
  slots: Uint32Array.of(3, 7, 200, 255),
  sparse: Float32Array.of(1, -1, 5, 5, 0.1, -0.2, 0.01, -0.01),
};
const textCounts = Uint32Array.of(2, 100, 3, 400);
const fixedBytes = 4 * 2 + 1 * 6;

describe("packHead", () => {
  it("keeps the slots that tell labels apart, for a softmax", () => {
    const kept = (slotCount: number): number[] => {
      const bytesMax = fixedBytes + slotCount * 6;
      return [...packHead(head, textCounts, { bytesMax, isShiftFree: true }).slots];
    };
    expect(kept(9)).toEqual([3, 200, 255]); // 7 says the same of both labels
    expect(kept(2)).toEqual([3, 200]);
    expect(kept(1)).toEqual([3]);
    expect(kept(-1)).toEqual([]);
  });

  it("keeps what is said of each tag by itself", () => {
    const { slots } = packHead(head, textCounts, { bytesMax: 1_000, isShiftFree: false });
    expect([...slots]).toEqual([3, 7, 200, 255]);
  });
});

describe("unpackHead", () => {
  it("gives weights within half a step of 127 to the row's largest", () => {
    const packed = packHead(head, textCounts, { bytesMax: 1_000, isShiftFree: false });
    const { sparse, dense, bias } = unpackHead(packed);
    expect(bias).toEqual(head.bias);
    expect(dense[0]).toBeCloseTo(3, 6);
    head.sparse.forEach((weight, at) => {
      const row = head.sparse.subarray(at & ~1, (at & ~1) + 2);
      const step = Math.max(...row.map(Math.abs)) / 127;
      expect(Math.abs(sparse[at]! - weight)).toBeLessThan(0.6 * step);
    });
  });
});
