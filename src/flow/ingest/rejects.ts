import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";

import { quoteText } from "../../core/base/sql-text.ts";

/** Lines of a file that could not be read, set aside. */
export type Rejects = {
  count: number;
  /** The first of them, without their text. */
  first: readonly { line: number; reason: string }[];
  /** SELECT of `_line` BIGINT, `_reason` and `_text` VARCHAR, in the order of the file. */
  select: string;
};

/** Keeps what is set aside in a passing file. */
export type RejectWriter = {
  readonly count: number;
  /** @param bytes - The text, a character for each byte. */
  add(line: number, reason: string, bytes: string): Promise<void>;
  close(): Promise<Rejects>;
};

const shownMax = 3;
const textBytesMax = 1_048_576;
const batchCharacters = 1_048_576;
/** JSON writes a character as up to six. */
const objectBytesMax = 7 * textBytesMax;

/** Opens a file for what is set aside; of a text longer than a megabyte that much is kept. */
export async function openRejects(path: string): Promise<RejectWriter> {
  const lines = await openLines(path);
  const first: { line: number; reason: string }[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    async add(line, reason, bytes) {
      count += 1;
      if (first.length < shownMax) first.push({ line, reason });
      const text = textOfBytes(bytes.slice(0, textBytesMax).replace(/[\r\n]+$/, ""));
      await lines.add(`${JSON.stringify({ line, reason, text })}\n`);
    },
    async close() {
      await lines.close();
      const columns = "{line: 'BIGINT', reason: 'VARCHAR', text: 'VARCHAR'}";
      const from = `read_json(${quoteText(path)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${objectBytesMax})`;
      const select = `SELECT line AS _line, reason AS _reason, text AS _text FROM ${from}`;
      return { count, first, select };
    },
  };
}

/** Bytes as the text they are; those that are no UTF-8 as ISO 8859-1, which loses none. */
function textOfBytes(bytes: string): string {
  const buffer = Buffer.from(bytes, "latin1");
  return isUtf8(buffer) ? buffer.toString("utf8") : bytes;
}

/** A file that is written from the front, in large pieces. */
export type LineFile = {
  add(text: string): Promise<void>;
  /** Writes what waits and closes the file; the second time it does nothing. */
  close(): Promise<void>;
};

/** Opens a file for texts, in UTF-8 or, where each character is a byte, as bytes. */
export async function openLines(
  path: string,
  encoding: "utf8" | "latin1" = "utf8",
): Promise<LineFile> {
  const file = await open(path, "w");
  let waiting: string[] = [];
  let length = 0;
  let isOpen = true;
  async function flush(): Promise<void> {
    await file.appendFile(waiting.join(""), encoding);
    waiting = [];
    length = 0;
  }
  return {
    async add(text) {
      waiting.push(text);
      length += text.length;
      if (length >= batchCharacters) await flush();
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}
