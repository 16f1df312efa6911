import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { packCalls } from "./pack-calls.ts";

const text = (tokensIn: number, isAlone = false) => ({ tokensIn, tokensOut: 10, isAlone });

describe("packCalls", () => {
  it.each([
    ["fills calls in order", [10, 10, 10, 10, 10], [[0, 1], [2, 3], [4]]],
    ["ends a call at its bound", [9_000, 9_000, 3_000], [[0], [1, 2]]],
    ["leaves a large text alone", [10, 50_000, 10], [[0], [1], [2]]],
    ["gives nothing for nothing", [], []],
  ])("%s", (_, tokens, calls) => {
    expect(
      packCalls(
        tokens.map((count) => text(count)),
        2,
      ),
    ).toEqual(calls);
  });

  it("asks a text by itself without breaking the call around it", () => {
    expect(packCalls([text(1), text(1, true), text(1)], 5)).toEqual([[1], [0, 2]]);
  });

  it("bounds answers too", () => {
    const long = { tokensIn: 1, tokensOut: 1_600, isAlone: false };
    expect(packCalls([long, long, long], 20)).toEqual([[0], [1], [2]]);
  });

  it("puts each text into one call, none too full", () => {
    const texts = fc.array(
      fc.record({
        tokensIn: fc.integer({ min: 1, max: 20_000 }),
        tokensOut: fc.integer({ min: 1, max: 4_000 }),
        isAlone: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 30 }), (packed, textsPerCall) => {
        const calls = packCalls(packed, textsPerCall);
        const all = calls.flat().toSorted((a, b) => a - b);
        expect(all).toEqual(packed.map((__, index) => index));
        for (const call of calls) {
          const tokens = call.reduce((sum, index) => sum + packed[index]!.tokensIn, 0);
          expect(call.length === 1 || (call.length <= textsPerCall && tokens <= 12_000)).toBe(true);
        }
      }),
    );
  });
});
