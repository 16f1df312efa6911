import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { findCued } from "./find-cued.ts";
import { tokenize } from "./tokens.ts";

/**
 * Finds people nobody told us of, by what stands around a name: "my name is", titles, greetings,
 * sign-offs, headers, in seven languages.
 *
 * Linear in the text.
 *
 * @returns Spans in order of their start, none overlapping another.
 */
export function findPeople(text: string, _hints: DetectHints): Span[] {
  return findCued(tokenize(text));
}
