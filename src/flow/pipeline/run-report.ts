import type { MissingColumn } from "../ingest/mapping.ts";
import type { AskTally } from "../enrich/stage.ts";
import type { AskBill } from "./ask-report.ts";
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
  /** Of a stage that asks a language model: what that came to. */
  asked?: AskTally | undefined;
  /** Nothing could be done that was not done before, and nothing was committed. */
  isIdle?: boolean;
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
  /** What asking a language model came to, in all steps; undefined where none was asked. */
  asked?: AskBill | undefined;
  /** What could not be done and harms no row, in words. */
  warnings: string[];
};
