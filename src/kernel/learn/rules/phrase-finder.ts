import { isNegated } from "./negation.ts";
import type { Words } from "./words.ts";

/** A kind of cue and the phrases that are one. */
export type CueRule = {
  /** Its name in answers, kebab-case. */
  readonly name: string;
  /**
   * Phrases in lower case without accents, parted by commas or lines: `(a|b)` is a choice and may
   * hold an empty one, `#` a number in figures or words, `~` up to two words of any kind.
   */
  readonly phrases: string;
  /** Words that take the meaning away when they stand among the two before the phrase. */
  readonly notAfter?: string;
  /** The same, among the two that follow it. */
  readonly notBefore?: string;
  /** Whether a negation before it says nothing about it, as the phrase may hold one itself. */
  readonly ignoresNegation?: true;
};

/** A phrase that was found. */
export type Cue = {
  /** Name of the rule. */
  readonly rule: string;
  /** The words that it was found by, as {@link readWords} gives them. */
  readonly words: string;
  /** A negation stands before it: `not urgent`. */
  readonly isNegated: boolean;
  /** First word and the one after the last, as positions among the words. */
  readonly start: number;
  readonly end: number;
};

type Compiled = {
  readonly name: string;
  readonly ignoresNegation: boolean;
  readonly notAfter: ReadonlySet<string>;
  readonly notBefore: ReadonlySet<string>;
};
type Branch = { readonly next: Map<string, Branch>; rules: Compiled[] };

const maxGap = 2;

/**
 * Makes a finder of all phrases of some rules: a tree by words, walked once from each word of a
 * text. Of the phrases of a rule that begin at the same word the longest is found.
 */
export function phraseFinder(rules: readonly CueRule[]): (words: Words) => Cue[] {
  const root: Branch = { next: new Map(), rules: [] };
  for (const rule of rules) addRule(root, rule);
  return (words) => {
    const cues: Cue[] = [];
    for (let start = 0; start < words.words.length; start++) {
      if (!mayBegin(root, words.words[start]!)) continue;
      const ends = new Map<Compiled, number>();
      walk(root, { words, start, at: start, ends });
      for (const [rule, end] of ends) {
        const cue = cueOf(rule, words, [start, end]);
        if (cue !== undefined) cues.push(cue);
      }
    }
    return cues;
  };
}

function addRule(root: Branch, rule: CueRule): void {
  const compiled: Compiled = {
    name: rule.name,
    ignoresNegation: rule.ignoresNegation ?? false,
    notAfter: wordSet(rule.notAfter),
    notBefore: wordSet(rule.notBefore),
  };
  for (const phrase of rule.phrases.split(/[,\n]/).flatMap(choices)) {
    let branch = root;
    for (const word of phrase.split(/\s+/).filter((part) => part !== "")) {
      const next = branch.next.get(word) ?? { next: new Map<string, Branch>(), rules: [] };
      branch.next.set(word, next);
      branch = next;
    }
    if (branch !== root && !branch.rules.includes(compiled)) branch.rules.push(compiled);
  }
}

function wordSet(words = ""): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ""));
}

/** All phrases that a phrase with choices stands for. */
function choices(phrase: string): string[] {
  const found = /\(([^()]*)\)/.exec(phrase);
  if (found === null) return [phrase];
  const after = phrase.slice(found.index + found[0].length);
  return found[1]!
    .split("|")
    .flatMap((choice) => choices(phrase.slice(0, found.index) + choice + after));
}

type Step = {
  readonly words: Words;
  readonly start: number;
  readonly at: number;
  readonly ends: Map<Compiled, number>;
};

/** Follows the words from `at` on, within the sentence of the first. */
function walk(branch: Branch, step: Step): void {
  const { words, at, ends } = step;
  for (const rule of branch.rules) ends.set(rule, Math.max(at, ends.get(rule) ?? 0));
  const word = words.words[at];
  if (word === undefined) return;
  if (words.sentences[at] !== words.sentences[step.start]) return;
  const next = branch.next.get(word);
  if (next !== undefined) walk(next, { ...step, at: at + 1 });
  const number = branch.next.get("#");
  if (number !== undefined && isNumber(word)) walk(number, { ...step, at: at + 1 });
  const gap = branch.next.get("~");
  if (gap !== undefined) walkPast(gap, step);
}

/** Leaves out up to two words, of the same sentence. */
function walkPast(gap: Branch, step: Step): void {
  const { sentences } = step.words;
  for (let skipped = 0; skipped <= maxGap; skipped++) {
    const at = step.at + skipped;
    if (sentences[at] !== sentences[step.at]) return;
    walk(gap, { ...step, at });
  }
}

const numberWords = new Set(
  `two three four five six seven eight nine ten several many dois duas tres quatro cinco seis sete
   oito nove dez varias dos cuatro siete ocho nueve diez zwei drei vier funf sechs sieben acht neun
   zehn mehrere deux trois quatre cinq sept huit neuf dix plusieurs due tre quattro cinque sei otto
   dieci diverse mil cem hundert cent cento`.split(/\s+/),
);

/** Whether any phrase begins with a word; most words begin none, and cost no more than this. */
function mayBegin({ next }: Branch, word: string): boolean {
  return next.has(word) || next.has("~") || (next.has("#") && isNumber(word));
}

function isNumber(word: string): boolean {
  return /^\d+(?:x|st|nd|rd|th|a|o|e|te)?$/.test(word) || numberWords.has(word);
}

function cueOf(
  rule: Compiled,
  words: Words,
  [start, end]: readonly [start: number, end: number],
): Cue | undefined {
  const before = words.words.slice(Math.max(0, start - 2), start);
  const after = words.words.slice(end, end + 2);
  if (before.some((word) => rule.notAfter.has(word))) return undefined;
  if (after.some((word) => rule.notBefore.has(word))) return undefined;
  return {
    rule: rule.name,
    words: words.words.slice(start, end).join(" "),
    isNegated: !rule.ignoresNegation && isNegated(words, start),
    start,
    end,
  };
}
