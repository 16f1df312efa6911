import { describe, expect, it } from "vitest";

import { centralQuotes, type Candidate } from "./central-quotes.ts";

/** A conversation whose text stands at an angle. */
function at(degrees: number, account = `A${degrees}`, text = `said at ${degrees}`): Candidate {
  const bytes = Buffer.alloc(4);
  bytes.writeInt16LE(Math.round(32_767 * Math.cos((degrees * Math.PI) / 180)), 0);
  bytes.writeInt16LE(Math.round(32_767 * Math.sin((degrees * Math.PI) / 180)), 2);
  return { account, text, vector: bytes.toString("hex") };
}

describe("centralQuotes", () => {
  it("takes those nearest the middle, the nearest first", () => {
    expect(centralQuotes([at(0), at(30), at(50), at(90), at(170)], 2)).toEqual([2, 1]);
  });

  it("quotes an account once, and a text once", () => {
    const candidates = [at(40, "A"), at(41, "A"), at(42, "B", "same"), at(43, "C", "same"), at(60)];
    const chosen = centralQuotes(candidates, 3);
    expect(chosen).toHaveLength(3);
    expect(new Set(chosen.map((index) => candidates[index]!.account)).size).toBe(3);
    expect(new Set(chosen.map((index) => candidates[index]!.text)).size).toBe(3);
  });

  it("takes what there is", () => {
    expect(centralQuotes([], 3)).toEqual([]);
    expect(centralQuotes([at(10)], 3)).toEqual([0]);
  });
});
