import { assert } from "../../core/base/errors.ts";
import type { TemplatePart, TokenizerRules } from "./tokenizer-file.ts";

/** A row that a model is given: ids and, of the same length, which text each belongs to. */
export type EncodedText = {
  ids: readonly number[];
  types: readonly number[];
  /** Tokens of the texts themselves, without the special ones. */
  spokenCount: number;
};

/** Encodes one text, or a text and what is claimed of it. */
export type EncodeText = (text: string, second?: string) => EncodedText;

/**
 * Makes what puts special tokens around texts. What is too long is cut at the end of the first text;
 * the second is kept whole, as far as it fits by itself.
 *
 * @param most - Tokens that the model can be given, special ones counted.
 */
export function textEncoder(rules: TokenizerRules, most: number): EncodeText {
  return (text, second) => {
    const template = second === undefined ? rules.single : rules.pair;
    const room = Math.max(0, most - template.filter((part) => "id" in part).length);
    const last = second === undefined ? [] : Array.from(rules.cut(second, room));
    const first = Array.from(rules.cut(text, room - last.length));
    return filled(template, first, last);
  };
}

function filled(
  template: readonly TemplatePart[],
  first: readonly number[],
  last: readonly number[],
): EncodedText {
  const ids: number[] = [];
  const types: number[] = [];
  for (const part of template) {
    const given = "id" in part ? [part.id] : part.text === "A" ? first : last;
    for (const id of given) {
      ids.push(id);
      types.push(part.types);
    }
  }
  assert(ids.length > 0, "a row has a token");
  return { ids, types, spokenCount: first.length + last.length };
}
