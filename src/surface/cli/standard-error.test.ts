import { describe, expect, it } from "vitest";

import { maskPlain } from "../engine/engine.ts";
import { writeStandardError } from "./standard-error.ts";

describe("writeStandardError", () => {
  it("takes masked text and, by its type, nothing else", () => {
    const write = (): void => {
      writeStandardError(maskPlain("ann@example.com is no table"));
      // @ts-expect-error: a text that nobody masked does not compile
      writeStandardError("ann@example.com is no table");
    };
    expect(write).toBeTypeOf("function");
  });
});
