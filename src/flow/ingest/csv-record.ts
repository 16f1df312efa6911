/** How the fields of a CSV text are kept apart. */
export type CsvDialect = {
  /** One character; several where the text is read byte by byte. */
  delimiter: string;
  /** Empty for none. */
  quote: string;
  /** Stands before a quote inside quotes; mostly the quote itself. */
  escape: string;
};

/** What is wrong with a record: a quote without its end, or text behind a closing quote. */
export type CsvFault = "open" | "behind";

/** One record of a CSV text. */
export type CsvRecord = {
  /** Values without quotes and escapes; up to the fault, where there is one. */
  fields: string[];
  /** For each field, whether it stands in quotes. */
  quoted: boolean[];
  /** Index of the line break after it, or of the fault. */
  end: number;
  /** Index of the record after it; with a fault, of the line after the fault. */
  next: number;
  fault: CsvFault | undefined;
};

/**
 * Reads the record that begins at `start`. LF, CR LF and CR outside of quotes end it, whichever
 * the lines before it ended with; blanks around a quoted field are no part of it.
 *
 * Cost: one pass over the record.
 */
export function readCsvRecord(text: string, start: number, dialect: CsvDialect): CsvRecord {
  const { delimiter } = dialect;
  const fields: string[] = [];
  const quoted: boolean[] = [];
  for (let at = start; ;) {
    const open = quoteAt(text, at, dialect);
    const field = open < 0 ? plainField(text, at, delimiter) : quotedField(text, open, dialect);
    fields.push(field.value);
    quoted.push(open >= 0);
    const { end, fault } = field;
    if (fault !== undefined) return { fields, quoted, end, next: nextLine(text, end), fault };
    if (end === text.length || !text.startsWith(delimiter, end))
      return { fields, quoted, end, next: nextLine(text, end), fault };
    at = end + delimiter.length;
  }
}

/** Index of the first line that begins behind an index; the text's length when there is none. */
export function nextLine(text: string, index: number): number {
  for (let i = index; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === lineFeed) return i + 1;
    if (code === carriageReturn) return text.charCodeAt(i + 1) === lineFeed ? i + 2 : i + 1;
  }
  return text.length;
}

type Field = { value: string; end: number; fault?: CsvFault };

const lineFeed = 10;
const carriageReturn = 13;

/** Index of the quote that a field begins with, behind blanks; -1 when it begins otherwise. */
function quoteAt(text: string, start: number, { quote }: CsvDialect): number {
  if (quote === "") return -1;
  const open = behindBlanks(text, start);
  return text.startsWith(quote, open) ? open : -1;
}

function plainField(text: string, start: number, delimiter: string): Field {
  const first = delimiter.charCodeAt(0);
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === lineFeed || code === carriageReturn) break;
    if (code === first && text.startsWith(delimiter, end)) break;
  }
  return { value: text.slice(start, end), end };
}

function quotedField(text: string, open: number, dialect: CsvDialect): Field {
  const { delimiter, quote } = dialect;
  const from = open + quote.length;
  const close = closingQuote(text, from, dialect);
  const value = withoutEscapes(text.slice(from, close < 0 ? undefined : close), dialect);
  if (close < 0) return { value, end: text.length, fault: "open" };
  const behind = close + quote.length;
  const end = delimiter === " " ? behind : behindBlanks(text, behind);
  const code = text.charCodeAt(end);
  const isBreak = code === lineFeed || code === carriageReturn;
  const isEnd = isBreak || end === text.length || text.startsWith(delimiter, end);
  return isEnd ? { value, end } : { value, end, fault: "behind" };
}

/** Index of the quote that ends a field; -1 when there is none. */
function closingQuote(text: string, from: number, { quote, escape }: CsvDialect): number {
  const isDoubled = escape === quote;
  for (let at = text.indexOf(quote, from); at >= 0;) {
    const behind = at + quote.length;
    if (isDoubled && !text.startsWith(quote, behind)) return at;
    if (!isDoubled && !isEscaped(text, from, at, escape)) return at;
    at = text.indexOf(quote, isDoubled ? behind + quote.length : behind);
  }
  return -1;
}

/** Whether an odd number of escapes stands before an index: a pair is one that is meant. */
function isEscaped(text: string, from: number, at: number, escape: string): boolean {
  let count = 0;
  while (at - (count + 1) * escape.length >= from) {
    if (!text.startsWith(escape, at - (count + 1) * escape.length)) break;
    count += 1;
  }
  return count % 2 === 1;
}

function withoutEscapes(text: string, { quote, escape }: CsvDialect): string {
  if (escape === quote) return text.replaceAll(quote + quote, quote);
  return text
    .split(escape + escape)
    .map((piece) => piece.replaceAll(escape + quote, quote))
    .join(escape);
}

function behindBlanks(text: string, start: number): number {
  let end = start;
  while (text[end] === " ") end += 1;
  return end;
}
