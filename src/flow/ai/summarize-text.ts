import type { MaskedText } from "../../core/base/masked-text.ts";
import type { StaticEncoder } from "../../kernel/learn/static-encoder.ts";
import { chooseSentences } from "../../kernel/learn/summary.ts";
import { hasLetter } from "../enrich/text-answerer.ts";
import { joinedSentences, meaningfulText, tellingSentences } from "../enrich/meaningful.ts";

/** Most sentences of a summary. */
const sentencesMost = 8;
const word = /\S+/gu;

/**
 * The sentences that say what a text is about, as its author wrote them, of so many words at most.
 * A first sentence that is longer is cut. Null for a text without a letter.
 *
 * @param wordCountMax - 0 for any number of words.
 */
export function summarizeText(
  text: MaskedText,
  { encoder, wordCountMax }: { encoder: StaticEncoder; wordCountMax: number },
): string | null {
  const wordsMost = wordCountMax === 0 ? Infinity : wordCountMax;
  const said = meaningfulText(text);
  const sentences = tellingSentences(said);
  if (sentences.length === 0)
    return hasLetter(said) ? cutToWords(said.replace(/\s+/gu, " ").trim(), wordsMost) : null;
  const counts = sentences.map((sentence) => sentence.match(word)?.length ?? 0);
  if (counts[0]! >= wordsMost) return cutToWords(sentences[0]!, wordsMost);
  const vectors = encoder.embed(sentences);
  for (let count = Math.min(sentencesMost, sentences.length); ; count -= 1) {
    const limits = { sentenceCountMax: count, characterCountMax: Infinity };
    const chosen = chooseSentences(sentences, vectors, limits);
    const wordCount = chosen.reduce((sum, index) => sum + counts[index]!, 0);
    if (wordCount <= wordsMost || count === 1)
      return joinedSentences(chosen.map((index) => sentences[index]!));
  }
}

function cutToWords(sentence: string, wordCountMax: number): string {
  const words = sentence.match(word) ?? [];
  if (words.length <= wordCountMax) return sentence;
  return `${words.slice(0, wordCountMax).join(" ")}…`;
}
