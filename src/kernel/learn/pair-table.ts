/** Finds the row of a token pair: an open hash table in one typed array, about half empty. */
export class PairTable {
  readonly #pairs: Uint16Array;
  readonly #slots: Int32Array; // number of a pair + 1; 0 is free
  readonly #shift: number;

  /** @param pairs - Two token ids a pair; of equal pairs the first counts. */
  constructor(pairs: Uint16Array) {
    const bitCount = 33 - Math.clz32(Math.max(2, pairs.length));
    this.#pairs = pairs;
    this.#slots = new Int32Array(1 << bitCount);
    this.#shift = 32 - bitCount;
    for (let i = 0; i < pairs.length / 2; i++) {
      const slot = this.#slotOf(pairs[2 * i]!, pairs[2 * i + 1]!);
      if (this.#slots[slot] === 0) this.#slots[slot] = i + 1;
    }
  }

  /** The number of the pair, or -1. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second)]! - 1;
  }

  /** The slot that holds the pair, or the free one where it would go. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    const mixed = Math.imul(first, 0x9e_37_79_b1) ^ Math.imul(second, 0x85_eb_ca_6b);
    let slot = Math.imul(mixed, 0xc2_b2_ae_35) >>> this.#shift;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      const at = 2 * (held - 1);
      if (this.#pairs[at] === first && this.#pairs[at + 1] === second) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
