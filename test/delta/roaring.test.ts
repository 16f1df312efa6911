import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { writeRoaring } from "./write-vector.ts";
import { countBits, readRoaring } from "../../src/storage/delta-log/roaring.ts";

/** The numbers that a bitmap holds. */
function numbersIn(bytes: Uint8Array, rowCount = Infinity): number[] {
  const numbers: number[] = [];
  for (const { start, bits } of readRoaring(bytes, rowCount)) {
    for (let i = 0; i < bits.length * 8; i++) {
      if (((bits[i >> 3] ?? 0) >> (i & 7)) & 1) numbers.push(start + i);
    }
  }
  return numbers;
}

const kinds = fc.constantFrom("plain", "runs");
/** Numbers that lie together or apart, in the first containers and in far ones. */
const sets = fc
  .array(
    fc.record({
      start: fc.oneof(fc.nat(300_000), fc.nat(2 ** 31), fc.constant(2 ** 40 + 65_530)),
      count: fc.integer({ min: 1, max: 5_000 }),
      step: fc.constantFrom(1, 1, 2, 7, 1_000),
    }),
    { maxLength: 5 },
  )
  .map((parts) => {
    const all = parts.flatMap(({ start, count, step }) =>
      Array.from({ length: count }, (_, i) => start + i * step),
    );
    return [...new Set(all)].toSorted((a, b) => a - b);
  });

describe("readRoaring", () => {
  it("gives back what was written, whatever the containers", () => {
    const same = (set: number[], kind: "plain" | "runs"): void => {
      expect(numbersIn(writeRoaring(set, kind))).toEqual(set);
    };
    fc.assert(fc.property(sets, kinds, same), { numRuns: 25 });
  });

  it("refuses rows beyond the file's, and a bitmap cut anywhere", () => {
    const whole = writeRoaring([1, 2, 3, 70_000, 200_000, 300_000, 400_000], "plain");
    expect(() => numbersIn(whole, 1000)).toThrow("only 1000 rows");
    for (let length = 0; length < whole.length; length++) {
      expect(() => numbersIn(whole.subarray(0, length)), String(length)).toThrow(RangeError);
    }
  });

  it("refuses any other bytes, or gives rows in order; never more than there are", () => {
    const damaged = fc
      .tuple(sets, kinds, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
      .map(([set, kind, changes]) => {
        const bytes = writeRoaring(set, kind);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged);
    const isOrderly = (input: Uint8Array): boolean => {
      try {
        let previous = -1;
        for (const { start, bits } of readRoaring(input, 1_000_000)) {
          if (start <= previous || start >= 1_000_000 || bits.length !== 8_192) return false;
          previous = start;
        }
        return true;
      } catch (error) {
        return error instanceof RangeError;
      }
    };
    const holds = fc.property(bytes, (input) => {
      expect(isOrderly(input)).toBe(true);
    });
    fc.assert(holds, { numRuns: 100 });
  });
});

describe("countBits", () => {
  it.each([
    [[], 0],
    [[0, 255, 1], 9],
  ])("counts those of %j", (bytes, count) => {
    expect(countBits(Uint8Array.from(bytes))).toBe(count);
  });
});
