import type { MaskedText } from "../../core/base/masked-text.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import type { StaticEncoder } from "../../kernel/learn/static-encoder.ts";
import { textFeatures } from "../../kernel/learn/text-features.ts";
import { placeholderPattern } from "../../kernel/privacy/placeholder.ts";
import { detectLanguage, type LanguageScores } from "../../kernel/text/language.ts";
import { firstSentence, meaningfulText } from "./meaningful.ts";
import { answerLabels, type LabelSettings } from "./label-answers.ts";
import { answerRules } from "./rule-answers.ts";
import type { SettingsParts } from "./setting-parts.ts";
import { rounded, sourceName, unanswered, type AnswerColumns } from "./text-columns.ts";
import type { TextHeads } from "./text-heads.ts";

/** All that answers texts. */
export type AnswererParts = {
  encoder: StaticEncoder;
  scores: LanguageScores;
  heads: TextHeads;
  settings: Required<Pick<SettingsParts, "enrichment" | "languages">>;
};

/** Texts, and the source that each comes from. */
export type AskedTexts = {
  texts: readonly (MaskedText | null)[];
  sources: readonly (string | null)[];
};

/** Most characters of a summary of one text. */
const summaryMost = 300;

/** A vector's values are kept as whole numbers of 16 bits: the unit times this. */
const vectorScale = 32_767;

/**
 * Makes what answers texts: each is encoded once for all heads, without greeting, signature and
 * quoted replies. A text without a letter gets no answer. Keeps working memory between calls, so one
 * serves one thread.
 */
export function textAnswerer(parts: AnswererParts): (asked: AskedTexts) => AnswerColumns {
  const { encoder, heads, settings } = parts;
  const { enrichment } = settings;
  const labelSettings: LabelSettings = {
    ...enrichment,
    tags: enrichment.tags ?? enumerations.subcategory.values,
  };
  return ({ texts, sources }) => {
    const columns = unanswered(texts.length);
    const rows: number[] = [];
    const spoken: MaskedText[] = [];
    texts.forEach((text, row) => {
      if (text === null || !hasLetter(text)) return;
      rows.push(row);
      spoken.push(meaningfulText(text));
    });
    if (rows.length === 0) return columns;
    const vectors = encoder.embed(spoken);
    const features = textFeatures(spoken, { vectors, model: encoder.model });
    const vectorSource = sourceName(encoder.model);
    rows.forEach((row, text) => {
      answerLanguage(columns, row, spoken[text]!, sources[row] ?? null);
      const from = text * encoder.dimension;
      columns.vector[row] = packedVector(vectors.subarray(from, from + encoder.dimension));
      columns.vector_source[row] = vectorSource;
      columns.summary[row] = firstSentence(spoken[text]!, summaryMost);
    });
    const encoded = { features, rows };
    const negatives = answerLabels(columns, encoded, { heads, settings: labelSettings });
    answerRules(columns, encoded, { texts: spoken, heads, negatives });
    return columns;
  };

  function answerLanguage(
    columns: AnswerColumns,
    row: number,
    text: MaskedText,
    source: string | null,
  ): void {
    const { bySource, otherwise } = settings.languages;
    const likely = (source === null ? undefined : bySource[source]) ?? otherwise ?? "";
    const { languages } = enrichment;
    const plausible = languages === undefined ? {} : { plausible: languages };
    const options = { scores: parts.scores, fallback: likely, ...plausible };
    const { language, confidence } = detectLanguage(text, options);
    if (language === "") return; // too short, and nobody says what is likely
    columns.language[row] = language;
    columns.language_confidence[row] = rounded(confidence);
    columns.language_source[row] = confidence === 0 ? "settings" : "local:eld";
  }
}

/** Whether a text says anything; placeholders don't count. */
export function hasLetter(text: string): boolean {
  if (!text.includes("[")) return /\p{L}/u.test(text);
  return /\p{L}/u.test(text.replaceAll(placeholderPattern, ""));
}

/** A vector as whole numbers of 16 bits, little-endian. */
export function packedVector(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(2 * vector.length);
  for (let i = 0; i < vector.length; i++) {
    const value = Math.round(vector[i]! * vectorScale);
    bytes[2 * i] = value;
    bytes[2 * i + 1] = value >> 8;
  }
  return bytes;
}
