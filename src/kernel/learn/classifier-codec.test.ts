import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { decodeClassifier, encodeClassifier } from "./classifier-codec.ts";
import { ClassifierDamagedError, ClassifierTooNewError } from "./classifier-errors.ts";
import { textFeatures } from "./text-features.ts";
import { trainTextClassifier } from "./train-classifier.ts";

const texts = ["red car", "red bus", "a bus", "blue car", "my car", "the bus"].map(maskedAlready);
const twice = [...texts, ...texts];
const rows = twice.map((text) => ({ text, label: text.includes("car") ? "Auto 🚗" : "Bus" }));
const tagged = twice.map((text) => ({ text, tags: text.includes("red") ? ["red"] : [] }));
const model = { tier: "local", name: "test", version: "1" } as const;
const features = textFeatures(twice, { vectors: new Float32Array(12 * 3).fill(0.577), model });

const classifiers = {
  "one label a text": trainTextClassifier(rows),
  tags: trainTextClassifier(tagged),
  "vectors and scope": trainTextClassifier(rows, { features }),
};
const bytes = encodeClassifier(classifiers["vectors and scope"]);

describe("encodeClassifier", () => {
  it.each(Object.entries(classifiers))("is undone by decodeClassifier: %s", (_, classifier) => {
    const encoded = encodeClassifier(classifier);
    const decoded = decodeClassifier(encoded);
    expect(decoded.state).toEqual(classifier.state);
    expect(decoded.score(features)).toEqual(classifier.score(features));
    expect(encodeClassifier(decoded)).toEqual(encoded);
  });
});

describe("decodeClassifier", () => {
  it("reads bytes from the middle of a buffer", () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeClassifier(shifted.subarray(3)).labels).toEqual(["Auto 🚗", "Bus"]);
  });

  it("reads a Buffer, whose slices share its bytes", () => {
    const { state } = decodeClassifier(Buffer.from(bytes));
    expect(state).toEqual(classifiers["vectors and scope"].state);
  });

  it("finds whatever is cut off", () => {
    const length = fc.integer({ min: 0, max: bytes.length - 1 });
    fc.assert(
      fc.property(length, (end) => {
        expect(() => decodeClassifier(bytes.subarray(0, end))).toThrow(ClassifierDamagedError);
      }),
    );
  });

  it("finds every flipped bit; in the format it may be taken for a newer one", () => {
    const bit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(7));
    fc.assert(
      fc.property(bit, ([at, shift]) => {
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << shift;
        const error =
          at >= 12 && at < 16 && flipped[12] !== 0 ? ClassifierTooNewError : ClassifierDamagedError;
        expect(() => decodeClassifier(flipped)).toThrow(error);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses whatever bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        expect(() => decodeClassifier(any)).toThrow(ClassifierDamagedError);
      }),
    );
  });

  it("says what to do with a newer format", () => {
    const newer = bytes.slice();
    newer[12] = 2;
    expect(() => decodeClassifier(newer)).toThrow(
      "the stored classifier has format 2, and this version of Earshot reads format 1; update",
    );
  });
});
