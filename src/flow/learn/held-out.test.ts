import { describe, expect, it } from "vitest";

import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { answersOf, askHeldOut, decodeHeldOut, encodeHeldOut } from "./held-out.ts";
import { textFeatures } from "../../kernel/learn/text-features.ts";

const row = (text: string, ...labels: string[]) => ({
  text: maskPlain(text),
  key: text,
  labels,
  language: undefined,
});

describe("encodeHeldOut", () => {
  it("gives back what it was given, the same bytes in any order", () => {
    const [one, two] = [row("one", "a"), row("two", "a", "b")];
    const bytes = encodeHeldOut([one, two], [["b"], ["a", "b"]]);
    expect(Buffer.from(encodeHeldOut([two, one], [["a", "b"], ["b"]])).equals(bytes)).toBe(true);
    expect([...decodeHeldOut(bytes)]).toEqual([
      ["one", ["b"]],
      ["two", ["a", "b"]],
    ]);
  });
});

describe("answersOf", () => {
  it("answers the likeliest label, or all tags from their thresholds on", () => {
    const probabilities = Float32Array.of(0.25, 0.75, 0.5, 0.5);
    const labels = ["a", "b"];
    const single = { kind: "single", labels, thresholds: [] } as const;
    expect(answersOf(probabilities, single)).toEqual([["b"], ["a"]]);
    const multi = { kind: "multi", labels, thresholds: [0.5, 0.625] } as const;
    expect(answersOf(probabilities, multi)).toEqual([["b"], ["a"]]);
  });
});

describe("askHeldOut", () => {
  it("asks no text of a model that has seen it: what only repetition tells stays unknown", async () => {
    // Each text stands twice, and its label follows from nothing else.
    const words = Array.from({ length: 30 }, (_, i) => `word${i} thing${i} place${i}`);
    const rows = [...words, ...words].map((text, i) => row(text, i % 2 === 0 ? "a" : "b"));
    const features = textFeatures(rows.map(({ text }) => text));
    const labels = ["a", "b"];
    const options = { foldCount: 3, onFold: () => Promise.resolve() };
    const probabilities = await askHeldOut({ kind: "single", rows }, { features, labels }, options);
    const answers = answersOf(probabilities, { kind: "single", labels, thresholds: [] });
    const rightCount = answers.filter(([label], i) => label === rows[i]?.labels[0]).length;
    expect(rightCount).toBeLessThan(50);
  });

  it("answers where a fold leaves one label only", async () => {
    const rows = Array.from({ length: 24 }, (_, i) => row(`text number ${i}`, i === 0 ? "b" : "a"));
    const features = textFeatures(rows.map(({ text }) => text));
    const labels = ["a", "b"];
    const options = { foldCount: 4, onFold: () => Promise.resolve() };
    const found = await askHeldOut({ kind: "single", rows }, { features, labels }, options);
    expect([...found.subarray(0, 2)]).toEqual([1, 0]);
  });
});
