import { describe, expect, it } from "vitest";

import { fixedClock } from "./clock.ts";
import { newRunId } from "./ids.ts";

describe("newRunId", () => {
  it("begins with the second, so that it sorts by time, and is unique", () => {
    const clock = fixedClock(new Date("2026-01-31T15:00:07.9Z"));
    expect(newRunId(clock)).toMatch(/^20260131-150007-[0-9a-f]{6}$/);
    expect(new Set(Array.from({ length: 200 }, () => newRunId(clock))).size).toBeGreaterThan(198);
  });
});
