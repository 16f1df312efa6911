import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { nearestName } from "./nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["tickts", ["tickets", "tasks"], "tickets"],
    ["colums", ["values", "columns"], "columns"],
    ["ab", ["ba", "xy"], "ba"],
    ["TICKETS", ["tickets"], "tickets"],
    ["silver.tickts", ["tickets", "silver.tickets"], "silver.tickets"],
    ["a", ["b"], "b"],
    ["abc", ["xyz"], undefined],
    ["tickets", [], undefined],
    ["", ["a"], "a"],
    ["completely_other", ["tickets"], undefined],
  ])("finds for %j among %j %j", (typed, known, nearest) => {
    expect(nearestName(typed, known)).toBe(nearest);
  });

  it("finds a name with one wrong letter, and the name itself before all others", () => {
    const name = fc.stringMatching(/^[a-z_]{4,12}$/);
    fc.assert(
      fc.property(name, name, fc.nat(), (one, other, place) => {
        expect(nearestName(one, [other, one])).toBe(one === other ? other : one);
        const at = place % one.length;
        const typed = `${one.slice(0, at)}#${one.slice(at + 1)}`;
        expect(nearestName(typed, [one])).toBe(one);
      }),
    );
  });
});
