import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { exceeds, mayReach } from "./shares.ts";

describe("mayReach", () => {
  it.each([
    [0.8, 4, 4, true],
    [0.8, 3, 4, true],
    [0.8, 2, 4, false],
    [0.8, 0, 1, false],
    [0.8, 300, 400, false],
    [0.8, 320, 400, true],
  ])("of %d, by %d of %d: %j", (least, hits, count, is) => {
    expect(mayReach(least, hits, count)).toBe(is);
  });
});

describe("exceeds", () => {
  it.each([
    [0.2, 1, 4, false],
    [0.2, 3, 4, true],
    [0.2, 100, 400, true],
    [0.2, 81, 400, false],
    [0.2, 0, 0, false],
  ])("%d, by %d of %d: %j", (most, hits, count, is) => {
    expect(exceeds(most, hits, count)).toBe(is);
  });

  it("never holds for a part that may be the most", () => {
    const cases = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(500), fc.nat(500));
    fc.assert(
      fc.property(cases, ([part, hits, more]) => {
        const count = hits + more;
        expect(exceeds(part, hits, count) && !mayReach(part, hits, count)).toBe(false);
      }),
    );
  });
});
