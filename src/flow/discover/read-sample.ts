import { open } from "node:fs/promises";

import { quoteName } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { lakeColumnNames } from "../ingest/column-names.ts";
import { csvHead } from "../ingest/csv-head.ts";
import { nextLine, readCsvRecord, type CsvDialect, type CsvRecord } from "../ingest/csv-record.ts";
import { isGzip, readHead } from "../ingest/file-text.ts";
import { UnreadableFileError } from "../ingest/ingest-errors.ts";
import { readParquet } from "../ingest/read-parquet.ts";
import { sniffCsv, type SniffedCsv } from "../ingest/sniff-csv.ts";
import type { Sniffed } from "../ingest/sniff-header.ts";
import { sniffText, type SniffedText } from "../ingest/sniff-text.ts";
import type { SourceContext, SourcePart } from "../ingest/source.ts";
import type { FoundFile } from "./find-tables.ts";
import { jsonRows } from "./json-rows.ts";
import { evenly } from "./profile.ts";

/** What the readers need. */
export type Tools = {
  connection: Connection;
  context: SourceContext;
  signal?: AbortSignal | undefined;
};

/** How a file is to be read where the reader's defaults do not fit, with the reason. */
export type ReadingNote = {
  setting:
    | "format"
    | "rows"
    | "encoding"
    | "delimiter"
    | "quote"
    | "escape"
    | "header"
    | "skip_lines";
  value: string | number | boolean;
  why: string;
  isSure: boolean;
};

/** Some of a file's rows. */
export type TableSample = {
  file: FoundFile;
  /** Names of the columns as the lake will have them. */
  columns: string[];
  /** Text of each value, `""` for none, in the order of the columns. */
  rows: string[][];
  /** Whether these are all the rows. */
  isWhole: boolean;
  /** Rows in what was looked at that are broken, and that a run sets aside. */
  brokenCount: number;
  /** Names that several columns have, but for case; all but the first get a number. */
  repeated: string[];
  reading: ReadingNote[];
};

/** Parts of a file that is read in parts: its beginning, and places further in. */
const chunkBytes = 1_048_576;
const chunkCount = 4;
/** A text up to this size is read whole. */
const wholeBytes = 8_388_608;
/** Rows kept of one file. */
const rowsMax = 100_000;
const parquetRowsMax = 20_000;
const columnsMax = 400;

/**
 * Reads some rows of a file: all of a small one; the beginning and a few places further in of a
 * large one, as far as records can be told apart there.
 *
 * @throws UnreadableFileError when there are no rows with columns in it.
 */
export async function readSample(file: FoundFile, tools: Tools): Promise<TableSample> {
  if (file.format === "parquet") return await parquetSample(file, tools);
  const head = await readHead(partOf(file), tools.signal, wholeBytes);
  const text = sniffText(head.bytes, head.isWhole);
  if (isBinary(text.text)) throw new UnreadableFileError("it holds no text");
  const further = head.isWhole ? [] : await furtherTexts(file, text);
  const { isBroken } = text;
  const texts = { head: text.text, further, isWhole: head.isWhole, isBroken };
  const sample = file.format === "csv" ? csvSample(file, texts) : jsonSample(file, texts);
  if (!text.isDefault)
    sample.reading.unshift({
      setting: "encoding",
      value: text.encoding,
      why: text.why,
      isSure: text.isSure,
    });
  return { ...sample, rows: evenly(sample.rows, rowsMax) };
}

/** Zero characters that a text may have, from a field that was cut or a disk that was full. */
const zerosFew = 3;
/** Least part of the characters of other files that are zero; of compressed ones 1 in 256. */
const zeroShare = 0.001;

function isBinary(text: string): boolean {
  const zeros = text.split("\0").length - 1;
  return zeros > Math.max(zerosFew, zeroShare * text.length);
}

/** A file as the readers of a run want it. */
function partOf({ path, name, bytes }: FoundFile): SourcePart {
  return { name, location: path, bytes, fingerprint: "" };
}

/** @property isBroken - Whether some of it is no text, which stands as U+FFFD. */
type Texts = { head: string; further: string[]; isWhole: boolean; isBroken: boolean };

/** Pieces from further in the file, each from the beginning of a line. */
async function furtherTexts(file: FoundFile, { encoding }: SniffedText): Promise<string[]> {
  if (isGzip(partOf(file)) || encoding.startsWith("utf-16")) return [];
  await using handle = await open(file.path);
  const texts: string[] = [];
  const least = Math.floor((file.bytes - chunkBytes) / chunkCount);
  for (let i = 1; i <= chunkCount; i++) {
    const buffer = Buffer.alloc(Math.min(chunkBytes, file.bytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, Math.max(0, least * i));
    const text = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead));
    const end = Math.max(text.lastIndexOf("\n"), 0);
    texts.push(text.slice(nextLine(text, 0), end));
  }
  return texts;
}

function csvSample(file: FoundFile, texts: Texts): TableSample {
  const sniffed = sniffCsv(texts.head, texts.isWhole);
  if (sniffed.columns.length === 0 || texts.head.trim() === "")
    throw new UnreadableFileError("it is empty");
  const dialect = {
    delimiter: sniffed.delimiter.value,
    quote: sniffed.quote.value,
    escape: sniffed.escape.value,
  };
  const { isWhole, isBroken } = texts;
  const form = { dialect, width: sniffed.columns.length, isBroken };
  const skipLines = sniffed.skipLines.value;
  const { start } = csvHead(texts.head, { ...dialect, skipLines });
  const behindNames = readCsvRecord(texts.head, start, dialect).next;
  const body = texts.head.slice(sniffed.header.value ? behindNames : start);
  const { rows, brokenCount } = csvRows(body, { ...form, isWhole });
  for (const text of texts.further)
    for (const row of csvRows(text, { ...form, isWhole: false }).rows) rows.push(row);
  const names = sniffed.header.value ? sniffed.columns : sniffed.columns.map(() => "");
  const reading = csvNotes(sniffed, csvHead(texts.head, { skipLines }).delimiter);
  const repeated = repeatedNames(names);
  return { file, columns: lakeColumnNames(names), rows, isWhole, brokenCount, repeated, reading };
}

function repeatedNames(names: readonly string[]): string[] {
  const folded = names.map((name) => name.trim().toLowerCase());
  const later = names.filter((_, i) => folded[i] !== "" && folded.indexOf(folded[i]!) < i); // one each
  return [...new Set(later.map((name) => name.trim()))];
}

/** What a run would not find out by itself. */
function csvNotes(sniffed: SniffedCsv, foundDelimiter: string): ReadingNote[] {
  const { delimiter, quote, escape, header, skipLines } = sniffed;
  const notes: [ReadingNote["setting"], Sniffed<string | number | boolean>, isDefault: boolean][] =
    [
      ["delimiter", delimiter, delimiter.value === foundDelimiter],
      ["quote", quote, quote.value === '"'],
      ["escape", escape, escape.value === quote.value],
      ["header", header, header.value],
      ["skip_lines", skipLines, skipLines.value === 0],
    ];
  return notes.flatMap(([setting, { value, why, isSure }, isDefault]) =>
    isDefault ? [] : [{ setting, value, why, isSure }],
  );
}

type CsvForm = { dialect: CsvDialect; width: number; isWhole: boolean; isBroken: boolean };

/** The rows of a text as wide as its columns, and how many are not. */
function csvRows(text: string, form: CsvForm): { rows: string[][]; brokenCount: number } {
  const rows: string[][] = [];
  let brokenCount = 0;
  for (let at = 0; at < text.length && rows.length < rowsMax;) {
    const record = readCsvRecord(text, at, form.dialect);
    const isCut = !form.isWhole && record.next >= text.length;
    if (!isCut && !isEmptyLine(record, form)) {
      if (isGood(record, form, text.slice(at, record.next)))
        rows.push(record.fields.slice(0, form.width));
      else brokenCount += 1;
    }
    at = record.fault === undefined ? record.next : nextLine(text, at);
  }
  return { rows, brokenCount };
}

function isEmptyLine({ fields }: CsvRecord, { width }: CsvForm): boolean {
  return width > 1 && fields.length === 1 && fields[0] === "";
}

/** Whether a run keeps a record: a delimiter may stand at the end of its line. */
function isGood({ fields, fault }: CsvRecord, { width, isBroken }: CsvForm, text: string): boolean {
  const isEnded = fields.length === width + 1 && fields.at(-1) === "";
  if (fault !== undefined || !(fields.length === width || isEnded)) return false;
  return !(isBroken && text.includes("\ufffd"));
}

function jsonSample(file: FoundFile, texts: Texts): TableSample {
  const { objects, brokenCount, lists } = jsonRows(texts.head, texts.isWhole);
  for (const text of texts.further)
    for (const item of jsonRows(text, false).objects) objects.push(item);
  const keys = new Set<string>();
  for (const item of objects)
    for (const key of Object.keys(item)) if (keys.size < columnsMax) keys.add(key);
  if (keys.size === 0) throw new UnreadableFileError("no object with named values is in it");
  const given = [...keys];
  const rows = objects.map((item) => given.map((key) => jsonText(item[key])));
  return {
    file,
    columns: lakeColumnNames(given),
    rows,
    isWhole: texts.isWhole,
    brokenCount,
    repeated: repeatedNames(given),
    reading: listNotes(lists),
  };
}

function listNotes([list, ...others]: readonly string[]): ReadingNote[] {
  if (list === undefined) return [];
  const beside =
    others.length === 0
      ? ""
      : `; for ${others.join(", ")} in it, add a source with the same path and rows`;
  const why = `the file is one object, and this list in it holds the records${beside}`;
  return [{ setting: "rows", value: list, why, isSure: others.length === 0 }];
}

function jsonText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function parquetSample(
  file: FoundFile,
  { connection, context }: Tools,
): Promise<TableSample> {
  const { from, columns } = await readParquet(partOf(file), context, connection);
  const kept = columns.slice(0, columnsMax);
  const list = kept.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`).join(", ");
  const found = await connection.rows(`SELECT ${list} FROM ${from} LIMIT ${parquetRowsMax}`);
  const rows = found.map((row) => kept.map(({ name }) => jsonText(row[name])));
  return {
    file,
    columns: kept.map(({ name }) => name),
    rows,
    isWhole: found.length < parquetRowsMax,
    brokenCount: 0,
    repeated: [],
    reading: [],
  };
}
