import {
  addressLabels,
  afterwords,
  countedThings,
  directions,
  noStreetNames,
  germanFirst,
  numberWords,
  prepositions,
} from "./address-words.ts";
import { parseUnit } from "./building-unit.ts";
import { isLast, parseNumber } from "./house-number.ts";
import { parseName } from "./place-names.ts";
import { skipStop } from "./short-forms.ts";
import { isMark, isOnLine, lowerAt, textAt, type Token } from "./place-tokens.ts";
import { parsePostcode } from "./postcodes.ts";
import { parseStreetPrefix } from "./street-prefix.ts";
import { smallStreetLast, streetEnding, streetLast, type StreetStrength } from "./street-words.ts";

/** How an address begins: its street, house number, part of a building or box. */
export type Head = {
  /** Index after its last token. */
  end: number;
  street: StreetStrength;
  hasNumber: boolean;
  /** A part of the building is named. */
  hasDoor: boolean;
  /** A number stands before the name and one behind: `28245 Puruntie 82`. */
  isDouble?: boolean | undefined;
  /** The number stood before the name and could be a year. */
  isYear: boolean;
};

// Streets whose number comes first although the street word stands before the name.
const numberBefore =
  /^(?:rue|avenue|av|boulevard|bd|bld|impasse|chemin|allée|allee|quai|ruelle|sentier|place|cours|square|route|passage)$/u;

// Units that stand first in an address even when all is written small.
export const smallUnits: ReadonlySet<string> = new Set(["apt", "flat", "apto", "appt"]);

// `4096 Jan 1 1970` in a list of files
const shortMonth = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)$/u;

/** First words of boxes: `Postfach`, `P.O. Box`. */
export const boxWords: ReadonlySet<string> = new Set(
  "p po post postfach postbus caixa apartado casella case boite boîte postboks private packstation".split(
    " ",
  ),
);
const box =
  /^(?:(?:p\.? ?o\.? ?|post office )box|postfach|postbus|caixa postal|apartado(?: de correos| postal)?|casella postale|case postale|packstation|bo[iî]te postale|postboks|private bag)(?: n[º°o.]{1,2})?:? (\d{1,6}(?: \d{2,3}){0,2})(?![\p{L}\p{N}]|[.,:]\d)/iu;

/** Reads the beginning of an address at a token; undefined when nothing of one stands there. */
export function parseHead(tokens: readonly Token[], from: number, text: string): Head | undefined {
  return parseUnitHead(tokens, from, text) ?? parseStreet(tokens, from, text);
}

function parseStreet(tokens: readonly Token[], from: number, text: string): Head | undefined {
  const { kind } = tokens[from]!;
  if (kind === "number") return parseNumbered(tokens, from);
  if (kind !== "word") return undefined;
  return parseBox(tokens, from, text) ?? parsePrefixed(tokens, from) ?? parseNamed(tokens, from);
}

function parseBox(tokens: readonly Token[], from: number, text: string): Head | undefined {
  const { start, lower } = tokens[from]!;
  if (!boxWords.has(lower)) return undefined;
  const match = box.exec(text.slice(start, start + 60));
  if (match === null) return undefined;
  let end = from;
  while (end < tokens.length && tokens[end]!.start < start + match[0].length) end++;
  return { end, street: 2, hasNumber: true, hasDoor: false, isYear: false };
}

/** `Flat 3, Smith street`, `Apt. 675 62314 Mellemvej 32`, `Unit 4719 Box 7394`. */
function parseUnitHead(tokens: readonly Token[], from: number, text: string): Head | undefined {
  const { capital, lower } = tokens[from]!;
  if (!capital && !smallUnits.has(lower)) return undefined;
  let unitEnd = from;
  let at = from;
  for (let count = 0; count < 3; count++) {
    const end = parseUnit(tokens, at);
    if (end === at) break;
    unitEnd = at = end;
    while (at < unitEnd + 2 && isMark(tokens[at], ",-–")) at++;
  }
  if (unitEnd === from) return undefined;
  const street = tokens[at] === undefined ? undefined : parseStreet(tokens, at, text);
  if (street !== undefined) return { ...street, hasDoor: true, hasNumber: true };
  const nameEnd = parseName(tokens, at);
  const strength = nameEnd === at ? 0 : lastStrength(tokens, at, nameEnd);
  const end = strength === 0 ? unitEnd : nameEnd;
  return { end, street: strength, hasNumber: strength > 0, hasDoor: true, isYear: false };
}

/** `12 Oak Street`, `12, rue de Lyon`, `28245 Puruntie 82`. */
function parseNumbered(tokens: readonly Token[], from: number): Head | undefined {
  const first = parseNumber(tokens, from);
  if (first === from) return undefined;
  const isYear = first === from + 1 && /^(?:19|20)\d\d(?:[-–]|$)/u.test(textAt(tokens, from));
  let at = isOnLine(tokens, first) ? parseNumber(tokens, first) : first;
  const hasComma = isMark(tokens[at], ",");
  if (hasComma) at++;
  if (tokens[at]?.kind !== "word" || !isOnLine(tokens, at)) return undefined;
  const found = parseNumberedName(tokens, at);
  if (found === undefined) return undefined;
  // `Persona 5, South Park`: a comma is for the French, and where the street is beyond doubt
  const street = hasComma && found.street < 2 ? 0 : found.street;
  return {
    end: found.end,
    street,
    hasNumber: true,
    hasDoor: false,
    isYear,
    isDouble: found.isDouble,
  };
}

type Street = Pick<Head, "end" | "street" | "isDouble">;

/** The street behind its number. */
function parseNumberedName(tokens: readonly Token[], from: number): Street | undefined {
  if (shortMonth.test(lowerAt(tokens, from)) && tokens[from + 1]?.kind === "number")
    return undefined;
  const small = parseSmallNumbered(tokens, from);
  if (small > from) return { end: small, street: 1 };
  const prefixed = parseNumberedPrefix(tokens, from);
  if (prefixed !== undefined) return prefixed;
  const end = parseName(tokens, from);
  if (end === from || afterwords.has(lowerAt(tokens, from))) return undefined;
  return endOfNumbered(tokens, from, end);
}

/** `rue de Lyon`; where the number is wont to follow, one before it is odd: `3 Avenida Central`. */
function parseNumberedPrefix(tokens: readonly Token[], from: number): Street | undefined {
  const prefix = parseStreetPrefix(tokens, from);
  if (prefix === undefined || textAt(tokens, from).length === 1) return undefined;
  const end = parseName(tokens, prefix.end);
  if (end === prefix.end) return undefined;
  const number = isOnLine(tokens, end) ? parseNumber(tokens, end) : end;
  const isOdd = number === end && !numberBefore.test(lowerAt(tokens, from));
  return { end: number, street: isOdd ? 1 : prefix.strength };
}

/** `County Road 45`, `State Route 66`: roads that have numbers for names. */
function skipRoadNumber(tokens: readonly Token[], at: number): number {
  const isRoad = /^(?:road|rd|route|highway|hwy)$/u.test(lowerAt(tokens, at));
  const isNumbered =
    isRoad && isOnLine(tokens, at + 1) && /^\d{1,4}$/u.test(textAt(tokens, at + 1));
  return isNumbered ? at + 2 : at + 1;
}

/** `12 oak street` all in small letters; the caller wants more to believe it. */
function parseSmallNumbered(tokens: readonly Token[], from: number): number {
  for (let at = from; at < from + 4; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || token.capital || token.lineBreaks > 0) break;
    if (at > from && smallStreetLast.has(token.lower)) return at + 1;
  }
  return from;
}

/** How much a street word here says; `U.` is Hungarian only when it is small. */
function wordStrength(tokens: readonly Token[], at: number): StreetStrength {
  const { text, lower } = tokens[at]!;
  return text === "U" ? 0 : (streetLast.get(lower) ?? 0);
}

/** The last street word of the name ends it; without one the whole name and a number behind. */
function endOfNumbered(tokens: readonly Token[], from: number, nameEnd: number): Street {
  for (let at = nameEnd - 1; at > from; at--) {
    const strength = wordStrength(tokens, at);
    if (strength === 0) continue;
    if (noStreetNames.has(tokens[at - 1]!.lower)) break;
    let end = skipRoadNumber(tokens, at);
    if (directions.has(tokens[end]?.lower ?? "") && tokens[end]!.capital) end++;
    return { end, street: strength };
  }
  const end = isOnLine(tokens, nameEnd) ? parseNumber(tokens, nameEnd) : nameEnd;
  // a German street has its number behind: `12 Poettering` is none
  const street = streetEnding(tokens[nameEnd - 1]!.lower);
  const isDouble = end > nameEnd;
  return { end, street: street === 1 && !isDouble ? 0 : street, isDouble };
}

/** `Rua Augusta, 1500`, `C/ Mayor 5`, `via Roma 12`. */
function parsePrefixed(tokens: readonly Token[], from: number): Head | undefined {
  const prefix = parseStreetPrefix(tokens, from);
  if (prefix === undefined) return undefined;
  const { end: at, strength } = prefix;
  const grid = parseGrid(tokens, at);
  if (grid !== undefined) return grid;
  const nameEnd = parseName(tokens, at);
  if (nameEnd === at) return parseSmallPrefixed(tokens, at);
  const head = withNumber(tokens, nameEnd, strength);
  // the initial of `John R. Smith` is a street only with its number
  return head.hasNumber || tokens[from]!.text.length > 1 ? head : undefined;
}

/** Colombian `Carrera 7 # 45-67`, `Calle 12B No. 34-56`. */
function parseGrid(tokens: readonly Token[], from: number): Head | undefined {
  let at = from;
  if (/^(?:calle|carrera)$/u.test(lowerAt(tokens, at))) at++;
  if (!/^\d{1,3}\p{L}{0,2}$/u.test(textAt(tokens, at))) return undefined;
  while (at < from + 4 && /^(?:bis|sur|este|norte|oeste|[a-z])$/u.test(lowerAt(tokens, at + 1)))
    at++;
  if (!/^(?:#|no|nº|n°|n)$/u.test(lowerAt(tokens, at + 1))) return undefined;
  let end = parseNumber(tokens, at + 1);
  if (end === at + 1) return undefined;
  if (/^(?:sur|este|norte|oeste)$/u.test(lowerAt(tokens, end))) end++;
  return { end, street: 2, hasNumber: true, hasDoor: false, isYear: false };
}

/** `rua das flores, 123` all in small letters; the caller wants more to believe it. */
function parseSmallPrefixed(tokens: readonly Token[], from: number): Head | undefined {
  let at = from;
  while (at < from + 6 && tokens[at]?.kind === "word" && tokens[at]!.lineBreaks === 0) {
    if (numberWords.has(tokens[at]!.lower)) break;
    at++;
  }
  if (at === from) return undefined;
  const head = withNumber(tokens, at, 1);
  return head.hasNumber ? head : undefined;
}

/** `Hauptstraße 5`, `Berliner Straße 12`, `Estação de Souza, 8`. */
function parseNamed(tokens: readonly Token[], from: number): Head | undefined {
  if (!tokens[from]!.capital) return parseSmallStreet(tokens, from);
  const end = parseName(tokens, from);
  if (end === from || hidesStart(tokens, from, end)) return undefined;
  const isGerman = isGermanName(tokens, from, end);
  const strength = isGerman ? 1 : lastStrength(tokens, from, end);
  const head = withNumber(tokens, end, strength);
  if (strength === 0) {
    const isNone = isNameAlone(tokens, end, head) || parsePostcode(tokens, from) !== undefined;
    // a ship has no number: its post office says where it is
    return isNone ? undefined : { ...head, hasDoor: isArmyAddress(tokens, end) };
  }
  if (!mayBegin(tokens, from, end)) return undefined;
  return head.hasNumber || strength === 2 ? head : undefined;
}

/** `Am Markt`, `Unter den Linden`; not `Im Januar`. */
function isGermanName(tokens: readonly Token[], from: number, end: number): boolean {
  if (end === from + 1 || !germanFirst.has(lowerAt(tokens, from))) return false;
  return !countedThings.has(lowerAt(tokens, from + 1));
}

/** `hauptstraße 5`; the caller wants more to believe it. */
function parseSmallStreet(tokens: readonly Token[], from: number): Head | undefined {
  if (streetEnding(lowerAt(tokens, from)) < 2) return undefined;
  const head = withNumber(tokens, skipStop(tokens, from + 1), 1);
  return head.hasNumber ? head : undefined;
}

/** A name that is no street and has no number of its own begins no address, ships excepted. */
function isNameAlone(tokens: readonly Token[], end: number, head: Head): boolean {
  if (isNumberOfNext(tokens, head.end)) return !isArmyAddress(tokens, end);
  return !head.hasNumber && !isArmyAddress(tokens, end);
}

/** Whether an address begins only after the first words of the name. */
function hidesStart(tokens: readonly Token[], from: number, end: number): boolean {
  if (addressLabels.has(lowerAt(tokens, from))) return true;
  for (let at = from + 1; at < end; at++) {
    if (parseStreetPrefix(tokens, at)?.strength === 2 || prepositions.has(textAt(tokens, at)))
      return true;
  }
  return false;
}

/** `Deliver to Maria 12 Oak Street`: the number belongs to what follows it. */
function isNumberOfNext(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  if (next === undefined || next.lineBreaks > 0 || !next.capital) return false;
  return parseUnit(tokens, at) === at && parsePostcode(tokens, at) === undefined;
}

function lastStrength(tokens: readonly Token[], from: number, end: number): StreetStrength {
  let last = end - 1;
  if (isMark(tokens[last], ".")) last--;
  const word = tokens[last]!;
  const ending = streetEnding(word.lower);
  if (ending > 0 && word.capital) return ending;
  return last > from ? (streetLast.get(word.lower) ?? 0) : 0;
}

/** Words before a street's own name are its own only where nothing else can have put them there. */
function mayBegin(tokens: readonly Token[], from: number, end: number): boolean {
  const length = end - from;
  if (length === 1 || (length === 2 && isMark(tokens[end - 1], "."))) return true;
  if (germanFirst.has(tokens[from]!.lower)) return true;
  if (afterwords.has(tokens[from]!.lower) || length > 6) return false;
  const previous = tokens[from - 1];
  if (previous === undefined || tokens[from]!.lineBreaks > 0) return true;
  if (previous.kind !== "word" || !previous.capital) return true;
  return afterwords.has(previous.lower) || addressLabels.has(previous.lower);
}

function isArmyAddress(tokens: readonly Token[], end: number): boolean {
  const at = isMark(tokens[end], ",") ? end + 1 : end;
  return /^(?:APO|FPO|DPO)$/u.test(tokens[at]?.text ?? "");
}

function withNumber(tokens: readonly Token[], nameEnd: number, street: StreetStrength): Head {
  let at = nameEnd;
  while (at < nameEnd + 3 && isMark(tokens[at], ",-–")) at++;
  const isHere = tokens[at]?.lineBreaks === 0 && !isPostcodeOfTown(tokens, at, at > nameEnd);
  let end = isHere ? parseNumber(tokens, at) : at;
  const hasNumber = end > at;
  if (hasNumber && street > 0) end = parseDoor(tokens, end);
  return { end: hasNumber ? end : nameEnd, street, hasNumber, hasDoor: false, isYear: false };
}

/** Mexican `Privada Limón 150 593`: a number inside, where nothing else can follow. */
function parseDoor(tokens: readonly Token[], from: number): number {
  const token = tokens[from];
  if (token?.kind !== "number" || !isOnLine(tokens, from)) return from;
  return isLast(tokens, from) && /^\d{1,4}$/u.test(token.text) ? from + 1 : from;
}

/** `rue de Pires, 13006 Marseille`: a number before a name can be the postcode. */
function isPostcodeOfTown(tokens: readonly Token[], at: number, hasComma: boolean): boolean {
  const { text, kind } = tokens[at]!;
  if (kind !== "number" || !(hasComma ? /^\d{4,6}$/u : /^\d{5}$/u).test(text)) return false;
  const town = tokens[at + 1];
  return (
    town?.kind === "word" &&
    town.capital &&
    town.lineBreaks === 0 &&
    parseUnit(tokens, at + 1) === at + 1
  );
}
