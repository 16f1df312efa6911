import { describe, expect, it } from "vitest";

import { meaningfulRanges } from "../text/clean.ts";
import { maskedAlready, sliceMasked } from "./masked.ts";

describe("sliceMasked", () => {
  it("gives the parts as lines", () => {
    const text = maskedAlready("> Restarted?\nYes.\n> Helped?\nNo, [PERSON_1].");
    expect(sliceMasked(text, meaningfulRanges(text))).toBe("Yes.\nNo, [PERSON_1].");
    expect(sliceMasked(text, [])).toBe("");
  });
});
