import type { MaskedText } from "../../core/base/masked-text.ts";
import type { TextRange } from "../text/clean.ts";

/**
 * Says that a text was masked before it came here: the one cast to {@link MaskedText}.
 *
 * Two kinds of callers may say so, and nobody else. The masker, of what it has just masked. And
 * readers of tables above bronze, of columns whose PII class is masked or none: the mask stage
 * wrote those, and a model that would carry a raw column upward fails to load.
 */
export function maskedAlready(text: string): MaskedText {
  return text as MaskedText; // by the promise above
}

/**
 * The parts of a masked text that some ranges name, as lines. Nothing personal comes up by leaving
 * things out: whatever stood in one part was masked there, and a line end keeps the parts apart.
 */
export function sliceMasked(text: MaskedText, ranges: readonly TextRange[]): MaskedText {
  const parts = ranges.map(({ start, end }) => text.slice(start, end));
  return maskedAlready(parts.join("\n"));
}
