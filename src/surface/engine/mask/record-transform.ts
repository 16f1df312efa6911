import { lineError } from "./mask-input-error.ts";
import type { Transform } from "./transform.ts";

/** One record taken from a text: where the next one begins, and what can be told now. */
export type Taken = { next: number; output: string };

export type RecordTransformOptions = {
  /** Reads the record at a place of the text; undefined when more of it must come. */
  take: (text: string, from: number, isEnd: boolean) => Taken | undefined;
  /** What is left to tell when no more comes. */
  flush: () => string;
  /** The line that the record at hand begins in. */
  line: () => number;
  /** Longest record, in UTF-16 code units. */
  lengthMax: number;
};

/**
 * Puts pieces of text together until a record is whole. One that is long is looked at again only
 * when as much again has come, so that the work stays in proportion to its length.
 */
export function openRecordTransform(options: RecordTransformOptions): Transform {
  const { take, flush, line, lengthMax } = options;
  let pieces: string[] = [];
  let length = 0;
  let lengthWanted = 0;
  const run = (isEnd: boolean): string => {
    const text = pieces.join("");
    const told: string[] = [];
    let at = 0;
    while (at < text.length) {
      const taken = take(text, at, isEnd);
      if (taken === undefined) break;
      told.push(taken.output);
      at = taken.next;
    }
    const rest = text.slice(at);
    if (rest.length > lengthMax)
      throw lineError(
        line(),
        `this record is longer than ${lengthMax} characters (limits.object_bytes)`,
      );
    pieces = [rest];
    length = rest.length;
    lengthWanted = at === 0 ? Math.min(length * 2, lengthMax + 1) : 0;
    return told.join("");
  };
  return {
    push(piece) {
      pieces.push(piece);
      length += piece.length;
      return length < lengthWanted ? "" : run(false);
    },
    end: () => run(true) + flush(),
  };
}

export type LineTransformOptions = {
  /** What becomes of a line, given with its end; lines are counted from 1. */
  take: (written: string, line: number) => string;
  flush?: () => string;
  lengthMax: number;
  /** Whether the whole text is one line. */
  isOne?: boolean;
  /** Number of the first line; default: 1. */
  line?: number | undefined;
};

/** Turns text line by line. */
export function openLineTransform(options: LineTransformOptions): Transform {
  const { take, flush = () => "", lengthMax, isOne = false } = options;
  let { line = 1 } = options;
  return openRecordTransform({
    take(text, from, isEnd) {
      const newline = isOne ? -1 : text.indexOf("\n", from);
      if (newline === -1 && !isEnd) return undefined;
      const next = newline === -1 ? text.length : newline + 1;
      const output = take(text.slice(from, next), line);
      line += 1;
      return { next, output };
    },
    flush,
    line: () => line,
    lengthMax,
  });
}
