import { nextLine, readCsvRecord, type CsvDialect, type CsvFault } from "./csv-record.ts";

/** What the first line of a CSV file tells. */
export type CsvHead = {
  delimiter: string;
  /** Fields of the first line that is not empty; none when there is no such line. */
  fields: string[];
  /** What is wrong with that line. */
  fault: CsvFault | undefined;
  /** Index at which it begins: behind skipped and empty lines, and behind a line `sep=;`. */
  start: number;
  /** Index of the line break after it; the text's length when there is none. */
  end: number;
};

export type CsvHeadOptions = {
  delimiter?: string | undefined;
  /** Empty for none. */
  quote?: string | undefined;
  escape?: string | undefined;
  /** Lines before the first that counts. */
  skipLines?: number;
};

const delimiters = [",", ";", "\t", "|"] as const;

/**
 * Reads the first line of a CSV text. The delimiter, where none is given, is the one a line
 * `sep=;` before it names, else the one that stands most often in it outside of quotes. Nothing
 * else is guessed: a reader that looks for whatever fits takes a file with one broken line for a
 * file of one column.
 */
export function csvHead(
  text: string,
  { delimiter, quote = '"', escape = quote, skipLines = 0 }: CsvHeadOptions,
): CsvHead {
  let from = 0;
  for (let i = 0; i < skipLines; i++) from = nextLine(text, from);
  const named = /[\r\n]*sep=(.)(?=[\r\n])/y;
  named.lastIndex = from;
  const [, mark] = named.exec(text) ?? [];
  const breaks = /[\r\n]*/y;
  breaks.lastIndex = mark === undefined ? from : named.lastIndex;
  breaks.exec(text);
  const start = breaks.lastIndex;
  if (start === text.length)
    return { delimiter: delimiter ?? mark ?? ",", fields: [], fault: undefined, start, end: start };
  const found = delimiter ?? mark ?? commonest(text, start, { quote, escape });
  const { fields, fault, end } = readCsvRecord(text, start, { delimiter: found, quote, escape });
  return { delimiter: found, fields, fault, start, end };
}

function commonest(text: string, start: number, dialect: Omit<CsvDialect, "delimiter">): string {
  const line = firstLine(text, start, dialect.quote);
  const bare = withoutQuoted(line, dialect.quote);
  return delimiters.toSorted((a, b) => count(bare, b) - count(bare, a))[0]!; // four of them
}

/** Up to the first line break outside of quotes. */
function firstLine(text: string, start: number, quote: string): string {
  let isQuoted = false;
  for (let i = start; i < text.length; i++) {
    const letter = text[i];
    if (letter === quote) isQuoted = !isQuoted;
    else if (!isQuoted && (letter === "\n" || letter === "\r")) return text.slice(start, i);
  }
  return text.slice(start);
}

function withoutQuoted(line: string, quote: string): string {
  return quote === ""
    ? line
    : line
        .split(quote)
        .filter((_, i) => i % 2 === 0)
        .join("");
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
