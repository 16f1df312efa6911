import { smallStreet } from "./street-words.ts";

/** A stretch of text that an address may stand in. */
export type Region = { from: number; to: number };

// How far before and after a number the rest of an address may reach.
const reachBack = 110;
const reachOn = 190;

// Never cut into a word longer than this; nothing that long is part of an address.
const wordMax = 60;

/**
 * The stretches around numbers that can belong to an address, joined where they touch, cut at white
 * space. Most numbers (amounts, times, ids) are told by the characters beside them.
 */
export function addressRegions(text: string): Region[] {
  const regions: Region[] = [];
  const digits = /\d+|s\/n/giu;
  let last: Region | undefined;
  for (let match = digits.exec(text); match !== null; match = digits.exec(text)) {
    const end = digits.lastIndex;
    if (!isCandidate(text, match.index, end)) continue;
    const from = Math.max(0, match.index - reachBack);
    const to = Math.min(text.length, end + reachOn);
    if (last !== undefined && from <= last.to) last.to = to;
    else {
      last = { from, to };
      regions.push(last);
    }
  }
  return regions.map(({ from, to }) => ({ from: afterWord(text, from), to: afterWord(text, to) }));
}

function afterWord(text: string, from: number): number {
  if (from === 0) return 0;
  let at = from;
  while (at < text.length && at < from + wordMax && !/\s/u.test(text[at]!)) at++;
  return at;
}

const numberBefore = /[\p{L}\p{N}_@.$€£=+%&/\\:*~-]$/u;
const numberAfter = /^(?:\p{L}{3}|[_@%€$£]|[.:,]\d)/u;

/** Whether a number may be a house number or postcode, by what stands beside it. */
function isCandidate(text: string, start: number, end: number): boolean {
  if (end - start > 8) return false;
  if (start > 0 && numberBefore.test(text[start - 1]!)) return false;
  if (numberAfter.test(text.slice(end, end + 3))) return false;
  const before = text.slice(Math.max(0, start - 40), start);
  const after = text.slice(end, end + 40);
  if (capitalBefore.test(before) || capitalAfter.test(after)) return true;
  return smallStreet.test(before) || smallStreet.test(after);
}

// A capitalised word directly before, or with a small word, sign or comma between; the same after.
const capitalBefore = /\p{Lu}[\p{L}\p{M}'’.-]{0,30}[\s,]{0,4}(?:[\p{L}º°.#]{1,7}[\s,]{0,3})?$/u;
const capitalAfter = /^[\p{L}\d/-]{0,12}[\s,.]{0,6}(?:[\p{Ll}'’.-]{1,12}\s){0,2}\p{Lu}/u;
