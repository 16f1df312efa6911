import { quoteText } from "../../core/base/sql-text.ts";
import { lakeColumnNames } from "./column-names.ts";
import { csvHead } from "./csv-head.ts";
import { decodedCopy, encodingOf, isGzip, readHead } from "./file-text.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";

const lineBytesLeast = 2_097_152;
const bufferBytesLeast = 33_554_432;

/** A CSV file, its columns found in its first line, everything as text; a blank is NULL. */
export async function readCsv(part: SourcePart, context: SourceContext): Promise<Relation> {
  const { settings, loaded } = context;
  const head = await readHead(part, context.signal);
  const encoding = encodingOf(head, context);
  const { delimiter, fields, emptyLineCount } = csvHead(
    new TextDecoder(encoding).decode(head.bytes, { stream: !head.isWhole }),
    settings,
  );
  if (!head.isWhole && fields.join("").length > head.bytes.length / 2) {
    throw new UnreadableFileError(`${part.name}: its first line has no end within a megabyte`);
  }
  const names = lakeColumnNames(settings.header ? fields : fields.map(() => ""));
  // The engine loses rows when lines are skipped that end otherwise than the rest.
  const isCopied = encoding !== "utf-8" || emptyLineCount > 0;
  const path = isCopied ? await decodedCopy(part, encoding, context) : part.location;
  const isSmall = !isCopied && !isGzip(part);
  const { object_bytes: most } = loaded.settings.limits;
  const lineBytes = isSmall ? Math.min(most, Math.max(lineBytesLeast, part.bytes)) : most;
  const quote = settings.quote ?? '"';
  const options = [
    "auto_detect = false",
    "strict_mode = true",
    `columns = {${names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ")}}`,
    `header = ${settings.header}`,
    "skip = 0",
    `delim = ${quoteText(delimiter)}`,
    `quote = ${quoteText(quote)}`,
    `escape = ${quoteText(settings.escape ?? quote)}`,
    "comment = ''",
    `max_line_size = ${lineBytes}`,
    `buffer_size = ${Math.max(lineBytes, bufferBytesLeast)}`,
    `compression = '${isGzip(part) && !isCopied ? "gzip" : "none"}'`,
  ];
  return {
    from: `read_csv(${quoteText(path)}, ${options.join(", ")})`,
    columns: names.map((name, i) => ({ name, sql: `c${i}` })),
  };
}
