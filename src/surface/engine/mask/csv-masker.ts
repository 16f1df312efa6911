import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import type { MaskedField } from "../../../kernel/privacy/mask-fields.ts";
import { readCsvRecord, sniffDelimiter, type CsvField, type CsvRecord } from "./csv-record.ts";
import { lineError, MaskInputError } from "./mask-input-error.ts";
import { openRecordTransform } from "./record-transform.ts";
import { openRowMasker } from "./row-masker.ts";
import type { MaskTally, Transform } from "./transform.ts";

export type CsvMaskerOptions = {
  detector: Detector;
  tally: MaskTally;
  /** Names (of the first line) or numbers of the columns to mask; none: all. */
  columns: readonly string[];
  /** Column whose value tells which rows, standing together, are one conversation. */
  group: string | undefined;
  /** Default: the one of , ; tab | that is most in the first line. */
  delimiter: string | undefined;
  /** Longest record, in characters. */
  recordLengthMax: number;
  /** Line that the text begins in; default: 1. */
  line?: number;
};

/** Which columns mean what, by the first line. */
type Head = { masks: (index: number) => boolean; group: number | undefined; count: number };

/** Masks columns of a CSV text; all else stays as it is written, byte for byte. */
export function openCsvMasker(options: CsvMaskerOptions): Transform {
  const rows = openRowMasker(options.detector, options.tally);
  let head: Head | undefined;
  let { delimiter } = options;
  let { line = 1 } = options;
  const output = (text: string, from: number, record: CsvRecord): string => {
    const written = text.slice(from, record.next);
    if (head !== undefined)
      // An empty line is no row, and ends a group.
      return record.end === from
        ? rows.flush() + written
        : rows.add(openRow(text, record, head, line));
    head = headOf(text, record, options);
    return written;
  };
  return openRecordTransform({
    take(text, from, isEnd) {
      const start = line === 1 && text[from] === "\ufeff" ? from + 1 : from;
      delimiter ??= sniffDelimiter(text, start, isEnd);
      if (delimiter === undefined) return undefined;
      const record = readCsvRecord(text, start, { delimiter, line, isEnd });
      if (record === undefined) return undefined;
      const taken = { next: record.next, output: output(text, from, record) };
      line += lineCount(text, from, record.next);
      return taken;
    },
    flush: () => rows.flush(),
    line: () => line,
    lengthMax: options.recordLengthMax,
  });
}

function headOf(text: string, { fields }: CsvRecord, options: CsvMaskerOptions): Head {
  const names = fields.map((field) => valueOf(text, field).trim());
  const indexOf = (wanted: string): number => {
    const named = names.indexOf(wanted.trim());
    if (named !== -1) return named;
    const number = /^\d{1,4}$/.test(wanted) ? Number(wanted) : 0;
    if (number >= 1 && number <= names.length) return number - 1;
    // The names are not listed: in a file without them they would be somebody's data.
    throw new MaskInputError(
      `there is no column ${wanted}: the first line has ${names.length} columns, and none of that ` +
        "name; give a name of it, or a column's number",
    );
  };
  const chosen = new Set(options.columns.map(indexOf));
  return {
    masks: (index) => chosen.size === 0 || chosen.has(index),
    group: options.group === undefined ? undefined : indexOf(options.group),
    count: names.length,
  };
}

function openRow(text: string, record: CsvRecord, head: Head, line: number) {
  const { fields, next } = record;
  if (fields.length > head.count)
    throw lineError(
      line,
      `it has ${fields.length} fields and the first line ${head.count}; is a quote missing?`,
    );
  const masked = fields.filter((_, index) => head.masks(index));
  const groupField = head.group === undefined ? undefined : fields[head.group];
  const group = groupField === undefined ? "" : valueOf(text, groupField);
  const start = fields[0]?.start ?? next;
  const raw = text.slice(start, next);
  const at = masked.map((field) => ({ start: field.start - start, end: field.end - start }));
  return {
    texts: masked.map((field) => valueOf(text, field)),
    // A row without a value there is a conversation of its own.
    group: group === "" ? undefined : group,
    render: (found: readonly MaskedField[]) => rendered(raw, at, found),
  };
}

function rendered(raw: string, fields: readonly CsvField[], found: readonly MaskedField[]): string {
  let output = "";
  let at = 0;
  for (const [i, { start, end }] of fields.entries()) {
    const field = found[i];
    if (field === undefined || field.spans.length === 0) continue;
    output += raw.slice(at, start) + rewritten(field.text, raw[start] === '"');
    at = end;
  }
  return output + raw.slice(at);
}

/** A value as it is written: placeholders need no quotes, so it keeps those it had. */
function rewritten(text: string, isQuoted: boolean): string {
  return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
}

function valueOf(text: string, { start, end }: CsvField): string {
  if (text[start] !== '"') return text.slice(start, end);
  return text.slice(start + 1, end - 1).replaceAll('""', '"');
}

/** Line feeds in a stretch of a text. */
export function lineCount(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1))
    count += 1;
  return count;
}
