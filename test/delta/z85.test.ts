import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeZ85 } from "../../src/storage/delta-log/z85.ts";
import { encodeZ85 } from "./write-vector.ts";

describe("decodeZ85", () => {
  it("takes the example of the RFC", () => {
    expect(Buffer.from(decodeZ85("HelloWorld")).toString("hex")).toBe("864fd26fb559f75b");
  });

  it("gives back what was encoded", () => {
    const bytes = fc.uint8Array({ maxLength: 64 }).filter(({ length }) => length % 4 === 0);
    const same = (input: Uint8Array): void => {
      expect(decodeZ85(encodeZ85(Buffer.from(input)))).toEqual(input);
    };
    fc.assert(fc.property(bytes, same));
  });

  it.each(["Hello1", "Hell~", "Hell é", "#####"])("refuses %j", (text) => {
    expect(() => decodeZ85(text)).toThrow(RangeError);
  });
});
