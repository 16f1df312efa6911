import type { MissingColumn } from "../ingest/mapping.ts";
import type { Finding } from "./lake.ts";
import type { RejectedLines } from "./rejected-lines.ts";

/** What a step did. */
export type StepOutcome = {
  changed: boolean;
  rowsIn: number;
  rowsOut: number;
  findings: Finding[];
  /** Of a landing: lines that could not be read. */
  rejected?: RejectedLines[];
  /** Of a landing: mapped columns that new files lack. */
  missing?: MissingColumn[];
};

/** What a run did. */
export type RunReport = {
  runId: string;
  asOf: Date;
  elapsedMs: number;
  /** Steps that ran, in the order they ended. */
  steps: (StepOutcome & { step: string; elapsedMs: number })[];
  rowsIn: number;
  rowsOut: number;
  /** What could not be done and harms no row, in words. */
  warnings: string[];
};
