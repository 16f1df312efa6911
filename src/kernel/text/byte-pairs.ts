import { assert } from "../../core/base/errors.ts";

/** What a byte-level BPE tokenizer is made of, as its `tokenizer.json` tells it. */
export type BytePairs = {
  /** Ids of the pieces, their bytes spelled in GPT-2's letters: `Ġhello` for ` hello`. */
  vocabulary: ReadonlyMap<string, number>;
  /** Pairs of pieces that become one, the most urgent first. */
  merges: readonly (readonly [string, string])[];
  /** Whether a text is read as if a space stood before it. */
  hasPrefixSpace: boolean;
  /** Stands for a byte that is no piece; without it such a byte is left out. */
  unknownId?: number | undefined;
};

// GPT-2's own pattern; `\s` and `\S` of other engines are White_Space, which those of JavaScript are not
const words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Longer words are cut anew each time; the memory of a tokenizer has an end. */
const keptLengthMost = 32;
const keptMost = 20_000;

/** A rank and a place in one number: ranks come first, then the leftmost place. */
const places = 2 ** 26;

/**
 * Byte-level BPE, the tokenizer of GPT-2, RoBERTa and BART, without special tokens: a text is cut
 * into words with their space, each word into bytes, and neighbours are joined in the order of the
 * merges until none is left that may be joined.
 *
 * O(n log n) in the bytes of a word, so that one endless word costs no more than many. Keeps short
 * words between calls, so one instance serves one thread.
 *
 * Source: Sennrich et al. 2016 (BPE); Radford et al. 2019 (GPT-2) for bytes and the cut into words.
 */
export class BytePairTokenizer {
  readonly #byteIds: Int32Array;
  readonly #ranks = new Map<number, number>();
  readonly #merged: Int32Array;
  readonly #hasPrefixSpace: boolean;
  readonly #kept = new Map<string, readonly number[]>();

  /** @throws AssertionError when a merge names a piece that is not in the vocabulary. */
  constructor({ vocabulary, merges, hasPrefixSpace, unknownId }: BytePairs) {
    this.#hasPrefixSpace = hasPrefixSpace;
    this.#byteIds = Int32Array.from(byteLetters, (letter) => {
      return vocabulary.get(letter) ?? unknownId ?? -1;
    });
    this.#merged = new Int32Array(merges.length);
    for (const [rank, [left, right]] of merges.entries()) {
      const ids = [left, right, left + right].map((piece) => vocabulary.get(piece) ?? -1);
      assert(!ids.includes(-1), `merge ${rank} joins what is no piece`);
      const [leftId = 0, rightId = 0, mergedId = 0] = ids;
      this.#ranks.set(pairKey(leftId, rightId), rank);
      this.#merged[rank] = mergedId;
    }
  }

  /**
   * The ids of a text's tokens.
   *
   * @param most - Tokens wanted at most; reading ends with the word that reaches it.
   */
  tokenize(text: string, most = Infinity): number[] {
    const lead = this.#hasPrefixSpace && text !== "" && !text.startsWith(" ") ? " " : "";
    const ids: number[] = [];
    for (const [word] of (lead + text).matchAll(words)) {
      for (const id of this.#idsOf(word)) ids.push(id);
      if (ids.length >= most) return ids.slice(0, most);
    }
    return ids;
  }

  #idsOf(word: string): readonly number[] {
    const known = this.#kept.get(word);
    if (known !== undefined) return known;
    const ids = this.#cut(word);
    if (word.length <= keptLengthMost && this.#kept.size < keptMost) this.#kept.set(word, ids);
    return ids;
  }

  #cut(word: string): readonly number[] {
    const bytes = Buffer.from(word, "utf8");
    const ids = Int32Array.from(bytes, (byte) => this.#byteIds[byte]!).filter((id) => id >= 0);
    const next = Int32Array.from(ids, (_, i) => (i + 1 < ids.length ? i + 1 : -1));
    const previous = Int32Array.from(ids, (_, i) => i - 1);
    const queue: number[] = [];
    for (let i = 0; i + 1 < ids.length; i++) this.#offer(queue, i, pairKey(ids[i]!, ids[i + 1]!));
    while (queue.length > 0) {
      const wanted = take(queue);
      const at = wanted % places;
      const right = next[at]!;
      // what stood here when it was offered may have been joined since
      if (ids[at] === -1 || right === -1) continue;
      const rank = this.#ranks.get(pairKey(ids[at]!, ids[right]!));
      if (rank === undefined || rank !== Math.floor(wanted / places)) continue;
      ids[at] = this.#merged[rank]!;
      ids[right] = -1;
      const after = next[right]!;
      next[at] = after;
      if (after !== -1) {
        previous[after] = at;
        this.#offer(queue, at, pairKey(ids[at], ids[after]!));
      }
      const before = previous[at]!;
      if (before !== -1) this.#offer(queue, before, pairKey(ids[before]!, ids[at]));
    }
    return Array.from(ids.filter((id) => id !== -1));
  }

  #offer(queue: number[], place: number, pair: number): void {
    const rank = this.#ranks.get(pair);
    if (rank !== undefined) put(queue, rank * places + place);
  }
}

/** GPT-2's letter for each byte: printable ones stand for themselves, the others from U+0100 on. */
const byteLetters = bytesAsLetters();

function bytesAsLetters(): string[] {
  let shifted = 0x1_00;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPlain =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    return String.fromCharCode(isPlain ? byte : shifted++);
  });
}

function pairKey(left: number, right: number): number {
  return left * 2 ** 26 + right;
}

/** Puts a number into a binary heap, the least at its top. */
function put(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = value;
}

/** Takes the least number out of a heap that is not empty. */
function take(heap: number[]): number {
  const least = heap[0]!;
  const last = heap.pop()!;
  const { length } = heap;
  if (length === 0) return least;
  let at = 0;
  for (let child = 1; child < length; child = 2 * at + 1) {
    if (child + 1 < length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= last) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return least;
}
