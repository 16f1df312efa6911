import { describe, expect, it } from "vitest";

import { openCrowd } from "./crowd.ts";
import { knownIn, type Known } from "./known-people.ts";

/** Rows as `contact account people organisations`, a dash for none. */
function crowdOf(rows: readonly string[]) {
  const cells = rows.map((row) => row.split(" ").map((cell) => (cell === "-" ? null : cell)));
  const column = (place: number) => cells.map((row) => row[place] ?? null);
  const known = cells.map(([, , names, organisations]) =>
    names === null || names === undefined
      ? null
      : JSON.stringify(knownOf(names, organisations ?? "")),
  );
  return { contact_id: column(0), account_id: column(1), known };
}

function knownOf(names: string, organisations: string): Known {
  const people = names.split("").map((name) => ({ name }));
  return { people, organisations: organisations.split("") };
}

describe("openCrowd", () => {
  const rows = [
    "P1 - a -",
    "- A1 bc X",
    "- A2 d XY",
    "P2 - e -",
    "P1 A1",
    "P1 A1",
    "P2 A1",
    "P9 A9",
    "- -",
    "P1 A2",
    "P1 A1",
  ];

  it.each([
    [4, 5, "abc", "X"],
    [4, 6, "abc", "X"],
    [4, 7, "abcebc", "X"],
    [6, 8, "ebc", "X"],
    [8, 9, "", ""],
    [9, 11, "adabc", "XY"],
  ])("tells whom the records of rows %i to %i name", (start, end, people, organisations) => {
    const knownTo = openCrowd(crowdOf(rows), 4, knownIn);
    expect(knownTo({ start, end })).toEqual(knownOf(people, organisations));
  });

  it("gives the same arrays for the same records, and all records of an account its names", () => {
    const knownTo = openCrowd(crowdOf(rows), 4, knownIn);
    const known = knownTo({ start: 4, end: 5 });
    expect(knownTo({ start: 5, end: 6 })).toBe(known);
    expect(knownTo({ start: 6, end: 7 }).organisations).toBe(known.organisations);
  });
});
