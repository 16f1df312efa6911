import { abbreviations } from "./address-words.ts";
import { isTight, type Token } from "./place-tokens.ts";

/** Steps over the full stop of a short form: the index after it, or the same index. */
export function skipStop(tokens: readonly Token[], at: number): number {
  const word = tokens[at - 1];
  if (word === undefined || !isTight(tokens, at, ".")) return at;
  const isShort = abbreviations.has(word.lower) || word.text.length === 1;
  return isShort || word.lower.endsWith("str") ? at + 1 : at;
}
