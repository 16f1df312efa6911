import { describe, expect, it } from "vitest";

import { PatternError, patternTier } from "./patterns.ts";

function found(pattern: string, text: string, flags?: string): string[] {
  const tier = patternTier([{ name: "BADGE", pattern, flags }]);
  return tier(text, {}).map(({ start, end }) => text.slice(start, end));
}

describe("patternTier", () => {
  it.each([
    [String.raw`B-\d{4}`, "B-1234 and B-99", ["B-1234"]],
    [String.raw`\bEMP\d+`, "EMP1 xEMP2 EMP33", ["EMP1", "EMP33"]],
    [String.raw`\b(?:[A-Z]{1,9}-){1,9}\d+`, "AB-CD-12", ["AB-CD-12"]],
    [String.raw`(?:\d{4}[ -]?){4}`, "1234 5678-12345678!", ["1234 5678-12345678"]],
    [String.raw`(?<=no )\p{Lu}{2}|\[x\]`, "no AB [x]", ["AB", "[x]"]],
    [String.raw`(?<year>\d{4})-(?i:w)\d\d`, "2026-W01", ["2026-W01"]],
    [String.raw`\b(?:cat|dog){1,20}s`, "catdogs", ["catdogs"]],
  ])("finds %s in %j", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });

  it("takes flags", () => {
    expect(found("^badge$", "x\nBadge\nx", "im")).toEqual(["Badge"]);
  });

  it("finds what stands far behind in a long text, and over the edge of its pieces", () => {
    const text = `${"x ".repeat(24_999)}B-1234${" x".repeat(30_000)}B-5678`;
    expect(new Set(found(String.raw`B-\d{4}`, text))).toEqual(new Set(["B-1234", "B-5678"]));
  });

  it.each([
    ["(", "no regular expression"],
    [String.raw`\d*`, "empty text"],
    ["a|", "empty text"],
    [String.raw`(a)\1`, String.raw`\1 refers back`],
    [String.raw`(?<x>a)\k<x>`, String.raw`\k<x> refers back`],
    ["(a+)+b", "(a+)+ can read"],
    ["(a*)*b", "can read"],
    [String.raw`(\w+\s?)+x`, "can read"],
    ["(a|a)+b", "can read"],
    ["(a|ab|b)+x", "can read"],
    ["(.*,){11}P", "can read"],
    [String.raw`([a-z]+\.?)+@x`, "can read"],
    ["(?=(a+)+b)a", "can read"],
    ["((a{1,9}){1,9}){1,9}b", "can read"],
    [String.raw`\d+x`, "bound its repetitions"],
  ])("refuses %s", (pattern, message) => {
    expect(() => found(pattern, "")).toThrow(message);
  });

  it("names the setting", () => {
    expect(() => found("(", "")).toThrow(PatternError);
    expect(() => found("(", "")).toThrow(/^privacy\.patterns\.BADGE: /);
  });
});
