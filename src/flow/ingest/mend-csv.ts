import { quoteText } from "../../core/base/sql-text.ts";
import { nextLine, readCsvRecord, type CsvDialect, type CsvRecord } from "./csv-record.ts";
import { openText } from "./file-text.ts";
import { openMended, tooLarge, type Mended } from "./mended.ts";
import { csvOptions, lineBytesLeast, openCsv } from "./read-csv.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";
import { dropLine, lineEnd, openTextWindow, type TextWindow } from "./text-window.ts";

/**
 * Walks a CSV file once: records as wide as the first line go to a clean copy, each with its number
 * in the file, and lines that are no such record are set aside. A quote without its end takes one
 * line with it, not the rest of the file.
 *
 * Cost: one pass; memory for the longest record, at most `limits.object_bytes` of it.
 */
export async function mendCsv(part: SourcePart, context: SourceContext): Promise<Mended> {
  const { settings, loaded } = context;
  const { encoding, dialect, names, linesBefore } = await openCsv(part, context);
  const most = loaded.settings.limits.object_bytes;
  await using files = await openMended(part, encoding, context);
  await using window = await openTextWindow(openText(part, encoding, context));
  for (let i = 0; i < linesBefore; i++) window.advance(await lineEnd(window, 0, most));
  const reading = { dialect: inBytes(dialect), width: names.length, most };
  let row = settings.header ? -1 : 0;
  for (;;) {
    const found = await nextRecord(window, reading);
    if (found === undefined) break;
    const { length, fields } = found;
    const record = window.text.slice(0, length);
    const fault = found.fault ?? files.lettersFault(record);
    if (fault !== undefined) {
      row += 1;
      await files.rejects.add(window.line, fault, record);
      if (row === 0) break; // nothing can be read without the names of the columns
    } else if (fields.length > 0) {
      row += 1;
      if (row > 0) await files.clean(cleanLine(row, fields));
    }
    window.advance(length);
    if (fault === tooLarge && !/[\r\n]$/.test(record)) await dropLine(window);
  }
  return await files.close((path, longest) => cleanRelation(path, names, longest));
}

/** The same marks as they stand in a text that is read byte by byte. */
function inBytes({ delimiter, quote, escape }: CsvDialect): CsvDialect {
  const bytes = (mark: string): string => Buffer.from(mark).toString("latin1");
  return { delimiter: bytes(delimiter), quote: bytes(quote), escape: bytes(escape) };
}

type Reading = {
  dialect: CsvDialect;
  /** Fields of a good record. */
  width: number;
  /** Bytes of the longest record. */
  most: number;
};

/** What stands at the window's beginning: a record, an empty line (no fields), or a fault. */
type Found = { length: number; fields: readonly string[]; fault: string | undefined };

async function nextRecord(window: TextWindow, reading: Reading): Promise<Found | undefined> {
  for (;;) {
    const { text, isWhole } = window;
    if (text === "" && isWhole) return undefined;
    const record = readCsvRecord(text, 0, reading.dialect);
    const isKnown = record.next < text.length && record.fault !== "open";
    if (isKnown || isWhole) return judged(text, record, reading);
    if (text.length > reading.most) return faulty(nextLine(text, 0), tooLarge);
    await window.widen();
  }
}

const unclosed = "a quote is opened and not closed";

function judged(text: string, record: CsvRecord, reading: Reading): Found {
  const { fields, next, fault } = record;
  const line = nextLine(text, 0);
  if (fault !== undefined) return faulty(line, quoteFault(record, line));
  const { width, most } = reading;
  if (width > 1 && isEmpty(record)) return { length: next, fields: [], fault };
  if (next > most) return faulty(next, tooLarge);
  // As in the engine, a delimiter may stand at the end of a line.
  const isEnded = fields.length === width + 1 && fields.at(-1) === "";
  if (fields.length === width || isEnded)
    return { length: next, fields: fields.slice(0, width), fault };
  if (line < next && beginsInLast(text, record, reading)) return faulty(line, unclosed);
  return faulty(next, `${fields.length} ${fields.length === 1 ? "field" : "fields"}, not ${width}`);
}

function isEmpty({ fields, quoted }: CsvRecord): boolean {
  return fields.length === 1 && fields[0] === "" && quoted[0] === false;
}

/** A quote that is closed lines later, before other text, was meant to open something there. */
function quoteFault({ fault, end }: CsvRecord, line: number): string {
  return fault === "open" || end >= line ? unclosed : "text stands behind a closing quote";
}

/**
 * Whether the last line of a record over several lines is a good record by itself: then a quote
 * that is not closed in the first line was taken to end where that line opens one.
 */
function beginsInLast(text: string, { end }: CsvRecord, { dialect, width }: Reading): boolean {
  const start = 1 + Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1));
  const { fields, quoted, fault } = readCsvRecord(text, start, dialect);
  const isTail = fields.some((field, i) => quoted[i] === false && field.includes(dialect.quote));
  return fault === undefined && fields.length === width && width > 1 && !isTail;
}

function faulty(length: number, fault: string): Found {
  return { length, fields: [], fault };
}

/** A record of the clean copy: its number and its values, each in quotes; nothing for a blank. */
function cleanLine(row: number, fields: readonly string[]): string {
  const values = fields.map((value) => (value === "" ? "" : `"${value.replaceAll('"', '""')}"`));
  return `${row},${values.join(",")}\n`;
}

function cleanRelation(path: string, names: readonly string[], longest: number): Relation {
  const types = names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const from = `read_csv(${quoteText(path)}, columns = {'row': 'BIGINT', ${types}}, ${csvOptions(
    { delimiter: ",", quote: '"', escape: '"' },
    { header: false, lineBytes: Math.max(lineBytesLeast, longest), isPacked: false },
  ).join(", ")}, new_line = '\\n')`;
  return { from, columns: names.map((name, i) => ({ name, sql: `c${i}` })), row: '"row"' };
}
