import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { hasAddressCue } from "./address-cues.ts";
import { addressRegions, type Region } from "./address-regions.ts";
import { addressLabels, afterwords, unitWords } from "./address-words.ts";
import { smallStreetFirst, streetEnding, streetFirst } from "./street-words.ts";
import { parseAddress, type ParsedAddress } from "./parse-address.ts";
import { smallUnits } from "./address-head.ts";
import { isMark, isOnLine, tokenise, type Token } from "./place-tokens.ts";

/**
 * Postal addresses, from street or box to postcode, town and country, in the forms of Portuguese,
 * Spanish, German, French, Italian, Dutch and English speaking countries. An address without any
 * digit is found only as `s/n`. Linear; a text without digits costs next to nothing.
 */
export function findAddresses(text: string, _hints: DetectHints): Span[] {
  const spans: Span[] = [];
  for (const region of addressRegions(text)) findIn(text, region, spans);
  return spans;
}

function findIn(text: string, { from, to, anchors }: Region, spans: Span[]): void {
  const tokens = tokenise(text, from, to);
  let next = 0;
  let anchor = 0;
  for (let at = 0; at < tokens.length;) {
    const { start } = tokens[at]!;
    while (next < anchors.length && anchors[next]! < start) next++;
    if (next === anchors.length) break;
    while (tokens[anchor]!.end <= anchors[next]!) anchor++;
    const address = mayStart(tokens, at, anchor - at) ? parseAddress(tokens, at, text) : undefined;
    if (address !== undefined && isAddress(address, text, start)) {
      const end = tokens[address.end - 1]!.end;
      spans.push({ start, end, type: "ADDRESS", rule: "address-grammar", score: 0.9 });
      at = address.end;
    } else at = address !== undefined && isDoorAlone(address) ? address.end : at + 1;
  }
}

/** Parts of a building without a street; what begins inside them can only be less. */
function isDoorAlone({ street, hasNumber, postcode }: ParsedAddress): boolean {
  return street === 0 && !hasNumber && postcode === 0;
}

const openers = "([{|=\"'“„«>:;,-";
// Tokens from the beginning of an address to its first number.
const nameReach = 11;
const streetReach = 24;

/**
 * Whether an address may begin at a token: most are told at a glance.
 *
 * @param distance - Tokens to the next number that can belong to an address.
 */
function mayStart(tokens: readonly Token[], at: number, distance: number): boolean {
  const token = tokens[at]!;
  if (token.kind === "number") return distance <= 1;
  if (token.kind !== "word" || distance > streetReach || !isOpen(tokens, at)) return false;
  if (!token.capital) return isSmallStart(tokens, at);
  if (isStreetWord(token)) return true;
  return distance <= nameReach && !isInsideName(tokens, at);
}

/** Whether white space or an opening mark stands before. */
function isOpen(tokens: readonly Token[], at: number): boolean {
  const previous = tokens[at - 1];
  return tokens[at]!.spaced || previous === undefined || openers.includes(previous.text);
}

/** A capitalised word before is part of the same name, unless it is a label. */
function isInsideName(tokens: readonly Token[], at: number): boolean {
  const previous = tokens[at - 1];
  return previous?.capital === true && isOnLine(tokens, at) && !isLabel(previous);
}

function isSmallStart(tokens: readonly Token[], at: number): boolean {
  const { lower } = tokens[at]!;
  if (lower === "c") return isMark(tokens[at + 1], "/");
  return smallStreetFirst.has(lower) || smallUnits.has(lower) || streetEnding(lower) === 2;
}

/** `Adresse Hauptstraße 5`: the word before belongs to no name. */
function isLabel({ lower }: Token): boolean {
  return addressLabels.has(lower) || afterwords.has(lower);
}

function isStreetWord({ lower }: Token): boolean {
  return streetFirst.has(lower) || unitWords.has(lower) || streetEnding(lower) > 0;
}

/** Weighs what was read: a street with its number is enough, anything less needs company. */
function isAddress(address: ParsedAddress, text: string, start: number): boolean {
  const company = countCompany(address);
  if (isSure(address, company)) return true;
  return mayBeCued(address, company) && hasAddressCue(text, start);
}

function isSure(address: ParsedAddress, company: number): boolean {
  const { street, hasNumber, postcode } = address;
  if (!hasNumber && postcode === 0) return false;
  // `2000 Northern Systems, Boston`: only a postcode tells a house number from a year
  if (address.isYear && postcode < (street > 0 ? 2 : 3)) return false;
  return street > 0 ? street + Number(hasNumber) + company >= 3 : isPlace(address, company);
}

/** Whether words before it that tell of an address would make it one. */
function mayBeCued(address: ParsedAddress, company: number): boolean {
  const { street, hasNumber, postcode } = address;
  if (street === 2) return true;
  if (address.isYear) return false;
  if (!hasNumber && postcode === 0) return address.hasDoor && address.hasRegion;
  return street > 0 || company >= 2 || address.isDouble === true;
}

function countCompany({ hasDoor, hasRegion, hasTown, postcode }: ParsedAddress): number {
  return Number(hasDoor) + Number(hasRegion) + Number(hasTown) + postcode;
}

/** Whether what names no street is an address all the same, by its postcode. */
function isPlace(address: ParsedAddress, company: number): boolean {
  const { hasNumber, hasDoor, hasRegion, isDouble, postcode } = address;
  if (postcode === 3 || company >= 4) return hasNumber || hasDoor;
  return company >= 2 && isDouble === true && hasRegion;
}
