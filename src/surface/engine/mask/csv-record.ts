import { lineError } from "./mask-input-error.ts";

/** A field as it is written, quotes and all. */
export type CsvField = { start: number; end: number };

/** One record of a CSV text, as stretches of the text. */
export type CsvRecord = {
  fields: CsvField[];
  /** Where the line end behind it begins. */
  end: number;
  /** Where the next record begins. */
  next: number;
};

/** Where to read a record. */
export type CsvCursor = {
  delimiter: string;
  /** Line that the record begins in, for messages. */
  line: number;
  /** Whether the text ends here, and does not go on with the next piece. */
  isEnd: boolean;
};

const [quote, carriageReturn, lineFeed] = ['"', "\r", "\n"];

/**
 * The record at a place (RFC 4180, with any one-character delimiter, line ends \n, \r\n and \r);
 * undefined when it is not whole yet.
 */
export function readCsvRecord(text: string, from: number, at: CsvCursor): CsvRecord | undefined {
  const fields: CsvField[] = [];
  for (let start = from; ;) {
    const end = text[start] === quote ? quotedEnd(text, start, at) : plainEnd(text, start, at);
    if (end === undefined) return undefined;
    fields.push({ start, end });
    const stop = text[end];
    if (stop === at.delimiter) {
      start = end + 1;
      continue;
    }
    if (stop === undefined) return at.isEnd ? { fields, end, next: end } : undefined;
    if (stop === lineFeed) return { fields, end, next: end + 1 };
    if (stop !== carriageReturn)
      throw lineError(at.line, "text stands behind a closing quote; is the delimiter right?");
    // The line feed may come with the next piece.
    if (end + 1 === text.length && !at.isEnd) return undefined;
    return { fields, end, next: text[end + 1] === lineFeed ? end + 2 : end + 1 };
  }
}

/** Where a field without quotes ends. */
function plainEnd(text: string, from: number, { delimiter }: CsvCursor): number {
  const stop = delimiter.charCodeAt(0);
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === stop || unit === 10 || unit === 13) return i;
  }
  return text.length;
}

/** Where a field in quotes ends, behind the closing one; undefined when that may still come. */
function quotedEnd(text: string, from: number, { isEnd, line }: CsvCursor): number | undefined {
  for (let at = from + 1; ;) {
    const closing = text.indexOf(quote, at);
    if (closing === -1) {
      if (!isEnd) return undefined;
      throw lineError(line, "a quote is opened here and never closed");
    }
    if (text[closing + 1] !== quote) {
      // A second quote, which would make one of the text, may come with the next piece.
      return closing + 1 === text.length && !isEnd ? undefined : closing + 1;
    }
    at = closing + 2;
  }
}

/** The delimiter that stands most often in a line, outside of quotes; undefined before its end. */
export function sniffDelimiter(text: string, from: number, isEnd: boolean): string | undefined {
  const length = text.slice(from).search(/[\r\n]/);
  if (length === -1 && !isEnd) return undefined;
  const line = length === -1 ? text.slice(from) : text.slice(from, from + length);
  const bare = line.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map(
    (delimiter) => [delimiter, bare.split(delimiter).length] as const,
  );
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
