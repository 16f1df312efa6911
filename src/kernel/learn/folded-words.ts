import { foldedUnits, foldUnits } from "../text/fold.ts";

/**
 * The words of one text after another, in lower case and without accents, one blank around each. A
 * sign such as `?`, `€` or an emoji is a word of its own; a placeholder such as `[EMAIL_1]` is one
 * word by its type, written as one character of the private use area.
 */
export class FoldedWords {
  /** Code units of the words, a blank before the first, between and after the last. */
  units = new Uint16Array(1_024);
  unitCount = 0;
  /** One hash a word. */
  wordHashes = new Int32Array(512);
  wordCount = 0;
  readonly #folded = foldedUnits();
  #hash = hashSeed;

  /** Replaces what was read before; linear in the length of the text. */
  read(text: string): void {
    foldUnits(text, this.#folded);
    const { units, length } = this.#folded;
    if (this.wordHashes.length <= length) this.#grow(2 * length);
    this.units[0] = blank;
    this.unitCount = 1;
    this.wordCount = 0;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      const kind = unit < tableSize ? table[unit]! : kindOf(unit);
      if (kind === isLetter) this.#append(unit);
      else if (kind === isSign) i = this.#sign(i);
      else if (kind === isBracket) i = this.#placeholder(i);
      else if (kind === isSeparator) this.#endWord();
    }
    this.#endWord();
  }

  #append(unit: number): void {
    this.units[this.unitCount] = unit;
    this.unitCount += 1;
    this.#hash = Math.imul(this.#hash ^ unit, prime);
  }

  /** Ends the word that is being read, if any. */
  #endWord(): void {
    if (this.units[this.unitCount - 1] === blank) return;
    this.units[this.unitCount] = blank;
    this.unitCount += 1;
    this.wordHashes[this.wordCount] = this.#hash;
    this.wordCount += 1;
    this.#hash = hashSeed;
  }

  /** One sign as a word, both halves of a surrogate pair; gives the index of its last unit. */
  #sign(index: number): number {
    const { units, length } = this.#folded;
    this.#endWord();
    this.#append(units[index]!);
    const next = index + 1 < length ? units[index + 1]! : 0;
    const isPair = units[index]! < 0xdc00 && units[index]! >= 0xd800 && next >> 10 === 0xdc00 >> 10;
    if (isPair) this.#append(next);
    this.#endWord();
    return isPair ? index + 1 : index;
  }

  /** What begins with `[` at `start`: a placeholder, of which this gives the last index, or not. */
  #placeholder(start: number): number {
    this.#endWord();
    const { units, length } = this.#folded;
    let hash = hashSeed;
    let i = start + 1;
    while (i < length && isTypeLetter(units[i]!) && i - start <= typeLengthMax) {
      hash = Math.imul(hash ^ units[i]!, prime);
      i += 1;
    }
    if (units[i - 1] !== 0x5f) return start; // _
    const digits = i;
    while (i < length && units[i]! >= 0x30 && units[i]! <= 0x39 && i - digits < 5) i += 1;
    if (i === digits || i === length || units[i] !== 0x5d) return start; // ]
    this.#append(privateStart + ((hash >>> 7) % privateCount));
    this.#endWord();
    return i;
  }

  #grow(unitCount: number): void {
    this.wordHashes = new Int32Array(unitCount);
    this.units = new Uint16Array(2 * unitCount + 2);
  }
}

const blank = 0x20;
const hashSeed = -2_128_831_035;
const prime = 16_777_619;
const typeLengthMax = 40;
const [privateStart, privateCount] = [0xe000, 0x1900];

// What a code unit is to the reader.
const isSeparator = 0;
const isLetter = 1; // a digit too
const isSign = 2;
const isBracket = 3;
const isNothing = 4; // marks that survive folding, soft hyphens, joiners of emoji

const tableSize = 0x3040;
const table = Uint8Array.from({ length: tableSize }, (_, unit) => kindOf(unit));

function kindOf(unit: number): number {
  if (unit === 0x5b) return isBracket;
  if (unit >= 0xd800 && unit < 0xe000) return isSign; // halves of emoji and rare scripts
  if (unit >= privateStart && unit < privateStart + privateCount) return isSeparator;
  const letter = String.fromCharCode(unit);
  if (/[\p{L}\p{N}]/u.test(letter)) return isLetter;
  if (/[\p{M}\p{Cf}]/u.test(letter)) return isNothing;
  return /[!?%\p{Sc}\p{So}]/u.test(letter) ? isSign : isSeparator;
}

function isTypeLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || unit === 0x5f;
}
