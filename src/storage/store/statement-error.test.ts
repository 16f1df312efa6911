import { describe, expect, it } from "vitest";

import { statementError } from "./statement-error.ts";

/** An error as a driver throws it. */
function driverError(properties: Record<string, string>): Error {
  return Object.assign(new Error(properties["message"]), properties);
}

describe("statementError", () => {
  it.each([
    [{ code: "53100", message: "could not extend file" }, "STORE_UNAVAILABLE", "unavailable"],
    [{ message: "ENOSPC: no space left on device" }, "STORE_UNAVAILABLE", "unavailable"],
    [{ code: "ECONNREFUSED" }, "STORE_UNAVAILABLE", "unavailable"],
    [{ code: "57P01" }, "STORE_UNAVAILABLE", "unavailable"],
    [{ message: "Connection terminated unexpectedly" }, "STORE_UNAVAILABLE", "unavailable"],
    [{ code: "40001", message: "could not serialize" }, "STORE_STATEMENT", "conflict"],
    [{ code: "42501", message: "permission denied" }, "STORE_STATEMENT", "denied"],
    [{ code: "54000", message: "too large" }, "STORE_STATEMENT", "limit"],
    [{ code: "XX001", message: "invalid page" }, "STORE_STATEMENT", "corrupt"],
    [{ code: "42P01", message: 'relation "t" does not exist' }, "STORE_STATEMENT", "invalid"],
  ])("tells %j as %s, %s", (properties, code, kind) => {
    expect(statementError(driverError(properties))).toMatchObject({ code, kind });
  });

  it.each([
    { code: "22P02", message: 'invalid input syntax for type integer: "ann@example.com"' },
    { code: "23505", message: "duplicate ann@example.com", table: "t", constraint: "t_pkey" },
  ])("names no value of %j", (properties) => {
    const error = statementError(driverError(properties));
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("ann@");
    expect(error).toMatchObject({ sqlState: properties.code });
  });

  it("leaves what is no error of PostgreSQL", () => {
    const bug = new TypeError("a bug");
    expect(statementError(bug)).toBe(bug);
    expect(statementError("thrown")).toBe("thrown");
  });
});
