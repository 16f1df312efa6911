import { quoteText } from "../../core/base/sql-text.ts";
import { lakeColumnNames } from "./column-names.ts";
import { csvHead } from "./csv-head.ts";
import type { CsvDialect, CsvFault } from "./csv-record.ts";
import { decodedCopy, encodingOf, isGzip, readHead } from "./file-text.ts";
import { BrokenContentError, UnreadableFileError } from "./ingest-errors.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/** Room for the longest line, at least. */
export const lineBytesLeast = 2_097_152;
const bufferBytesLeast = 33_554_432;

/** A CSV file, its columns found in its first line, everything as text; a blank is NULL. */
export async function readCsv(part: SourcePart, context: SourceContext): Promise<Relation> {
  const { settings, loaded } = context;
  const head = await openCsv(part, context);
  const { dialect, names, start, encoding } = head;
  // The engine takes the whole file for names of columns then.
  if (head.fault !== undefined) throw new BrokenContentError();
  // The engine loses rows when lines are skipped that end otherwise than the rest.
  const isCopied = encoding !== "utf-8" || start > 0;
  const path = isCopied ? await decodedCopy(part, encoding, context, start) : part.location;
  const isSmall = !isCopied && !isGzip(part);
  const { object_bytes: most } = loaded.settings.limits;
  const lineBytes = isSmall ? Math.min(most, Math.max(lineBytesLeast, part.bytes)) : most;
  const isPacked = isGzip(part) && !isCopied;
  const options = csvOptions(dialect, { header: settings.header, lineBytes, isPacked });
  return csvRelation(path, names, options);
}

/** How a CSV file is written, and where its records begin. */
export type OpenCsv = {
  encoding: string;
  dialect: CsvDialect;
  /** Names of its columns as the lake takes them. */
  names: string[];
  /** What is wrong with its first record. */
  fault: CsvFault | undefined;
  /** Characters before its first record. */
  start: number;
  /** Lines before its first record. */
  linesBefore: number;
};

/** Reads the beginning of a CSV file. */
export async function openCsv(part: SourcePart, context: SourceContext): Promise<OpenCsv> {
  const { settings } = context;
  const head = await readHead(part, context.signal);
  const encoding = encodingOf(head, context);
  const text = new TextDecoder(encoding).decode(head.bytes, { stream: !head.isWhole });
  const skipLines = settings.skip_lines ?? 0;
  const { delimiter, fields, fault, start, end } = csvHead(text, { ...settings, skipLines });
  if (!head.isWhole && end === text.length) {
    throw new UnreadableFileError(`${part.name}: its first line has no end within a megabyte`);
  }
  const names = lakeColumnNames(settings.header ? fields : fields.map(() => ""));
  const quote = settings.quote ?? '"';
  return {
    encoding,
    dialect: { delimiter, quote, escape: settings.escape ?? quote },
    names,
    fault,
    start,
    linesBefore: text.slice(0, start).match(/\r\n|\n|\r/g)?.length ?? 0,
  };
}

type CsvReading = { header: boolean; lineBytes: number; isPacked: boolean };

/** Arguments of the engine's reader, which guesses nothing. */
export function csvOptions(
  { delimiter, quote, escape }: CsvDialect,
  { header, lineBytes, isPacked }: CsvReading,
): string[] {
  return [
    "auto_detect = false",
    "strict_mode = true",
    `header = ${header}`,
    "skip = 0",
    `delim = ${quoteText(delimiter)}`,
    `quote = ${quoteText(quote)}`,
    `escape = ${quoteText(escape)}`,
    "comment = ''",
    `max_line_size = ${lineBytes}`,
    `buffer_size = ${Math.max(lineBytes, bufferBytesLeast)}`,
    `compression = '${isPacked ? "gzip" : "none"}'`,
  ];
}

function csvRelation(path: string, names: readonly string[], options: readonly string[]): Relation {
  const types = names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  return {
    from: `read_csv(${[quoteText(path), `columns = {${types}}`, ...options].join(", ")})`,
    columns: names.map((name, i) => ({ name, sql: `c${i}` })),
  };
}
