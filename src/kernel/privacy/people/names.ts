import { list } from "./lexicon.ts";
import { gap, shape } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

const wordsMax = 7;
const otherWords = list.common | list.calendar | list.brand;

/** True when the words `index - 1` and `index` may be parts of one name by what stands between. */
export function joinsName(tokens: Tokens, index: number): boolean {
  const between = tokens.gaps[index]!;
  const start = tokens.ends[index - 1]!;
  const width = tokens.starts[index]! - start;
  if (between === gap.space) return width <= 2;
  if (width > 2) return false;
  if (between === gap.hyphen || between === gap.apostrophe) return width === 1;
  if ((between & gap.dot) === 0 || (between & ~(gap.dot | gap.space | gap.hyphen)) !== 0) {
    return false;
  }
  const previous = tokens.shapes[index - 1]!;
  return previous === shape.initial;
}

/** True for a word written as names are: it begins with a capital. */
export function hasCapital(tokens: Tokens, index: number): boolean {
  const form = tokens.shapes[index]!;
  return form >= shape.capital && form <= shape.mixed;
}

/** True when the word is on a list of names, and on none of other words. */
export function isPlainName(lists: number): boolean {
  const names = list.first | list.last;
  return (lists & names) !== 0 && (lists & ~names) === 0;
}

/**
 * How a name is read:
 * - `strict`: words with a capital; the words of other lists only where they are names too;
 * - `lower`: also words in lower case, when the first is on a list of names;
 * - `loose`: any word with a capital, for where the line says how long the name is.
 */
export type Reading = "strict" | "lower" | "loose";

/**
 * Reads the name that begins at word `from`, where a cue says that one may stand.
 *
 * @returns The word after the name; `from` itself when there is none.
 */
export function nameEnd(tokens: Tokens, from: number, reading: Reading): number {
  let end = from;
  const last = Math.min(tokens.count, from + wordsMax);
  const lower = reading === "lower" && tokens.shapes[from] === shape.lower;
  for (let i = from; i < last; i++) {
    if (i > from && !joinsName(tokens, i)) break;
    const lists = tokens.lists[i]!;
    if (isNameWord(tokens, i, { lists, isFirst: i === from, lower })) end = i + 1;
    else if (reading === "loose" && hasCapital(tokens, i)) end = i + 1;
    else if (i === from || (lists & list.particle) === 0) break;
  }
  return endOfInitial(tokens, from, end);
}

/** A name does not end in an initial that has no dot, such as an "A" before a noun. */
function endOfInitial(tokens: Tokens, from: number, end: number): number {
  if (end - from < 2 || tokens.shapes[end - 1] !== shape.initial) return end;
  return (tokens.gaps[end]! & gap.dot) === 0 ? end - 1 : end;
}

type WordOptions = { lists: number; isFirst: boolean; lower: boolean };

function isNameWord(tokens: Tokens, index: number, options: WordOptions): boolean {
  if (tokens.shapes[index] === shape.lower) return isLowerName(tokens, index, options);
  return hasCapital(tokens, index) && isCapitalName(tokens, index, options);
}

function isLowerName(
  tokens: Tokens,
  index: number,
  { lists, isFirst, lower }: WordOptions,
): boolean {
  if (!lower || tokens.ends[index]! - tokens.starts[index]! < 2) return false;
  return isPlainName(lists) || (lists === 0 && !isFirst);
}

function isCapitalName(tokens: Tokens, index: number, { lists, isFirst }: WordOptions): boolean {
  const form = tokens.shapes[index]!;
  if (form === shape.initial) return (lists & list.common) === 0 || !isFirst;
  const couldStart = isNameOrUnlisted(lists);
  if (!isFirst) return couldStart || isHyphenated(tokens, index) || (lists & ~list.place) === 0;
  return couldStart && (form !== shape.upper || (lists & otherWords) === 0);
}

/** False for a word that stands only on lists of words that are no names. */
function isNameOrUnlisted(lists: number): boolean {
  if ((lists & (list.first | list.last)) !== 0) return true;
  return (lists & (otherWords | list.place | list.honorific)) === 0;
}

function isHyphenated(tokens: Tokens, index: number): boolean {
  return (tokens.gaps[index]! & (gap.hyphen | gap.apostrophe)) !== 0;
}
