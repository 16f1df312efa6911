import { assert } from "../../../core/base/errors.ts";
import type { MaskedField } from "../../../kernel/privacy/mask-fields.ts";

/** A stretch of the original and what stands in its place. */
export type Replacement = { start: number; end: number; text: string };

/**
 * What masking replaced in a text, in order: each span with its placeholder, read from the masked
 * text, whose stretches between the placeholders are those of the original.
 */
export function replacementsOf({ text, spans }: MaskedField): Replacement[] {
  const replacements: Replacement[] = [];
  let shift = 0;
  for (const { start, end } of spans) {
    const from = start + shift;
    const to = text.indexOf("]", from) + 1;
    assert(text[from] === "[" && to > from, "a placeholder stands where a span was");
    replacements.push({ start, end, text: text.slice(from, to) });
    shift += to - from - (end - start);
  }
  return replacements;
}
