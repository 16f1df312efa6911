import {
  findTemperCues,
  frustrationLevel,
  negativeThreshold,
  praiseThreshold,
  temperModel,
} from "../../kernel/learn/rules/frustration.ts";
import { urgencyModel, urgencyOf } from "../../kernel/learn/rules/urgency.ts";
import { forEachLabel, type EncodedTexts } from "./label-answers.ts";
import { doubtOneWords, oneWordModel } from "./one-word.ts";
import { rounded, sourceName, type AnswerColumns } from "./text-columns.ts";
import type { TextHeads } from "./text-heads.ts";

/** Versions of the rules, for stages that depend on what they find. */
export const ruleVersions = {
  urgency: urgencyModel.version,
  frustration: temperModel.version,
  one_word: oneWordModel.version,
};

const urgencySource = sourceName(urgencyModel);
const temperSource = sourceName(temperModel);

/** Chance of NEGATIVE of each text; undefined where there is no sentiment. */
export type Negatives = Float32Array | undefined;

/**
 * Answers what rules answer: urgency, frustration, signs of leaving, asking for someone above. A
 * model of the user's own for urgency or frustration is believed more; the words found stay. Comes
 * after the sentiment, which frustration is made of.
 */
export function answerRules(
  columns: AnswerColumns,
  { features, rows }: EncodedTexts,
  { texts, heads, negatives }: { texts: readonly string[]; heads: TextHeads; negatives: Negatives },
): void {
  doubtOneWords(columns, rows, texts);
  rows.forEach((row, index) => {
    const said = { text: texts[index]!, negative: negatives?.[index] };
    answerUrgency(columns, row, said);
    answerTemper(columns, row, said);
  });
  const { urgency, frustration } = heads;
  if (urgency !== undefined) {
    forEachLabel(urgency, { features, rows }, (row, label, confidence) => {
      columns.urgency[row] = label;
      columns.urgency_confidence[row] = confidence;
      columns.urgency_source[row] = urgency.source;
    });
  }
  if (frustration !== undefined) {
    forEachLabel(frustration, { features, rows }, (row, label, confidence) => {
      columns.frustration_level[row] = label;
      columns.frustration_confidence[row] = confidence;
      columns.frustration_source[row] = frustration.source;
    });
  }
}

type Said = { text: string; negative: number | undefined };

/** The chance of POSITIVE, of which the score is what is more than NEGATIVE's. */
function positiveOf(columns: AnswerColumns, row: number, negative: number): number {
  return (columns.sentiment_score[row] ?? 0) + negative;
}

function answerUrgency(columns: AnswerColumns, row: number, { text, negative }: Said): void {
  const isPraise = negative !== undefined && positiveOf(columns, row, negative) >= praiseThreshold;
  const { label, confidence, cue = null } = urgencyOf(text, { isPraise });
  columns.urgency[row] = label;
  columns.urgency_confidence[row] = rounded(confidence);
  columns.urgency_source[row] = urgencySource;
  columns.urgency_cue[row] = cue;
}

function answerTemper(columns: AnswerColumns, row: number, { text, negative }: Said): void {
  const cues = findTemperCues(text);
  columns.anger_cue[row] = cues.anger[0] ?? null;
  columns.has_churn_signal[row] = cues.churn.length > 0;
  columns.churn_cue[row] = cues.churn[0] ?? null;
  columns.asks_for_manager[row] = cues.manager.length > 0;
  // Without a sentiment, nothing found is no sign of calm.
  if (negative === undefined && cues.anger.length === 0) return;
  const mood =
    negative === undefined ? undefined : { positive: positiveOf(columns, row, negative), negative };
  columns.frustration_level[row] = frustrationLevel(mood, cues);
  columns.frustration_source[row] = temperSource;
  if (negative === undefined) return;
  const confidence = negative >= negativeThreshold ? negative : 1 - negative;
  columns.frustration_confidence[row] = rounded(confidence);
}
