import { describe, expect, it } from "vitest";

import type { Form } from "./document.ts";
import { showCell } from "./show-cell.ts";

describe("showCell", () => {
  it.each<[string | number | null, Form, string]>([
    [1234, "count", "1,234"],
    [0, "count", "0"],
    [12.345, "number", "12.35"],
    [-0.25, "number", "-0.25"],
    [0.12345, "percent", "12.3 %"],
    [1, "percent", "100 %"],
    [0.5, "change", "+50 %"],
    [-0.123, "change", "-12.3 %"],
    [0.0001, "change", "0 %"],
    [0.031, "points", "+3.1 points"],
    [0.00140603, "rate", "0.0014"],
    [1.6e-10, "rate", "1.6e-10"],
    [null, "count", "–"],
    [null, "text", "–"],
    ["PIX_PROBLEM", "code", "Pix problem"],
    ["PIX_PROBLEM", "text", "PIX_PROBLEM"],
  ])("shows %j as %s: %j", (value, form, shown) => {
    expect(showCell({ value, form })).toBe(shown);
  });
});
