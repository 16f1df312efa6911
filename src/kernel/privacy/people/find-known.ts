import type { KnownPerson } from "../hints.ts";
import type { Span } from "../span.ts";
import { findKnownInside } from "./file-names.ts";
import { firstLetter, indexOf } from "./known-index.ts";
import type { KnownIndex } from "./known-index.ts";
import { findKnownBirths, findKnownEmails, findKnownNumbers } from "./known-values.ts";
import { list } from "./lexicon.ts";
import { hasCapital, isPlainName, joinsName } from "./names.ts";
import { gap, shape, tokenize } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** Words `from` to `to` (not included) of a text, of which `parts` are names of one known person. */
type Match = { from: number; to: number; parts: number; bearers: readonly number[] };

/**
 * Finds the people the record is known to be about: their names, whole or in part, in any order,
 * case and with or without accents, and their e-mail address, phone, numbers and day of birth in
 * any notation. Precision first: a part that is also a word, or is short, counts only beside
 * another name or after a title.
 *
 * Linear in the text, whatever the number of people; the index of `known` is made once per array.
 *
 * @returns Spans in order of their start; spans of different types may overlap.
 */
export function findKnown(text: string, known: readonly KnownPerson[]): Span[] {
  if (known.length === 0 || text === "") return [];
  const index = indexOf(known);
  const tokens = tokenize(text);
  const spans = findNames(tokens, index);
  if (text.includes("_")) findKnownInside(tokens, index, spans);
  if (index.births.size > 0) findKnownBirths(tokens, index, spans);
  if (index.emails.size > 0) findKnownEmails(text, index, spans);
  if (index.phones.size + index.ids.size > 0) findKnownNumbers(tokens, index, spans);
  return spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

function findNames(tokens: Tokens, index: KnownIndex): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const bearers = index.people.get(tokens.hashes[i]!);
    if (bearers === undefined || tokens.shapes[i] === shape.opaque) continue;
    const match = longest(tokens, index, { from: i, to: i + 1, parts: 1, bearers });
    widenByInitials(tokens, index, match);
    if (isName(tokens, match)) {
      widenByNeighbours(tokens, match);
      widenByTitle(tokens, index, match);
      spans.push(spanOf(tokens, match));
    }
    i = Math.max(i, match.to - 1);
  }
  return spans;
}

/** Goes on to the right as long as somebody bears all the parts. */
function longest(tokens: Tokens, index: KnownIndex, start: Match): Match {
  const match = { ...start };
  for (let i = match.to; i < tokens.count && i - match.from < 9; i++) {
    const isJoined = joinsName(tokens, i) || (match.parts === 1 && isReversed(tokens, i));
    if (!isJoined || tokens.shapes[i] === shape.opaque) break;
    const others = index.people.get(tokens.hashes[i]!);
    const both = others === undefined ? [] : common(match.bearers, others);
    if (both.length > 0) {
      match.to = i + 1;
      match.parts++;
      match.bearers = both;
    } else if ((tokens.lists[i]! & list.particle) === 0) break;
  }
  return match;
}

/** "Silva, Maria" */
function isReversed(tokens: Tokens, index: number): boolean {
  const width = tokens.starts[index]! - tokens.ends[index - 1]!;
  if (tokens.hashes[index] === tokens.hashes[index - 1]) return false;
  return width <= 2 && (tokens.gaps[index]! & ~gap.space) === gap.comma;
}

function common(left: readonly number[], right: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i]! < right[j]!) i++;
    else if (left[i]! > right[j]!) j++;
    else {
      result.push(left[i]!);
      i++;
      j++;
    }
  }
  return result;
}

/** "M. Silva", "M. C. Silva"; "Maria S.", "Silva, M." */
function widenByInitials(tokens: Tokens, index: KnownIndex, match: Match): void {
  let at = match.from;
  for (let steps = 0; at > 0 && steps < 5 && joinsName(tokens, at); steps++) {
    at--;
    if (isInitialOf(tokens, index, at, match)) {
      match.from = at;
      match.parts++;
    } else if ((tokens.lists[at]! & list.particle) === 0) break;
  }
  const next = match.to;
  if (match.parts > 1 || next >= tokens.count) return;
  if ((tokens.gaps[next + 1]! & gap.dot) === 0) return;
  if (!joinsName(tokens, next) && !isReversed(tokens, next)) return;
  if (!isInitialOf(tokens, index, next, match)) return;
  match.to = next + 1;
  match.parts++;
}

/** The word is one capital, or a letter and a dot, and begins a name of somebody matched. */
function isInitialOf(tokens: Tokens, index: KnownIndex, at: number, match: Match): boolean {
  if (tokens.ends[at]! - tokens.starts[at]! !== 1) return false;
  if (tokens.shapes[at] !== shape.initial && (tokens.gaps[at + 1]! & gap.dot) === 0) return false;
  const letter = firstLetter(tokens.text, tokens.starts[at]!);
  return match.bearers.some((person) => index.initials[person]!.includes(letter));
}

function isName(tokens: Tokens, match: Match): boolean {
  const words = rangeOf(match);
  const plain = words.filter((i) => !isAlsoWord(tokens.lists[i]!));
  const letterCount = tokens.ends[match.to - 1]! - tokens.starts[match.from]!;
  if (match.parts > 1) {
    return words.every((i) => hasCapital(tokens, i)) || (plain.length > 0 && letterCount > 6);
  }
  const word = match.from;
  const isPlace = (tokens.lists[word]! & list.place) !== 0;
  if (plain.length === 1 && letterCount >= 4 && !isPlace) return true;
  return hasCapital(tokens, word) && hasNameBeside(tokens, word);
}

function isAlsoWord(lists: number): boolean {
  if ((lists & (list.common | list.calendar | list.particle)) !== 0) return true;
  return (lists & list.brand) !== 0 && (lists & (list.first | list.last)) === 0;
}

function rangeOf({ from, to }: Match): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** A title before the word, or another capitalised name on either side of it. */
function hasNameBeside(tokens: Tokens, word: number): boolean {
  if (word > 0) {
    const width = tokens.starts[word]! - tokens.ends[word - 1]!;
    if (width <= 2 && (tokens.lists[word - 1]! & list.honorific) !== 0) return true;
    if (joinsName(tokens, word) && isOtherName(tokens, word - 1)) return true;
  }
  return word + 1 < tokens.count && joinsName(tokens, word + 1) && isOtherName(tokens, word + 1);
}

/** A known first name with somebody else's last name is one name, not half of one. */
function widenByNeighbours(tokens: Tokens, match: Match): void {
  if (!rangeOf(match).some((i) => hasCapital(tokens, i))) return;
  for (let i = match.to; i < tokens.count && i < match.to + 4 && joinsName(tokens, i); i++) {
    if (isOtherName(tokens, i)) match.to = i + 1;
    else if ((tokens.lists[i]! & list.particle) === 0) break;
  }
  while (match.from > 0 && joinsName(tokens, match.from) && isOtherName(tokens, match.from - 1)) {
    match.from--;
  }
}

function isOtherName(tokens: Tokens, index: number): boolean {
  return hasCapital(tokens, index) && isPlainName(tokens.lists[index]!);
}

/** The title belongs to the name where the record has it so. */
function widenByTitle(tokens: Tokens, index: KnownIndex, match: Match): void {
  if (match.from === 0 || match.parts < 2) return;
  const before = tokens.hashes[match.from - 1]!;
  const width = tokens.starts[match.from]! - tokens.ends[match.from - 1]!;
  if (width <= 2 && match.bearers.some((person) => index.titles[person] === before)) match.from--;
}

function spanOf(tokens: Tokens, match: Match): Span {
  const last = match.to - 1;
  let end = tokens.ends[last]!;
  if (tokens.shapes[last] === shape.initial && tokens.text.charAt(end) === ".") end++;
  const score = match.parts > 1 ? 0.99 : 0.9;
  return { start: tokens.starts[match.from]!, end, type: "PERSON", rule: "known:name", score };
}
