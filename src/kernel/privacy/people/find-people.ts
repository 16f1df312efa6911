import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { chained } from "./cues.ts";
import { findCued, type Name } from "./find-cued.ts";
import { findInFileNames } from "./file-names.ts";
import { foldedHash } from "./fold.ts";
import { list } from "./lexicon.ts";
import { namesakes } from "./lists/namesakes.ts";
import { type Organisations, organisationsOf, withoutOrganisations } from "./organisations.ts";
import { isPlainName } from "./names.ts";
import { tagNames, type TaggedName } from "./tagger.ts";
import { taggerWeights } from "./tagger-weights.ts";
import { gap, shape, type Tokens, tokenize } from "./tokens.ts";

/**
 * How sure the tagger must be. Two words of which one is a first name are hardly anything else; a
 * single word on no list is mostly a product or a noun.
 */
const thresholds = {
  withFirstName: 0.72,
  withoutFirstName: 0.93,
  unlistedPair: 0.97,
  alone: 0.93,
  unlisted: 0.985,
  lower: 0.97,
};
const streetEnd = /(?:allee|stra(?:ß|ss)e|straat|laan|plein|gracht|gasse)$/;
const lowest = Math.min(...Object.values(thresholds));
const things = new Set(
  namesakes.split("|").map((name) => chainOf(name.split(/[\s'-]+/).map(foldedHash))),
);

/**
 * Finds people nobody told us of: by what stands around a name ("my name is", titles, greetings,
 * sign-offs, headers, in seven languages), and by a tagger trained on such text, which abstains
 * where it is not sure.
 *
 * Linear in the text. Placeholders are never part of a span.
 *
 * @param organisations - Those of the hints, and more; no part of them is a person.
 * @returns Spans in order of their start, none overlapping another.
 */
export function findPeople(
  text: string,
  hints: DetectHints,
  organisations: Organisations | undefined = organisationsOf(hints),
): Span[] {
  const tokens = tokenize(text);
  const cued = findCued(tokens).filter((name) => couldBe(tokens, name));
  const tagged = tagNames(tokens, taggerWeights(), lowest).filter((name) => isSure(tokens, name));
  let names = merged(cued, tagged);
  if (organisations !== undefined) names = withoutOrganisations(tokens, names, organisations);
  const spans = names.map((name) => spanOf(tokens, name));
  const cuedCount = spans.length;
  findInFileNames(tokens, spans);
  return spans.length === cuedCount ? spans : spans.toSorted((a, b) => a.start - b.start);
}

/** What a cue names wins: it says where the name begins and ends. */
function merged(cued: readonly Name[], tagged: readonly TaggedName[]): Name[] {
  const names: Name[] = [];
  let next = 0;
  for (const { from, to, probability } of tagged) {
    while (next < cued.length && cued[next]!.to <= from) names.push(cued[next++]!);
    if (next < cued.length && cued[next]!.from < to) continue;
    names.push({ from, to, rule: "tagger", score: probability });
  }
  return [...names, ...cued.slice(next)];
}

function couldBe(tokens: Tokens, { from, to }: Name): boolean {
  if (to - from === 1 && tokens.shapes[from] === shape.initial) return false; // anybody's
  return !isThing(tokens, from - 1, to) && !isDoubled(tokens, from, to);
}

/** One word twice or more, as in lists and slips of the pen: "chase chase". */
function isDoubled(tokens: Tokens, from: number, to: number): boolean {
  const first = tokens.hashes[from];
  return to - from > 1 && tokens.hashes.subarray(from, to).every((hash) => hash === first);
}

/** "Konrad-Adenauer-Allee", "Willem de Zwijgerlaan" */
function isStreet(tokens: Tokens, to: number): boolean {
  const last = tokens.text.slice(tokens.starts[to - 1], tokens.ends[to - 1]).toLowerCase();
  const next = to < tokens.count && tokens.gaps[to] === gap.hyphen;
  const after = next ? tokens.text.slice(tokens.starts[to], tokens.ends[to]).toLowerCase() : "";
  return streetEnd.test(last) || streetEnd.test(after);
}

/** "AUD": three capitals that nothing explains are a code. */
function isCode(tokens: Tokens, index: number): boolean {
  if (tokens.shapes[index] !== shape.upper) return false;
  return tokens.ends[index]! - tokens.starts[index]! <= 3 && !isPlainName(tokens.lists[index]!);
}

function isSure(tokens: Tokens, { from, to, probability }: TaggedName): boolean {
  if (isStreet(tokens, to)) return false;
  let lists = 0;
  let isLower = false;
  for (let i = from; i < to; i++) {
    lists |= tokens.lists[i]!;
    isLower ||= tokens.shapes[i] === shape.lower && (tokens.lists[i]! & list.particle) === 0;
  }
  if (to - from === 1) {
    if (isLower || isCode(tokens, from) || (lists & (list.calendar | list.brand)) !== 0)
      return false;
    return probability >= ofOne(lists);
  }
  return probability >= (isLower ? thresholds.lower : ofMany(lists)) && isOne(tokens, from, to);
}

/** Of several words: no compound, no word twice, nothing called after somebody. */
function isOne(tokens: Tokens, from: number, to: number): boolean {
  if (isDoubled(tokens, from, to) || isThing(tokens, from, to)) return false;
  return hasListed(tokens, from, to) || !isHyphenated(tokens, from, to);
}

function hasListed(tokens: Tokens, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if ((tokens.lists[i]! & (list.first | list.last)) !== 0) return true;
  }
  return false;
}

/** One compound: "Onboarding-Prozess". */
function isHyphenated(tokens: Tokens, from: number, to: number): boolean {
  return tokens.gaps.subarray(from + 1, to).every((between) => between === gap.hyphen);
}

/** A brand, a work or the like that is called after somebody. */
function isThing(tokens: Tokens, from: number, to: number): boolean {
  return from >= 0 && things.has(chainOf(tokens.hashes.subarray(from, to)));
}

function ofOne(lists: number): number {
  return (lists & list.first) === 0 ? thresholds.unlisted : thresholds.alone;
}

function ofMany(lists: number): number {
  if ((lists & list.first) !== 0) return thresholds.withFirstName;
  return (lists & list.last) === 0 ? thresholds.unlistedPair : thresholds.withoutFirstName;
}

function chainOf(hashes: Iterable<number>): number {
  let chain = 0;
  for (const hash of hashes) chain = chained(chain, hash);
  return chain;
}

function spanOf(tokens: Tokens, { from, to, rule, score }: Name): Span {
  let end = tokens.ends[to - 1]!;
  if (tokens.shapes[to - 1] === shape.initial && tokens.text.charAt(end) === ".") end++;
  return { start: tokens.starts[from]!, end, type: "PERSON", rule, score };
}
