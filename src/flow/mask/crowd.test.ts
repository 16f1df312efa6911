import { describe, expect, it } from "vitest";

import { openCrowd } from "./crowd.ts";

const people = (json: string): { name: string }[] => JSON.parse(json) as { name: string }[];

/** Rows as `contact account people`, a dash for none. */
function crowdOf(rows: readonly string[]) {
  const cells = rows.map((row) => row.split(" ").map((cell) => (cell === "-" ? null : cell)));
  const column = (place: number) => cells.map((row) => row[place] ?? null);
  const known = column(2).map((names) => names && JSON.stringify(named(names)));
  return { contact_id: column(0), account_id: column(1), known };
}

const named = (names: string) => names.split("").map((name) => ({ name }));

describe("openCrowd", () => {
  const rows = ["P1 - a", "- A1 bc", "P2 - d", "P1 A1 -", "P1 A1 -", "P2 A1 -", "P9 A9 -", "- - -"];

  it.each([
    [3, 4, "abc"],
    [3, 5, "abc"],
    [3, 6, "abcdbc"],
    [5, 7, "dbc"],
    [7, 8, ""],
  ])("tells whom the records of rows %i to %i name", (start, end, names) => {
    const peopleOf = openCrowd(crowdOf(rows), 3, people);
    expect(peopleOf({ start, end })).toEqual(named(names));
  });

  it("gives the same array for the same records", () => {
    const peopleOf = openCrowd(crowdOf(rows), 3, people);
    expect(peopleOf({ start: 3, end: 4 })).toBe(peopleOf({ start: 4, end: 5 }));
  });
});
