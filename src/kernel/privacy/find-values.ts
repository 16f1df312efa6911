import type { Tier } from "./compose-detector.ts";
import type { Span } from "./span.ts";

/** Something that is personal wherever it stands. */
export type Value = { type: string; text: string };

export type FindValuesOptions = {
  /** The rule of the spans. */
  rule: string;
  /** Whether a value counts only where it is written exactly so; none does when left out. */
  isExact?: (value: Value, key: string) => boolean;
};

/** Longest value that is looked for, in letters and digits. */
const keyLengthMax = 256;

/** Longest gap between two words of a value. */
const gapMax = 3;

/** How much of a key tells whether it is worth going on. */
const headLength = 3;

type Entry = { type: string; exact: Set<string>; isAnyForm: boolean };

/**
 * Makes a tier that finds given values in every notation that has the same letters and digits:
 * either case, with other gaps or none (`4111 1111`, `4111-1111`, `41111111`), as whole words.
 *
 * Cost: linear in the text, whatever the number of values.
 */
export function valueTier(values: readonly Value[], options: FindValuesOptions): Tier {
  const { rule, isExact = () => false } = options;
  const index = new Map<string, Entry>();
  const heads = new Set<string>();
  let longest = 0;
  for (const value of values) {
    const key = keyOf(value.text);
    if (key === "" || key.length > keyLengthMax) continue;
    const entry = index.get(key) ?? { type: value.type, exact: new Set(), isAnyForm: false };
    if (isExact(value, key)) entry.exact.add(value.text);
    else entry.isAnyForm = true;
    index.set(key, entry);
    heads.add(key.slice(0, headLength));
    longest = Math.max(longest, key.length);
  }
  return (text) => {
    const words = wordsOf(text);
    const found: Span[] = [];
    for (const [i, { start }] of words.entries()) {
      let key = "";
      let best: { end: number; type: string } | undefined;
      for (const { end, key: more } of runFrom(words, i)) {
        key += more;
        if (key.length > longest || isHopeless(key, heads)) break;
        const entry = index.get(key);
        if (entry !== undefined && fits(entry, text.slice(start, end))) {
          best = { end, type: entry.type };
        }
      }
      if (best !== undefined) found.push({ start, ...best, rule, score: 0.99 });
    }
    return found;
  };
}

/** Whether no value begins like this. */
function isHopeless(key: string, heads: ReadonlySet<string>): boolean {
  return key.length >= headLength && !heads.has(key.slice(0, headLength));
}

function fits({ exact, isAnyForm }: Entry, written: string): boolean {
  return isAnyForm || exact.has(written);
}

type Word = { start: number; end: number; key: string };

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    key: word.toLowerCase(),
  }));
}

/** A word and those behind it, as long as the gaps are small. */
function* runFrom(words: readonly Word[], first: number): Generator<Word> {
  for (let i = first; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) return;
    if (i > first && word.start - (words[i - 1]?.end ?? 0) > gapMax) return;
    yield word;
  }
}

function keyOf(text: string): string {
  return wordsOf(text)
    .map(({ key }) => key)
    .join("");
}
