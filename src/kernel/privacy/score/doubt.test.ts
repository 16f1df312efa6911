import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { doubtOf } from "./doubt.ts";

const span = { type: "PERSON", rule: "tagger", start: 5, end: 12 };

describe("doubtOf", () => {
  it("is nothing for plain words, and for what was surely found", () => {
    expect(doubtOf("the app is slow since monday", [])).toBe(0);
    expect(doubtOf("I am Ann Lee, hello", [{ ...span, score: 1 }])).toBe(0);
    expect(doubtOf("", [])).toBe(0);
  });

  it.each([
    ["a run of digits", "call 4711 0815 please"],
    ["an at sign", "write to ann @ example"],
    ["two capitals", "ask Ann Lee please"],
  ])("is more for %s that was not found", (_, text) => {
    expect(doubtOf(text, [])).toBeGreaterThan(0.3);
  });

  it("is more the less sure a span is", () => {
    const text = "I am Ann Lee, hello";
    const doubts = [0.9, 0.6, 0.3].map((score) => doubtOf(text, [{ ...span, score }]));
    expect(doubts).toEqual(doubts.toSorted((a, b) => a - b));
    expect(doubts[0]).toBeGreaterThan(0);
  });

  it("is a number for any text, and reads 50 kB of anything at once", () => {
    fc.assert(fc.property(fc.string(), (text) => Number.isFinite(doubtOf(text, []))));
    for (const piece of ["1.1.", "@", "Aa ", "A", "1"])
      expect(doubtOf(piece.repeat(50_000 / piece.length), [])).toBeLessThan(10);
  });
});
