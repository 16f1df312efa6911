import { chained, cuesOf, cueWordsMax, endsCue, isRole } from "./cues.ts";
import type { Cue } from "./cues.ts";
import { list } from "./lexicon.ts";
import { hasCapital, isPlainName, joinsName, nameEnd } from "./names.ts";
import type { Reading } from "./names.ts";
import { gap, shape } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** A name: words `from` to `to` (not included), and what says that it is one. */
export type Name = { from: number; to: number; rule: string; score: number };

const otherWords = list.common | list.place | list.brand | list.calendar;
const german = "de";
const titlesMax = 3;

/** Finds names by the words around them: in order, none overlapping another. */
export function findCued(tokens: Tokens): Name[] {
  const names: Name[] = [];
  let free = 0; // the first word that is in no span yet
  for (let i = 0; i < tokens.count; i++) {
    const name =
      nameAfterTitle(tokens, i) ?? nameAfterCue(tokens, i) ?? nameBesideAddress(tokens, i, free);
    if (name === undefined || name.from < free) continue;
    names.push(name);
    free = name.to;
    i = Math.max(i, name.to - 1);
  }
  return names;
}

/** "Mrs Lam", "Herr Weber" */
function nameAfterTitle(tokens: Tokens, index: number): Name | undefined {
  const lists = tokens.lists[index]!;
  if ((lists & list.honorific) === 0 || index + 1 >= tokens.count) return undefined;
  if (tokens.shapes[index] === shape.opaque || !followsTitle(tokens, index + 1)) return undefined;
  const from = afterTitles(tokens, index + 1);
  let to = nameEnd(tokens, from, "strict");
  if (to === from && tokens.shapes[from] === shape.capital && !isRole(tokens.hashes[from]!)) to++;
  if (to === from) return undefined;
  return { from, to, rule: "cue:title", score: 0.95 };
}

function afterTitles(tokens: Tokens, start: number): number {
  let from = start;
  const last = Math.min(start + titlesMax, tokens.count - 1);
  while (from < last && isTitle(tokens, from) && followsTitle(tokens, from + 1)) from++;
  return from;
}

function isTitle(tokens: Tokens, index: number): boolean {
  const lists = tokens.lists[index]!;
  return (lists & list.honorific) !== 0 && (lists & (list.first | list.last)) === 0;
}

/** Only a space, or a dot and a space, stands between a title and the name. */
function followsTitle(tokens: Tokens, index: number): boolean {
  const between = tokens.gaps[index]!;
  const width = tokens.starts[index]! - tokens.ends[index - 1]!;
  return width <= 2 && (between & gap.space) !== 0 && (between & ~(gap.space | gap.dot)) === 0;
}

/** All its words are other words too, such as "Mrs Customer". */
function isWordOnly(tokens: Tokens, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const lists = tokens.lists[i]!;
    if ((lists & otherWords) === 0 || (lists & (list.first | list.last)) !== 0) return false;
  }
  return true;
}

function nameAfterCue(tokens: Tokens, index: number): Name | undefined {
  if (!endsCue(tokens.hashes[index]!) || index + 1 >= tokens.count) return undefined;
  let chain = 0;
  let best: Name | undefined;
  for (let count = 1; count <= cueWordsMax && count <= index + 1; count++) {
    const at = index + 1 - count;
    if (count > 1 && !joinsCue(tokens, at + 1)) break;
    chain = chained(chain, tokens.hashes[at]!);
    for (const cue of cuesOf(chain)) {
      if (cue.wordCount !== count) continue;
      const name = readers[cue.kind](tokens, index + 1, cue);
      if (name !== undefined && (best === undefined || name.score >= best.score)) best = name;
    }
  }
  return best;
}

function joinsCue(tokens: Tokens, index: number): boolean {
  const between = tokens.gaps[index]!;
  return tokens.starts[index]! - tokens.ends[index - 1]! <= 2 && (between & gap.newline) === 0;
}

type Reader = (tokens: Tokens, from: number, cue: Cue) => Name | undefined;

const readers: Readonly<Record<Cue["kind"], Reader>> = {
  name(tokens, from, cue) {
    if ((tokens.gaps[from]! & (gap.other | gap.comma)) !== 0) return undefined;
    return named(tokens, from, { cue, reading: "lower", score: 0.95 });
  },
  maybe(tokens, from, cue) {
    const between = tokens.gaps[from]!;
    if ((between & ~(gap.space | gap.colon | gap.dot)) !== 0) return undefined;
    if ((between & gap.space) === 0) return undefined;
    return named(tokens, from, { cue, reading: "strict", score: 0.9 });
  },
  full(tokens, from, cue) {
    if ((tokens.gaps[from]! & ~(gap.space | gap.colon)) !== 0) return undefined;
    const name = named(tokens, from, { cue, reading: "strict", score: 0.85 });
    if (name === undefined || name.to - name.from > 1) return name;
    return isPlainName(tokens.lists[name.from]!) ? name : undefined;
  },
  greeting(tokens, from, cue) {
    if ((tokens.gaps[from]! & ~(gap.space | gap.comma)) !== 0) return undefined;
    const name = named(tokens, from, { cue, reading: "strict", score: 0.85 });
    if (name === undefined) return undefined;
    const after = tokens.gaps[name.to]!;
    const isClosed = (after & ~gap.space) !== 0 || name.to === tokens.count;
    return isClosed || isPlainName(tokens.lists[name.from]!) ? name : undefined;
  },
  signoff(tokens, from, cue) {
    const between = tokens.gaps[from]!;
    if (between === gap.space && cue.wordCount === 1 && !isAbbreviation(tokens, from - 1)) {
      return undefined;
    }
    const name = named(tokens, from, { cue, reading: "lower", score: 0.9 });
    if (name === undefined) return undefined;
    if (endsLine(tokens, name.to)) return name;
    const isFirstName = (tokens.lists[name.from]! & list.first) !== 0;
    const loose = nameEnd(tokens, name.from, "loose");
    return isFirstName && endsLine(tokens, loose) ? { ...name, to: loose } : undefined;
  },
};

function endsLine(tokens: Tokens, index: number): boolean {
  const after = tokens.gaps[index]!;
  return index === tokens.count || (after & (gap.newline | gap.other | gap.dot)) !== 0;
}

/** "MfG Tatiana Rose" needs no comma. */
function isAbbreviation(tokens: Tokens, index: number): boolean {
  return tokens.ends[index]! - tokens.starts[index]! <= 4 && hasCapital(tokens, index);
}

type Options = { cue: Cue; reading: Reading; score: number };

function named(tokens: Tokens, start: number, { cue, reading, score }: Options): Name | undefined {
  if (tokens.starts[start]! - tokens.ends[start - 1]! > 4) return undefined;
  const from = afterTitles(tokens, start);
  const to = nameEnd(tokens, from, reading);
  if (to === from || isWordOnly(tokens, from, to)) return undefined;
  const first = cue.language === german && to - from > 1 ? start : from;
  return { from: first, to, rule: `cue:${cue.language}`, score };
}

/** "Ann Lee <ann@…>", "Ann Lee (ann@…)" */
function nameBesideAddress(tokens: Tokens, index: number, free: number): Name | undefined {
  if (!isBracketedAddress(tokens, index)) return undefined;
  let from = index;
  while (from > free && index - from < 5 && isPartBefore(tokens, from - 1, index)) from--;
  while (from < index && !couldStart(tokens, from)) from++;
  if (from === index || nameEnd(tokens, from, "loose") !== index) return undefined;
  return { from, to: index, rule: "cue:address", score: 0.9 };
}

function couldStart(tokens: Tokens, index: number): boolean {
  return nameEnd(tokens, index, "strict") > index && !isWordOnly(tokens, index, index + 1);
}

function isBracketedAddress(tokens: Tokens, index: number): boolean {
  if (tokens.shapes[index] !== shape.opaque || index === 0) return false;
  if ((tokens.gaps[index]! & gap.other) === 0) return false;
  const start = tokens.starts[index]!;
  if (!/[<([]/.test(tokens.text.charAt(start - 1))) return false;
  return /^[\w.+-]{1,64}@/.test(tokens.text.slice(start, start + 66));
}

function isPartBefore(tokens: Tokens, at: number, end: number): boolean {
  if (at + 1 < end && !joinsName(tokens, at + 1)) return false;
  return hasCapital(tokens, at) || (tokens.lists[at]! & list.particle) !== 0;
}
