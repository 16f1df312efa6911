import { describe, expect, it } from "vitest";

import { createDetector, detectorVersion } from "./detector.ts";
import { maskPlain } from "./mask-plain.ts";

describe("createDetector", () => {
  it("finds nothing where nothing is", () => {
    expect(createDetector().detect("")).toEqual([]);
    expect(createDetector().detect("the printer is on fire")).toEqual([]);
  });

  it("has a version that lakes can be compared by", () => {
    expect(Number.isInteger(detectorVersion)).toBe(true);
  });
});

describe("maskPlain", () => {
  it("leaves what is not personal", () => {
    expect(maskPlain("there is no table gold.ticket")).toBe("there is no table gold.ticket");
  });
});
