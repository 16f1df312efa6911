import { classAt, unitClass } from "./place-units.ts";
import { smallStreetSearch } from "./small-streets.ts";

const { gap, letter, capital } = unitClass;

/** A stretch of text that an address may stand in. */
export type Region = {
  from: number;
  to: number;
  /** Where the numbers stand that can belong to an address, in order. */
  anchors: number[];
};

// How far before and after a number the rest of an address may reach.
const reachBack = 110;
const reachOn = 190;

// How far a street word in small letters may stand from its number.
const reachSmall = 40;

// Never cut into a word longer than this; nothing that long is part of an address.
const wordMax = 60;

// What no other sign makes an amount, a time or an id: a number, or `s/n` for none.
const noNumber = String.raw`(?<=[\s,])[sS]/[nN]`;
const number = String.raw`(?<![\w@.$+%&/\\:*~-])(?:(?<!\.\d{3},|\+\d{1,3} (?=\d\d \d{4})|\((?=\d\d\)))\d{1,2}|(?<!\d{4} \d{4} )\d{3,5}|(?<!#)\d{8})(?!\d)`;
// amounts, times, dates, cards and phones
const noAmount = String.raw`(?![_@%$]|[.:,]\d|[A-Za-z]{3}| %|-\d+-\d|/\d{1,2}/\d{4}| \d{4} \d{4})`;
const numbers = new RegExp(number + noAmount, "g");
// `s/n` is rare and costs more to look for
const numbersAndNone = new RegExp(`(?:${number}|${noNumber})${noAmount}`, "g");

/**
 * The stretches around numbers that can belong to an address, joined where they touch, cut at white
 * space. Most numbers (amounts, times, ids) are told by the characters beside them. Linear.
 */
export function addressRegions(text: string): Region[] {
  const regions: Region[] = [];
  const pattern = /\/[nN]/.test(text) ? numbersAndNone : numbers;
  pattern.lastIndex = 0;
  const hasStreet = smallStreetSearch(text);
  let last: Region | undefined;
  while (pattern.test(text)) {
    const end = pattern.lastIndex;
    const start = startOfNumber(text, end);
    if (!isHouseOrPostcode(text, start, end)) continue;
    if (!hasCompany(text, start, end) && !hasStreet(start - reachSmall, end + reachSmall)) continue;
    const from = Math.max(0, start - reachBack);
    const to = Math.min(text.length, end + reachOn);
    if (last !== undefined && from <= last.to) {
      last.to = to;
      last.anchors.push(start);
    } else {
      last = { from, to, anchors: [start] };
      regions.push(last);
    }
  }
  for (const region of regions) {
    region.from = afterWord(text, region.from);
    region.to = afterWord(text, region.to);
  }
  return regions;
}

function startOfNumber(text: string, end: number): number {
  if (!isDigitAt(text, end - 1)) return end - 3;
  let at = end - 1;
  while (isDigitAt(text, at - 1)) at--;
  return at;
}

function isDigitAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 48 && unit <= 57;
}

/** Whether a capitalised word stands near. */
function hasCompany(text: string, start: number, end: number): boolean {
  return hasCapitalBefore(text, start) || hasCapitalAfter(text, end);
}

function afterWord(text: string, from: number): number {
  if (from === 0) return 0;
  let at = from;
  while (at < text.length && at < from + wordMax && classAt(text, at) !== gap) at++;
  return at;
}

const numberBefore = /[\p{L}\p{N}€£]/u;
const numberAfter = /^(?:\p{L}{3}|[€£])/u;

/** Whether a number may be of a house or a postcode, by its length and what touches it. */
function isHouseOrPostcode(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 5 && length !== 8) return false;
  if (isForeign(text, start - 1) && numberBefore.test(text[start - 1]!)) return false;
  return classAt(text, end) === gap || !numberAfter.test(text.slice(end, end + 3));
}

/** What is not of ASCII, which was looked at before. */
function isForeign(text: string, at: number): boolean {
  return text.charCodeAt(at) > 127;
}

const comma = 44;
const stop = 46;

function isPause(text: string, at: number): boolean {
  return text.charCodeAt(at) === comma || classAt(text, at) === gap;
}

function isBreak(text: string, at: number): boolean {
  return text.charCodeAt(at) === stop || isPause(text, at);
}

/** Whether the word before is capitalised, or the one before a short one such as `nº`. */
function hasCapitalBefore(text: string, from: number): boolean {
  let at = from;
  for (let word = 0; word < 2; word++) {
    for (let step = 0; step < 4 && isPause(text, at - 1); step++) at--;
    const end = at;
    while (at > end - 32 && at > 0 && !isPause(text, at - 1)) at--;
    if (classAt(text, at) === capital) return true;
    if (end - at > 7 || end === at) return false;
  }
  return false;
}

/** Whether a capitalised word stands behind, with at most two short ones between. */
function hasCapitalAfter(text: string, from: number): boolean {
  let at = from;
  while (at < from + 12 && at < text.length && !isBreak(text, at)) at++;
  for (let word = 0; word < 3; word++) {
    const start = skipBreaks(text, at);
    if (classAt(text, start) === capital) return true;
    at = skipSmall(text, start);
    // `l'Abbé`
    if (classAt(text, at + 1) === capital && /['’]/u.test(text[at]!)) return true;
    if (at === start) return false;
  }
  return false;
}

function skipBreaks(text: string, from: number): number {
  let at = from;
  while (at < from + 6 && isBreak(text, at)) at++;
  return at;
}

function skipSmall(text: string, from: number): number {
  let at = from;
  while (at < from + 12 && classAt(text, at) === letter) at++;
  return at;
}
