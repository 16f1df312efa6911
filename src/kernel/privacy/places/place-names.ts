import { countedThings, connectors, leadingConnectors } from "./address-words.ts";
import { parseUnit } from "./building-unit.ts";
import { cityNames } from "./city-names.ts";
import {
  isCapitalWord,
  isMark,
  isOnLine,
  isTight,
  lowerAt,
  textAt,
  type Token,
} from "./place-tokens.ts";
import { parsePostcode } from "./postcodes.ts";
import { countries, stateCodes } from "./region-words.ts";
import { skipStop } from "./short-forms.ts";
import { stateNames } from "./state-names.ts";
import { WordList } from "./word-list.ts";
import { streetLast } from "./street-words.ts";

const nameTokensMax = 10;
// `London NW1 6XE`: the first half of a British postcode is no name
const britishOutward = /^[A-Z]{1,2}\d[A-Z\d]?$/u;
const monthOrDay =
  /^(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)$/u;

/**
 * The end of a run of name words that begins here: capitalised words, small words between them,
 * initials, and numbers that belong to a name (`7 de Setembro`). The same index when there is none.
 */
export function parseName(tokens: readonly Token[], from: number): number {
  let end = from;
  for (let at = from; at < tokens.length && at - from < nameTokensMax;) {
    if (at > from && endsName(tokens, at)) break;
    if (isCapitalWord(tokens, at) || isSmallStreet(tokens, at, end)) {
      at = end = skipApostrophe(tokens, skipStop(tokens, at + 1));
    } else if (isOrdinal(tokens, at)) at = end = at + 1;
    else if (isConnector(tokens, at, from)) at++;
    else {
      const next = skipNameNumber(tokens, at);
      if (next === at) break;
      at = next;
    }
  }
  return end;
}

/** Italian towns that end in an apostrophe: `Dare' (TN)`, `Bastida De' Dossi`. */
function skipApostrophe(tokens: readonly Token[], at: number): number {
  if (!isTight(tokens, at, "'’")) return at;
  return isCapitalWord(tokens, at + 1) || isMark(tokens[at + 1], "(") ? at + 1 : at;
}

/** Whether a line, a part of a building or a British postcode begins here. */
function endsName(tokens: readonly Token[], at: number): boolean {
  const { text, lineBreaks, kind } = tokens[at]!;
  if (lineBreaks > 0) return true;
  if (text.length < 6) {
    if (britishOutward.test(text)) return true;
    if (stateCodes.has(text) && parsePostcode(tokens, at)?.hasState === true) return true;
  }
  if (kind !== "word") return false;
  const isKilometre = lowerAt(tokens, at) === "km" && tokens[at + 1]?.kind === "number";
  return isKilometre || parseUnit(tokens, at) > at;
}

/** A small street word directly behind a capitalised name: British `Page orchard`. */
function isSmallStreet(tokens: readonly Token[], at: number, end: number): boolean {
  const { lower } = tokens[at]!;
  if (at !== end || at === 0 || !tokens[at - 1]!.capital || !streetLast.has(lower)) return false;
  if (lower === "u") return isTight(tokens, at + 1, ".");
  return lower.length > 3 || /^(?:út|tér|vej|tie)$/u.test(lower);
}

function isConnector(tokens: readonly Token[], at: number, from: number): boolean {
  const token = tokens[at]!;
  if (token.kind !== "word" || !connectors.has(token.lower)) return false;
  if (at === from && !leadingConnectors.has(token.lower)) return false;
  const next = tokens[at + 1];
  if (next === undefined || next.lineBreaks > 0) return false;
  return next.capital || connectors.has(next.lower) || next.kind === "number";
}

/** `98th` of `98th Street`. */
function isOrdinal(tokens: readonly Token[], at: number): boolean {
  return /^\d{1,3}(?:st|nd|rd|th)$/u.test(textAt(tokens, at));
}

/** Steps over a number inside a name: `7 de Setembro`, `17. Juni`, `3ª Seção`. */
function skipNameNumber(tokens: readonly Token[], at: number): number {
  const text = textAt(tokens, at);
  if (!/^\d{1,2}[ºª]?$/u.test(text) || !isOnLine(tokens, at + 1)) return at;
  const next = lowerAt(tokens, at + 1);
  if (monthOrDay.test(next)) return at + 2;
  if (next === "de" || next === "di") return isCapitalWord(tokens, at + 2) ? at + 1 : at;
  if (isTight(tokens, at + 1, ".")) return isGermanMonth(tokens, at + 2) ? at + 2 : at;
  return /[ºª]$/u.test(text) && isCapitalWord(tokens, at + 1) ? at + 1 : at;
}

function isGermanMonth(tokens: readonly Token[], at: number): boolean {
  return /^(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)$/u.test(
    lowerAt(tokens, at),
  );
}

/** The end of a country's name here, the longest there is. */
export function parseCountry(tokens: readonly Token[], from: number): number {
  return isCapitalWord(tokens, from) ? parseListed(tokens, from, countryList) : from;
}

/** The end of the full name of a state or province here. */
export function parseStateName(tokens: readonly Token[], from: number): number {
  return isCapitalWord(tokens, from) ? parseListed(tokens, from, stateList) : from;
}

/** The end of a well-known town here, in any case. */
export function parseKnownTown(tokens: readonly Token[], from: number): number {
  return parseListed(tokens, from, cityList);
}

/** The end of a well-known town that is written small here. */
export function parseSmallTown(tokens: readonly Token[], from: number): number {
  const isSmall = tokens[from]?.kind === "word" && !tokens[from].capital;
  return isSmall ? parseKnownTown(tokens, from) : from;
}

/** A list of names, and their first words: most words begin none. */
type NameList = { names: ReadonlySet<string>; firstWords: ReadonlySet<string> };

function listOf(names: ReadonlySet<string>): NameList {
  return { names, firstWords: new Set([...names].map((name) => name.replace(/ .*/u, ""))) };
}

const countryList = listOf(countries);
const stateList = listOf(stateNames);
const cityList = listOf(cityNames);

const regionWords = new WordList(countryList.firstWords, stateList.firstWords);

const stateLike = /^\p{Lu}{2,5}$/u;

/** Whether a state or country may begin here: its name, or some capitals. */
export function mayBeRegion(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]!;
  if (token.kind !== "word" || !token.capital) return false;
  if (stateLike.test(token.text)) return true;
  return (
    regionWords.has(token) && (parseCountry(tokens, at) > at || parseStateName(tokens, at) > at)
  );
}

function parseListed(tokens: readonly Token[], from: number, list: NameList): number {
  let name = lowerAt(tokens, from);
  if (!list.firstWords.has(name)) return from;
  let end = list.names.has(name) ? from + 1 : from;
  for (let at = from + 1; at < from + 4 && tokens[at]?.kind === "word"; at++) {
    if (!isOnLine(tokens, at)) break;
    name += ` ${lowerAt(tokens, at)}`;
    if (list.names.has(name)) end = at + 1;
  }
  return end;
}

/** The end of a town's name here; counted things (`12000 Euro`) are no towns. */
export function parseTown(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first?.kind !== "word" || countedThings.has(first.lower)) return from;
  if (!first.capital && !leadingConnectors.has(first.lower)) return parseSmallTown(tokens, from);
  const end = parseName(tokens, from);
  // `5900 E. White Blvd.` is a street and no town behind its postcode
  const isStreet = tokens.slice(from, end).some(({ lower }) => streetLast.get(lower) === 2);
  if (isStreet) return from;
  return end > from && isBracketed(tokens, end, /^\p{Lu}/u) ? end + 3 : end;
}

/** Whether a single word like this stands in brackets here: `(Oder)`, `(TO)`. */
export function isBracketed(tokens: readonly Token[], at: number, word: RegExp): boolean {
  return (
    isMark(tokens[at], "(") && word.test(textAt(tokens, at + 1)) && isMark(tokens[at + 2], ")")
  );
}
