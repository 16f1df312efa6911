/** One row: a text per column; a column left out is written empty. */
export type Row = Readonly<Record<string, string>>;

/** Rows of one CSV file, all values as they will stand in it. */
export type Table = {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

/** Characters after which a chunk is handed out; under 64 KiB also when many take two bytes. */
export const chunkCharsMax = 40_000;

/** One CSV field (RFC 4180): quoted only when it holds a comma, a quote, a line break or edge blanks. */
export function formatCsvField(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The lines of a CSV file, header first, each with its `\n`. */
export function* csvLines({ columns, rows }: Table): Iterable<string> {
  yield `${columns.map(formatCsvField).join(",")}\n`;
  for (const row of rows) {
    yield `${columns.map((column) => formatCsvField(row[column] ?? "")).join(",")}\n`;
  }
}

/** Joins lines into chunks of at most about 64 KiB, holding one chunk at a time. */
export function* chunked(lines: Iterable<string>): Iterable<string> {
  let chunk = "";
  for (const line of lines) {
    if (chunk.length > 0 && chunk.length + line.length > chunkCharsMax) {
      yield chunk;
      chunk = "";
    }
    chunk += line;
  }
  if (chunk.length > 0) yield chunk;
}
