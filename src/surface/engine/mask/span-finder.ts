import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import type { DetectHints, KnownPerson } from "../../../kernel/privacy/hints.ts";
import { parseJson } from "./json-masker.ts";
import { lineError } from "./mask-input-error.ts";
import { openLineTransform } from "./record-transform.ts";
import { countValues, type MaskTally, type Transform } from "./transform.ts";

export type SpanFinderOptions = {
  detector: Detector;
  tally: MaskTally;
  /** Longest line, in characters. */
  recordLengthMax: number;
  /** Line that the text begins in; default: 1. */
  line?: number;
};

/**
 * Turns lines `{"id","text","locale"?,"crm"?}` into lines `{"id","spans":[{"start","end","type"}]}`,
 * with offsets in UTF-16 code units. A text that is null has no spans.
 */
export function openSpanFinder(options: SpanFinderOptions): Transform {
  const { detector, tally, recordLengthMax: lengthMax } = options;
  return openLineTransform({
    take(written, line) {
      if (written.trim() === "") return "";
      const { id, text, hints } = readRow(written, line);
      const found = text === null ? [] : detector.detect(text, hints);
      tally.rows += 1;
      countValues(tally, found);
      const spans = found.map(({ start, end, type }) => ({ start, end, type }));
      return `${JSON.stringify({ id, spans })}\n`;
    },
    lengthMax,
    line: options.line,
  });
}

type SpanRow = { id: unknown; text: string | null; hints: DetectHints };

function readRow(written: string, line: number): SpanRow {
  const row = parseJson(written, line);
  if (row === null || typeof row !== "object" || Array.isArray(row))
    throw lineError(line, 'this is no object; each line is {"id": …, "text": …}');
  const { id = null, text, locale, crm } = row as Record<string, unknown>; // by the check
  if (text !== null && typeof text !== "string")
    throw lineError(line, "it has no text; each line is an object with id and text");
  return { id, text, hints: hintsOf(locale, crm) };
}

/** `pt_BR` or `pt-BR` gives language and country; the person of the record is known. */
function hintsOf(locale: unknown, crm: unknown): DetectHints {
  const [, language, country] =
    typeof locale === "string" ? (/^([a-z]{2,3})(?:[_-]([A-Z]{2})\b)?/i.exec(locale) ?? []) : [];
  const person = personOf(crm);
  return {
    ...(language === undefined ? {} : { language: language.toLowerCase() }),
    ...(country === undefined ? {} : { country: country.toUpperCase() }),
    ...(person === undefined ? {} : { known: [person] }),
  };
}

function personOf(crm: unknown): KnownPerson | undefined {
  if (crm === null || typeof crm !== "object") return undefined;
  const text = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" ? value : undefined;
  const { name, email, phone } = crm as Record<string, unknown>; // an object, by the check above
  return { name: text(name), email: text(email), phone: text(phone) };
}
