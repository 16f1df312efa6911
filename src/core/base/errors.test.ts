import { describe, expect, it } from "vitest";

import { assert, AssertionError, EarshotError, messageOf, systemCode } from "./errors.ts";

describe("errors", () => {
  class ThingError extends EarshotError {
    readonly code = "THING";
    readonly kind = "missing";
  }

  it("bear their class's name, and keep their cause", () => {
    const cause = new Error("below");
    const error = new ThingError("no thing", { cause });
    expect(error).toMatchObject({ name: "ThingError", message: "no thing", code: "THING", cause });
    expect(String(error)).toBe("ThingError: no thing");
  });

  it("tell what is wrong with anything that was thrown", () => {
    expect(messageOf(new Error("x"))).toBe("x");
    expect(messageOf("x")).toBe("x");
    expect(messageOf(undefined)).toBe("undefined");
    expect(systemCode(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe("ENOENT");
    for (const thrown of [
      new Error("x"),
      Object.assign(new Error("x"), { code: 5 }),
      { code: "X" },
    ])
      expect(systemCode(thrown)).toBeUndefined();
  });

  it("come from a broken promise", () => {
    expect(() => assert(0, "it is nothing")).toThrow(AssertionError);
    expect(() => assert("x", "never")).not.toThrow();
  });
});
