import { describe, expect, it } from "vitest";

import { partialForm } from "./partial-form.ts";

describe("partialForm", () => {
  it.each([
    ["CREDIT_CARD", "4111 1111 1111 1234", "…1234"],
    ["PHONE", "+55 (11) 98765-4321", "…4321"],
    ["PHONE", "12 34", undefined],
    ["IBAN", "DE89 3704 0044 0532 0130 00", "…3000"],
    ["EMAIL", "Ana@Example.COM", "…@example.com"],
    ["EMAIL", "ana at example", undefined],
    ["DOB", "31.01.1990", "1990"],
    ["DOB", "02/03/1990", "1990"],
    ["DOB", "1990-01-31", "1990"],
    ["DOB", "soon", undefined],
    ["POSTCODE", "01310-100", "013…"],
    ["POSTCODE", "sw1a 1aa", "SW1A…"],
    ["POSTCODE", "1234", undefined],
    ["PERSON", "Ana Silva", undefined],
    ["SSN", "078-05-1120", undefined],
  ])("shows of %s %j only %j", (type, value, form) => {
    expect(partialForm(type, value)).toBe(form);
  });
});
