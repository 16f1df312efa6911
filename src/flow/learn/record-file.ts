import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { systemCode } from "../../core/base/errors.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { csvHead } from "../ingest/csv-head.ts";
import { nextLine, readCsvRecord } from "../ingest/csv-record.ts";
import { sniffText } from "../ingest/sniff-text.ts";
import { LabelledFileError } from "./learn-errors.ts";

/** A record of a file: its values by field, and the line that it begins in, counted from 1. */
export type FileRecord = { line: number; values: Readonly<Record<string, unknown>> };

/** The records of a file. */
export type RecordFile = {
  /** As it was given, masked: for messages. */
  path: string;
  /** CSV has the same columns in every record; NDJSON may have others in each. */
  format: "csv" | "ndjson";
  records: readonly FileRecord[];
};

/** Largest file, unpacked: what a text of the engine holds. */
const fileBytesMax = 500_000_000;

/**
 * Reads CSV (`.csv`, `.tsv`) or NDJSON (any other), gzipped where the name ends in `.gz`; the whole
 * file is in memory. CSV may be as spreadsheets write it: with a byte order mark, CR LF, semicolons,
 * UTF-16 or windows-1252. Empty lines are passed over.
 *
 * @throws LabelledFileError with file and line of what can't be read.
 */
export async function readRecords(path: string): Promise<RecordFile> {
  const shown = maskPlain(path);
  const { text, isBroken } = sniffText(await readBytes(path, shown));
  if (isBroken) {
    const line = lineAt(text, text.indexOf("\ufffd"));
    throw new LabelledFileError(
      `${shown}, line ${line}: this is not UTF-8; save the file as UTF-8 (in Excel: "CSV UTF-8")`,
    );
  }
  const isCsv = /\.(?:csv|tsv)(?:\.gz)?$/i.test(path);
  const records = isCsv ? csvRecords(text, shown) : jsonRecords(text, shown);
  if (records.length === 0)
    throw new LabelledFileError(`${shown} has no rows; give a file with at least one`);
  return { path: shown, format: isCsv ? "csv" : "ndjson", records };
}

async function readBytes(path: string, shown: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > fileBytesMax) throw tooLarge(shown);
  const bytes = await readFile(path);
  if (!path.toLowerCase().endsWith(".gz")) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: fileBytesMax });
  } catch (cause) {
    if (systemCode(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(shown);
    throw new LabelledFileError(`${shown} is no whole gzip file; is it cut off?`, { cause });
  }
}

function tooLarge(shown: string): LabelledFileError {
  return new LabelledFileError(
    `${shown} is larger than ${fileBytesMax / 1_000_000} MB; cut it into several files`,
  );
}

function csvRecords(text: string, shown: string): FileRecord[] {
  const fail = (index: number, what: string): never => {
    throw new LabelledFileError(`${shown}, line ${lineAt(text, index)}: ${what}`);
  };
  const { fields: head, delimiter, fault, start, end } = csvHead(text, {});
  if (fault !== undefined) fail(start, faultWords[fault]);
  const names = head.map((name) => name.trim());
  const dialect = { delimiter, quote: '"', escape: '"' };
  const records: FileRecord[] = [];
  let [line, counted] = [lineAt(text, start), start];
  for (let at = nextLine(text, end); at < text.length;) {
    line += lineBreaks(text, counted, at);
    counted = at;
    const record = readCsvRecord(text, at, dialect);
    if (record.fault !== undefined) fail(at, faultWords[record.fault]);
    const isEmpty = record.fields.length === 1 && record.fields[0] === "";
    if (record.fields.length > names.length) {
      const count = record.fields.length;
      fail(at, `it has ${count} fields and the first line ${names.length}; is a quote missing?`);
    }
    if (!isEmpty) {
      const entries = names.map((name, i) => [name, record.fields[i] ?? ""] as const);
      records.push({ line, values: Object.fromEntries(entries) });
    }
    at = record.next;
  }
  return records;
}

const faultWords = {
  open: "a quote is opened here and never closed",
  behind: "text stands behind a closing quote; is the delimiter right?",
} as const;

function jsonRecords(text: string, shown: string): FileRecord[] {
  const records: FileRecord[] = [];
  for (const [index, written] of text.split("\n").entries()) {
    if (written.trim() === "") continue;
    const values = parseObject(written);
    if (values === undefined) {
      throw new LabelledFileError(
        `${shown}, line ${index + 1}: this is no JSON object, and the file is read as one object a line; ` +
          "the name of a CSV file ends in .csv",
      );
    }
    records.push({ line: index + 1, values });
  }
  return records;
}

function parseObject(written: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>; // an object, by the line above
  } catch {
    return undefined;
  }
}

/** The line that an index stands in, counted from 1. */
function lineAt(text: string, index: number): number {
  return 1 + lineBreaks(text, 0, index);
}

/** LF, CR LF and CR between two indexes. */
function lineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count += 1;
  }
  return count;
}
