import { nextLine } from "./csv-record.ts";

/**
 * A part of a text that moves from its beginning to its end, as wide as its reader needs. The text
 * is UTF-8 taken byte by byte: each character of `text` is one byte, so that what is broken in it
 * stays as it is and marks of ASCII stand where they stand.
 */
export type TextWindow = AsyncDisposable & {
  readonly text: string;
  /** Whether the text ends where the window ends. */
  readonly isWhole: boolean;
  /** Line of the text in which the window begins, from 1. */
  readonly line: number;
  /** Reads on; twice as much as there is, so that reading again and again stays cheap. */
  widen(): Promise<void>;
  /** Leaves the first characters behind. */
  advance(length: number): void;
};

const bytesLeast = 1_048_576;

/** Opens a window over bytes; a byte order mark is no part of the text. */
export async function openTextWindow(bytes: AsyncIterable<Uint8Array>): Promise<TextWindow> {
  const chunks = bytes[Symbol.asyncIterator]();
  let text = "";
  let isWhole = false;
  let line = 1;
  async function widen(): Promise<void> {
    const wanted = Math.max(bytesLeast, text.length);
    const read: Buffer[] = [];
    for (let length = 0; length < wanted && !isWhole;) {
      const { value, done } = await chunks.next();
      isWhole = done === true;
      if (value === undefined) continue;
      read.push(Buffer.from(value.buffer, value.byteOffset, value.length));
      length += value.length;
    }
    text += Buffer.concat(read).toString("latin1");
  }
  await widen();
  if (text.startsWith("\xef\xbb\xbf")) text = text.slice(3);
  return {
    get text() {
      return text;
    },
    get isWhole() {
      return isWhole;
    },
    get line() {
      return line;
    },
    widen,
    advance(length) {
      line += countLines(text, length);
      text = text.slice(length);
    },
    async [Symbol.asyncDispose]() {
      await chunks.return?.();
    },
  };
}

/** Line breaks before an index. */
function countLines(text: string, end: number): number {
  let count = 0;
  for (let i = nextLine(text, 0); i <= end; i = nextLine(text, i)) {
    const code = text.charCodeAt(i - 1);
    if (code === 10 || code === 13) count += 1;
    if (i === text.length) break;
  }
  return count;
}

/**
 * Index of the line behind the one that begins at an index; reads on until it is known. A line
 * longer than `most` is cut there.
 */
export async function lineEnd(window: TextWindow, start: number, most: number): Promise<number> {
  for (;;) {
    const end = nextLine(window.text, start);
    if (end < window.text.length || window.isWhole || end - start > most) return end;
    await window.widen();
  }
}

/** Leaves the rest of a line behind, however long it is. */
export async function dropLine(window: TextWindow): Promise<void> {
  for (;;) {
    const end = nextLine(window.text, 0);
    const isEnd = end < window.text.length || window.isWhole;
    window.advance(end);
    if (isEnd) return;
    await window.widen();
  }
}
