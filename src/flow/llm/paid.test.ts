import { assert, integer, nat, property, record } from "fast-check";
import { describe, expect, it } from "vitest";

import { addPaid, nothingPaid, openPaidBefore, partOfPaid } from "./paid.ts";

const amounts = record({ tokensIn: nat(), tokensOut: nat(), nanoUsd: nat() });

describe("partOfPaid", () => {
  it("gives parts that are the whole together, and differ by one at most", () => {
    assert(
      property(amounts, integer({ min: 1, max: 50 }), (whole, count) => {
        const parts = Array.from({ length: count }, (_, i) => partOfPaid(whole, i, count));
        expect(parts.reduce(addPaid)).toEqual(whole);
        const tokens = parts.map(({ tokensIn }) => tokensIn);
        expect(Math.max(...tokens) - Math.min(...tokens)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("openPaidBefore", () => {
  it("adds up what several calls cost a text", () => {
    const before = openPaidBefore();
    before.share(["a", "b"], { tokensIn: 5, tokensOut: 2, nanoUsd: 10 });
    before.share(["b"], { tokensIn: 1, tokensOut: 1, nanoUsd: 1 });
    expect(before.of("a")).toEqual({ tokensIn: 2, tokensOut: 1, nanoUsd: 5 });
    expect(before.of("b")).toEqual({ tokensIn: 4, tokensOut: 2, nanoUsd: 6 });
    expect(before.of("c")).toEqual(nothingPaid);
  });
});
