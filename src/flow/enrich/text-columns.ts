import type { ModelName } from "../../kernel/learn/embedder.ts";
import type { Batch } from "./stage.ts";

/** What models and rules say of a text; each beside how sure it is and who says it. */
export const answerTypes = {
  language: "VARCHAR",
  language_confidence: "DOUBLE",
  language_source: "VARCHAR",
  category: "VARCHAR",
  category_confidence: "DOUBLE",
  category_source: "VARCHAR",
  subcategory: "VARCHAR",
  subcategory_confidence: "DOUBLE",
  subcategory_source: "VARCHAR",
  is_in_scope: "BOOLEAN",
  scope_similarity: "DOUBLE",
  sentiment: "VARCHAR",
  sentiment_score: "DOUBLE",
  sentiment_confidence: "DOUBLE",
  sentiment_source: "VARCHAR",
  frustration_level: "VARCHAR",
  frustration_confidence: "DOUBLE",
  frustration_source: "VARCHAR",
  anger_cue: "VARCHAR",
  urgency: "VARCHAR",
  urgency_confidence: "DOUBLE",
  urgency_source: "VARCHAR",
  urgency_cue: "VARCHAR",
  has_churn_signal: "BOOLEAN",
  churn_cue: "VARCHAR",
  asks_for_manager: "BOOLEAN",
  tags: "VARCHAR[]",
  tag_confidences: "DOUBLE[]",
  tags_source: "VARCHAR",
  summary: "VARCHAR",
  vector: "BINARY",
  vector_source: "VARCHAR",
} as const;

type Columns = Batch<typeof answerTypes>["columns"];

/** The answers of a batch while they are being given; what was not answered is null. */
export type AnswerColumns = { [K in keyof Columns]: Columns[K][number][] };

/** Columns in which nothing is answered. */
export function unanswered(rowCount: number): AnswerColumns {
  const columns = Object.keys(answerTypes).map((name) => [
    name,
    Array.from({ length: rowCount }, () => null),
  ]);
  return Object.fromEntries(columns) as AnswerColumns; // the keys are those of the types
}

/** A share or a chance to four places, so that the same text has the same digits on every machine. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** What the source of an answer reads like: `rules:urgency@1`. */
export function sourceName({ tier, name, version }: ModelName): string {
  return `${tier}:${name}@${version}`;
}
