import { fold } from "../../text/fold.ts";

/** The words of a text in lower case and without accents, and where its sentences end. */
export type Words = {
  readonly words: readonly string[];
  /** Number of the sentence that each word stands in. */
  readonly sentences: readonly number[];
  /** Number of the clause: a comma or a dash ends one, as does the end of a sentence. */
  readonly clauses: readonly number[];
};

const token = /[\p{L}\p{N}]+|[.!?;:\n]|[,()–—]|\s-\s/gu;
const ending = /^[.!?;:\n]$/;
const isWord = /^[\p{L}\p{N}]/u;

let lastRead: { readonly text: string; readonly words: Words } | undefined;

/**
 * Reads a text's words; the last answer is kept, because several rules are asked of one text. An
 * apostrophe parts words (`isn't` is `isn` and `t`), a placeholder such as `[EMAIL_1]` leaves its type
 * and number; linear in the length of the text.
 */
export function readWords(text: string): Words {
  if (lastRead?.text !== text) lastRead = { text, words: wordsOf(text) };
  return lastRead.words;
}

function wordsOf(text: string): Words {
  const words: string[] = [];
  const sentences: number[] = [];
  const clauses: number[] = [];
  let sentence = 0;
  let clause = 0;
  for (const [part] of fold(text).replaceAll("a.s.a.p", "asap").matchAll(token)) {
    if (isWord.test(part)) {
      words.push(part);
      sentences.push(sentence);
      clauses.push(clause);
    } else {
      clause += 1;
      if (ending.test(part)) sentence += 1;
    }
  }
  return { words, sentences, clauses };
}
