import { EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import { BrokenContentError, UnreadableFileError } from "./ingest-errors.ts";
import type { SourcePart } from "./source.ts";

/** The engine's complaints, and what they mean for a person with the file in hand. */
const reasons: readonly [complaint: RegExp, reason: (match: RegExpExecArray) => string][] = [
  [
    /Expected Number of Columns: (\d+) Found: (\d+)/,
    ([, expected, found]) =>
      `the number of fields is ${found}, not ${expected} as in the first line`,
  ],
  [
    /unterminated quote/i,
    () => "a quote is opened and not closed, or text stands behind a closing one",
  ],
  [
    /Invalid unicode|not utf-?8|invalid UTF-?8/i,
    () => "it is no UTF-8 text; set encoding of its source, such as windows-1252",
  ],
  [
    /Maximum line size|maximum_object_size|max_line_size/i,
    () => "a line or object in it is larger than limits.object_bytes",
  ],
  [
    /state machine|sniffing/i,
    () => "its lines end in different ways, or a line break stands outside of quotes",
  ],
  [/duplicate key/i, () => "an object in it has the same key twice"],
  [/Malformed JSON.*?: ([a-z ]+)\./is, ([, what]) => `it is broken JSON (${what})`],
  [/format='array'/, () => "it is no JSON array"],
  [/GZIP/i, () => "it is no gzip file, or only a part of one"],
  [/Parquet|magic bytes|thrift/i, () => "it is no Parquet file, or only a part of one"],
  [
    /^ENOENT|^IO Error: (?:No files found|Cannot open file.*No such file)/s,
    () => "it is gone since the run looked for it",
  ],
  [/Out of Memory/i, () => "it needs more memory than limits.memory"],
];

/** Whether a complaint is about what stands in a file, not about the machine or the file as such. */
export function isContentTrouble(thrown: unknown): boolean {
  if (thrown instanceof BrokenContentError) return true;
  if (systemCode(thrown) === "ERR_ENCODING_INVALID_ENCODED_DATA") return true;
  return /^(?:Invalid Input|Conversion|Binder) Error: /.test(messageOf(thrown));
}

/**
 * The engine's complaint about a file, as one that names the file and, where the engine knows it,
 * the line. Nothing of the complaint itself is kept, nor is it the cause: it quotes what it
 * stumbled over, which may be somebody's words.
 */
export function unreadableFile(part: SourcePart, thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  const message = messageOf(thrown);
  const line = lineOf(message);
  const where = line === undefined ? part.name : `${part.name}, ${line}`;
  const kind = /^\w+(?: \w+)* Error/.exec(message)?.[0] ?? "another error";
  for (const [complaint, reason] of reasons) {
    const match = complaint.exec(message);
    if (match !== null) return new UnreadableFileError(`${where}: ${reason(match)}; ${advice}`);
  }
  return new UnreadableFileError(`${where}: it can't be read (${kind}); ${advice}`);
}

/** What to do about a file that can't be read, where nothing tells more. */
export const advice =
  "mend the file, or set format, delimiter, quote, escape or header of its source";

function lineOf(message: string): string | undefined {
  const csv = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (csv !== undefined) return `line ${csv}`;
  // The engine counts the line after the one that is broken.
  const [, unit, next] = /in (line|record\/value) (\d+)/.exec(message) ?? [];
  if (unit === undefined || next === undefined) return undefined;
  const isLate = /Malformed/.test(message) ? 1 : 0;
  return `${unit === "line" ? "line" : "item"} ${Math.max(1, Number(next) - isLate)}`;
}
