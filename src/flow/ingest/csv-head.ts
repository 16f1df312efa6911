/** What the first line of a CSV file tells. */
export type CsvHead = {
  delimiter: string;
  /** Fields of the first line that is not empty; none when there is no such line. */
  fields: string[];
  /** Empty lines before it. */
  emptyLineCount: number;
};

const delimiters = [",", ";", "\t", "|"] as const;

/**
 * Reads the first line of a CSV text. The delimiter, where none is given, is the one that stands
 * most often in it outside of quotes. Nothing else is guessed: a reader that looks for whatever
 * fits takes a file with one broken line for a file of one column.
 *
 * @param quote - Quote character; empty for none.
 */
export function csvHead(
  text: string,
  { delimiter, quote = '"' }: { delimiter?: string | undefined; quote?: string | undefined },
): CsvHead {
  const empty = /^(?:\r\n|\n|\r)*/.exec(text)?.[0] ?? "";
  const emptyLineCount = empty.match(/\r\n|\n|\r/g)?.length ?? 0;
  const line = firstLine(text.slice(empty.length), quote);
  if (line === "") return { delimiter: delimiter ?? ",", fields: [], emptyLineCount };
  const bare = withoutQuoted(line, quote);
  const found = delimiters.toSorted((a, b) => count(bare, b) - count(bare, a))[0]!; // four of them
  const mark = delimiter ?? found;
  return { delimiter: mark, fields: fieldsOf(line, mark, quote), emptyLineCount };
}

/** Up to the first line break outside of quotes. */
function firstLine(text: string, quote: string): string {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === quote) isQuoted = !isQuoted;
    else if (!isQuoted && (letter === "\n" || letter === "\r")) return text.slice(0, i);
  }
  return text;
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

function fieldsOf(line: string, delimiter: string, quote: string): string[] {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i]!; // i is in range
    if (isQuoted && letter === quote && line[i + 1] === quote) {
      field += quote;
      i += 1;
    } else if (letter === quote && (isQuoted || field.trim() === "")) {
      isQuoted = !isQuoted;
    } else if (letter === delimiter && !isQuoted) {
      fields.push(field);
      field = "";
    } else field += letter;
  }
  return [...fields, field];
}
