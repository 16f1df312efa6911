import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../core/base/random.ts";
import { duplicateOf, entriesOf, finish, mess, plant } from "./mess.ts";

const file = { path: "x.csv", columns: ["id", "status", "name", "day"] };
const clean = Array.from({ length: 20 }, (_, index) => ({
  id: `X-${index + 1}`,
  status: "CLOSED",
  name: index < 5 ? "" : "Ana Souza",
  day: "2026-03-09 14:05:30",
}));
const plan = {
  blank: [4, ["name"]],
  case: [5, ["status"]],
  emptyNullWord: [3, ["name"]],
  dateForm: [6, ["day"]],
} as const;

describe("mess", () => {
  it("spoils as many cells as planned, each once, and lists what they were", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const entries = entriesOf(clean);
        mess(seededRandom(seed), entries, plan);
        const { table, defects } = finish(entries, file);
        expect(defects).toHaveLength(18);
        expect(new Set(defects.map(({ row, column }) => `${row} ${column}`)).size).toBe(18);
        for (const { row, column = "", was, id } of defects) {
          expect(clean[row - 1]?.id).toBe(id);
          expect(was).toBe((clean[row - 1] as Record<string, string>)[column]);
        }
        const touched = new Set(defects.map(({ row }) => row));
        const untouched = table.rows.filter((_, index) => !touched.has(index + 1));
        expect(untouched.every((row) => row["status"] === "CLOSED")).toBe(true);
      }),
    );
  });

  it("writes days first and drops nothing but seconds", () => {
    const entries = entriesOf([
      { id: "1", day: "2026-03-09 14:05:30" },
      { id: "2", day: "2026-03-09 14:05:30" },
      { id: "3", day: "1980-12-31" },
    ]);
    mess(seededRandom(1), entries, { dateForm: [3, ["day"]] });
    const forms = [
      "2026-03-09T14:05:30Z",
      "09/03/2026 14:05",
      "31/12/1980",
      "1980-12-31T00:00:00Z",
    ];
    for (const { row } of entries) expect(forms).toContain(row["day"]);
  });
});

describe("plant", () => {
  it("replaces what was done to the cell before and keeps its clean value", () => {
    const entries = entriesOf(clean.slice(5, 6));
    mess(seededRandom(1), entries, { case: [1, ["status"]] });
    for (const entry of entries) plant(entry, { kind: "impossible", column: "status" }, "???");
    expect(finish(entries, file).defects).toEqual([
      { file: "x.csv", row: 1, id: "X-6", kind: "impossible", column: "status", was: "CLOSED" },
    ]);
  });
});

describe("duplicateOf", () => {
  it("copies the row with its defects and leaves the original alone", () => {
    const entries = entriesOf(clean.slice(5, 6));
    const copies = entries.map((entry) => duplicateOf(entry, "exact copy"));
    for (const copy of copies) copy.row["name"] = "other";
    const { defects, table } = finish([...entries, ...copies], file);
    expect(defects).toEqual([
      { file: "x.csv", row: 2, id: "X-6", kind: "duplicate", note: "exact copy" },
    ]);
    expect(table.rows.map((row) => row["name"])).toEqual(["Ana Souza", "other"]);
  });
});
