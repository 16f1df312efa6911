import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import { lineCount } from "./csv-masker.ts";
import { readCsvRecord, sniffDelimiter } from "./csv-record.ts";
import type { Batch, MaskPlan } from "./mask-plan.ts";
import { openRecordTransform } from "./record-transform.ts";
import { openTextParts } from "./text-parts.ts";

/** Length from which records are a batch, in UTF-16 code units. */
const standardLength = 262_144;

/** Cuts a text that comes in pieces into batches. */
export type Batches = { push(piece: string): Batch[]; end(): Batch[] };

/**
 * Cuts the text of a plan; undefined where its records can't be masked without each other.
 *
 * @param batchLength - Length from which records are a batch; default: 262,144 characters.
 */
export function openBatches(
  plan: MaskPlan,
  detector: Detector,
  batchLength = standardLength,
): Batches | undefined {
  if (plan.format === "text") return textBatches(detector);
  if (plan.format === "json" || plan.group !== undefined) return undefined;
  return recordBatches(plan, batchLength);
}

function textBatches(detector: Detector): Batches {
  const parts = openTextParts(detector);
  const batch = { line: 0 };
  return {
    push: (piece) => parts.push(piece).map((part) => ({ ...batch, ...part })),
    end: () => parts.end().map((part) => ({ ...batch, ...part })),
  };
}

/** Finds where a record ends; undefined when that is still to come. */
type FindEnd = (text: string, from: number, isEnd: boolean) => number | undefined;

function recordBatches(plan: MaskPlan, batchLength: number): Batches {
  let line = 1;
  let head: string | undefined;
  const findEnd: FindEnd = plan.format === "csv" ? csvEnd(plan, () => line) : lineEnd;
  let ready: Batch[] = [];
  let open = { text: "", line };
  const close = (): void => {
    if (open.text !== "") ready.push(head === undefined ? open : { ...open, head });
    // The first batch begins with the head, the others only know it.
    if (plan.format === "csv")
      head ??= headOf(
        open.text,
        csvEnd(plan, () => 1),
      );
    open = { text: "", line };
  };
  const records = openRecordTransform({
    take(text, from, isEnd) {
      let at = from;
      while (at < text.length && at - from < batchLength) {
        const next = findEnd(text, at, isEnd);
        if (next === undefined) break;
        line += lineCount(text, at, next);
        at = next;
      }
      if (at === from) return undefined;
      open.text += text.slice(from, at);
      if (open.text.length >= batchLength) close();
      return { next: at, output: "" };
    },
    flush() {
      close();
      return "";
    },
    line: () => line,
    lengthMax: plan.recordLengthMax,
  });
  const told = (): Batch[] => {
    const batches = ready;
    ready = [];
    return batches;
  };
  return {
    push(piece) {
      records.push(piece);
      return told();
    },
    end() {
      records.end();
      return told();
    },
  };
}

function lineEnd(text: string, from: number, isEnd: boolean): number | undefined {
  const newline = text.indexOf("\n", from);
  if (newline !== -1) return newline + 1;
  return isEnd ? text.length : undefined;
}

function csvEnd(plan: MaskPlan, line: () => number): FindEnd {
  let { delimiter } = plan;
  return (text, from, isEnd) => {
    const start = skipMark(text, from);
    delimiter ??= sniffDelimiter(text, start, isEnd);
    if (delimiter === undefined) return undefined;
    return readCsvRecord(text, start, { delimiter, line: line(), isEnd })?.next;
  };
}

function headOf(text: string, findEnd: FindEnd): string {
  const start = skipMark(text, 0);
  return text.slice(start, findEnd(text, start, true) ?? text.length);
}

/** Behind the byte order mark, where a text begins with one. */
function skipMark(text: string, at: number): number {
  return text[at] === "\ufeff" ? at + 1 : at;
}
