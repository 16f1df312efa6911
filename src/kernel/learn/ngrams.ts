import type { MaskedText } from "../../core/base/masked-text.ts";
import { assert } from "../../core/base/errors.ts";
import { FoldedWords } from "./folded-words.ts";

/**
 * Features of texts as a sparse matrix: row `i` has `slots[starts[i]..starts[i + 1]]` and as many
 * `values`, each row of unit length, without features where the text has no letter, digit or sign.
 */
export type NgramRows = {
  rowCount: number;
  /** A power of two; every slot is below it. */
  slotCount: number;
  starts: Uint32Array;
  slots: Uint32Array;
  values: Float32Array;
};

/** Slots of the default features: 2^18. */
const defaultSlotBits = 18;

const wordSeed = 0x3c6ef372;
const pairSeed = 0x1b873593;
const characterSeed = 0x2545f491;
const prime = 16_777_619;
const countMax = 255;
/** Of a feature that stands `count` times in a text: a word said ten times says little more. */
const valueOfCount = Float32Array.from({ length: countMax + 1 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
);

/**
 * Counts words, pairs of neighbouring words and runs of 3 to 5 characters (within words and one
 * blank on each side), hashed to `2^slotBits` slots (Weinberger et al. 2009, without signs). Text is
 * lower-cased and stripped of accents first; a placeholder such as `[EMAIL_1]` is one word, whatever
 * its number. A feature counts `1 + ln(count)`, then each row is scaled to unit length.
 *
 * Cost: about 20 features a word, 10 million of them a second; nothing is allocated for a text.
 */
export function encodeNgrams(
  texts: readonly MaskedText[],
  slotBits: number = defaultSlotBits,
): NgramRows {
  assert(slotBits >= 8 && slotBits <= 24, `slots: 8 to 24 bits, not ${slotBits}`);
  const counter = counterOf(slotBits);
  const starts = new Uint32Array(texts.length + 1);
  const out = { slots: new Uint32Array(4_096), values: new Float32Array(4_096), length: 0 };
  texts.forEach((text, row) => {
    words.read(text);
    countWords(words, counter);
    countCharacters(words, counter);
    counter.moveTo(out);
    starts[row + 1] = out.length;
  });
  return {
    rowCount: texts.length,
    slotCount: 2 ** slotBits,
    starts,
    slots: out.slots.slice(0, out.length),
    values: out.values.slice(0, out.length),
  };
}

/** Some rows of a matrix, in the order of `rows`; a row may come more than once. */
export function ngramRowsAt(from: NgramRows, rows: ArrayLike<number>): NgramRows {
  const starts = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    starts[i + 1] = starts[i]! + from.starts[rows[i]! + 1]! - from.starts[rows[i]!]!;
  }
  const slots = new Uint32Array(starts[rows.length]!);
  const values = new Float32Array(slots.length);
  for (let i = 0; i < rows.length; i++) {
    const [start, end] = [from.starts[rows[i]!]!, from.starts[rows[i]! + 1]!];
    slots.set(from.slots.subarray(start, end), starts[i]);
    values.set(from.values.subarray(start, end), starts[i]);
  }
  return { rowCount: rows.length, slotCount: from.slotCount, starts, slots, values };
}

/** Working memory, kept between calls: a call for one short text would take longer to make it. */
const words = new FoldedWords();
const counters = new Map<number, SlotCounter>();

function counterOf(slotBits: number): SlotCounter {
  const counter = counters.get(slotBits) ?? new SlotCounter(slotBits);
  counters.set(slotBits, counter);
  return counter;
}

function countWords({ wordCount, wordHashes }: FoldedWords, counter: SlotCounter): void {
  let previous = 0;
  for (let i = 0; i < wordCount; i++) {
    const hash = wordHashes[i]!;
    counter.add(hash ^ wordSeed);
    if (i > 0) counter.add(Math.imul(previous, prime) ^ Math.imul(hash, pairSeed));
    previous = hash;
  }
}

/** Every run of 3, 4 and 5 characters that no blank cuts in two. */
function countCharacters({ units, unitCount }: FoldedWords, counter: SlotCounter): void {
  for (let i = 0; i + 2 < unitCount; i++) {
    if (units[i + 1] === 0x20) continue; // a blank may stand first or last, never inside
    let hash = Math.imul(Math.imul(characterSeed ^ units[i]!, prime) ^ units[i + 1]!, prime);
    hash = Math.imul(hash ^ units[i + 2]!, prime);
    counter.add(hash);
    if (units[i + 2] === 0x20 || i + 3 >= unitCount) continue;
    hash = Math.imul(hash ^ units[i + 3]!, prime);
    counter.add(hash);
    if (units[i + 3] === 0x20 || i + 4 >= unitCount) continue;
    counter.add(Math.imul(hash ^ units[i + 4]!, prime));
  }
}

/** Counts slots of one text after another, in a table that is cleaned as it is read. */
class SlotCounter {
  readonly #shift: number;
  readonly #counts: Uint8Array;
  #seen = new Uint32Array(1_024);
  #seenCount = 0;

  constructor(slotBits: number) {
    this.#shift = 32 - slotBits;
    this.#counts = new Uint8Array(2 ** slotBits);
  }

  add(hash: number): void {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    const slot = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> this.#shift;
    const count = this.#counts[slot]!;
    if (count === 0) {
      if (this.#seenCount === this.#seen.length) this.#seen = grown(this.#seen);
      this.#seen[this.#seenCount] = slot;
      this.#seenCount += 1;
    }
    if (count < countMax) this.#counts[slot] = count + 1;
  }

  moveTo(out: { slots: Uint32Array; values: Float32Array; length: number }): void {
    while (out.length + this.#seenCount > out.slots.length) {
      out.slots = grown(out.slots);
      const values = new Float32Array(out.slots.length);
      values.set(out.values);
      out.values = values;
    }
    let squares = 0;
    for (let i = 0; i < this.#seenCount; i++) {
      const slot = this.#seen[i]!;
      const value = valueOfCount[this.#counts[slot]!]!;
      this.#counts[slot] = 0;
      squares += value * value;
      out.slots[out.length + i] = slot;
      out.values[out.length + i] = value;
    }
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let i = 0; i < this.#seenCount; i++) out.values[out.length + i]! *= scale;
    out.length += this.#seenCount;
    this.#seenCount = 0;
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
