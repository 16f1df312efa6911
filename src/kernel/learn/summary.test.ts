import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chooseSentences } from "./summary.ts";

const limits = { sentenceCountMax: 3, characterCountMax: 200 };

/** Vectors of two values at these angles, in degrees. */
function at(...angles: number[]): Float32Array {
  return Float32Array.from(
    angles.flatMap((angle) => [
      Math.cos((angle * Math.PI) / 180),
      Math.sin((angle * Math.PI) / 180),
    ]),
  );
}

describe("chooseSentences", () => {
  it("takes the first sentence, whatever it is like", () => {
    const chosen = chooseSentences(["a", "b", "c"], at(170, 0, 5), {
      ...limits,
      sentenceCountMax: 1,
    });
    expect(chosen).toEqual([0]);
  });

  it("then takes what is like most of the rest, in the order of the text", () => {
    const chosen = chooseSentences(["a", "off", "b", "c"], at(0, 170, 40, 40), {
      ...limits,
      sentenceCountMax: 2,
    });
    expect(chosen).toEqual([0, 2]);
  });

  it("says nothing twice", () => {
    expect(chooseSentences(["a", "a again", "b"], at(0, 1, 60), limits)).toEqual([0, 2]);
    expect(chooseSentences(["a", "a", "a"], at(0, 0, 0), limits)).toEqual([0]);
  });

  it("leaves out what would be too long, and takes a shorter one", () => {
    const sentences = ["x".repeat(100), "y".repeat(120), "z".repeat(20)];
    expect(chooseSentences(sentences, at(0, 40, 80), limits)).toEqual([0, 2]);
  });

  it("takes texts without vectors in their order, and nothing of nothing", () => {
    expect(chooseSentences([], new Float32Array(0), limits)).toEqual([]);
    expect(chooseSentences(["a", "b"], new Float32Array(4), limits)).toEqual([0, 1]);
  });

  it("keeps to the limits, for any text", () => {
    const sentence = fc.record({ text: fc.string({ minLength: 1 }), angle: fc.nat(360) });
    fc.assert(
      fc.property(fc.array(sentence), fc.nat(5), fc.nat(80), (rows, count, characterCountMax) => {
        const sentences = rows.map(({ text }) => text);
        const chosen = chooseSentences(sentences, at(...rows.map(({ angle }) => angle)), {
          sentenceCountMax: count,
          characterCountMax,
        });
        const length = chosen.map((index) => sentences[index]!).join(" ").length;
        const isShort = length <= characterCountMax || chosen.length === 1;
        expect(isShort).toBe(true);
        expect(chosen.length).toBeLessThanOrEqual(Math.max(1, count));
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen[0]).toBe(rows.length === 0 ? undefined : 0);
      }),
    );
  });
});
