import type { Span } from "../span.ts";
import { codesMax } from "./code-text.ts";

/** Longer than any span, and than what a span's cues stand in. */
const overlap = 100_000;

/**
 * Searches a text that is longer than can be read at once in parts, which share a stretch and part
 * in the middle of it.
 *
 * @returns Spans of the text. One from before a parting may reach into the next.
 */
export function inParts(text: string, find: (part: string) => readonly Span[]): Span[] {
  const kept: Span[] = [];
  const step = codesMax - 2 * overlap;
  for (let from = 0; ; from += step) {
    const isLast = from + codesMax >= text.length;
    for (const span of find(text.slice(from, from + codesMax))) {
      const isHere =
        (from === 0 || span.start >= overlap) && (isLast || span.start < step + overlap);
      if (isHere) kept.push({ ...span, start: from + span.start, end: from + span.end });
    }
    if (isLast) return kept;
  }
}
