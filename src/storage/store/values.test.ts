import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parameterText, parseArray, valueParsers } from "./values.ts";

describe("parameterText", () => {
  it.each([
    [undefined, null],
    [null, null],
    ["", ""],
    [1.5, "1.5"],
    [-0, "-0"],
    [2n ** 70n, "1180591620717411303424"],
    [true, "true"],
    [new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), "2026-01-02T03:04:05.006Z"],
    [new Date(-62_198_755_200_000), "0002-01-01T00:00:00.000Z BC"],
    [new Date(253_402_300_800_000), "10000-01-01T00:00:00.000Z"],
    [new Uint8Array([0, 255]), "\\x00ff"],
    [new Float32Array([0.5, -1]), "[0.5,-1]"],
    [["a", null, ['b"', "c\\"]], '{"a",NULL,{"b\\"","c\\\\"}}'],
    [{ a: "\\u0000" }, '{"a":"\\\\u0000"}'],
  ])("spells %s as %j", (value, text) => {
    expect(parameterText(value)).toBe(text);
  });

  it.each(["a\0b", "\ud83d", { a: ["\0"] }, { a: "\udc00" }, ["\0"]])("refuses %j", (value) => {
    expect(() => parameterText(value)).toThrow("PostgreSQL can't keep");
  });

  it.each([new Date(Number.NaN), () => 1, Symbol("a")])("refuses %s", (value) => {
    expect(() => parameterText(value)).toThrow("can't be kept");
  });
});

describe("valueParsers", () => {
  const parse = (oid: number, text: string): unknown => valueParsers.get(oid)?.(text);

  it.each([
    [20, "9007199254740991", 9007199254740991],
    [20, "9007199254740992", 9007199254740992n],
    [701, "-Infinity", -Infinity],
    [16, "f", false],
    [17, "\\x00ff", new Uint8Array([0, 255])],
    [3802, '{"a":[1]}', { a: [1] }],
    [1184, "2026-01-02 03:04:05.0067+00", new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6))],
    [1184, "2026-01-02 03:04:05+05:30", new Date(Date.UTC(2026, 0, 1, 21, 34, 5))],
    [1184, "0002-01-01 00:00:00+00 BC", new Date(-62_198_755_200_000)],
    [1184, "infinity", "infinity"],
    [1016, "[0:1]={1,NULL}", [1, null]],
  ])("reads type %i from %j", (oid, text, value) => {
    expect(parse(oid, text)).toEqual(value);
  });

  it("reads back any instant", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (instant) => {
        const text = (parameterText(instant) ?? "").replace("T", " ").replace("Z", "+00");
        expect(parse(1184, text)).toEqual(instant);
      }),
    );
  });
});

describe("parseArray", () => {
  it("reads back any array of texts", () => {
    const texts = fc.string().filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(fc.option(texts)), (array) => {
        expect(parseArray(parameterText(array) ?? "", (text) => text)).toEqual(array);
      }),
    );
  });

  it.each(["{", "{1", '{"a', '{"a" 1}'])("refuses %j", (text) => {
    expect(() => parseArray(text, (item) => item)).toThrow("broken");
  });
});
