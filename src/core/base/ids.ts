import { randomBytes } from "node:crypto";

import type { Clock } from "./clock.ts";

/** A new run's id: its start to the second, UTC, and 6 random hexadecimal digits; sorts by time. */
export function newRunId(clock: Clock): string {
  const stamp = clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `${stamp}-${randomBytes(3).toString("hex")}`;
}
