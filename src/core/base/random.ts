import { assert } from "./errors.ts";

/** A seeded stream of pseudo-random numbers: the same seed gives the same stream everywhere. */
export type Random = {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [low, high], both ends included. */
  integer(low: number, high: number): number;
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of the items, each as likely as the others. */
  pick<T>(items: readonly T[]): T;
  /** One of the items by weight; weights are positive and need not sum to 1. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T;
  /** A new array with the items in random order (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[];
  /** An independent stream, named: drawing from it leaves this one where it is. */
  fork(name: string): Random;
};

/**
 * Opens the stream of `seed`. The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state
 * filled by hashing the seed, so that near seeds give unrelated streams.
 */
export function seededRandom(seed: number | string): Random {
  const next = sfc32(hashWords(String(seed)));
  const integer = (low: number, high: number): number => {
    assert(high >= low, `integer(${low}, ${high}): the range is empty`);
    return low + Math.floor(next() * (high - low + 1));
  };
  const pick = <T>(items: readonly T[]): T => {
    assert(items.length > 0, "pick: nothing to pick from");
    return items[integer(0, items.length - 1)] as T; // in range by the line above
  };
  return {
    next,
    integer,
    pick,
    chance: (probability) => next() < probability,
    weighted(items) {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      const last = items.at(-1);
      assert(last !== undefined, "weighted: nothing to pick from");
      return last[0];
    },
    shuffled(items) {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(0, i);
        [result[i], result[j]] = [result[j]!, result[i]!]; // both in range
      }
      return result;
    },
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}

/** Four words from a text, by four differently started FNV-1a passes with a final mix. */
function hashWords(text: string): [number, number, number, number] {
  const word = (start: number): number => {
    let hash = start;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)];
}

function sfc32([a, b, c, counter]: [number, number, number, number]): () => number {
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
