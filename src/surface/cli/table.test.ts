import { check, array, integer, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

import { formatTable, formatUsd } from "./table.ts";

const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("formatTable", () => {
  const rows = [["T-1", "The card reader does not read any card since this morning", 3]];
  const columns = ["ticket_id", "text", "count"];

  it("is as wide as its cells where nobody says how wide", () => {
    expect(formatTable(columns, rows, 1_000).split("\n").at(-1)).toBe(
      " T-1         The card reader does not read any card since this morning       3 ",
    );
  });

  it.each([
    [12.350000000000001, "12.35"],
    [16.046666666666667, "16.0466666667"],
    [0.00001, "0.00001"],
    [4711, "4711"],
  ])("shows %d as %s", (value, shown) => {
    expect(
      formatTable(["x"], [[value]], 80)
        .split("\n")
        .at(-1)!
        .trim(),
    ).toBe(shown);
  });

  it("wraps the widest column to fit", () => {
    const table = formatTable(columns, rows, 50);
    expect(widest(table)).toBeLessThanOrEqual(50);
    expect(table).toContain("ticket_id");
    expect(table).toContain("read any card");
  });

  it("breaks words longer than a column and cuts none", () => {
    const long = "first_response_time_minutes_of_the_week";
    const table = formatTable(["id", "why"], [["silver.conversations", `${long} is missing`]], 46);
    expect(table).toContain("silver.conversations");
    expect(table).not.toContain("…");
    expect(table.replaceAll(/[\s]+/g, "")).toContain("minutes_of_the_week");
  });

  it("shows rows of too many columns as blocks", () => {
    const many = Array.from({ length: 30 }, (_, i) => `column_${i}`);
    const table = formatTable(many, [many.map((name) => `value of ${name} `.repeat(8))], 60);
    expect(widest(table)).toBeLessThanOrEqual(60);
    expect(table.split("\n")[0]).toMatch(/^─ row 1 ─+$/);
    expect(table).toContain(" column_7   value of column_7");
  });

  it("fits whatever the values are", () => {
    const values = array(string({ unit: "grapheme-ascii", maxLength: 90 }), {
      minLength: 3,
      maxLength: 3,
    });
    const fits = property(
      array(values, { maxLength: 4 }),
      integer({ min: 50, max: 120 }),
      (cells, width) => {
        return widest(formatTable(columns, cells, width)) <= width;
      },
    );
    expect(check(fits).counterexample).toBeNull();
  });
});

describe("formatUsd", () => {
  it.each([
    [0, "$0"],
    [0.6, "$0.60"],
    [0.0215973, "$0.0216"],
    [0.0000689, "$0.0000689"],
    [0.001, "$0.001"],
    [1.519, "$1.52"],
    [1_234.5, "$1234.50"],
  ])("shows %d as %s", (usd, shown) => {
    expect(formatUsd(usd)).toBe(shown);
  });
});
