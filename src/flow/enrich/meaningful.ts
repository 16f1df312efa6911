import type { MaskedText } from "../../core/base/masked-text.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { placeholderPattern } from "../../kernel/privacy/placeholder.ts";
import { meaningfulRanges, type TextRange } from "../../kernel/text/clean.ts";
import { greeting } from "../../kernel/text/mail-phrases.ts";
import { sentenceRanges } from "../../kernel/text/sentences.ts";

/** Most sentences of a text that are looked at; later ones say little that is new. */
const sentenceCountMax = 200;

/**
 * A sentence says something from two words on. Two letters of each are enough: a pattern of whole
 * words would look at every letter of a long one again and again.
 */
const wordsWanted = /\p{L}{2}[^\p{L}]+\p{L}{2}/u;
/** No greeting is longer; one that is stays. */
const greetingLookMax = 120;
const halfPlaceholder = /\[[A-Z][A-Z_]*[0-9]*$/;
/** Marks of replies and forwarded mails, and a note such as `[call transcript]`. */
const opening = /^(?:(?i:re|res|fwd?|enc|aw|wg|tr|rv|rif?) ?: |\[[\p{Ll} ]{4,40}\] )+/u;

/** What the author wrote this time: without greeting, signature and quoted replies, a part a line. */
export function meaningfulText(text: MaskedText): MaskedText {
  const ranges = meaningfulRanges(text);
  const [first] = ranges;
  if (ranges.length === 1 && first?.start === 0 && first.end === text.length) return text;
  return maskedAlready(ranges.map(({ start, end }) => text.slice(start, end)).join("\n"));
}

/** The sentences of a meaningful text that say something, in order, blanks squeezed. */
export function tellingSentences(text: MaskedText): MaskedText[] {
  return sentenceRanges(text)
    .slice(0, sentenceCountMax)
    .map((range) => squeezed(text, range))
    .filter(isTelling);
}

/** The first sentence that says something, cut between words where it is too long. */
export function firstSentence(text: MaskedText, characterCountMax: number): string | null {
  for (const range of sentenceRanges(text)) {
    const sentence = squeezed(text, range);
    if (isTelling(sentence)) return shortened(sentence, characterCountMax);
  }
  return null;
}

/**
 * Sentences as one text. What ends without a mark, such as a subject or a line of a chat, gets a full
 * stop before the next.
 */
export function joinedSentences(sentences: readonly string[]): string {
  const last = sentences.length - 1;
  return sentences
    .map((sentence, at) =>
      at < last && /(?:[\p{L}\p{N}\]%]|[\p{L}\p{N}]\))$/u.test(sentence)
        ? `${sentence}.`
        : sentence,
    )
    .join(" ");
}

/** A text of so many characters at most, cut between words. */
export function shortened(text: string, characterCountMax: number): string {
  if (text.length <= characterCountMax) return text;
  const cut = beginning(text, characterCountMax - 1);
  const blank = cut.lastIndexOf(" ");
  return `${(blank > characterCountMax / 2 ? cut.slice(0, blank) : cut).toWellFormed()}…`;
}

/** The first so many characters of a text, less what would be half a placeholder. */
export function beginning(text: string, characterCountMax: number): string {
  if (text.length <= characterCountMax) return text;
  return text.slice(0, characterCountMax).replace(halfPlaceholder, "");
}

/** Blanks squeezed, without what opens a sentence and says nothing: `Re:`, `Hello, I was charged`. */
function squeezed(text: MaskedText, { start, end }: TextRange): MaskedText {
  const sentence = text.slice(start, end).replace(/\s+/g, " ").replace(opening, "");
  const length = greeting.exec(sentence.slice(0, greetingLookMax))?.[0].length ?? 0;
  return maskedAlready(length === 0 ? sentence : capitalized(sentence.slice(length)));
}

function capitalized(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** A line that ends in a comma opens what follows, as salutations do in every language. */
function isTelling(sentence: string): boolean {
  return !sentence.endsWith(",") && wordsWanted.test(sentence.replace(placeholderPattern, "1"));
}
