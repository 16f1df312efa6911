import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../core/base/random.ts";
import {
  calibrationError,
  fitPlatt,
  fitTemperature,
  logLoss,
  reliability,
  sigmoid,
  softmaxRows,
} from "./calibration.ts";

describe("reliability", () => {
  it("puts a confidence on an edge into the lower bin, 0 and 1 too", () => {
    const bins = reliability([0, 0.1, 0.11, 1], [0, 1, 1, 1]);
    expect(bins.map(({ count }) => count)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(bins[0]).toMatchObject({ low: 0, high: 0.1, confidence: 0.05, accuracy: 0.5 });
    expect(bins[2]).toMatchObject({ confidence: undefined, accuracy: undefined });
  });
});

describe("calibrationError", () => {
  it.each([
    ["right as often as said", [0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0], 0],
    ["always sure and half right", [1, 1], [1, 0], 0.5],
    ["of no predictions", [], [], 0],
    ["of two bins", [1, 1, 0.5, 0.5], [1, 1, 1, 1], 0.25],
  ])("is for predictions %s", (_, confidences, isRight, error) => {
    expect(calibrationError(reliability(confidences, isRight))).toBeCloseTo(error, 12);
  });
});

describe("fitTemperature", () => {
  it("finds the temperature that answers were drawn at", () => {
    const random = seededRandom(3);
    const logits = Float32Array.from({ length: 3 * 4_000 }, () => 8 * (random.next() - 0.5));
    const probabilities = logits.slice();
    softmaxRows(probabilities, 3, 2.5);
    const answers = Array.from({ length: 4_000 }, (_, row) =>
      random.weighted([0, 1, 2].map((label) => [label, probabilities[3 * row + label]!] as const)),
    );
    const temperature = fitTemperature(logits, 3, answers);
    expect(temperature).toBeGreaterThan(2.3);
    expect(temperature).toBeLessThan(2.7);
    expect(logLoss(logits, answers, { labelCount: 3, temperature })).toBeLessThan(
      logLoss(logits, answers, { labelCount: 3 }),
    );
  });

  it("is 1 where there is nothing to fit", () => {
    expect(fitTemperature(new Float32Array(0), 3, [])).toBe(1);
  });
});

describe("fitPlatt", () => {
  it("finds slope and offset that tags were drawn with", () => {
    const random = seededRandom(5);
    const logits = Float64Array.from({ length: 6_000 }, () => 6 * (random.next() - 0.5));
    const tags = Array.from(logits, (logit) => random.chance(sigmoid(0.5 * logit - 1)));
    const { slope, offset } = fitPlatt(logits, tags);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(offset).toBeCloseTo(-1, 1);
  });

  it.each([
    ["no row has the tag", [1, 2], [false, false]],
    ["all rows have it", [1, 2], [true, true]],
    ["it ranks the wrong way", [-3, -2, 2, 3, -3, 3], [1, 1, 0, 0, 1, 0]],
  ])("changes nothing where %s", (_, logits, tags) => {
    expect(fitPlatt(logits, tags)).toEqual({ slope: 1, offset: 0 });
  });

  it("stays finite for whatever logits", () => {
    const rows = fc.array(fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.boolean()), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (pairs) => {
        const { slope, offset } = fitPlatt(
          pairs.map(([logit]) => logit),
          pairs.map(([, tag]) => tag),
        );
        expect(Number.isFinite(slope) && Number.isFinite(offset) && slope > 0).toBe(true);
      }),
    );
  });
});

describe("softmaxRows", () => {
  it("gives rows that sum to 1, of large logits too", () => {
    const rows = Float32Array.of(1_000, 1_000, -1_000, 0, 0, 0);
    softmaxRows(rows, 3);
    expect([...rows.subarray(0, 3)]).toEqual([0.5, 0.5, 0]);
    expect(rows[3]).toBeCloseTo(1 / 3);
  });
});
