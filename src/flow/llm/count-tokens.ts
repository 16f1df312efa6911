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

type Encoding = { encode(text: string, options: { disallowedSpecial: Set<string> }): number[] };

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
        const tokenCount = encoding.encode(piece, asText).length;
        if (tokenCount > left) {
          end += fittingLength(encoding, piece, left);
          return sliceMasked(text, [{ start: 0, end }]);
        }
        left -= tokenCount;
        end += piece.length;
      }
      return text;
    },
  };
}

/**
 * Length of the beginning of a piece that has at most so many tokens. It is looked for by counting,
 * because the tokenizer's `decode` keeps half characters of one call for the next.
 */
function fittingLength(encoding: Encoding, piece: string, tokensMax: number): number {
  let [fits, tooLong] = [0, piece.length];
  while (tooLong - fits > 1) {
    const middle = characterStart(piece, Math.floor((fits + tooLong) / 2));
    if (middle <= fits) break; // half of the next character
    if (encoding.encode(piece.slice(0, middle), asText).length <= tokensMax) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

/** The start of the character that an index lies in. */
function characterStart(text: string, index: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) ? index - 1 : index;
}

/** A text in pieces: cut before a space where there is one, and never within a character. */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > pieceLength) {
    const space = text.lastIndexOf(" ", start + pieceLength);
    const end = space > start ? space : characterStart(text, start + pieceLength);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}
