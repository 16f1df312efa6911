import { advice } from "./unreadable.ts";
import { csvHead } from "./csv-head.ts";
import { encodingOf, readHead, type FileHead } from "./file-text.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import type { Mended } from "./mended.ts";
import { sniffCsv } from "./sniff-csv.ts";
import { sniffText } from "./sniff-text.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/**
 * Refuses a file of which more is broken than `limits.rejected_share` allows, or in which every
 * letter beyond ASCII is: then not its lines are wrong, but the way they are read.
 *
 * @throws UnreadableFileError with the first broken line and the likely cause.
 */
export async function refuseTooBroken(
  part: SourcePart,
  { rejects, rowCount, letters }: Mended,
  { context, isCsv }: Reading,
): Promise<void> {
  const { count, first } = rejects;
  const share = context.loaded.settings.limits.rejected_share;
  const isOtherEncoding = letters.goodCount === 0 && letters.brokenCount > 1;
  if (count === 0 || (count <= share * (count + rowCount) && !isOtherEncoding)) return;
  const [{ line, reason } = { line: 1, reason: "" }] = first;
  const others = count === 1 ? "" : ` (${count} lines of ${count + rowCount} can't be read)`;
  const head = await readHead(part, context.signal);
  const cause =
    letters.brokenCount > 0 ? encodingCause(head) : isCsv ? marksCause(head, context) : advice;
  throw new UnreadableFileError(`${part.name}, line ${line}: ${reason}${others}; ${cause}`);
}

type Reading = { context: SourceContext; isCsv: boolean };

function encodingCause({ bytes, isWhole }: FileHead): string {
  const { encoding } = sniffText(bytes, isWhole);
  const fitting = encoding === "utf-8" ? "such as windows-1252" : `${encoding} fits`;
  return `set encoding of its source to the one it is written in; ${fitting}`;
}

function marksCause(head: FileHead, context: SourceContext): string {
  const { skip_lines: skipLines = 0, ...settings } = context.settings;
  const encoding = encodingOf(head, context);
  const text = new TextDecoder(encoding).decode(head.bytes, { stream: !head.isWhole });
  const sniffed = sniffCsv(text, head.isWhole);
  if (sniffed.rows.length < 2) return advice;
  if (sniffed.skipLines.value > skipLines)
    return `its table seems to begin behind ${sniffed.skipLines.value} lines: set skip_lines of its source to that`;
  if (sniffed.delimiter.value !== csvHead(text, { ...settings, skipLines }).delimiter)
    return `its fields seem to be separated by ${JSON.stringify(sniffed.delimiter.value)}: set delimiter of its source to that`;
  return advice;
}
