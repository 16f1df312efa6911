import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { field } from "./schema.ts";
import { cutMax, cutMin, formatMicros, formatStats, parseMicros, parseStats } from "./stats.ts";

const lastPoint = "\u{10ffff}";
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom("a", "é", "😀", lastPoint), minLength: 20, maxLength: 60 }),
);

function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

describe("cutMin", () => {
  it("stays at or below the text, within 32 code points", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(compareUtf8(cutMin(text), text)).toBeLessThanOrEqual(0);
        expect(Array.from(cutMin(text)).length).toBeLessThanOrEqual(32);
      }),
    );
  });
});

describe("cutMax", () => {
  it("stays at or above the text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(compareUtf8(cutMax(text) ?? text, text)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("is a prefix and the last code point, or the text itself", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bound = cutMax(text) ?? text;
        expect(bound === text || text.startsWith(bound.slice(0, -lastPoint.length))).toBe(true);
      }),
    );
  });

  it.each([
    ["a".repeat(32), "a".repeat(32)],
    ["a".repeat(33), "a".repeat(32) + lastPoint],
    ["😀".repeat(33), "😀".repeat(32) + lastPoint],
    ["a".repeat(32) + lastPoint + "b", "a".repeat(32) + lastPoint + lastPoint],
    [lastPoint.repeat(300), undefined],
  ])("cuts %j", (text, bound) => {
    expect(cutMax(text)).toBe(bound);
  });
});

describe("formatStats", () => {
  it.each<[type: string, min: string, max: string, low: string | null, high: string | null]>([
    [
      "long",
      "-9007199254740993",
      "9223372036854775807",
      "-9007199254740993",
      "9223372036854775807",
    ],
    ["decimal(38,10)", "-0.1", "12345678901234567890.123", "-0.1", "12345678901234567890.123"],
    ["double", "0.0", "-0.0", "-0.0", "0.0"],
    ["double", "-inf", "inf", null, null],
    ["float", "1e-07", "1e+30", "1e-07", "1e+30"],
    ["date", "2024-02-29", "infinity", '"2024-02-29"', null],
    ["date", "0044-01-01 (BC)", "10000-01-01", null, null],
    [
      "timestamp",
      "2024-01-01 00:00:00.123456+00",
      "2024-01-01 00:00:00.123456+00",
      '"2024-01-01T00:00:00.123Z"',
      '"2024-01-01T00:00:00.124Z"',
    ],
    [
      "timestamp",
      "2024-01-01 00:00:00+00",
      "2024-01-01 00:00:00.5+00",
      '"2024-01-01T00:00:00.000Z"',
      '"2024-01-01T00:00:00.500Z"',
    ],
    [
      "timestamp",
      "1969-12-31 23:59:59.999999+00",
      "9999-12-31 23:59:59.9999+00",
      '"1969-12-31T23:59:59.999Z"',
      null,
    ],
    [
      "timestamp_ntz",
      "0001-01-01 00:00:00",
      "0001-01-01 00:00:00.000001",
      '"0001-01-01T00:00:00.000"',
      '"0001-01-01T00:00:00.001"',
    ],
    ["string", 'a"b', "é", '"a\\"b"', '"é"'],
    ["boolean", "0", "1", null, null],
    ["binary", "61", "62", null, null],
  ])("bounds %s between %s and %s", (type, ...[min, max, low, high]) => {
    const figures = new Map([["c", { min, max, null_count: "3" }]]);
    const member = (json: string | null): string => (json === null ? "{}" : `{"c":${json}}`);
    expect(formatStats(9, [field("c", type)], figures)).toBe(
      `{"numRecords":9,"minValues":${member(low)},"maxValues":${member(high)},"nullCount":{"c":3}}`,
    );
  });

  it("gives no bounds where there is a NaN, and nothing of nested columns", () => {
    const list = { type: "array", elementType: "long", containsNull: true } as const;
    const figures = new Map([
      ["x", { min: "1.0", max: "2.0", has_nan: "true", null_count: "0" }],
      ["l", { min: "1", max: "2", null_count: "0" }],
    ]);
    expect(formatStats(2, [field("x", "double"), field("l", list)], figures)).toBe(
      '{"numRecords":2,"minValues":{},"maxValues":{},"nullCount":{"x":0}}',
    );
  });
});

describe("parseStats", () => {
  it("keeps every digit", () => {
    const stats = parseStats('{"numRecords":3,"minValues":{"a":9007199254740993,"b":1.10}}');
    expect(stats.min).toEqual({ a: "9007199254740993", b: "1.10" });
    expect(stats.rowCount).toBe(3);
  });

  it.each([undefined, "", "nonsense", "[]", "null", '{"numRecords":"x","minValues":[1]}'])(
    "knows nothing from %j",
    (text) => {
      const nothing = { rowCount: undefined, min: {}, max: {}, nullCount: {} };
      expect(parseStats(text)).toEqual(nothing);
    },
  );
});

describe("parseMicros", () => {
  it.each([
    ["2024-01-01 00:00:00+00", 1_704_067_200_000_000n],
    ["2024-01-01T00:00:00.5Z", 1_704_067_200_500_000n],
    ["2024-01-01 02:30:00.000001+02:30", 1_704_067_200_000_001n],
    ["2023-12-31 21:00:00-03", 1_704_067_200_000_000n],
    ["2024-01-01", 1_704_067_200_000_000n],
    ["0001-01-01 00:00:00", -62_135_596_800_000_000n],
    ["infinity", undefined],
    ["2024-13-01 00:00:00", undefined],
    ["0044-01-01 (BC) 00:00:00", undefined],
  ])("reads %s", (text, micros) => {
    expect(parseMicros(text)).toBe(micros);
  });

  it("reads what formatMicros writes", () => {
    const micros = fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n);
    fc.assert(
      fc.property(micros, (value) => {
        expect(parseMicros(formatMicros(value))).toBe(value);
      }),
    );
  });
});
