import { describe, expect, it } from "vitest";

import { partitionKey } from "./partition-key.ts";
import { field, type DeltaType } from "../delta-log/schema.ts";

describe("partitionKey", () => {
  it.each<[DeltaType, left: string | null, right: string | null, same: boolean]>([
    ["timestamp", "2024-01-01 00:00:00", "2024-01-01T00:00:00.000000Z", true],
    ["timestamp", "2024-01-01 00:00:00", "2024-01-01 00:00:00.000001", false],
    ["decimal(9,2)", "1.50", "1.5", true],
    ["decimal(9,2)", "-1.50", "1.5", false],
    ["decimal(9,2)", "100", "1", false],
    ["decimal(9,2)", "0.00", "0", true],
    ["decimal(38,18)", "0E-18", "0.000000000000000000", true],
    ["decimal(38,18)", "1E-7", "0.000000100000000000", true],
    ["decimal(38,18)", "-1.5E+2", "-150", true],
    ["decimal(38,18)", "1E-7", "1E-8", false],
    ["decimal(38,18)", "-0.0", "0", true],
    ["long", "007", "7", true],
    ["long", "700", "7", false],
    ["double", "1.0", "1", true],
    ["double", "1E7", "10000000.0", true],
    ["double", "inf", "Infinity", true],
    ["float", "-inf", "-Infinity", true],
    ["double", "nan", "NaN", true],
    ["double", "inf", "-inf", false],
    ["double", "inf", "nan", false],
    ["double", "Infinity", "NaN", false],
    ["string", "1.0", "1", false],
    ["string", "", null, true],
    ["string", "null", null, false],
    ["date", "2024-01-01", "2024-01-01", true],
    ["boolean", "true", "false", false],
  ])("of a %s: %j and %j are the same: %s", (type, left, right, same) => {
    const key = (text: string | null): string =>
      partitionKey({ partitionValues: { p: text } }, [field("p", type)]);
    expect(key(left) === key(right)).toBe(same);
  });
});
