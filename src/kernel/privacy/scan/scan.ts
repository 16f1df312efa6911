import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import { holdsMasked, touchesMasked } from "./masked.ts";
import type { EntityType, Span } from "../span.ts";

const { codes } = codeText;

const underscoreCode = 0x5f;

/** One walk over one text: what it reads and what it has found so far. */
export type Scan = {
  readonly text: CodeText;
  /** ISO 3166 code of the country whose national forms are likely, or "". */
  readonly country: string;
  /** Sorted and disjoint at any time. */
  readonly spans: Span[];
  /** End of the last span or of the last placeholder: nothing new begins before it. */
  floor: number;
  /** End of the last placeholder. */
  maskedEnd: number;
  /** Whether the text has an underscore; undefined until somebody asks. */
  hasUnderscore: boolean | undefined;
  /** Whether the text has a placeholder or a pseudonym; undefined until somebody asks. */
  hasMasked: boolean | undefined;
};

/** A span of one of the scanner's own types. */
export type Found = Span & { type: EntityType };

/**
 * Keeps a span, in the place of those that begin within it, and moves the floor behind it; drops
 * it where it would touch a placeholder or cut a span in two. Returns its end, where the walk
 * goes on.
 */
export function keep(scan: Scan, found: Found): number {
  const { spans } = scan;
  const { start, end } = found;
  if (start < scan.maskedEnd || (hasUnderscore(scan) && cutsMasked(scan, start, end))) return end;
  let last = spans.length - 1;
  while (last >= 0 && (spans[last]?.start ?? 0) >= start) {
    spans.pop();
    last--;
  }
  if (last >= 0 && (spans[last]?.end ?? 0) > start) return end;
  spans.push(found);
  scan.floor = end;
  return end;
}

/** True where a span would hold a placeholder or pseudonym, or a piece of a word with underscores. */
function cutsMasked(scan: Scan, start: number, end: number): boolean {
  const { text } = scan;
  if (start > 0 && codes[start - 1] === underscoreCode) return true;
  scan.hasMasked ??= holdsMasked(text.string);
  return scan.hasMasked && touchesMasked(text, start, end);
}

/** Placeholders and pseudonyms have an underscore, and most texts have none. */
function hasUnderscore(scan: Scan): boolean {
  scan.hasUnderscore ??= scan.text.string.includes("_");
  return scan.hasUnderscore;
}

/** Goes over a placeholder: nothing may begin before its end any more. Returns that end. */
export function passMasked(scan: Scan, end: number): number {
  scan.maskedEnd = end;
  scan.floor = end;
  return end;
}
