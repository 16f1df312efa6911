import { list } from "./lexicon.ts";
import { edgeSlot, featuresMax, featuresOf, nextRun } from "./tagger-features.ts";
import { hasCapital, joinsName } from "./names.ts";
import { gap, type Tokens } from "./tokens.ts";

/** Weights of a linear chain of two labels, by slot: see {@link featuresOf}. */
export type Weights = { values: Int8Array | Float64Array; scale: number };

/** A run of words that are a name: `from` to `to` (not included). */
export type TaggedName = { from: number; to: number; probability: number };

const names = list.first | list.last;
const slots = new Int32Array(featuresMax);

/**
 * The names a linear-chain CRF of two labels (Lafferty, McCallum and Pereira 2001) sees in a text:
 * runs of words whose probability of being part of a name is above `threshold`.
 */
export function tagNames(tokens: Tokens, weights: Weights, threshold: number): TaggedName[] {
  const found: TaggedName[] = [];
  for (let run = nextRun(tokens, 0); run !== undefined; run = nextRun(tokens, run.to)) {
    if (!hasCandidate(tokens, run)) continue;
    const likely = marginals(nodeScores(tokens, run, weights), edgeScores(tokens, run, weights));
    for (let i = 0; i < likely.length; i++) {
      if (likely[i]! < threshold) continue;
      const start = i;
      while (i < likely.length && likely[i]! >= threshold) i++;
      const name = trimmed(tokens, run.from + start, run.from + i);
      if (name.from === name.to) continue;
      const inside = likely.subarray(name.from - run.from, Math.min(i, name.to - run.from));
      const probability = Math.min(...inside);
      found.push({ ...name, probability });
    }
  }
  return found;
}

/**
 * Lets go of words at the ends that are no names: "Yesterday Ann Lee", "Ann Lee Called", and of a
 * verb on no list in front of a first name: "Contactem Ana Reis". A particle at the end takes the
 * word after it along: "Jan de | Witte".
 */
function trimmed(tokens: Tokens, from: number, to: number): { from: number; to: number } {
  let [first, end] = [from, to];
  while (first < end && isNoName(tokens.lists[first]!)) first++;
  while (end > first && isNoName(tokens.lists[end - 1]!)) end--;
  if (end - first > 2 && isUnlisted(tokens, first) && isFirstName(tokens, first + 1)) first++;
  return { from: first, to: end > first ? closed(tokens, end) : end };
}

/** The end of a name that may stop at a particle. */
function closed(tokens: Tokens, end: number): number {
  const lists = tokens.lists[end - 1]!;
  if ((lists & names) !== 0 || (lists & list.particle) === 0) return end;
  const goesOn = end < tokens.count && joinsName(tokens, end) && hasCapital(tokens, end);
  return goesOn ? end + 1 : end - 1;
}

function isNoName(lists: number): boolean {
  return (lists & list.common) !== 0 && (lists & (names | list.particle)) === 0;
}

/** Begins a sentence and is on no list of names. */
function isUnlisted(tokens: Tokens, index: number): boolean {
  const begins = index === 0 || (tokens.gaps[index]! & ~gap.space) !== 0;
  return begins && (tokens.lists[index]! & names) === 0;
}

function isFirstName(tokens: Tokens, index: number): boolean {
  return (tokens.lists[index]! & list.first) !== 0 && tokens.gaps[index] === gap.space;
}

const others = list.common | list.honorific | list.calendar | list.place | list.brand;

/** Headlines and texts all in capitals are mostly words that nobody is called. */
function hasCandidate(tokens: Tokens, { from, to }: Run): boolean {
  for (let i = from; i < to; i++) {
    const lists = tokens.lists[i]!;
    if ((lists & names) !== 0 || (lists & others) === 0) return true;
  }
  return false;
}

type Run = { from: number; to: number };

/** For each word how much speaks for a name. */
export function nodeScores(tokens: Tokens, run: Run, weights: Weights): Float64Array {
  const scores = new Float64Array(run.to - run.from);
  for (let i = run.from; i < run.to; i++) {
    const count = featuresOf(tokens, run, i, slots);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += weights.values[slots[k]!]!;
    scores[i - run.from] = sum * weights.scale;
  }
  return scores;
}

/** For each step between two words the scores of the label pairs 00, 01, 10, 11 (1 is a name). */
export function edgeScores(tokens: Tokens, run: Run, weights: Weights): Float64Array {
  const scores = new Float64Array(Math.max(0, run.to - run.from - 1) * 4);
  for (let i = run.from + 1; i < run.to; i++) {
    for (let labels = 0; labels < 4; labels++) {
      const at = (i - run.from - 1) * 4 + labels;
      scores[at] = weights.values[edgeSlot(tokens, i, labels)]! * weights.scale;
    }
  }
  return scores;
}

/** The probability of each word to be part of a name: forward and backward, in ratios. */
function marginals(nodes: Float64Array, edges: Float64Array): Float64Array {
  const { length } = nodes;
  const forward = new Float64Array(length); // log odds of a name at i, given all before
  forward[0] = nodes[0]!;
  for (let i = 1; i < length; i++) {
    const at = (i - 1) * 4;
    const odds = forward[i - 1]!;
    const toName = logSum(edges[at + 1]!, odds + edges[at + 3]!);
    const toOther = logSum(edges[at]!, odds + edges[at + 2]!);
    forward[i] = nodes[i]! + toName - toOther;
  }
  const result = new Float64Array(length);
  let backward = 0; // log odds of all after, given a name at i against none
  for (let i = length - 1; i >= 0; i--) {
    result[i] = 1 / (1 + Math.exp(-(forward[i]! + backward)));
    if (i === 0) break;
    const at = (i - 1) * 4;
    const odds = nodes[i]! + backward;
    backward =
      logSum(edges[at + 2]!, odds + edges[at + 3]!) - logSum(edges[at]!, odds + edges[at + 1]!);
  }
  return result;
}

function logSum(left: number, right: number): number {
  const high = Math.max(left, right);
  return high + Math.log1p(Math.exp(Math.min(left, right) - high));
}
