import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { hasAddressCue } from "./address-cues.ts";
import { addressRegions, type Region } from "./address-regions.ts";
import { parseAddress, type ParsedAddress } from "./parse-address.ts";
import { tokenise, type Token } from "./place-tokens.ts";

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

function findIn(text: string, region: Region, spans: Span[]): void {
  const tokens = tokenise(text, region.from, region.to);
  for (let at = 0; at < tokens.length;) {
    const address = mayStart(tokens, at) ? parseAddress(tokens, at, text) : undefined;
    const start = tokens[at]!.start;
    if (address !== undefined && isAddress(address, text, start)) {
      const end = tokens[address.end - 1]!.end;
      spans.push({ start, end, type: "ADDRESS", rule: "address-grammar", score: 0.9 });
      at = address.end;
    } else at++;
  }
}

function mayStart(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]!;
  if (token.kind !== "word" && token.kind !== "number") return false;
  const previous = tokens[at - 1];
  return token.spaced || previous === undefined || "([\"'“„«>:;,-".includes(previous.text);
}

/** Weighs what was read: a street with its number is enough, anything less needs company. */
function isAddress(address: ParsedAddress, text: string, start: number): boolean {
  const { street, hasNumber, postcode } = address;
  const company = countCompany(address);
  if (!hasNumber && postcode === 0) return street === 2 && hasAddressCue(text, start);
  const isSure = street > 0 ? street + Number(hasNumber) + company >= 3 : isPlace(address, company);
  const isYear = address.isYear && company === 0;
  if (isSure && !isYear) return true;
  return (street > 0 || company >= 2) && hasAddressCue(text, start);
}

function countCompany({ hasDoor, hasRegion, hasTown, postcode }: ParsedAddress): number {
  return Number(hasDoor) + Number(hasRegion) + Number(hasTown) + postcode;
}

/** Whether what names no street is an address all the same, by its postcode. */
function isPlace({ hasNumber, postcode }: ParsedAddress, company: number): boolean {
  return postcode === 3 ? hasNumber : company >= 4;
}
