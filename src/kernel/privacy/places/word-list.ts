import { entryAt, nextHash } from "./place-units.ts";

const mask = (1 << 13) - 1;

/** A word as it stands in a text, with its hash as {@link hashOf} gives it. */
export type HashedWord = { readonly hash: number; readonly lower: string };

/** Words in small letters; most others are told by their hash alone, without a copy of them. */
export class WordList {
  private readonly words: ReadonlySet<string>;
  private readonly slots = new Uint8Array(mask + 1);

  constructor(...lists: readonly Iterable<string>[]) {
    this.words = new Set(lists.flatMap((list) => [...list]));
    for (const word of this.words) this.slots[slotOf(hashOf(word, 0, word.length))] = 1;
  }

  /** Whether a word is on the list, capital or small. */
  has(word: HashedWord): boolean {
    return this.slots[slotOf(word.hash)] === 1 && this.words.has(word.lower);
  }

  /** Whether a word of this hash may be on the list; a few others pass. */
  mayHave(hash: number): boolean {
    return this.slots[slotOf(hash)] === 1;
  }
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 13)) & mask;
}

/** The hash of a stretch of text, the same for capital and small letters. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = nextHash(hash, entryAt(text, at));
  return hash;
}
