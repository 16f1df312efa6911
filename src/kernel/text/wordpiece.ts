import { characterKind, kindOf } from "./character-kinds.ts";
import { foldedUnits, foldUnits, type FoldedUnits } from "./fold.ts";
import { PieceTable, type Piece } from "./piece-table.ts";

/**
 * Token ids of many texts: those of row `i` are `ids[rowStarts[i]]` to `ids[rowStarts[i + 1] - 1]`.
 * The arrays may be longer than what is used.
 */
export type TokenBatch = { ids: Uint32Array; rowStarts: Uint32Array; rowCount: number };

const charactersMax = 100;
const continuation = "##";

/**
 * BERT's WordPiece tokenizer, uncased unless told otherwise, without `[CLS]` and `[SEP]`: fold, split at white space and
 * around every punctuation mark and CJK ideograph, then cut each word greedily into the longest
 * pieces of the vocabulary. A word with a part that no piece covers, or of more than 100
 * characters, is one `[UNK]`. Controls and lone surrogates are dropped.
 *
 * Keeps its working memory between calls, so one instance serves one thread. Linear in the length
 * of the text: a word is cut in at most 100 steps, each as long as the longest piece at most.
 *
 * Source: Devlin et al. 2019 (BERT), `tokenization.py` of its first release.
 */
export class WordPieceTokenizer {
  readonly #heads: PieceTable;
  readonly #tails: PieceTable;
  readonly #unknownId: number;
  readonly #fold: (text: string, into: FoldedUnits) => void;
  readonly #folded = foldedUnits();
  readonly #word = new Uint16Array(2 * charactersMax);
  #wordLength = 0;
  #characterCount = 0;

  /**
   * @param vocabulary - Pieces in the order of their ids; those inside a word begin with `##`. Of
   *   equal pieces the last counts.
   * @param foldText - How a text is folded first; `copyUnits` for a cased model.
   */
  constructor(
    vocabulary: readonly string[],
    unknownId: number,
    foldText: (text: string, into: FoldedUnits) => void = foldUnits,
  ) {
    const idOf = new Map(vocabulary.map((text, id) => [text, id]));
    const heads: Piece[] = [];
    const tails: Piece[] = [];
    for (const [text, id] of idOf) {
      if (text.length > 2 && text.startsWith(continuation)) tails.push({ text: text.slice(2), id });
      else if (text !== "") heads.push({ text, id });
    }
    this.#heads = new PieceTable(heads);
    this.#tails = new PieceTable(tails);
    this.#unknownId = unknownId;
    this.#fold = foldText;
  }

  /**
   * Cuts texts into tokens.
   *
   * @param into - A batch to fill anew; its arrays are replaced by larger ones when they are full.
   */
  tokenize(texts: readonly string[], into: TokenBatch = emptyBatch()): TokenBatch {
    if (into.rowStarts.length <= texts.length) into.rowStarts = new Uint32Array(texts.length + 1);
    into.rowCount = texts.length;
    let count = 0;
    for (let row = 0; row < texts.length; row++) {
      this.#fold(texts[row]!, this.#folded);
      // no unit gives more than one token
      reserve(into, count + this.#folded.length);
      into.rowStarts[row] = count;
      count = this.#cutText(into.ids, count);
    }
    into.rowStarts[texts.length] = count;
    return into;
  }

  /** Writes the tokens of the folded text from `ids[first]` on; returns where they end. */
  #cutText(ids: Uint32Array, first: number): number {
    const { units, length } = this.#folded;
    let count = first;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      const isPair = isFirstHalf(unit) && i + 1 < length && isSecondHalf(units[i + 1]!);
      const second = isPair ? units[++i]! : 0;
      const kind = kindOf(isPair ? codePoint(unit, second) : unit);
      if (kind === characterKind.dropped) continue;
      if (kind !== characterKind.word) count = this.#cutWord(ids, count);
      if (kind === characterKind.space) continue;
      this.#append(unit, second);
      if (kind === characterKind.alone) count = this.#cutWord(ids, count);
    }
    return this.#cutWord(ids, count);
  }

  #append(unit: number, second: number): void {
    this.#characterCount++;
    if (this.#characterCount > charactersMax) return;
    this.#word[this.#wordLength++] = unit;
    if (second !== 0) this.#word[this.#wordLength++] = second;
  }

  /** Writes the pieces of the word that was read, if there is one, and forgets it. */
  #cutWord(ids: Uint32Array, first: number): number {
    const characterCount = this.#characterCount;
    const end = this.#wordLength;
    if (characterCount === 0) return first;
    this.#characterCount = 0;
    this.#wordLength = 0;
    let count = first;
    let table = this.#heads;
    for (let at = 0; at < end; table = this.#tails) {
      const piece = characterCount > charactersMax ? -1 : table.longest(this.#word, at, end);
      if (piece < 0) {
        ids[first] = this.#unknownId;
        return first + 1;
      }
      ids[count++] = table.idOf(piece);
      at += table.lengthOf(piece);
    }
    return count;
  }
}

function emptyBatch(): TokenBatch {
  return { ids: new Uint32Array(1_024), rowStarts: new Uint32Array(0), rowCount: 0 };
}

function reserve(batch: TokenBatch, capacity: number): void {
  if (batch.ids.length >= capacity) return;
  const larger = new Uint32Array(capacity + (capacity >> 1));
  larger.set(batch.ids);
  batch.ids = larger;
}

function isFirstHalf(unit: number): boolean {
  return (unit & 0xfc_00) === 0xd8_00;
}

function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc_00) === 0xdc_00;
}

function codePoint(first: number, second: number): number {
  return 0x1_00_00 + ((first & 0x3_ff) << 10) + (second & 0x3_ff);
}
