import { describe, expect, it } from "vitest";

import { dayOf, periodStart } from "./budget-period.ts";

describe("dayOf", () => {
  it.each([
    ["2026-02-01T01:30:00Z", "UTC", "2026-02-01"],
    ["2026-02-01T01:30:00Z", "America/Sao_Paulo", "2026-01-31"],
    ["2026-01-31T23:30:00Z", "Asia/Tokyo", "2026-02-01"],
  ])("says that %s in %s is %s", (instant, timeZone, day) => {
    expect(dayOf(new Date(instant), timeZone)).toBe(day);
  });
});

describe("periodStart", () => {
  it.each([
    ["day", "2026-01-31"],
    ["month", "2026-01-01"],
    ["ever", "0001-01-01"],
  ] as const)("begins the %s at %s", (period, start) => {
    expect(periodStart("2026-01-31", period)).toBe(start);
  });
});
