import type { LanguageTable } from "./language-table.ts";
import { LanguageWords } from "./language-words.ts";

/**
 * Says how well texts fit each language of a table: the mean log score of their different n-grams of
 * bytes. Keeps working memory between calls, so one serves one thread; about 3 µs for 120 characters.
 *
 * Source: Nito T. M., Efficient Language Detector (`eld` 2.1.0, its medium table), whose scores these
 * are: the mean x of one is what `eld` gives as `x / (x + 25)`.
 */
export class LanguageScorer {
  readonly languages: readonly string[];
  readonly #table: LanguageTable;
  readonly #words: LanguageWords;
  /** Number of an n-gram + 1 in an open hash table, under half full; 0 is free. */
  readonly #slots: Int32Array;
  readonly #shift: number;
  readonly #sums: Float64Array;
  readonly #seen = new SeenNgrams();

  constructor(table: LanguageTable) {
    this.#table = table;
    this.languages = table.languages;
    this.#words = new LanguageWords(table);
    this.#sums = new Float64Array(table.languages.length);
    const count = table.lastBytes.length;
    const bitCount = 33 - Math.clz32(Math.max(2, count));
    this.#shift = 32 - bitCount;
    this.#slots = new Int32Array(2 ** bitCount);
    for (let i = 0; i < count; i++)
      this.#slots[this.#slotOf(table.firstBytes[i]!, table.lastBytes[i]! | 0)] = i + 1;
  }

  /**
   * One score a language, in their order; 0 where it doesn't fit at all. Of the first 1,000
   * characters, and of about 380 bytes of their words.
   *
   * @returns The same array at each call.
   */
  score(text: string): Float64Array {
    this.#sums.fill(0);
    this.#seen.clear();
    this.#words.read(text);
    const { bytes, wordStarts, wordCount } = this.#words;
    for (let word = 0; word < wordCount; word++)
      this.#addWord(bytes, wordStarts[word]!, wordStarts[word + 1]!);
    const { count } = this.#seen;
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i]! /= count === 0 ? 1 : count;
    return this.#sums;
  }

  /** Every third run of four bytes and the last one, a blank where the word begins and ends. */
  #addWord(bytes: Uint8Array, start: number, end: number): void {
    const last = start + Math.min(end - start, longestWord) - 4;
    let at = start;
    for (; at < last; at += 3) this.#add(at === start ? blank : 0, fourBytes(bytes, at));
    const from = Math.max(start, last);
    const before = at === start ? blank : 0;
    if (end - from <= 4) this.#addLast(before, bytes, from, end);
    else this.#seen.add(unknown, hashOf(bytes, from, end));
  }

  /** Up to four bytes with a blank after them. */
  #addLast(before: number, bytes: Uint8Array, from: number, end: number): void {
    let [first, rest] = [0, before];
    for (let i = from; i <= end; i++) {
      first = ((first << 8) | (rest >>> 24)) & 0xff_ff;
      rest = (rest << 8) | (i === end ? blank : bytes[i]!);
    }
    this.#add(first, rest);
  }

  #add(first: number, rest: number): void {
    if (!this.#seen.add(first, rest)) return;
    const held = this.#slots[this.#slotOf(first, rest)]!;
    if (held === 0) return;
    const { starts, languageIndexes, scores } = this.#table;
    const sums = this.#sums;
    for (let i = starts[held - 1]!; i < starts[held]!; i++)
      sums[languageIndexes[i]!]! += scores[i]! + leastScore;
  }

  /** The slot that holds an n-gram, or the free one where it would go. */
  #slotOf(first: number, rest: number): number {
    const { firstBytes, lastBytes } = this.#table;
    const slots = this.#slots;
    let slot = mixed(first, rest) >>> this.#shift;
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      if ((lastBytes[held - 1]! | 0) === rest && firstBytes[held - 1] === first) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}

const blank = 0x20;
/** Bytes of a word that are read as others are; what follows is one n-gram that no language has. */
const longestWord = 70;
const unknown = 0x1_00_00;
/** The table's scores are less by this. */
const leastScore = 53;

/** The different n-grams of one text. */
class SeenNgrams {
  count = 0;
  readonly #firsts = new Int32Array(seenSlots);
  readonly #rests = new Int32Array(seenSlots);
  /** Number of the text in which a slot was last taken. */
  readonly #texts = new Int32Array(seenSlots);
  #text = 0;

  clear(): void {
    this.count = 0;
    this.#text = (this.#text + 1) | 0;
    if (this.#text === 0) this.#texts.fill(-1); // after 4 billion texts
  }

  /** Whether it was not seen before. */
  add(first: number, rest: number): boolean {
    let slot = mixed(first, rest) >>> (32 - seenBits);
    for (; this.#texts[slot] === this.#text; slot = (slot + 1) & (seenSlots - 1)) {
      if (this.#rests[slot] === rest && this.#firsts[slot] === first) return false;
    }
    this.#texts[slot] = this.#text;
    this.#firsts[slot] = first;
    this.#rests[slot] = rest;
    this.count += 1;
    return true;
  }
}

const seenBits = 10;
const seenSlots = 2 ** seenBits; // a text has 400 n-grams at most

function mixed(first: number, rest: number): number {
  const hash = Math.imul(rest ^ Math.imul(first, 0x9e_37_79_b1), 0x85_eb_ca_6b);
  return Math.imul(hash ^ (hash >>> 15), 0xc2_b2_ae_35);
}

function fourBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 16_777_619);
  return hash;
}
