import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { parseName } from "./place-names.ts";
import { afterwords } from "./address-words.ts";
import { findAddresses } from "./find-addresses.ts";
import { cityNames, doubtfulPlaces } from "./city-names.ts";
import {
  isCapitalWord,
  isMark,
  isOnLine,
  isTight,
  lowerAt,
  tokenise,
  type Token,
} from "./place-tokens.ts";
import { countries } from "./region-words.ts";
import { stateNames } from "./state-names.ts";

const wordsMax = 5;

// Prepositions that lead to a place …
const toPlace = new Set(
  `in from to at near em de do da para no na en a desde hacia aus nach bei von à au aux di dal dalla
   per uit naar te van pour vers over around across`.split(/\s+/),
);
// … and words that make it certain that what follows is one, if it is capitalised.
const placeCue =
  /^(?:live[sd]?|living|resid\p{L}*|moved?|moving|relocat\p{L}*|born|based|arriv\p{L}*|visit\p{L}*|travel\p{L}*|trip|flight|flying|flew|drove|located|mor[aoe]|moramos|mora[mv]\p{L}*|mudei|mud[oaeéó]|nasci\p{L}*|viajei|viagem|cheg\p{L}*|viv[oe]|vivimos|vivía|nac[ií]\p{L}*|viaj\p{L}*|lleg\p{L}*|wohn\p{L}*|leb[est]\p{L}*|gezogen|umgezogen|geboren|reise|komme|kam|ankam|angekommen|habit\p{L}*|vis|vit|né|née|déménag\p{L}*|arrivé\p{L}*|voyage|abit\p{L}*|nat[oa]|trasferit\p{L}*|arrivat\p{L}*|viaggio|woon\p{L}*|verhuisd|aangekomen|reis)$/u;
const cueReach = 10;

/**
 * Towns, states and countries that stand alone, from a list of well-known ones and after words that
 * tell of a place (`moved to …`, `wohne in …`); those in an address belong to it. Linear. Meant to
 * be asked for: a town by itself hardly identifies anybody.
 */
export function findLocations(text: string, hints: DetectHints): Span[] {
  const found = readPlaces(text);
  const addresses = found.length === 0 ? [] : findAddresses(text, hints);
  let next = 0;
  return found.filter(({ start, end }) => {
    while (next < addresses.length && addresses[next]!.end <= start) next++;
    return next === addresses.length || addresses[next]!.start >= end;
  });
}

function readPlaces(text: string): Span[] {
  const spans: Span[] = [];
  const tokens = tokenise(text, 0, text.length);
  let last = -1;
  for (let at = 0; at < tokens.length;) {
    // `from Kassel to Fulda`: what follows a place and a preposition is one
    const isLed = last === at - 1 && last > 0 && toPlace.has(lowerAt(tokens, last));
    const isSure = isLed || isCued(tokens, at);
    const end = readPlace(tokens, at, isSure);
    if (end > at) {
      const rule = isSure ? "place-cue" : "place-list";
      const span = { start: tokens[at]!.start, end: tokens[end - 1]!.end };
      spans.push({ ...span, type: "LOCATION", rule, score: 0.6 });
      last = end;
    }
    at = Math.max(end, at + 1);
  }
  return spans;
}

/** The end of a place that begins here, or the same index. */
function readPlace(tokens: readonly Token[], at: number, isSure: boolean): number {
  const listed = readListed(tokens, at);
  if (isSure) return Math.max(listed, readCued(tokens, at));
  return isPartOfName(tokens, at, listed) ? at : listed;
}

/** The longest name of the lists here; doubtful ones only behind a preposition. */
function readListed(tokens: readonly Token[], from: number): number {
  if (!isCapitalWord(tokens, from)) return from;
  const isLed = toPlace.has(lowerAt(tokens, from - 1));
  let name = "";
  let end = from;
  for (let at = from; at < from + wordsMax && tokens[at]?.kind === "word";) {
    if (at > from && !isOnLine(tokens, at)) break;
    const next = skipSaint(tokens, at);
    name += `${at === from ? "" : " "}${lowerAt(tokens, at)}${next > at + 1 ? "." : ""}`;
    at = next;
    if (doubtfulPlaces.has(name) ? isLed : isListed(name)) end = at;
  }
  return end;
}

/** The index behind a word, and behind the full stop of `St. Louis`. */
function skipSaint(tokens: readonly Token[], at: number): number {
  const isShort = /^(?:st|sta|sto|ft|mt)$/u.test(lowerAt(tokens, at));
  return isShort && isTight(tokens, at + 1, ".") ? at + 2 : at + 1;
}

function isListed(name: string): boolean {
  return cityNames.has(name) || countries.has(name) || stateNames.has(name);
}

/** A capitalised neighbour makes it somebody's or something's name: `Paris Hilton`. */
function isPartOfName(tokens: readonly Token[], from: number, end: number): boolean {
  const before = isCapitalWord(tokens, from - 1) && isOnLine(tokens, from);
  const isJoined = before && tokens[from]!.spaced && !afterwords.has(lowerAt(tokens, from - 1));
  return isJoined || (isCapitalWord(tokens, end) && isOnLine(tokens, end));
}

function isCued(tokens: readonly Token[], at: number): boolean {
  if (at === 0 || !toPlace.has(lowerAt(tokens, at - 1)) || !isOnLine(tokens, at)) return false;
  for (let back = at - 2; back >= Math.max(0, at - cueReach); back--) {
    if (isMark(tokens[back], ".!?;") && tokens[back + 1]!.spaced) return false;
    if (placeCue.test(tokens[back]!.lower)) return true;
  }
  return false;
}

/** A name behind a cue, listed or not; a number behind it makes it no town but an address. */
function readCued(tokens: readonly Token[], at: number): number {
  const end = parseName(tokens, at);
  if (end === at || doubtfulCue.test(lowerAt(tokens, at))) return at;
  return tokens[end]?.kind === "number" && isOnLine(tokens, end) ? at : end;
}

// What else people move to, arrive on and are born in.
const doubtfulCue =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|januar|februar|märz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|premium|basic|pro|plan|windows|office|android|iphone|apple|google|microsoft|amazon|bezug|ordnung)$/u;
