import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { addressCueSearch, type CueSearch, mayLeadToAddress } from "./address-cues.ts";
import { addressRegions, type Region } from "./address-regions.ts";
import { startAt } from "./address-start.ts";
import { parseWordUnit } from "./building-unit.ts";
import { parseAddress, type ParsedAddress } from "./parse-address.ts";
import { mayBeRegion } from "./place-names.ts";
import { isMark, readOn, type Token, type TokenRun } from "./place-tokens.ts";

// Tokens are read this far behind the last number before anything is tried.
const lookAhead = 40;
// Parts of a building in one address.
const unitsMax = 3;

/**
 * Postal addresses, from street or box to postcode, town and country, in the forms of Portuguese,
 * Spanish, German, French, Italian, Dutch and English speaking countries. An address without any
 * digit is found only as `s/n`. Linear; a text without digits costs next to nothing.
 */
export function findAddresses(text: string, _hints: DetectHints): Span[] {
  const spans: Span[] = [];
  const hopes: Hopes = { text, code: -1, region: 0, hasCue: addressCueSearch(text) };
  for (const region of addressRegions(text)) findIn(region, hopes, spans);
  return spans;
}

function findIn({ from, to, anchors }: Region, hopes: Hopes, spans: Span[]): void {
  const { text } = hopes;
  hopes.region = 0;
  const tokens: Token[] = [];
  const run: TokenRun = { text, tokens, at: from, to };
  readOn(run, Math.min(to, anchors.at(-1)! + lookAhead));
  let next = 0;
  let anchor = 0;
  for (let at = 0; at < tokens.length;) {
    while (next < anchors.length && anchors[next]! < tokens[at]!.start) next++;
    if (next === anchors.length) break;
    while (tokens[anchor]!.end <= anchors[next]!) anchor++;
    if (!mayStart(run, hopes, at, anchor - at)) {
      at++;
      continue;
    }
    readOn(run, to);
    at = lastUnits(tokens, at);
    const address = parseAddress(tokens, at, text);
    const { start } = tokens[at]!;
    if (address !== undefined && isAddress(address, start, hopes.hasCue)) {
      const end = tokens[address.end - 1]!.end;
      spans.push({ start, end, type: "ADDRESS", rule: "address-grammar", score: 0.9 });
      at = address.end;
    } else at = address !== undefined && isDoorAlone(address) ? address.end : at + 1;
  }
}

/** Where the next thing stands that speaks for an address; nothing is looked at twice. */
type Hopes = {
  readonly text: string;
  /** What could be in a postcode: index into the text. */
  code: number;
  /** What could be a state or country: index into the tokens of this stretch. */
  region: number;
  readonly hasCue: CueSearch;
};

const code = /\d{4}|\d{3}\s+\d\d|\d\d-\d{3}|\d{3}[OlI]|[A-Za-z]\d/g;

/** Without a street word, only a postcode, a region or the words before make an address. */
function mayStart(run: TokenRun, hopes: Hopes, at: number, distance: number): boolean {
  const { tokens, to } = run;
  const kind = startAt(tokens, at, distance);
  if (kind === "none" || kind === "strong") return kind === "strong";
  const { start } = tokens[at]!;
  if (nextCode(hopes, start) < to) return true;
  if (kind === "double" && nextRegion(run, hopes, at) < tokens.length) return true;
  return mayLeadToAddress(tokens[at - 1]) && hopes.hasCue(start);
}

function nextCode(hopes: Hopes, from: number): number {
  if (hopes.code >= from) return hopes.code;
  code.lastIndex = from;
  return (hopes.code = code.exec(hopes.text)?.index ?? hopes.text.length);
}

function nextRegion(run: TokenRun, hopes: Hopes, from: number): number {
  readOn(run, run.to);
  let at = Math.max(hopes.region, from);
  while (at < run.tokens.length && !mayBeRegion(run.tokens, at)) at++;
  return (hopes.region = at);
}

/** `Apt. 3 Apt. 4 Apt. 5 Apt. 6`: only the last parts of a building can begin an address. */
function lastUnits(tokens: readonly Token[], from: number): number {
  const starts: number[] = [];
  for (let at = from, end = parseWordUnit(tokens, at); end > at; end = parseWordUnit(tokens, at)) {
    starts.push(at);
    at = isMark(tokens[end], ",") ? end + 1 : end;
  }
  return starts.at(-unitsMax) ?? from;
}

/** Parts of a building without a street; what begins inside them can only be less. */
function isDoorAlone({ street, hasNumber, postcode }: ParsedAddress): boolean {
  return street === 0 && !hasNumber && postcode === 0;
}

/** Weighs what was read: a street with its number is enough, anything less needs company. */
function isAddress(address: ParsedAddress, start: number, hasCue: CueSearch): boolean {
  const company = countCompany(address);
  if (isSure(address, company)) return true;
  return mayBeCued(address, company) && hasCue(start);
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
