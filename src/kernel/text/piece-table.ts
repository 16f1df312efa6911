const hashSeed = -2_128_831_035;
const hashPrime = 16_777_619;

/** One piece of a vocabulary: its letters and its id. */
export type Piece = { text: string; id: number };

/**
 * Finds the longest piece that begins at a place: a hash table over UTF-16 code units in typed
 * arrays, so that a look-up makes no string. The hash runs over the units once and is kept for
 * every length; lengths are then tried from the longest, and most miss at the first slot.
 *
 * Cost: about 40 bytes a piece; a look-up costs at most the length of the longest piece.
 */
export class PieceTable {
  readonly #slots: Int32Array; // index of a piece + 1; 0 is free
  readonly #hashes: Int32Array;
  readonly #ids: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #units: Uint16Array;
  readonly #lengthMax: number;
  readonly #prefixes: Int32Array;

  constructor(pieces: readonly Piece[]) {
    const slotCount = 1 << (32 - Math.clz32(Math.max(2, pieces.length) * 3));
    this.#slots = new Int32Array(slotCount);
    this.#hashes = new Int32Array(pieces.length);
    this.#ids = Uint32Array.from(pieces, ({ id }) => id);
    this.#starts = new Uint32Array(pieces.length + 1);
    this.#units = new Uint16Array(pieces.reduce((sum, { text }) => sum + text.length, 0));
    this.#lengthMax = pieces.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.#prefixes = new Int32Array(this.#lengthMax + 1);
    for (const [index, { text }] of pieces.entries()) this.#add(index, text);
  }

  /**
   * The longest piece within `units[start]` to `units[end - 1]` that begins at `start`.
   *
   * @returns Its number among the pieces, for {@link idOf} and {@link lengthOf}, or -1.
   */
  longest(units: Uint16Array, start: number, end: number): number {
    const lengthMax = Math.min(this.#lengthMax, end - start);
    const prefixes = this.#prefixes;
    let hash = hashSeed;
    for (let i = 0; i < lengthMax; i++) {
      hash = Math.imul(hash ^ units[start + i]!, hashPrime);
      prefixes[i] = hash;
    }
    for (let length = lengthMax; length > 0; length--) {
      const piece = this.#find(units, start, length);
      if (piece >= 0) return piece;
    }
    return -1;
  }

  idOf(piece: number): number {
    return this.#ids[piece]!;
  }

  lengthOf(piece: number): number {
    return this.#starts[piece + 1]! - this.#starts[piece]!;
  }

  #find(units: Uint16Array, start: number, length: number): number {
    const mask = this.#slots.length - 1;
    const hash = this.#prefixes[length - 1]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      const piece = held - 1;
      if (this.#hashes[piece] === hash && this.lengthOf(piece) === length) {
        const from = this.#starts[piece]!;
        let i = 0;
        while (i < length && this.#units[from + i] === units[start + i]) i++;
        if (i === length) return piece;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  #add(index: number, text: string): void {
    const start = this.#starts[index]!;
    let hash = hashSeed;
    for (let i = 0; i < text.length; i++) {
      this.#units[start + i] = text.charCodeAt(i);
      hash = Math.imul(hash ^ text.charCodeAt(i), hashPrime);
    }
    this.#starts[index + 1] = start + text.length;
    this.#hashes[index] = hash;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }
}
