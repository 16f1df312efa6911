import { afterwords } from "./address-words.ts";
import { parseHead, type Head } from "./address-head.ts";
import { parseUnit } from "./building-unit.ts";
import { isLast, parseNumber } from "./house-number.ts";
import {
  parseCountry,
  parseName,
  parseKnownTown,
  parseSmallTown,
  parseStateName,
  parseTown,
  isBracketed,
} from "./place-names.ts";
import { isMark, isOnLine, lowerAt, textAt, type Token } from "./place-tokens.ts";
import { parsePostcode, type Postcode } from "./postcodes.ts";
import { skipStop } from "./short-forms.ts";
import { stateCodes } from "./region-words.ts";

/** What was read of an address, and what speaks for it. */
export type ParsedAddress = Head & {
  /** 3 for a form that is a postcode's alone, 2 for digits beside a town. */
  postcode: 0 | 2 | 3;
  /** A state or country is named. */
  hasRegion: boolean;
  /** Something that can be a town ends it. */
  hasTown: boolean;
};

const yearLike = /^(?:19|20)\d\d$/u;
const partsMax = 9;
const weakPartsMax = 3;

/** Where the reader stands behind the head. */
type Tail = {
  tokens: readonly Token[];
  /** Next token to read. */
  at: number;
  /** Names read since the last certain part: districts or a town, if a postcode follows. */
  weakCount: number;
  /** The names before may be a town: end of the last. */
  weakEnd: number;
  address: ParsedAddress;
  /** Postcode and town are read; only a state and a country may follow. */
  isClosed: boolean;
};

type Separator = { at: number; comma: boolean; link: boolean; breaks: number };

/** Reads an address that begins at a token; undefined when none does. Looks a bounded way on. */
export function parseAddress(
  tokens: readonly Token[],
  from: number,
  text: string,
): ParsedAddress | undefined {
  const head = parseHead(tokens, from, text);
  if (head === undefined) return undefined;
  const address: ParsedAddress = { ...head, postcode: 0, hasRegion: false, hasTown: false };
  const tail: Tail = { tokens, at: head.end, weakCount: 0, weakEnd: 0, address, isClosed: false };
  for (let part = 0; part < partsMax && readPart(tail); part++);
  keepTown(tail, text);
  return address;
}

function readPart(tail: Tail): boolean {
  const separator = readSeparator(tail.tokens, tail.at);
  if (tail.tokens[separator.at] === undefined || separator.breaks > 2) return false;
  if (readCountry(tail, separator)) return true;
  if (readState(tail, separator)) return true;
  if (tail.isClosed) return false;
  return (
    readPostcode(tail, separator) ||
    readUnit(tail, separator) ||
    readNumber(tail, separator) ||
    readWeak(tail, separator)
  );
}

function readSeparator(tokens: readonly Token[], from: number): Separator {
  const separator: Separator = { at: from, comma: false, link: false, breaks: 0 };
  for (let count = 0; count < 4; count++, separator.at++) {
    const { at } = separator;
    separator.breaks += tokens[at]?.lineBreaks ?? 0;
    if (isMark(tokens[at], ",")) separator.comma = true;
    else if (isMark(tokens[at], "-–—/|;>")) separator.link = true;
    else if (!isStopBetween(tokens, at)) break;
  }
  return separator;
}

/** A full stop that ends no sentence: of a short form, of a line, or before a comma. */
function isStopBetween(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  if (!isMark(tokens[at], ".") || next === undefined) return false;
  return next.lineBreaks > 0 || isMark(next, ",") || skipStop(tokens, at) > at;
}

function take(tail: Tail, end: number): true {
  tail.at = end;
  tail.address.end = end;
  tail.weakCount = 0;
  return true;
}

function readCountry(tail: Tail, separator: Separator): boolean {
  const end = parseCountry(tail.tokens, separator.at);
  const isApart = separator.at > tail.at || separator.breaks > 0 || tail.isClosed;
  if (end === separator.at || !isApart) return false;
  // a district may be named like a country: the postcode comes after it
  if (!tail.isClosed && isPostcodeBehind(tail.tokens, end)) return false;
  tail.address.hasRegion = true;
  take(tail, end);
  const postcode = tail.isClosed ? undefined : parsePostcode(tail.tokens, end);
  if (postcode !== undefined && tail.tokens[end]!.lineBreaks === 0) {
    tail.address.postcode = Math.max(tail.address.postcode, 2) as 2 | 3;
    take(tail, postcode.end);
  }
  tail.isClosed = true;
  return true;
}

function isPostcodeBehind(tokens: readonly Token[], from: number): boolean {
  const { at } = readSeparator(tokens, from);
  return at > from && parsePostcode(tokens, at) !== undefined;
}

/** `/ SP`, `- SP`, `(TO)`, `, TX`, `, Jalisco`; before a postcode it is read with it. */
function readState(tail: Tail, separator: Separator): boolean {
  const { tokens, address } = tail;
  const isAfterTown = tail.isClosed || tail.weakCount > 0;
  if (!isAfterTown || address.hasRegion) return false;
  const end = parseState(tokens, separator);
  if (end === separator.at) return false;
  address.hasRegion = true;
  return take(tail, end);
}

function parseState(tokens: readonly Token[], separator: Separator): number {
  const { at, link, comma, breaks } = separator;
  const isShort = isBracketed(tokens, at, /^\p{Lu}{2}$/u);
  if (isShort) return at + 3;
  if (isMark(tokens[at], "(")) {
    const end = parseStateName(tokens, at + 1);
    return end > at + 1 && isMark(tokens[end], ")") ? end + 1 : at;
  }
  if ((!link && !comma) || breaks > 1) return at;
  const end = stateCodes.has(textAt(tokens, at)) ? at + 1 : parseStateName(tokens, at);
  return end > at && parsePostcode(tokens, at) === undefined ? end : at;
}

function readPostcode(tail: Tail, separator: Separator): boolean {
  const { tokens, address } = tail;
  const postcode = parsePostcode(tokens, separator.at);
  if (postcode === undefined) return false;
  const hadTown = tail.weakCount > 0 || address.hasRegion;
  const townEnd = postcode.hasState ? postcode.end : readTownBehind(tail, postcode, hadTown);
  const hasTown = townEnd > postcode.end || hadTown;
  if (postcode.isPlain && !hasTown) return false;
  // `… Revisited LP 1965`: a year behind a name
  if (townEnd === postcode.end && isYear(tokens, separator)) return false;
  takePostcode(address, postcode, hasTown);
  tail.isClosed = true;
  return take(tail, townEnd);
}

function takePostcode(address: ParsedAddress, postcode: Postcode, hasTown: boolean): void {
  address.postcode = postcode.strength;
  address.hasTown ||= hasTown;
  address.hasRegion ||= postcode.hasState && postcode.strength === 3;
}

function isYear(tokens: readonly Token[], { at, comma }: Separator): boolean {
  return !comma && yearLike.test(textAt(tokens, at));
}

/** The end of the town behind a postcode; Italians and the Dutch put a comma between. */
function readTownBehind(tail: Tail, postcode: Postcode, hadTown: boolean): number {
  const { tokens } = tail;
  const from = postcode.end;
  const at = isMark(tokens[from], ",") ? from + 1 : from;
  if (!mayHaveTown(tokens, postcode, hadTown) || isAfterword(tokens, at)) return from;
  const end = parseTown(tokens, at);
  if (end === at) return from;
  return isLongTown(tokens, end) ? end + 1 : end;
}

function mayHaveTown(tokens: readonly Token[], postcode: Postcode, hadTown: boolean): boolean {
  const from = postcode.end;
  const hasComma = isMark(tokens[from], ",");
  const breaks = tokens[hasComma ? from + 1 : from]?.lineBreaks ?? 2;
  if (breaks > 1) return false;
  const isApart = hasComma || breaks > 0;
  // `2022` before a comma or a new line is a year rather than a postcode
  if (isApart && yearLike.test(textAt(tokens, from - 1))) return false;
  // where the town stood before, more of it follows only on the same line
  return !hadTown || !isApart || (postcode.isLabelled === true && breaks === 0);
}

/** `Quarto Mario lido (TA)`: the province shows that a small word belongs to the town. */
function isLongTown(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.kind === "word" && isBracketed(tokens, at + 1, /^\p{Lu}{2}$/u);
}

function readUnit(tail: Tail, separator: Separator): boolean {
  const end = parseUnit(tail.tokens, separator.at);
  if (end === separator.at) return false;
  tail.address.hasDoor = true;
  return take(tail, end);
}

function readNumber(tail: Tail, separator: Separator): boolean {
  const { lower } = tail.tokens[separator.at]!;
  if (tail.address.hasNumber ? !/^(?:s|km)$/u.test(lower) : !separator.comma) return false;
  const end = parseNumber(tail.tokens, separator.at);
  if (end === separator.at) return false;
  tail.address.hasNumber = true;
  return take(tail, end);
}

/** An article before a capital belongs to a name: `La Rioja`, `El Prado`. */
function isAfterword(tokens: readonly Token[], at: number): boolean {
  const { lower } = tokens[at]!;
  if (!afterwords.has(lower)) return false;
  return !(
    /^(?:la|le|les|o|a|os|as|el|il|los|las|das)$/u.test(lower) && tokens[at + 1]?.capital === true
  );
}

function readWeak(tail: Tail, separator: Separator): boolean {
  const { tokens } = tail;
  if (tail.weakCount >= weakPartsMax || isAfterword(tokens, separator.at)) return false;
  const end = parseDistrict(tokens, separator.at);
  if (end === separator.at) return false;
  // the first name behind a comma on the same line may be the town
  const mayBeTown = tail.weakCount === 0 || parseKnownTown(tokens, separator.at) === end;
  if (mayBeTown && separator.comma && separator.breaks === 0) tail.weakEnd = end;
  tail.weakCount++;
  tail.at = end;
  return true;
}

/** The end of a district or town here; small words at its end need a state and postcode behind. */
function parseDistrict(tokens: readonly Token[], from: number): number {
  const small = Math.max(smallDistrict(tokens, from), parseSmallTown(tokens, from));
  if (small > from) return small;
  const end = parseName(tokens, from);
  if (end === from) return from;
  // `Dublin 2`, `Paris 13`
  if (/^\d{1,2}$/u.test(textAt(tokens, end)) && isLast(tokens, end)) return end + 1;
  for (let at = end; at < end + 3 && tokens[at]?.kind === "word" && isOnLine(tokens, at); at++) {
    const isBehind =
      isMark(tokens[at + 1], ",") && parsePostcode(tokens, at + 2)?.hasState === true;
    if (isBehind) return at + 1;
  }
  return end;
}

/** `zona rural`, `centro`: districts that have no name of their own. */
function smallDistrict(tokens: readonly Token[], from: number): number {
  const word = lowerAt(tokens, from);
  if (/^(?:centro|fundos|térreo|sobrado)$/u.test(word)) return from + 1;
  return word === "zona" &&
    /^(?:rural|urbana|sul|norte|leste|oeste|sur|este)$/u.test(lowerAt(tokens, from + 1))
    ? from + 2
    : from;
}

/** An address that names no postcode may still end in its town: `12 Oak Street, Springfield.` */
function keepTown(tail: Tail, text: string): void {
  const { tokens, address, weakEnd } = tail;
  if (tail.isClosed || weakEnd <= address.end || weakEnd - address.end > 5) return;
  const next = tokens[weakEnd];
  const last = tokens[weakEnd - 1]!;
  const isEnd = next === undefined ? last.end >= text.length - 1 : next.lineBreaks > 0;
  if (!isEnd && !isMark(next, ".,;!?)") && next?.kind !== "word" && next?.kind !== "opaque") return;
  address.end = weakEnd;
  address.hasTown = true;
}
