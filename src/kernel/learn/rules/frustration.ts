import type { ModelName } from "../embedder.ts";
import { angerRules, churnRules, escalationRules } from "./frustration-phrases.ts";
import { type Cue, phraseFinder } from "./phrase-finder.ts";
import { findRepeatedMarks, findShouting } from "./shouting.ts";
import { readWords, type Words } from "./words.ts";

/** How fed up a customer is. */
export type FrustrationLevel = "LOW" | "MEDIUM" | "HIGH";

/** What is found of a text besides its sentiment; each cue as `rule: words`. */
export type TemperCues = {
  /**
   * Signs of anger, those that tell most first: `threat`, `repeat-contact`, `insult`, `leaving` or
   * `cancel`, `capitals`, `marks`.
   */
  readonly anger: readonly string[];
  /** Signs that the customer is leaving or looks at others: `cancel`, `leaving`, `competitor`. */
  readonly churn: readonly string[];
  /** Asks for someone above: `manager`. */
  readonly manager: readonly string[];
};

/** Raise `version` with every change that may find other cues. */
export const temperModel: ModelName = { tier: "rules", name: "frustration", version: "2" };

/** From this probability of NEGATIVE on a text counts as negative; DESIGN, Choices. */
export const negativeThreshold = 0.6;

const findAnger = phraseFinder(angerRules);
const findChurn = phraseFinder(churnRules);
const findManager = phraseFinder(escalationRules);

/** Finds signs of anger, of leaving and of asking for someone above, in six languages. */
export function findTemperCues(text: string): TemperCues {
  const words = readWords(text);
  const churn = tellingCues(findChurn, words);
  const shouting = findShouting(text);
  const marks = findRepeatedMarks(text);
  return {
    anger: [
      ...inOrder(tellingCues(findAnger, words)),
      ...churn.filter((cue) => !cue.startsWith("competitor")), // a threat to leave
      ...(shouting === undefined ? [] : [`capitals: ${shouting}`]),
      ...(marks === undefined ? [] : [`marks: ${marks}`]),
    ],
    churn,
    manager: tellingCues(findManager, words),
  };
}

/** Calibrated probabilities that a text is POSITIVE and that it is NEGATIVE, 0 to 1. */
export type Mood = { readonly positive: number; readonly negative: number };

/** From this probability of POSITIVE on a text is praise: `thank you!!!`, `second time I order`. */
export const praiseThreshold = 0.6;

/** Signs that calm and happy people give too: they need some probability of NEGATIVE beside them. */
const weakRules = new Set(["marks", "capitals", "cancel"]);
const weakNegative = 0.2;

/**
 * HIGH is a probability of NEGATIVE of 0.6 or more together with a sign of anger, MEDIUM is one of
 * the two, and LOW neither. Alone, a sign of anger says nothing in praise, and how a text is typed or
 * that it cancels says nothing in a text that is hardly negative.
 *
 * @param mood - What the sentiment's model says; undefined where there is none, then signs count.
 */
export function frustrationLevel(
  mood: Mood | undefined,
  { anger }: Pick<TemperCues, "anger">,
): FrustrationLevel {
  if (mood === undefined) return anger.length > 0 ? "MEDIUM" : "LOW";
  const isNegative = mood.negative >= negativeThreshold;
  if (isNegative) return anger.length > 0 ? "HIGH" : "MEDIUM";
  if (mood.positive >= praiseThreshold) return "LOW";
  const isWeak = anger.every((cue) => weakRules.has(cue.slice(0, cue.indexOf(":"))));
  return anger.length > 0 && (!isWeak || mood.negative >= weakNegative) ? "MEDIUM" : "LOW";
}

function tellingCues(find: (words: Words) => Cue[], words: Words): string[] {
  const told = find(words).filter((cue) => !cue.isNegated);
  return [...new Set(told.map((cue) => `${cue.rule}: ${cue.words}`))];
}

/** In the order of the rules, not of the text. */
function inOrder(cues: readonly string[]): string[] {
  const names = new Set(angerRules.map(({ name }) => name));
  return [...names].flatMap((name) => cues.filter((cue) => cue.startsWith(`${name}:`)));
}
