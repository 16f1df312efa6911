import type { MaskedText } from "../../core/base/masked-text.ts";
import { findIn, type Detector, type Prepared, type Tier } from "./compose-detector.ts";
import { findAcross, type FindAcrossOptions } from "./find-across.ts";
import { repeatTier, type FoundValue } from "./find-repeats.ts";
import type { DetectHints } from "./hints.ts";
import { maskedAlready } from "./masked.ts";
import { normalise } from "./normalise/normalise.ts";
import { oldRange } from "./normalise/offset-map.ts";
import { openNumbering } from "./numbering.ts";
import { wholeFieldType } from "./placeholder.ts";
import { prepareRendered, render, renderWhole, type Rendered } from "./rendered.ts";
import { resolveSpans } from "./resolve-spans.ts";
import type { Span } from "./span.ts";

export type MaskFieldsOptions = { hints: DetectHints; joined?: boolean };

/** A text, what is left of it, and the stretches of it that went. */
export type MaskedField = { text: MaskedText; spans: Span[] };

/** Longest text that is searched, in UTF-16 code units; a longer one is masked whole. */
const textLengthMax = 10_000_000;

/** How often a text is searched again behind its own placeholders before it is masked whole. */
const roundsMax = 4;

type Field = {
  text: string;
  spans: Span[];
  /** Undefined for a text that is empty or was not searched. */
  prepared: Prepared | undefined;
};

/**
 * Masks texts that belong together, and searches what it made until nothing more is found: a value
 * may come to light only once its neighbour is gone, and masking twice has to change nothing.
 */
export function maskFields(
  detector: Detector,
  texts: readonly string[],
  options: MaskFieldsOptions,
): MaskedField[] {
  const fields = texts.map((text) => openField(detector, text, options.hints));
  if (options.joined === true) {
    const own = fields.map(({ spans }) => spans);
    addAll(fields, searchAcross(detector, texts, { hints: options.hints, own }));
  }
  if (fields.every(({ spans }) => spans.length === 0)) {
    return texts.map((text) => ({ text: maskedAlready(text), spans: [] }));
  }
  for (let round = 1; ; round += 1) {
    const values = fields.map(valuesOf);
    const rendered = renderAll(detector, fields, { hints: options.hints, values });
    const found = searchAgain(detector, fields, { ...options, values, rendered });
    if (found.every((spans) => spans.length === 0)) return masked(fields, rendered);
    if (round < roundsMax) addAll(fields, found);
    else for (const [i, spans] of found.entries()) if (spans.length > 0) maskWhole(fields[i]);
  }
}

function masked(fields: readonly Field[], rendered: readonly Rendered[]): MaskedField[] {
  return fields.map(({ spans }, i) => ({ text: maskedAlready(rendered[i]?.text ?? ""), spans }));
}

/** A text and what is personal in it; all of it where the search fails. */
function openField(detector: Detector, text: string, hints: DetectHints): Field {
  if (text === "") return { text, spans: [], prepared: undefined };
  if (text.length > textLengthMax) return { text, spans: [wholeSpan(text)], prepared: undefined };
  try {
    const prepared = detector.prepare(text);
    return { text, spans: detector.search(prepared, hints), prepared };
  } catch {
    // Whatever went wrong, an unsearched text must not pass.
    return { text, spans: [wholeSpan(text)], prepared: undefined };
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

function isWhole({ text, spans }: Pick<Field, "text" | "spans">): boolean {
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

/** What the spans of a text cover, in plain characters. */
function valuesOf({ text, spans, prepared }: Field, index: number): FoundValue[] {
  const [first] = spans;
  // A whole text is known by its place: comparing long texts would cost more than it tells.
  if (first !== undefined && isWhole({ text, spans })) return [{ ...first, text: String(index) }];
  const isPlain = prepared?.plain.isPlain === true;
  return spans.map(({ start, end, type, rule }) => {
    const value = text.slice(start, end);
    return { type, text: isPlain ? value : normalise(value).text, rule };
  });
}

function renderAll(
  { findPlaceholders }: Detector,
  fields: readonly Field[],
  { hints, values }: { hints: DetectHints; values: readonly (readonly FoundValue[])[] },
): Rendered[] {
  const literals = fields.flatMap((field) => {
    const { text, prepared } = field;
    const hasNone = prepared?.plain.text === text && prepared.placeholders.length === 0;
    return hasNone || isWhole(field) ? [] : findPlaceholders(text);
  });
  const names = values.flatMap((found) =>
    found.filter(({ type }) => type === "PERSON").map(({ text }) => text),
  );
  const numbering = openNumbering({ literals, names, hints });
  try {
    return fields.map((field, i) => render(field, numbering, values[i] ?? []));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // More values than numbers: nothing may be told apart any more.
    for (const field of fields) if (field.text !== "") maskWhole(field);
    return fields.map(({ text }) => renderWhole(text));
  }
}

type SearchedAgain = {
  values: readonly (readonly FoundValue[])[];
  rendered: readonly Rendered[];
};

const noField = { text: "", spans: [] };

/**
 * What is found in texts that changed, and what was found before in any, as stretches of the texts
 * they were made of.
 */
function searchAgain(
  detector: Detector,
  fields: readonly Field[],
  { hints, joined, values, rendered }: MaskFieldsOptions & SearchedAgain,
): Span[][] {
  const known = values.flatMap((found, i) => (isWhole(fields[i] ?? noField) ? [] : found));
  const findRepeats = repeatTier(detector, known);
  const found = fields.map((field, i) => {
    const changed = rendered[i];
    if (changed === undefined || field.text === "" || isWhole(field)) return [];
    return searchRendered(detector, field, changed, { hints, findRepeats });
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

/** A text that nothing was found in can only hold what was found in others. */
function searchRendered(
  detector: Detector,
  { spans, prepared }: Field,
  rendered: Rendered,
  { hints, findRepeats }: { hints: DetectHints; findRepeats: Tier },
): Span[] {
  const { text } = rendered;
  if (text.length > textLengthMax) return [wholeSpan(text)];
  try {
    if (spans.length === 0 && prepared !== undefined) {
      return findIn(prepared, [findRepeats], { hints });
    }
    return detector.search(prepareRendered(detector, prepared, rendered), hints, findRepeats);
  } catch {
    return [wholeSpan(text)];
  }
}
