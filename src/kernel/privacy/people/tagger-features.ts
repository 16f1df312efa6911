import { foldedHashOf } from "./fold.ts";
import { list } from "./lexicon.ts";
import { hasCapital, isPlainName, joinsName } from "./names.ts";
import { gap, shape } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** Slots of the weight table: a power of two. */
export const slotBits = 19;

/** The most features a word has. */
export const featuresMax = 40;

const runWordsMax = 48;
const names = list.first | list.last;
const others = list.common | list.calendar | list.place | list.brand | list.honorific;
const nothing = 0;
const edgeTemplate = 99;

/**
 * Finds the next words that could be a name: those with a capital, those in lower case that are on
 * a list of names and no other, and what joins them.
 *
 * @returns First word and the word after the last; undefined when there are no more.
 */
export function nextRun(tokens: Tokens, start: number): { from: number; to: number } | undefined {
  for (let from = start; from < tokens.count; from++) {
    if (!isCandidate(tokens, from)) continue;
    let to = from + 1;
    while (to < tokens.count && to - from < runWordsMax) {
      const next = goesOn(tokens, to);
      if (next === to) break;
      to = next;
    }
    if (to - from > 1 || !isWordOnly(tokens.lists[from]!)) return { from, to };
  }
  return undefined;
}

function isCandidate(tokens: Tokens, index: number): boolean {
  if (hasCapital(tokens, index)) return true;
  return tokens.shapes[index] === shape.lower && isPlainName(tokens.lists[index]!);
}

/** The word up to which a run goes on at `index`, over particles: "Ana | da | Silva". */
function goesOn(tokens: Tokens, index: number): number {
  for (let i = index; i < tokens.count && i < index + 3 && joinsName(tokens, i); i++) {
    if (isCandidate(tokens, i)) return i + 1;
    const isAfterLower = tokens.shapes[i - 1] === shape.lower && i === index;
    if (isAfterLower && tokens.shapes[i] === shape.lower && tokens.lists[i] === 0) return i + 1;
    if ((tokens.lists[i]! & list.particle) === 0) return index;
  }
  return index;
}

function isWordOnly(lists: number): boolean {
  return (lists & names) === 0 && (lists & others) !== 0;
}

/**
 * Writes the slots of the features of one word of a run: its shape, lists, beginning and end, its
 * neighbours inside and outside the run, and how many capitals stand around it.
 *
 * @returns How many slots were written.
 */
export function featuresOf(
  tokens: Tokens,
  run: { from: number; to: number },
  index: number,
  slots: Int32Array,
): number {
  let count = 0;
  const add = (template: number, value: number): void => {
    slots[count++] = slotOf(template, value);
  };
  const lists = tokens.lists[index]!;
  const form = tokens.shapes[index]!;
  const word = tokens.hashes[index]!;
  const own = lists | (form << 10);
  const before = classAt(tokens, index - 1);
  const after = classAt(tokens, index + 1);
  const left = gapBefore(tokens, index);
  const right = gapBefore(tokens, index + 1);
  const previous = wordAt(tokens, index - 1);
  const next = wordAt(tokens, index + 1);
  const outerLeft = wordAt(tokens, run.from - 1);
  const outerRight = wordAt(tokens, run.to);
  const place = Math.min(index - run.from, 3) | (Math.min(run.to - index, 3) << 2);
  const runGaps = gapBefore(tokens, run.from) | (gapBefore(tokens, run.to) << 8);
  const crowd = capitalsAround(tokens, index);

  add(1, own);
  add(2, mix(own, left | (right << 8)));
  add(3, mix(own, before));
  add(4, mix(own, after));
  add(5, mix(mix(own, before), after));
  add(6, mix(own, crowd));
  add(7, mix(own, mix(place, runGaps)));
  add(8, mix(lists, previous));
  add(9, mix(lists, next));
  add(10, mix(previous, left));
  add(11, mix(next, right));
  add(12, mix(previous, wordAt(tokens, index - 2)));
  add(13, mix(next, wordAt(tokens, index + 2)));
  add(14, mix(outerLeft, gapBefore(tokens, run.from)));
  add(15, mix(outerRight, gapBefore(tokens, run.to)));
  add(16, mix(mix(outerLeft, wordAt(tokens, run.from - 2)), place & 3));
  add(17, mix(mix(outerRight, wordAt(tokens, run.to + 1)), place >> 2));
  add(18, mix(mix(outerLeft, lists), place));
  add(19, mix(mix(outerRight, lists), place));
  add(20, mix(place, runGaps));
  add(21, mix(classAt(tokens, run.from - 1), own));
  add(22, mix(classAt(tokens, run.to), own));
  add(23, mix(wordAt(tokens, run.from - 1), wordAt(tokens, run.to)));
  if ((lists & names) === nothing || (lists & others) !== nothing) add(24, word);
  addSpelling(tokens, index, own, add);
  return count;
}

type Add = (template: number, value: number) => void;

/** Beginning and end of the word, and its length. */
function addSpelling(tokens: Tokens, index: number, own: number, add: Add): void {
  const start = tokens.starts[index]!;
  const end = tokens.ends[index]!;
  const width = end - start;
  const form = tokens.shapes[index]!;
  add(30, mix(own, Math.min(width, 12)));
  if (width < 3) return;
  add(31, mix(foldedHashOf(tokens.text, end - 2, end), form));
  add(32, mix(foldedHashOf(tokens.text, end - 3, end), form));
  add(33, mix(foldedHashOf(tokens.text, start, start + 3), form));
  if (width < 5) return;
  add(34, mix(foldedHashOf(tokens.text, end - 4, end), form));
  add(35, mix(foldedHashOf(tokens.text, end - 5, end), form));
  add(36, mix(foldedHashOf(tokens.text, start, start + 4), form));
}

/** The slot of a step from one label to the next, by what stands between the two words. */
export function edgeSlot(tokens: Tokens, index: number, labels: number): number {
  return slotOf(edgeTemplate, gapBefore(tokens, index) | (labels << 8));
}

function slotOf(template: number, value: number): number {
  return mix(Math.imul(template, -1_640_531_535), value) >>> (32 - slotBits);
}

function mix(left: number, right: number): number {
  const mixed = Math.imul(left ^ (left >>> 15) ^ Math.imul(right, -2_048_144_789), -1_028_477_387);
  return mixed ^ (mixed >>> 13);
}

/** Hash of the word, of its kind where it is no word; marks for the ends of the text. */
function wordAt(tokens: Tokens, index: number): number {
  if (index < 0) return 1;
  if (index >= tokens.count) return 2;
  return tokens.shapes[index] === shape.opaque ? 3 : tokens.hashes[index]!;
}

function classAt(tokens: Tokens, index: number): number {
  if (index < 0) return 1 << 16;
  if (index >= tokens.count) return 1 << 17;
  return tokens.lists[index]! | (tokens.shapes[index]! << 10);
}

function gapBefore(tokens: Tokens, index: number): number {
  return index === 0 ? gap.newline : tokens.gaps[index]!;
}

/** How many of the eight words around begin with a capital. */
function capitalsAround(tokens: Tokens, index: number): number {
  let count = 0;
  const last = Math.min(tokens.count - 1, index + 4);
  for (let i = Math.max(0, index - 4); i <= last; i++) if (hasCapital(tokens, i)) count++;
  return count | (last - Math.max(0, index - 4) < 4 ? 16 : 0);
}
