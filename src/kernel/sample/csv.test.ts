import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chunkCharsMax, chunked, csvLines, formatCsvField } from "./csv.ts";
import { readCsv } from "./reading.ts";

describe("formatCsvField", () => {
  it.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ["two\nlines", '"two\nlines"'],
    [" edge", '" edge"'],
    ["", ""],
  ])("writes %j as %j", (value, field) => {
    expect(formatCsvField(value)).toBe(field);
  });
});

describe("csvLines", () => {
  it("writes what a CSV parser reads back, whatever the text", () => {
    const row = fc.record({ id: fc.string(), text: fc.string({ unit: "grapheme" }) });
    const table = fc.array(row).map((rows) => ({ path: "x.csv", columns: ["id", "text"], rows }));
    fc.assert(
      fc.property(table, (drawn) => {
        expect(readCsv([...csvLines(drawn)].join(""))).toEqual(drawn.rows);
      }),
    );
  });
});

describe("chunked", () => {
  it("keeps the text and the limit", () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `line ${index}\n`);
    const chunks = [...chunked(lines)];
    expect(chunks.join("")).toBe(lines.join(""));
    expect(chunks.length).toBeGreaterThan(1);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(chunkCharsMax);
  });
});
