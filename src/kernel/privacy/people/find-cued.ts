import { chained, cuesOf, cueWordsMax, endsCue, isRole, isWeakTitle } from "./cues.ts";
import type { Cue, CueKind } from "./cues.ts";
import { foldedHash } from "./fold.ts";
import { list } from "./lexicon.ts";
import { hasCapital, isPlainName, joinsName, nameEnd } from "./names.ts";
import type { Reading } from "./names.ts";
import { gap, shape } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** A name: words `from` to `to` (not included), and what says that it is one. */
export type Name = { from: number; to: number; rule: string; score: number };

const otherWords = list.common | list.place | list.brand | list.calendar;
const german = "de";
const germanTitles = new Set(["Herr", "Frau"].map(foldedHash));
/** After these a word of the vocabulary can be a name: "my name is Stone". */
const kindsOfProof: ReadonlySet<CueKind> = new Set(["name", "signoff"]);
const titlesMax = 3;
const greetingWordsMax = 3;

/** Finds names by the words around them: in order, none overlapping another. */
export function findCued(tokens: Tokens): Name[] {
  const names: Name[] = [];
  let free = 0; // the first word that is in no span yet
  for (let i = 0; i < tokens.count; i++) {
    const name =
      nameAfterTitle(tokens, i) ??
      nameAfterCue(tokens, i) ??
      nameBeforeGreeting(tokens, i) ??
      nameOfTicket(tokens, i) ??
      nameBesideAddress(tokens, i, free);
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
  return nameOfTitled(tokens, index);
}

function nameOfTitled(tokens: Tokens, index: number): Name | undefined {
  const from = afterTitles(tokens, index + 1);
  const reading = takesLower(tokens, index) ? "lower" : "strict";
  const body = afterParticles(tokens, from);
  if (isRole(tokens.hashes[body]!)) return undefined;
  let to = nameEnd(tokens, body, reading);
  if (isWeakTitle(tokens.hashes[index]!)) {
    return to > body && isNamed(tokens, body)
      ? { from, to, rule: "cue:title", score: 0.9 }
      : undefined;
  }
  if (body > from && to > body) return { from, to, rule: "cue:title", score: 0.9 };
  // A surname may be any noun; behind a dot it is as often the next sentence.
  if (to === from && tokens.shapes[from] === shape.capital && tokens.gaps[from] === gap.space) to++;
  if (to === from) return undefined;
  return { from, to, rule: "cue:title", score: 0.95 };
}

/** "Mevrouw van der Meer": the word after the particles in front of a surname. */
function afterParticles(tokens: Tokens, from: number): number {
  let body = from;
  const last = Math.min(from + 3, tokens.count - 1);
  while (body < last && isParticle(tokens, body) && joinsName(tokens, body + 1)) body++;
  return hasCapital(tokens, body) ? body : from;
}

function isParticle(tokens: Tokens, index: number): boolean {
  return (tokens.lists[index]! & list.particle) !== 0;
}

/** "hi dr okonkwo": all in lower case; not after words that are more than a title, "seu" or "don". */
function takesLower(tokens: Tokens, index: number): boolean {
  const isTitleOnly = (tokens.lists[index]! & (list.common | list.particle | list.place)) === 0;
  return isTitleOnly && tokens.shapes[index] === shape.lower && isLongName(tokens, index + 1);
}

function isLongName(tokens: Tokens, index: number): boolean {
  return tokens.ends[index]! - tokens.starts[index]! >= 4;
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
function isWordOnly(tokens: Tokens, from: number, to: number, words: number): boolean {
  for (let i = from; i < to; i++) {
    const lists = tokens.lists[i]!;
    if ((lists & words) === 0 || (lists & (list.first | list.last)) !== 0) return false;
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
    const name = capitalOrListed(tokens, from, { cue, reading: "strict", score: 0.9 });
    const isDay = (tokens.lists[from]! & list.calendar) !== 0;
    return name !== undefined && isDay && name.to - name.from === 1 ? undefined : name;
  },
  told(tokens, from, cue) {
    const isFirst = isPlainName(tokens.lists[from]!) && (tokens.lists[from]! & list.first) !== 0;
    if (tokens.gaps[from] !== gap.space || !isFirst) return undefined;
    return named(tokens, from, { cue, reading: "strict", score: 0.8 });
  },
  self(tokens, from, cue) {
    if ((tokens.gaps[from]! & ~gap.space) !== gap.comma) return undefined;
    const name = named(tokens, from, { cue, reading: "strict", score: 0.85 });
    if (name === undefined || name.to - name.from < 2) return undefined;
    return (tokens.gaps[name.to]! & ~gap.space) === gap.comma ? name : undefined;
  },
  full(tokens, from, cue) {
    const between = tokens.gaps[from]!;
    const isApposition = between === (gap.comma | gap.space) && cue.wordCount > 1;
    if ((between & ~(gap.space | gap.colon)) !== 0 && !isApposition) return undefined;
    if (isApposition) return apposition(tokens, from, cue);
    const name = capitalOrListed(tokens, from, { cue, reading: "strict", score: 0.85 });
    if (name === undefined || name.to - name.from > 1) return name;
    return isPlainName(tokens.lists[name.from]!) ? name : undefined;
  },
  greeting(tokens, from, cue) {
    if ((tokens.gaps[from]! & ~(gap.space | gap.comma)) !== 0) return undefined;
    if (tokens.shapes[from] === shape.lower) return greetedInLower(tokens, from, cue);
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
    if (between === gap.space && name.to - name.from === 1 && !isNamed(tokens, name.from)) {
      return undefined;
    }
    if (endsLine(tokens, name.to)) return name;
    const isFirstName = (tokens.lists[name.from]! & list.first) !== 0;
    const loose = nameEnd(tokens, name.from, "loose");
    return isFirstName && endsLine(tokens, loose) ? { ...name, to: loose } : undefined;
  },
};

/** "oi maria": one first name that is nothing else, and nothing behind it. */
function greetedInLower(tokens: Tokens, from: number, cue: Cue): Name | undefined {
  const lists = tokens.lists[from]!;
  const isClosed = from + 1 === tokens.count || (tokens.gaps[from + 1]! & ~gap.space) !== 0;
  if (!isClosed || !isPlainName(lists) || !isLongName(tokens, from)) return undefined;
  if ((lists & list.first) === 0 || (tokens.gaps[from + 1]! & gap.hyphen) !== 0) return undefined;
  return { from, to: from + 1, rule: `cue:${cue.language}`, score: 0.75 };
}

/** "My brother-in-law, Edgar, at 12 Mill Lane": one name between commas. */
function apposition(tokens: Tokens, from: number, cue: Cue): Name | undefined {
  const name = named(tokens, from, { cue, reading: "strict", score: 0.8 });
  if (name === undefined) return undefined;
  const isClosed =
    (tokens.gaps[name.to]! & (gap.comma | gap.dot)) !== 0 || name.to === tokens.count;
  return isClosed ? name : undefined;
}

/** "João, boa tarde": a listed name that begins a sentence, a comma, and a greeting or thanks. */
function nameBeforeGreeting(tokens: Tokens, index: number): Name | undefined {
  if ((tokens.lists[index]! & list.first) === 0 || !hasCapital(tokens, index)) return undefined;
  const before = tokens.gaps[index]!;
  if (index > 0 && (before & ~(gap.space | gap.hyphen)) === 0) return undefined;
  const to = nameEnd(tokens, index, "strict");
  if (to === index || tokens.gaps[to] !== (gap.comma | gap.space)) return undefined;
  const cue = greetingAt(tokens, to);
  return cue && { from: index, to, rule: `cue:${cue.language}`, score: 0.85 };
}

/** The greeting or thanks that begins at a word. */
function greetingAt(tokens: Tokens, from: number): Cue | undefined {
  for (let last = from; last < tokens.count && last < from + greetingWordsMax; last++) {
    if (last > from && !joinsCue(tokens, last)) return undefined;
    let chain = 0;
    for (let i = last; i >= from; i--) chain = chained(chain, tokens.hashes[i]!);
    const cue = cuesOf(chain).find(({ kind }) => kind === "greeting" || kind === "signoff");
    if (cue?.wordCount === last - from + 1) return cue;
  }
  return undefined;
}

/** "NAKAGAWA/HIROSHI", as tickets have it. */
function nameOfTicket(tokens: Tokens, index: number): Name | undefined {
  const next = index + 1;
  if (next >= tokens.count || tokens.starts[next]! !== tokens.ends[index]! + 1) return undefined;
  if (tokens.text.charAt(tokens.ends[index]!) !== "/") return undefined;
  if (tokens.shapes[index] !== shape.upper || tokens.shapes[next] !== shape.upper) return undefined;
  const [last, first] = [tokens.lists[index]!, tokens.lists[next]!];
  if (((last | first) & otherWords) !== 0) return undefined;
  const hasTitle = next + 1 < tokens.count && (tokens.lists[next + 1]! & list.honorific) !== 0;
  if (!isPlainName(first) && !hasTitle) return undefined;
  return { from: index, to: next + 1, rule: "cue:ticket", score: 0.85 };
}

function endsLine(tokens: Tokens, index: number): boolean {
  const after = tokens.gaps[index]!;
  return index === tokens.count || (after & (gap.newline | gap.other | gap.dot)) !== 0;
}

/** "MfG Tatiana Rose" needs no comma; "Danke für Ihre Hilfe" ends in no name. */
function isAbbreviation(tokens: Tokens, index: number): boolean {
  if ((tokens.lists[index]! & list.common) !== 0) return false;
  return tokens.ends[index]! - tokens.starts[index]! <= 4 && hasCapital(tokens, index);
}

type Options = { cue: Cue; reading: Reading; score: number };

function named(tokens: Tokens, start: number, options: Options): Name | undefined {
  if (tokens.starts[start]! - tokens.ends[start - 1]! > 4) return undefined;
  const { cue, reading, score } = options;
  const from = afterTitles(tokens, start);
  const to = nameEnd(tokens, from, reading);
  if (to === from || isUnlikely(tokens, from, to, cue)) return undefined;
  const isInside = from === start + 1 && germanTitles.has(tokens.hashes[start]!) && to - from > 1;
  const first = cue.language === german && isInside ? start : from;
  return { from: first, to, rule: `cue:${cue.language}`, score };
}

function isUnlikely(tokens: Tokens, from: number, to: number, cue: Cue): boolean {
  const isProof = kindsOfProof.has(cue.kind);
  const words = isProof || to - from > 1 ? otherWords : otherWords | list.vocabulary;
  return isWordOnly(tokens, from, to, words) || (!isProof && isDoubtful(tokens, from, to, cue));
}

/**
 * On no list of names and hyphenated, long, or in German, whose nouns all have capitals: "Sehr
 * geehrter Kundendienst".
 */
function isDoubtful(tokens: Tokens, from: number, to: number, cue: Cue): boolean {
  for (let i = from; i < to; i++) if (isNamed(tokens, i)) return false;
  const isOne = to - from === 1 || tokens.gaps[from + 1] === gap.hyphen;
  return (
    isOne &&
    (cue.language === german || to - from > 1 || tokens.ends[from]! - tokens.starts[from]! > 10)
  );
}

function isNamed(tokens: Tokens, index: number): boolean {
  return (tokens.lists[index]! & (list.first | list.last)) !== 0;
}

/** In lower case only two words or more, every one of which is on a list of names. */
function capitalOrListed(tokens: Tokens, from: number, options: Options): Name | undefined {
  if (tokens.shapes[from] !== shape.lower) return named(tokens, from, options);
  const name = named(tokens, from, { ...options, reading: "lower" });
  if (name === undefined || name.to - name.from < 2) return undefined;
  for (let i = name.from; i < name.to; i++) {
    const lists = tokens.lists[i]!;
    if (!isPlainName(lists) && (lists & list.particle) === 0) return undefined;
  }
  return name;
}

/** "Ann Lee <ann@…>", "Ann Lee (ann@…)"; "Ann Lee;lee77@…" where the address has a part of the name. */
function nameBesideAddress(tokens: Tokens, index: number, free: number): Name | undefined {
  const mailbox = mailboxAt(tokens, index);
  if (mailbox === undefined) return undefined;
  let from = index;
  while (from > free && index - from < 5 && isPartBefore(tokens, from - 1, index)) from--;
  while (from < index && !couldStart(tokens, from)) from++;
  if (from === index || nameEnd(tokens, from, "loose") !== index) return undefined;
  if (!mailbox.isBracketed && !sharesPart(tokens, from, index, mailbox.name)) return undefined;
  return { from, to: index, rule: "cue:address", score: 0.9 };
}

function sharesPart(tokens: Tokens, from: number, to: number, mailbox: string): boolean {
  for (let i = from; i < to; i++) {
    const part = plainLetters(tokens.text.slice(tokens.starts[i], tokens.ends[i]));
    if (part.length >= 4 && mailbox.includes(part)) return true;
  }
  return false;
}

function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[^\p{L}]/gu, "")
    .toLowerCase();
}

function couldStart(tokens: Tokens, index: number): boolean {
  return (
    nameEnd(tokens, index, "strict") > index && !isWordOnly(tokens, index, index + 1, otherWords)
  );
}

const mailboxForm = /^([\w.+-]{1,64})@/;

/** The name of the mailbox when an address begins at the word, set apart from what is before it. */
function mailboxAt(
  tokens: Tokens,
  index: number,
): { name: string; isBracketed: boolean } | undefined {
  if (tokens.shapes[index] !== shape.opaque || index === 0) return undefined;
  const start = tokens.starts[index]!;
  if ((tokens.gaps[index]! & (gap.other | gap.comma)) === 0) return undefined;
  if (start - tokens.ends[index - 1]! > 5) return undefined;
  const name = mailboxForm.exec(tokens.text.slice(start, start + 66))?.[1];
  if (name === undefined) return undefined;
  return { name: plainLetters(name), isBracketed: /[<([]/.test(tokens.text.charAt(start - 1)) };
}

function isPartBefore(tokens: Tokens, at: number, end: number): boolean {
  if (at + 1 < end && !joinsName(tokens, at + 1)) return false;
  return hasCapital(tokens, at) || (tokens.lists[at]! & list.particle) !== 0;
}
