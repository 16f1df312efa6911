import type { MaskedText } from "../../core/base/masked-text.ts";
import { composeDetector, type Detector, type Tier } from "./compose-detector.ts";
import { findAcross, type FindAcrossOptions } from "./find-across.ts";
import { repeatTier, type FoundValue } from "./find-repeats.ts";
import type { DetectHints } from "./hints.ts";
import { maskedAlready } from "./masked.ts";
import { normalise } from "./normalise/normalise.ts";
import { oldRange, type Edit } from "./normalise/offset-map.ts";
import { openNumbering, type Numbering } from "./numbering.ts";
import { placeholder, wholeFieldType } from "./placeholder.ts";
import { resolveSpans } from "./resolve-spans.ts";
import type { Span } from "./span.ts";

export type MaskFieldsOptions = { hints: DetectHints; joined?: boolean };

/** A text, what is left of it, and the stretches of it that went. */
export type MaskedField = { text: MaskedText; spans: Span[] };

/** Longest text that is searched, in UTF-16 code units; a longer one is masked whole. */
const textLengthMax = 10_000_000;

/** How often a text is searched again behind its own placeholders before it is masked whole. */
const roundsMax = 4;

type Field = { text: string; spans: Span[] };

/**
 * Masks texts that belong together, and searches what it made until nothing more is found: a value
 * may come to light only once its neighbour is gone, and masking twice has to change nothing.
 */
export function maskFields(
  detector: Detector,
  texts: readonly string[],
  options: MaskFieldsOptions,
): MaskedField[] {
  const fields = texts.map((text) => ({ text, spans: search(detector, text, options.hints) }));
  if (options.joined === true) {
    const own = fields.map(({ spans }) => spans);
    addAll(fields, searchAcross(detector, texts, { hints: options.hints, own }));
  }
  if (fields.every(({ spans }) => spans.length === 0)) {
    return texts.map((text) => ({ text: maskedAlready(text), spans: [] }));
  }
  for (let round = 1; ; round += 1) {
    const rendered = renderAll(detector, fields, options.hints);
    const found = searchAgain(detector, fields, rendered, options);
    if (found.every((spans) => spans.length === 0)) return masked(fields, rendered);
    if (round < roundsMax) addAll(fields, found);
    else for (const [i, spans] of found.entries()) if (spans.length > 0) maskWhole(fields[i]);
  }
}

function masked(fields: readonly Field[], rendered: readonly Rendered[]): MaskedField[] {
  return fields.map(({ spans }, i) => ({ text: maskedAlready(rendered[i]?.text ?? ""), spans }));
}

/** What is personal in a text; all of it where the search fails. */
function search(detector: Detector, text: string, hints: DetectHints, also?: Tier): Span[] {
  if (text.length > textLengthMax) return [wholeSpan(text)];
  if (text === "") return [];
  try {
    return detector.detect(text, hints, also);
  } catch {
    // Whatever went wrong, an unsearched text must not pass.
    return [wholeSpan(text)];
  }
}

/** What lies across the boundaries of texts; all of every text where the search fails. */
function searchAcross(
  detector: Detector,
  texts: readonly string[],
  options: FindAcrossOptions,
): Span[][] {
  try {
    return findAcross(detector, texts, options);
  } catch {
    return texts.map((text) => (text === "" ? [] : [wholeSpan(text)]));
  }
}

function wholeSpan(text: string): Span {
  return { start: 0, end: text.length, type: wholeFieldType, rule: "fail-closed", score: 1 };
}

function maskWhole(field: Field | undefined): void {
  if (field !== undefined) field.spans = [wholeSpan(field.text)];
}

function isWhole({ text, spans }: Field): boolean {
  const [first] = spans;
  return first?.type === wholeFieldType && first.end - first.start === text.length;
}

/** Adds found spans to those that a field has. */
function addAll(fields: readonly Field[], found: readonly (readonly Span[])[]): void {
  for (const [i, field] of fields.entries()) {
    const more = found[i] ?? [];
    if (more.length === 0 || isWhole(field)) continue;
    if (more.some(({ type }) => type === wholeFieldType)) maskWhole(field);
    else field.spans = resolveSpans(field.text, [...field.spans, ...more]);
  }
}

function valuesOf({ text, spans }: Field): FoundValue[] {
  return spans.map(({ start, end, type, rule }) => {
    return { type, text: normalise(text.slice(start, end)).text, rule };
  });
}

/** A text with placeholders, and where they stand. */
type Rendered = { text: string; edits: Edit[] };

function renderAll(
  { findPlaceholders }: Detector,
  fields: readonly Field[],
  hints: DetectHints,
): Rendered[] {
  const literals = fields.flatMap((field) => (isWhole(field) ? [] : findPlaceholders(field.text)));
  const names = fields.flatMap(({ text, spans }) =>
    spans.filter(({ type }) => type === "PERSON").map(({ start, end }) => text.slice(start, end)),
  );
  const numbering = openNumbering({ literals, names, hints });
  try {
    return fields.map((field, i) => render(field, numbering, i));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // More values than numbers: nothing may be told apart any more.
    for (const field of fields) if (field.text !== "") maskWhole(field);
    return fields.map(({ text }) => {
      const edits = [{ start: 0, length: 8, oldStart: 0, oldLength: text.length }];
      return text === "" ? { text, edits: [] } : { text: placeholder(wholeFieldType, 1), edits };
    });
  }
}

function render(field: Field, numbering: Numbering, index: number): Rendered {
  const { text, spans } = field;
  const pieces: string[] = [];
  const edits: Edit[] = [];
  let at = 0;
  let start = 0;
  for (const span of spans) {
    // A whole text is known by its place: comparing long texts would cost more than it tells.
    const value = isWhole(field) ? String(index) : text.slice(span.start, span.end);
    const shown = numbering.placeholderOf(span.type, value);
    pieces.push(text.slice(at, span.start), shown);
    start += span.start - at;
    const oldLength = span.end - span.start;
    edits.push({ start, length: shown.length, oldStart: span.start, oldLength });
    start += shown.length;
    at = span.end;
  }
  return { text: spans.length === 0 ? text : pieces.join("") + text.slice(at), edits };
}

/**
 * What is found in texts that changed, and what was found before in any, as stretches of the texts
 * they were made of.
 */
function searchAgain(
  detector: Detector,
  fields: readonly Field[],
  rendered: readonly Rendered[],
  { hints, joined }: MaskFieldsOptions,
): Span[][] {
  const values = fields.flatMap((field) => (isWhole(field) ? [] : valuesOf(field)));
  const findRepeats = repeatTier(detector, values);
  const { findPlaceholders } = detector;
  const repeats = composeDetector({ tiers: [findRepeats], findPlaceholders });
  const found = fields.map((field, i) => {
    if (isWhole(field)) return [];
    const text = rendered[i]?.text ?? "";
    return field.spans.length === 0
      ? search(repeats, text, hints)
      : search(detector, text, hints, findRepeats);
  });
  if (joined === true) {
    const texts = rendered.map(({ text }) => text);
    const own = texts.map(() => []);
    for (const [i, spans] of searchAcross(detector, texts, { hints, own }).entries()) {
      found[i]?.push(...spans);
    }
  }
  return found.map((spans, i) =>
    spans.map((span) => ({ ...span, ...oldRange(rendered[i]?.edits ?? [], span) })),
  );
}
