import { assert } from "../../../core/base/errors.ts";
import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import type { DetectorOptions } from "../../../kernel/privacy/detector.ts";
import { lineCount, openCsvMasker } from "./csv-masker.ts";
import { openJsonMasker } from "./json-masker.ts";
import { openSpanFinder } from "./span-finder.ts";
import { maskTextPart } from "./text-parts.ts";
import { emptyTally, type MaskTally, type Transform } from "./transform.ts";

/** What is to be done with a text, in a form that goes to a worker thread. */
export type MaskPlan = {
  format: "text" | "csv" | "ndjson" | "json" | "spans";
  detector: DetectorOptions;
  columns: readonly string[];
  fields: readonly string[];
  group: string | undefined;
  delimiter: string | undefined;
  recordLengthMax: number;
};

/** Whole records of a text, which can be masked without the others. */
export type Batch = {
  text: string;
  /** Line that it begins in. */
  line: number;
  /** The first record of the text (CSV), where the batch does not begin with it. */
  head?: string;
  /** False: a stretch of plain text in which no gap was found. */
  isSearched?: boolean;
};

/** What became of a batch. */
export type BatchAnswer = {
  text: string;
  tally: MaskTally;
  /** Paths that are named and that some row had. */
  seen: ReadonlySet<string>;
};

/** Masks one batch. */
export function maskBatch(detector: Detector, plan: MaskPlan, batch: Batch): BatchAnswer {
  const tally = emptyTally();
  const seen = new Set<string>();
  if (plan.format === "text") {
    const { text, isSearched = true } = batch;
    return { text: maskTextPart(detector, { text, isSearched }, tally), tally, seen };
  }
  const { head = "" } = batch;
  const line = batch.line - lineCount(head, 0, head.length);
  const transform = openTransform(plan, { detector, tally, seen, line });
  // What is told of the head was told with the first batch.
  transform.push(head);
  return { text: transform.push(batch.text) + transform.end(), tally, seen };
}

type TransformState = { detector: Detector; tally: MaskTally; seen: Set<string>; line?: number };

/** Opens what masks the records of a plan one after the other. */
export function openTransform(plan: MaskPlan, state: TransformState): Transform {
  assert(plan.format !== "text", "plain text is masked in parts");
  const common = { ...plan, ...state };
  if (plan.format === "spans") return openSpanFinder(common);
  if (plan.format === "csv") return openCsvMasker(common);
  return openJsonMasker({ ...common, isLines: plan.format === "ndjson" });
}
