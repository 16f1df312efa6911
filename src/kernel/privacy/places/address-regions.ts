import { isCapitalAt, isLetterAt, isSpaceAt } from "./place-tokens.ts";
import { smallStreet } from "./street-words.ts";

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

// Never cut into a word longer than this; nothing that long is part of an address.
const wordMax = 60;

/**
 * The stretches around numbers that can belong to an address, joined where they touch, cut at white
 * space. Most numbers (amounts, times, ids) are told by the characters beside them. Linear.
 */
export function addressRegions(text: string): Region[] {
  const regions: Region[] = [];
  // `s/n`, no number, is rare and costs more to look for
  const digits = /\/[nN]/.test(text) ? /\d+|(?<=[\s,])[sS]\/[nN]/g : /\d+/g;
  let last: Region | undefined;
  let hasSmall: boolean | undefined;
  for (let match = digits.exec(text); match !== null; match = digits.exec(text)) {
    const start = match.index;
    const end = digits.lastIndex;
    if (!isHouseOrPostcode(text, start, end)) continue;
    if (!hasCapitalBefore(text, start) && !hasCapitalAfter(text, end)) {
      hasSmall ??= smallStreet.test(text);
      if (!hasSmall || !hasSmallStreet(text, start, end)) continue;
    }
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

function afterWord(text: string, from: number): number {
  if (from === 0) return 0;
  let at = from;
  while (at < text.length && at < from + wordMax && !isSpaceAt(text, at)) at++;
  return at;
}

const numberBefore = /[\p{L}\p{N}_@.$€£+%&/\\:*~-]/u;
const numberAfter = /^(?:\p{L}{3}|[_@%€$£]|[.:,]\d)/u;

/** Whether a number may be of a house or a postcode, by its length and what touches it. */
function isHouseOrPostcode(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > 5 && length !== 8) return false;
  if (start > 0 && !isSpaceAt(text, start - 1) && numberBefore.test(text[start - 1]!)) return false;
  return isSpaceAt(text, end) || !numberAfter.test(text.slice(end, end + 3));
}

function hasSmallStreet(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  return smallStreet.test(before) || smallStreet.test(text.slice(end, end + 40));
}

const isPause = (text: string, at: number): boolean => isSpaceAt(text, at) || text[at] === ",";

const isBreak = (text: string, at: number): boolean => isPause(text, at) || text[at] === ".";

type Test = (text: string, at: number) => boolean;

/** The index behind the characters that pass, at most this many of them. */
function skip(text: string, from: number, max: number, test: Test): number {
  let at = from;
  while (at < from + max && at < text.length && test(text, at)) at++;
  return at;
}

/** Whether the word before is capitalised, or the one before a short one such as `nº`. */
function hasCapitalBefore(text: string, from: number): boolean {
  let at = from;
  for (let word = 0; word < 2; word++) {
    for (let step = 0; step < 4 && isPause(text, at - 1); step++) at--;
    const end = at;
    while (at > end - 32 && at > 0 && !isPause(text, at - 1)) at--;
    if (isCapitalAt(text, at)) return true;
    if (end - at > 7 || end === at) return false;
  }
  return false;
}

/** Whether a capitalised word stands behind, with at most two short ones between. */
function hasCapitalAfter(text: string, from: number): boolean {
  let at = skip(text, from, 12, (_, index) => !isBreak(text, index));
  for (let word = 0; word < 3; word++) {
    const start = skip(text, at, 6, isBreak);
    if (isCapitalAt(text, start)) return true;
    at = skip(text, start, 12, isLetterAt);
    // `l'Abbé`
    if (isCapitalAt(text, at + 1) && /['’]/u.test(text[at]!)) return true;
    if (at === start) return false;
  }
  return false;
}
