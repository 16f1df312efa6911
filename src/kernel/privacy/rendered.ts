import type { Detector, Prepared } from "./compose-detector.ts";
import { plainText } from "./normalise/normalise.ts";
import type { Edit } from "./normalise/offset-map.ts";
import type { Numbering } from "./numbering.ts";
import { blankedPlaceholder, placeholder, wholeFieldType } from "./placeholder.ts";
import type { Span } from "./span.ts";

/** A text with placeholders in the place of its values. */
export type Rendered = {
  text: string;
  /** Where the placeholders stand, and what they stand for. */
  edits: readonly Edit[];
  /** The text with nothing to read in those placeholders. */
  blanked: string;
  /** Of the values. */
  types: ReadonlySet<string>;
};

const noTypes: ReadonlySet<string> = new Set();

/**
 * Puts placeholders in the place of values.
 *
 * @param values - What the spans count as the values of.
 */
export function render(
  { text, spans }: { text: string; spans: readonly Span[] },
  numbering: Numbering,
  values: readonly { text: string }[],
): Rendered {
  if (spans.length === 0) return { text, edits: [], blanked: text, types: noTypes };
  // Joined, not added up: what is kept is one string then, and not a tree of its pieces.
  const pieces: string[] = [];
  let blanked = "";
  const edits: Edit[] = [];
  const types = new Set<string>();
  let at = 0;
  let start = 0;
  for (const [i, span] of spans.entries()) {
    const before = text.slice(at, span.start);
    const shown = numbering.placeholderOf(span.type, values[i]?.text ?? "");
    pieces.push(before, shown);
    blanked += before + blankedPlaceholder(shown.length);
    types.add(span.type);
    start += before.length;
    const oldLength = span.end - span.start;
    edits.push({ start, length: shown.length, oldStart: span.start, oldLength });
    start += shown.length;
    at = span.end;
  }
  const rest = text.slice(at);
  pieces.push(rest);
  return { text: pieces.join(""), edits, blanked: blanked + rest, types };
}

/** Puts one placeholder in the place of a whole text. */
export function renderWhole(text: string): Rendered {
  if (text === "") return { text, edits: [], blanked: text, types: noTypes };
  const shown = placeholder(wholeFieldType, 1);
  const edits = [{ start: 0, length: shown.length, oldStart: 0, oldLength: text.length }];
  const blanked = blankedPlaceholder(shown.length);
  return { text: shown, edits, blanked, types: new Set([wholeFieldType]) };
}

/**
 * Makes a rendered text ready to be searched, as `detector.prepare` would: without a look at it
 * where the text it was made of held nothing that the normaliser undoes and no placeholder. Neither
 * can come of placeholders then: their brackets part the pieces of the text.
 */
export function prepareRendered(
  detector: Detector,
  before: Prepared | undefined,
  { text, edits, blanked, types }: Rendered,
): Prepared {
  const isKnown = before?.plain.isPlain === true && before.placeholders.length === 0;
  if (!isKnown || !types.isSubsetOf(detector.placeholderTypes)) return detector.prepare(text);
  const placeholders = edits.map(({ start, length }) => ({ start, end: start + length }));
  return { text, plain: plainText(text), placeholders, searched: blanked };
}
