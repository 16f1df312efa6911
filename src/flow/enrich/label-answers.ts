import { categoryOfSubcategory, noSubcategory } from "../../core/domain/subcategories.ts";
import { largestIndex } from "../../kernel/learn/evaluate.ts";
import type { TextFeatures } from "../../kernel/learn/text-features.ts";
import { rounded, type AnswerColumns } from "./text-columns.ts";
import type { TextHead, TextHeads } from "./text-heads.ts";

/** Texts to answer: their features, and the row of the columns that each stands in. */
export type EncodedTexts = { features: TextFeatures; rows: readonly number[] };

/** What the settings say of labels. */
export type LabelSettings = {
  tags: readonly string[];
  tag_confidence?: number | undefined;
  scope_similarity?: number | undefined;
};

/**
 * Answers everything that heads alone answer; where there is no head nothing is said.
 *
 * @returns The chance of NEGATIVE of each text.
 */
export function answerLabels(
  columns: AnswerColumns,
  texts: EncodedTexts,
  { heads, settings }: { heads: TextHeads; settings: LabelSettings },
): Float32Array | undefined {
  const { category, subcategory, sentiment, tags } = heads;
  if (category !== undefined) {
    answerCategory(columns, texts, category);
    answerScope(columns, texts, { head: category, settings });
  }
  if (subcategory !== undefined) answerSubcategory(columns, texts, subcategory);
  if (tags !== undefined) answerTags(columns, texts, { head: tags, settings });
  return sentiment === undefined ? undefined : answerSentiment(columns, texts, sentiment);
}

/** The likeliest label of each text by a head of one label a text. */
export function forEachLabel(
  { classifier }: TextHead,
  { features, rows }: EncodedTexts,
  give: (row: number, label: string, confidence: number) => void,
): void {
  const { labels } = classifier;
  const scores = classifier.score(features);
  rows.forEach((row, text) => {
    const start = text * labels.length;
    const best = largestIndex(scores, start, labels.length);
    give(row, labels[best]!, rounded(scores[start + best]!));
  });
}

function answerCategory(columns: AnswerColumns, texts: EncodedTexts, head: TextHead): void {
  forEachLabel(head, texts, (row, label, confidence) => {
    columns.category[row] = label;
    columns.category_confidence[row] = confidence;
    columns.category_source[row] = head.source;
  });
}

function answerScope(
  columns: AnswerColumns,
  { features, rows }: EncodedTexts,
  { head: { classifier }, settings }: { head: TextHead; settings: LabelSettings },
): void {
  const cosines = classifier.scopeCosines(features);
  if (cosines === undefined) return;
  const least = settings.scope_similarity ?? classifier.state.scope?.threshold ?? -1;
  rows.forEach((row, text) => {
    columns.scope_similarity[row] = rounded(cosines[text]!);
    columns.is_in_scope[row] = cosines[text]! >= least;
  });
}

/**
 * The likeliest subcategory within the category, or nothing where it is likeliest that none fits; its
 * chance is that of both being right.
 */
function answerSubcategory(
  columns: AnswerColumns,
  { features, rows }: EncodedTexts,
  { classifier, source }: TextHead,
): void {
  const { labels } = classifier;
  const scores = classifier.score(features);
  rows.forEach((row, text) => {
    const category = columns.category[row] ?? null;
    const start = text * labels.length;
    let [best, sum] = [-1, 0];
    labels.forEach((label, i) => {
      if (!belongsTo(label, category)) return;
      sum += scores[start + i]!;
      if (best === -1 || scores[start + i]! > scores[start + best]!) best = i;
    });
    if (best === -1 || labels[best] === noSubcategory) return;
    const share = sum === 0 ? 0 : scores[start + best]! / sum;
    columns.subcategory[row] = labels[best]!;
    columns.subcategory_confidence[row] = rounded(share * (columns.category_confidence[row] ?? 1));
    columns.subcategory_source[row] = source;
  });
}

const categories: ReadonlyMap<string, string> = new Map(Object.entries(categoryOfSubcategory));

/** Whether a subcategory may stand under a category; one of the user's own under any. */
export function belongsTo(subcategory: string, category: string | null): boolean {
  const known = categories.get(subcategory);
  return category === null || known === undefined || known === category;
}

function answerSentiment(
  columns: AnswerColumns,
  { features, rows }: EncodedTexts,
  { classifier, source }: TextHead,
): Float32Array {
  const { labels } = classifier;
  const scores = classifier.score(features);
  const negatives = new Float32Array(rows.length);
  const [positive, negative] = [labels.indexOf("POSITIVE"), labels.indexOf("NEGATIVE")];
  rows.forEach((row, text) => {
    const start = text * labels.length;
    const best = largestIndex(scores, start, labels.length);
    const chance = (label: number): number => (label === -1 ? 0 : scores[start + label]!);
    columns.sentiment[row] = labels[best]!;
    columns.sentiment_confidence[row] = rounded(scores[start + best]!);
    columns.sentiment_score[row] = rounded(chance(positive) - chance(negative));
    columns.sentiment_source[row] = source;
    negatives[text] = chance(negative);
  });
  return negatives;
}

function answerTags(
  columns: AnswerColumns,
  { features, rows }: EncodedTexts,
  { head: { classifier, source }, settings }: { head: TextHead; settings: LabelSettings },
): void {
  const { labels, state } = classifier;
  const wanted = labels.flatMap((label, i) => (settings.tags.includes(label) ? [i] : []));
  const scores = classifier.score(features);
  rows.forEach((row, text) => {
    const start = text * labels.length;
    const found = wanted
      .filter(
        (tag) => scores[start + tag]! >= (settings.tag_confidence ?? state.thresholds[tag] ?? 0.5),
      )
      .toSorted((one, other) => scores[start + other]! - scores[start + one]!);
    columns.tags[row] = found.map((tag) => labels[tag]!);
    columns.tag_confidences[row] = found.map((tag) => rounded(scores[start + tag]!));
    columns.tags_source[row] = source;
  });
}
