import { describe, expect, it } from "vitest";

import { fixedClock, monotonicMs, systemClock } from "./clock.ts";

describe("clocks", () => {
  it("stand still, or go on", () => {
    const instant = new Date("2026-01-31T15:00:00Z");
    const clock = fixedClock(instant);
    clock.now().setFullYear(1999);
    instant.setFullYear(1998);
    expect(clock.now().toISOString()).toBe("2026-01-31T15:00:00.000Z");
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000);
    const before = monotonicMs();
    expect(monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});
