import type { Predictions } from "../calibration.ts";
import type { ModelName } from "../embedder.ts";
import { type Cue, phraseFinder } from "./phrase-finder.ts";
import { urgencyRules } from "./urgency-phrases.ts";
import { readWords } from "./words.ts";

/** How soon a text wants to be answered, least first. */
export const urgencyLevels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;

/** One of the {@link urgencyLevels}. */
export type Urgency = (typeof urgencyLevels)[number];

/** What the rules say of a text. */
export type UrgencyAnswer = {
  readonly label: Urgency;
  /** 0 to 1; set by hand for each kind of cue, not measured. */
  readonly confidence: number;
  /** One a level, in the order of {@link urgencyLevels}; they sum to 1. */
  readonly scores: readonly number[];
  /** Rule and words that decided, such as `stopped: cannot sell`; undefined where none was found. */
  readonly cue: string | undefined;
};

/** Raise `version` with every change that may give a text another answer. */
export const urgencyModel: ModelName = { tier: "rules", name: "urgency", version: "2" };

const findCues = phraseFinder(urgencyRules);

/** How sure a level is, by the rule that gave it. */
const confidences: Readonly<Record<string, number>> = {
  critical: 0.9,
  pressure: 0.85,
  stopped: 0.8,
  deadline: 0.75,
  soon: 0.7,
  calm: 0.85,
};
/** Rules whose negation says that there is time; `not blocked` says nothing of the kind. */
const deniable = new Set(["critical", "pressure"]);

const pastInPraise = new Set(["deadline", "stopped"]);

const confidenceOfNone = 0.5;
/** Taken off where the text says both that it is urgent and that it isn't. */
const contradiction = 0.2;

/**
 * Tells the urgency of a text by key words and phrases in six languages. Work that has stopped
 * together with pressure, or the word itself, is CRITICAL; pressure, a deadline or stopped work
 * alone is HIGH; a negated cue or a word of patience is LOW; without any cue a text is MEDIUM. In
 * praise, deadlines and stopped work are told of what is over: `solved it in ten minutes!`
 */
export function urgencyOf(text: string, { isPraise = false } = {}): UrgencyAnswer {
  const found = findCues(readWords(text));
  const patience = found.filter(({ rule }) => rule === "calm");
  const isCovered = (cue: Cue): boolean =>
    patience.some(({ start, end }) => start <= cue.start && cue.end <= end);
  const others = found.filter((cue) => cue.rule !== "calm" && !isCovered(cue));
  const isOver = ({ rule }: Cue): boolean => isPraise && pastInPraise.has(rule);
  const cues = others.filter((cue) => !cue.isNegated && !isOver(cue));
  const isDenied = ({ rule, isNegated }: Cue): boolean => isNegated && deniable.has(rule);
  const calm = patience[0] ?? others.find(isDenied);
  return answer(decide(cues, calm), calm !== undefined && cues.length > 0);
}

/** The same of many texts, in the form in which every model's probabilities come. */
export function urgencyPredictions(texts: readonly string[]): Predictions {
  const probabilities = new Float32Array(texts.length * urgencyLevels.length);
  for (const [row, text] of texts.entries()) {
    probabilities.set(urgencyOf(text).scores, row * urgencyLevels.length);
  }
  return { labels: urgencyLevels, probabilities };
}

type Decision = { readonly label: Urgency; readonly cue?: Cue | undefined };

function decide(cues: readonly Cue[], calm: Cue | undefined): Decision {
  const first = (rule: string): Cue | undefined => cues.find((cue) => cue.rule === rule);
  const [critical, pressure] = [first("critical"), first("pressure")];
  const [stopped, deadline] = [first("stopped"), first("deadline")];
  if (critical !== undefined) return { label: "CRITICAL", cue: critical };
  if (stopped !== undefined && pressure !== undefined) return { label: "CRITICAL", cue: stopped };
  const pressures = new Set(cues.flatMap(({ rule, words }) => (rule === "pressure" ? words : [])));
  if (pressures.size > 1 && deadline !== undefined) return { label: "CRITICAL", cue: deadline };
  if (pressure !== undefined) return { label: "HIGH", cue: pressure };
  if (calm !== undefined && stopped !== undefined) return { label: "MEDIUM", cue: stopped };
  const other = stopped ?? deadline;
  if (other !== undefined) return { label: "HIGH", cue: other };
  if (calm !== undefined) return { label: "LOW", cue: { ...calm, rule: "calm" } };
  return { label: "MEDIUM", cue: first("soon") };
}

function answer({ label, cue }: Decision, isContradicted: boolean): UrgencyAnswer {
  const sure = cue === undefined ? confidenceOfNone : (confidences[cue.rule] ?? confidenceOfNone);
  const confidence = isContradicted ? sure - contradiction : sure;
  return {
    label,
    confidence,
    scores: scoresAround(urgencyLevels.indexOf(label), confidence),
    cue: cue === undefined ? undefined : `${cue.rule}: ${cue.words}`,
  };
}

/** The rest of the confidence goes to the other levels, by how near they are. */
function scoresAround(best: number, confidence: number): number[] {
  const nearness = urgencyLevels.map((_, index) =>
    index === best ? 0 : 1 / (1 + Math.abs(index - best)),
  );
  const sum = nearness.reduce((total, value) => total + value, 0);
  return nearness.map((value, index) =>
    index === best ? confidence : ((1 - confidence) * value) / sum,
  );
}
