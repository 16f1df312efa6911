import { describe, expect, it } from "vitest";

import { readCodes } from "./code-text.ts";
import { clockEnd, isNumericDay, spelledDay, timeEnd } from "./dates.ts";
import { readGroups } from "./digit-groups.ts";

describe("isNumericDay", () => {
  it.each(["12/05/1980", "1980-05-12", "1.2.71", "2/28/04", "31-12-1999"])("takes %j", (text) => {
    expect(isNumericDay(readGroups(readCodes(text), 0))).toBe(true);
  });

  it.each(["32/05/1980", "13/13/1980", "12/05/980", "2.14.3", "1.2.3.4", "12-05/1980", "12/1980"])(
    "refuses %j",
    (text) => {
      expect(isNumericDay(readGroups(readCodes(text), 0))).toBe(false);
    },
  );
});

describe("spelledDay", () => {
  it.each([
    ["24 de junho de 1952", 0],
    ["20. August 1971", 0],
    ["1er mars 1980", 0],
    ["12-Jan-1980", 0],
    ["May 5th, 1980", 4],
    ["enero 12 de 1980", 6],
    ["3 juillet 88", 0],
  ])("is all of %j", (text, at) => {
    const end = /\d{1,2}/.exec(text.slice(at))?.[0].length ?? 0;
    expect(spelledDay(readCodes(text), at, at + end)).toEqual({ start: 0, end: text.length });
  });

  it.each(["3 weeks 1980", "5 May", "12 marble 1980"])("is none of %j", (text) => {
    expect(spelledDay(readCodes(text), 0, text.indexOf(" "))).toBeUndefined();
  });
});

describe("clockEnd and timeEnd", () => {
  it("read times of day, and nothing longer", () => {
    expect(clockEnd(readCodes("17:15:00.123 x"), 0)).toBe(12);
    expect(clockEnd(readCodes("17:15"), 0)).toBe(5);
    expect(clockEnd(readCodes("17:15:00:11"), 0)).toBe(0);
    expect(timeEnd(readCodes("T17:15:00Z"), 0)).toBe(10);
    expect(timeEnd(readCodes(" 04:22:31+02:00"), 0)).toBe(15);
    expect(timeEnd(readCodes(" late"), 0)).toBe(0);
  });
});
