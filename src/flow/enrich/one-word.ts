import { placeholderPattern } from "../../kernel/privacy/placeholder.ts";
import type { AnswerColumns } from "./text-columns.ts";

/** What keeps models from making much of one word. Raise `version` with every change. */
export const oneWordModel = { tier: "rules", name: "one-word", version: "1" } as const;

/** A model that was taught with whole messages is not surer of one word than this; set by hand. */
export const oneWordConfidence = 0.5;

/** A longer word may say it all, as `Kündigungsbestätigung` does. */
const letterCountMost = 12;

/** A word of so few letters names no subject: `hi`, `ok`, `não`, `card`. */
const tellsNothingMost = 4;
const lookedAtMost = 40;
const word = /[\p{L}\p{M}]+/gu;

/** Scripts that part words by blanks; a word of others may be a sentence. */
const spaced =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{M}]+$/u;

/** The only word of a text that is one short word, said once or more: `não`, `card card`. */
export function onlyWord(text: string): string | undefined {
  if (text.length > lookedAtMost) return undefined;
  const [first, ...others] =
    text.replaceAll(placeholderPattern, " ").toLowerCase().match(word) ?? [];
  if (first === undefined || others.some((other) => other !== first)) return undefined;
  return first.length <= letterCountMost && spaced.test(first) ? first : undefined;
}

/**
 * Takes back what the shipped models say of texts of one word, which is an answer to a question or a
 * try: they keep a category (a word of few letters gets OTHER), doubted and out of scope, and get no
 * subcategory and no tag. Models of the user's own are believed.
 */
export function doubtOneWords(
  columns: AnswerColumns,
  rows: readonly number[],
  texts: readonly string[],
): void {
  rows.forEach((row, index) => {
    const only = onlyWord(texts[index]!);
    if (only === undefined) return;
    if (isShipped(columns.category_source[row])) {
      if (only.length <= tellsNothingMost) columns.category[row] = "OTHER";
      columns.category_confidence[row] = Math.min(
        columns.category_confidence[row] ?? 0,
        oneWordConfidence,
      );
      columns.is_in_scope[row] = false;
    }
    if (isShipped(columns.subcategory_source[row])) {
      columns.subcategory[row] = null;
      columns.subcategory_confidence[row] = null;
      columns.subcategory_source[row] = null;
    }
    if (isShipped(columns.tags_source[row])) {
      columns.tags[row] = [];
      columns.tag_confidences[row] = [];
    }
  });
}

function isShipped(source: string | null | undefined): boolean {
  return source?.includes("@shipped-") === true;
}
