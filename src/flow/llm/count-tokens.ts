import type { MaskedText } from "../../core/base/masked-text.ts";
import { sliceMasked } from "../../kernel/privacy/masked.ts";
import { withoutDate } from "./prices.ts";

/** Counts tokens as one model does, or nearly so. */
export type TokenCounter = {
  /** Tokens that the model has for each one counted here, before anything was measured. */
  factor: number;
  count(text: string): number;
  /** The beginning of a text that has at most so many tokens. */
  cut(text: MaskedText, tokensMax: number): MaskedText;
};

type Encoding = {
  encode(text: string, options: { disallowedSpecial: Set<string> }): number[];
  decode(tokens: number[]): string;
};

/** Characters encoded at a time: the time of a run without spaces grows with its square. */
const pieceLength = 1_000;
/** Texts are data: `<|endoftext|>` in one is eleven characters. */
const asText = { disallowedSpecial: new Set<string>() };

/** Loads the tokenizer of a model, which takes most of a second. */
export async function openTokenCounter(provider: string, model: string): Promise<TokenCounter> {
  const isOlder = /^gpt-(?:4|4-turbo|3\.5-turbo)(?:-|$)|^text-embedding-/.test(withoutDate(model));
  const encoding: Encoding = isOlder
    ? await import("gpt-tokenizer/encoding/cl100k_base")
    : await import("gpt-tokenizer/encoding/o200k_base");
  const isOwn = provider === "openai" || provider === "azure-openai";
  // Other families' tokenizers give more tokens for the same text; the ledger soon says how many.
  return counterOf(encoding, isOwn ? 1 : 1.15);
}

function counterOf(encoding: Encoding, factor: number): TokenCounter {
  return {
    factor,
    count(text) {
      let count = 0;
      for (const piece of piecesOf(text)) count += encoding.encode(piece, asText).length;
      return count;
    },
    cut(text, tokensMax) {
      if (Buffer.byteLength(text) <= tokensMax) return text; // no token is less than a byte
      let left = tokensMax;
      let end = 0;
      for (const piece of piecesOf(text)) {
        const tokens = encoding.encode(piece, asText);
        if (tokens.length > left) {
          // A character that the cut goes through comes back as U+FFFD.
          end += encoding.decode(tokens.slice(0, left)).replace(/\uFFFD+$/, "").length;
          return sliceMasked(text, [{ start: 0, end }]);
        }
        left -= tokens.length;
        end += piece.length;
      }
      return text;
    },
  };
}

/** A text in pieces: cut before a space where there is one, and never within a character. */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > pieceLength) {
    const space = text.lastIndexOf(" ", start + pieceLength);
    let end = space > start ? space : start + pieceLength;
    if (/[\uDC00-\uDFFF]/.test(text.charAt(end))) end--;
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}
