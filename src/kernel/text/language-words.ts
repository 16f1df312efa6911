import type { LanguageTable } from "./language-table.ts";

/**
 * The words of one text after another as the bytes that a {@link LanguageTable} knows: runs of
 * letters in lower case, with the apostrophes among them. Reads 1,000 characters, and
 * stops at the first blank after 350 bytes or after 380.
 */
export class LanguageWords {
  readonly bytes = new Uint8Array(bytesMost);
  /** Where each word begins; after them where the last one ends. */
  readonly wordStarts = new Int32Array(bytesMost);
  wordCount = 0;
  readonly #byteUnits: Uint8Array;
  /** What each code unit is in lower case where it is a letter, else what is said of it below. */
  readonly #lower: Uint16Array;
  #units = new Uint16Array(2 * charactersMost);
  #unitCount = 0;

  constructor({ byteUnits, letters }: LanguageTable) {
    this.#byteUnits = byteUnits;
    this.#lower = lowerCases(letters);
  }

  /** Replaces what was read before. */
  read(text: string): void {
    const isWhole = this.#readUnits(text);
    if (!isWhole) this.#lowerWhole();
    this.#writeWords();
  }

  /** Letters in lower case, a blank for all that is between words; false where case needs a look around. */
  #readUnits(text: string): boolean {
    const units = this.#units;
    const length = Math.min(text.length, charactersMost);
    let isWhole = true;
    let count = 0;
    let held = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      const lower = this.#lower[unit]!;
      if (lower > aroundNeeded) {
        units[count++] = lower;
        held = 0;
      } else if (lower === isApostrophe) {
        units[count++] = unit;
        held += 1;
      } else if (lower === aroundNeeded) {
        units[count++] = unit;
        held = 0;
        isWhole = false;
      } else {
        // Apostrophes go with what is between words where anything else of it follows them.
        count -= held;
        held = 0;
        if (count > 0 && units[count - 1] !== blank) units[count++] = blank;
      }
    }
    this.#unitCount = count;
    return isWhole;
  }

  /** A final sigma and a dotted I depend on their neighbours; letters in lower case stay as they are. */
  #lowerWhole(): void {
    const lower = String.fromCharCode(...this.#units.subarray(0, this.#unitCount)).toLowerCase();
    this.#unitCount = lower.length;
    for (let i = 0; i < lower.length; i++) this.#units[i] = lower.charCodeAt(i);
  }

  #writeWords(): void {
    const { wordStarts } = this;
    let [words, length, counted] = [0, 0, 0];
    wordStarts[0] = 0;
    for (let i = 0; i < this.#unitCount; i++) {
      const unit = this.#units[i]!;
      if (unit === blank) {
        if (length > wordStarts[words]!) wordStarts[++words] = length;
        if (counted > cutAtBlankAfter) break;
        counted += 1;
      } else {
        const before = length;
        length = this.#write(unit, length);
        counted += length - before;
      }
      if (counted > cutAfter) break;
    }
    if (length > wordStarts[words]!) wordStarts[++words] = length;
    this.wordCount = words;
  }

  /** Writes one code unit as UTF-8 in the table's bytes; gives where the next one goes. */
  #write(unit: number, at: number): number {
    const { bytes } = this;
    const units = this.#byteUnits;
    if (unit < 0x80) {
      bytes[at] = unit;
      return at + 1;
    }
    if (unit < 0x8_00) {
      bytes[at] = units[0xc0 | (unit >> 6)]!;
      bytes[at + 1] = units[0x80 | (unit & 0x3f)]!;
      return at + 2;
    }
    bytes[at] = units[0xe0 | (unit >> 12)]!;
    bytes[at + 1] = units[0x80 | ((unit >> 6) & 0x3f)]!;
    bytes[at + 2] = units[0x80 | (unit & 0x3f)]!;
    return at + 3;
  }
}

const charactersMost = 1_000;
const [cutAtBlankAfter, cutAfter] = [350, 380];
const bytesMost = 400;
const blank = 0x20;
/** In place of a letter in lower case: no letter, an apostrophe, a letter whose case depends on others. */
const [isApostrophe, aroundNeeded] = [1, 2];
const apostrophes = [0x27, 0x60, 0x20_19];
const dependent = [0x1_30, 0x3_a3]; // İ and Σ

function lowerCases(letters: readonly number[]): Uint16Array {
  const lower = new Uint16Array(0x1_00_00);
  for (let i = 0; i < letters.length; i += 2) {
    for (let unit = letters[i]!; unit <= letters[i + 1]!; unit++)
      lower[unit] = String.fromCharCode(unit).toLowerCase().charCodeAt(0);
  }
  for (const unit of dependent) lower[unit] = aroundNeeded;
  for (const unit of apostrophes) lower[unit] = isApostrophe;
  return lower;
}
