import { readPackedFile } from "../../../core/base/packed-file.ts";
import { commonWords } from "./lists/common-words.ts";
import { firstNames } from "./lists/first-names.ts";
import { lastNames } from "./lists/last-names.ts";
import {
  brandWords,
  calendarWords,
  honorifics,
  particles,
  placeWords,
} from "./lists/other-words.ts";

import { foldedHash } from "./fold.ts";

/** Which lists a word stands on: the sum of these. */
export const list = {
  first: 1,
  last: 2,
  common: 4,
  particle: 8,
  honorific: 16,
  place: 32,
  brand: 64,
  calendar: 128,
  /** In the vocabulary of interfaces and help texts, and on no other list; one name in 30 looks so. */
  vocabulary: 256,
} as const;

const vocabulary = readPackedFile(new URL("vocabulary.bin.zst", import.meta.url));
const slotBits = 15;
const keys = new Int32Array(1 << slotBits);
const bits = new Uint8Array(1 << slotBits);

/** On which lists the word of a {@link foldedHash} stands; 0 for none. */
export function listsOf(hash: number): number {
  let slot = slotOf(hash);
  while (bits[slot] !== 0) {
    if (keys[slot] === hash) return bits[slot]!;
    slot = (slot + 1) & (keys.length - 1);
  }
  const place = vocabularyPlace(hash);
  return (vocabulary[place >>> 3]! & (1 << (place & 7))) === 0 ? 0 : list.vocabulary;
}

/** The bit of a word in the vocabulary, of 2^20. */
export function vocabularyPlace(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), -1_640_531_535) >>> 12;
}

function slotOf(hash: number): number {
  return Math.imul(hash, -1_640_531_535) >>> (32 - slotBits);
}

function add(words: string, bit: number): void {
  for (const word of words.split(/[\s'’-]+/)) {
    if (word === "") continue;
    const hash = foldedHash(word);
    let slot = slotOf(hash);
    while (bits[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (keys.length - 1);
    keys[slot] = hash;
    bits[slot]! |= bit;
  }
}

for (const words of Object.values(firstNames)) add(words, list.first);
for (const words of Object.values(lastNames)) add(words, list.last);
for (const words of Object.values(commonWords)) add(words, list.common);
add(particles, list.particle);
add(honorifics, list.honorific);
add(placeWords, list.place);
add(brandWords, list.brand);
add(calendarWords, list.calendar);
