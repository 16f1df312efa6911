import {
  abbreviations,
  connectors,
  countedThings,
  leadingConnectors,
  numberWords,
  unitWords,
} from "./address-words.ts";
import {
  isCapitalWord,
  isMark,
  isOnLine,
  isTight,
  lowerAt,
  textAt,
  type Token,
} from "./place-tokens.ts";
import { countries } from "./region-words.ts";
import { stateNames } from "./state-names.ts";
import { streetLast } from "./street-words.ts";

const nameTokensMax = 10;
const houseNumber = /^\d{1,5}\p{L}?(?:[-–](?:\d{1,5}\p{L}?|\p{L}))?$/u;
// `London NW1 6XE`: the first half of a British postcode is no name
const britishOutward = /^[A-Z]{1,2}\d[A-Z\d]?$/u;
const unitId = /^(?:\d{1,5}[\p{L}º°]{0,3}|\p{Lu}{1,2}\d{0,4}|\d{1,4}-?\p{Lu}?)$/u;
const side = /^(?:[A-D]|Dto|Dcha|Izq|Izda|Esq|DTO|DCHA|IZQ|ESQ)$/u;
const floorSide = /^(?:links|rechts|mitte|li|re|esq|dto|izq|dcha|gauche|droite)$/u;
const floor = /^(?:\d{1,2}(?:[ºª°]|er|[eè]me|e|st|nd|rd|th)?)$/u;
const floorWord =
  /^(?:andar|stock|og|ug|etage|étage|piso|floor|verdieping|dto|esq|izq|izda|dcha|direito|esquerdo|planta)$/u;
const monthOrDay =
  /^(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)$/u;

/** Steps over the full stop of a short form: the index after it, or the same index. */
export function skipStop(tokens: readonly Token[], at: number): number {
  const word = tokens[at - 1];
  const stop = tokens[at];
  if (word === undefined || !isMark(stop, ".") || stop!.spaced) return at;
  const isShort = abbreviations.has(word.lower) || word.text.length === 1;
  return isShort || word.lower.endsWith("str") ? at + 1 : at;
}

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
    } else if (isNameNumber(tokens, at) || isConnector(tokens, at, from)) at++;
    else break;
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
  if (lineBreaks > 0 || britishOutward.test(text)) return true;
  return kind === "word" && parseUnit(tokens, at) > at;
}

/** A small street word directly behind a capitalised name: British `Page orchard`. */
function isSmallStreet(tokens: readonly Token[], at: number, end: number): boolean {
  const { lower } = tokens[at]!;
  if (at !== end || at === 0 || !tokens[at - 1]!.capital || !streetLast.has(lower)) return false;
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

function isNameNumber(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  if (token.kind !== "number" || next === undefined || next.lineBreaks > 0) return false;
  if (!/^\d{1,2}[ºª°]?$/u.test(token.text)) return false;
  if (monthOrDay.test(next.lower)) return true;
  if (next.lower === "de" || next.lower === "di") return tokens[at + 2]?.capital === true;
  return /[ºª]$/u.test(token.text) && next.capital;
}

/** The end of a house number here: `12`, `nº 12a`, `12-14`, `82/35`, `7 bis`, `s/n`. */
export function parseNumber(tokens: readonly Token[], from: number): number {
  if (isNoNumber(tokens, from)) return from + 3;
  let at = skipNumberWord(tokens, from);
  if (tokens[at]?.kind !== "number" || !houseNumber.test(textAt(tokens, at))) return from;
  at++;
  // `82/35`, `2/3/14`; a year at the end makes it a date
  for (let part = 0; part < 2 && isMark(tokens[at], "/"); part++, at += 2) {
    const next = textAt(tokens, at + 1);
    if (!houseNumber.test(next)) break;
    if (part === 1 && next.length > 3) return from;
  }
  return isMeasure(tokens, at) ? from : skipNumberTail(tokens, at);
}

/** `s/n`: the house has no number. */
function isNoNumber(tokens: readonly Token[], at: number): boolean {
  const isSlash = lowerAt(tokens, at) === "s" && isMark(tokens[at + 1], "/");
  return isSlash && lowerAt(tokens, at + 2) === "n";
}

/** Steps over `nº`, `n.º`, `No.`, `#` before a number. */
function skipNumberWord(tokens: readonly Token[], from: number): number {
  if (!numberWords.has(lowerAt(tokens, from))) return from;
  let at = from + 1;
  while (at < from + 3 && (isTight(tokens, at, ".°:") || /^[ºª]$/u.test(textAt(tokens, at)))) at++;
  return at;
}

/** Whether what follows a number makes it an amount, a time or a decimal. */
function isMeasure(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  if (isMark(next, "%€$£")) return true;
  if (next === undefined || next.spaced || !isMark(next, ":.,@'’\"×")) return false;
  const after = tokens[at + 1];
  return after?.kind === "number" && !after.spaced;
}

function skipNumberTail(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.kind !== "word" || !isOnLine(tokens, at)) return at;
  if (/^(?:bis|ter|quater)$/u.test(lowerAt(tokens, at))) return at + 1;
  return /^[A-H]$/u.test(textAt(tokens, at)) && !isCapitalWord(tokens, at + 1) ? at + 1 : at;
}

/** The end of a part of a building here: `Apt. 305`, `bloco B`, `2º andar`, `#4`. */
export function parseUnit(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first === undefined) return from;
  if (first.kind === "number") return parseFloor(tokens, from);
  if (first.text === "#") return unitId.test(textAt(tokens, from + 1)) ? from + 2 : from;
  if (!unitWords.has(first.lower)) return from;
  let at = skipStop(tokens, from + 1);
  if (numberWords.has(lowerAt(tokens, at))) at = skipStop(tokens, at + 1);
  if (isMark(tokens[at], ":°")) at++;
  if (!isOnLine(tokens, at) || !unitId.test(textAt(tokens, at))) return from;
  const hasSide = isOnLine(tokens, at + 1) && side.test(textAt(tokens, at + 1));
  return hasSide ? skipStop(tokens, at + 2) : at + 1;
}

function parseFloor(tokens: readonly Token[], from: number): number {
  if (!floor.test(textAt(tokens, from))) return from;
  let at = from + 1;
  if (isTight(tokens, at, ".°")) at++;
  if (/^[ºª]$/u.test(textAt(tokens, at))) at++;
  if (!isOnLine(tokens, at)) return from;
  const isDoor = /[ºª°]$/u.test(textAt(tokens, at - 1)) && /^\p{Lu}$/u.test(textAt(tokens, at));
  if (!isDoor && !floorWord.test(lowerAt(tokens, at))) return from;
  at = skipStop(tokens, at + 1);
  const hasSide = isOnLine(tokens, at) && floorSide.test(lowerAt(tokens, at));
  return hasSide ? skipStop(tokens, at + 1) : at;
}

/** The end of a country's name here, the longest there is. */
export function parseCountry(tokens: readonly Token[], from: number): number {
  return parseListed(tokens, from, countries);
}

/** The end of the full name of a state or province here. */
export function parseStateName(tokens: readonly Token[], from: number): number {
  return parseListed(tokens, from, stateNames);
}

function parseListed(tokens: readonly Token[], from: number, names: ReadonlySet<string>): number {
  if (!isCapitalWord(tokens, from)) return from;
  let name = "";
  let end = from;
  for (let at = from; at < from + 4 && tokens[at]?.kind === "word"; at++) {
    if (at > from && !isOnLine(tokens, at)) break;
    name += at === from ? lowerAt(tokens, at) : ` ${lowerAt(tokens, at)}`;
    if (names.has(name)) end = at + 1;
  }
  return end;
}

/** The end of a town's name here; counted things (`12000 Euro`) are no towns. */
export function parseTown(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first?.kind !== "word" || countedThings.has(first.lower)) return from;
  const end = parseName(tokens, from);
  return end > from && isBracketed(tokens, end, /^\p{Lu}/u) ? end + 3 : end;
}

/** Whether a single word like this stands in brackets here: `(Oder)`, `(TO)`. */
export function isBracketed(tokens: readonly Token[], at: number, word: RegExp): boolean {
  return (
    isMark(tokens[at], "(") && word.test(textAt(tokens, at + 1)) && isMark(tokens[at + 2], ")")
  );
}
