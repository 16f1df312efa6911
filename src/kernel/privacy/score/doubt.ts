import type { Span } from "../span.ts";

/** What looks as if it could be personal, and how much a piece of it counts that was not found. */
const nearMisses: readonly (readonly [form: RegExp, weight: number])[] = [
  [/\d[\d .\-/()]{4,40}\d/g, 0.5], // runs of digits
  [/@/g, 1],
  [/\p{Lu}[\p{L}'’-]{1,30}[ ,]{1,2}\p{Lu}[\p{L}'’-]{1,30}/gu, 0.5], // Two Capitals
];

/** How many pieces of one form count; a list of part numbers is not more doubtful than a few. */
const piecesMost = 4;

/**
 * How doubtful it is what is personal in a text: the more, the less sure the detector was of what
 * it found, and the more is left that looks like an id, an e-mail or a name. Long texts count for
 * less by the root of their length, as a person reads them longer.
 *
 * @returns 0 for nothing doubtful; no upper end.
 */
export function doubtOf(text: string, found: readonly Span[]): number {
  const rest = withoutSpans(text, found);
  const left = nearMisses.reduce((sum, [form, weight]) => {
    const count = rest.match(form)?.length ?? 0;
    return sum + weight * Math.min(piecesMost, count);
  }, 0);
  const unsure = found.reduce((sum, { score }) => sum + (1 - score), 0);
  return (left + unsure) / Math.sqrt(1 + text.length / 100);
}

/** A line break in the place of each span, so that no form reaches over one. */
function withoutSpans(text: string, spans: readonly Span[]): string {
  let rest = "";
  let at = 0;
  for (const { start, end } of spans) {
    rest += `${text.slice(at, start)}\n`;
    at = end;
  }
  return rest + text.slice(at);
}
