import type { Told } from "./report-queries.ts";

/** Everything the executive report is made of; no number in it comes from anywhere else. */
export const queryNames = [
  "period",
  "totals",
  "issues",
  "quotes",
  "sentiment",
  "emerging",
  "service",
  "accounts",
  "escalated",
  "models",
  "run",
] as const;

/** The answers that the executive report is made of. */
export type Answers = Readonly<Record<(typeof queryNames)[number], Told>>;
