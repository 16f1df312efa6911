import {
  findTemperCues,
  frustrationLevel,
  negativeThreshold,
  temperModel,
} from "../../kernel/learn/rules/frustration.ts";
import { urgencyModel, urgencyOf } from "../../kernel/learn/rules/urgency.ts";
import { forEachLabel, type EncodedTexts } from "./label-answers.ts";
import { rounded, sourceName, type AnswerColumns } from "./text-columns.ts";
import type { TextHeads } from "./text-heads.ts";

/** Versions of the rules, for stages that depend on what they find. */
export const ruleVersions = { urgency: urgencyModel.version, frustration: temperModel.version };

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
  rows.forEach((row, index) => {
    answerUrgency(columns, row, texts[index]!);
    answerTemper(columns, row, { text: texts[index]!, negative: negatives?.[index] });
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

function answerUrgency(columns: AnswerColumns, row: number, text: string): void {
  const { label, confidence, cue = null } = urgencyOf(text);
  columns.urgency[row] = label;
  columns.urgency_confidence[row] = rounded(confidence);
  columns.urgency_source[row] = urgencySource;
  columns.urgency_cue[row] = cue;
}

function answerTemper(
  columns: AnswerColumns,
  row: number,
  { text, negative }: { text: string; negative: number | undefined },
): void {
  const cues = findTemperCues(text);
  columns.anger_cue[row] = cues.anger[0] ?? null;
  columns.has_churn_signal[row] = cues.churn.length > 0;
  columns.churn_cue[row] = cues.churn[0] ?? null;
  columns.asks_for_manager[row] = cues.manager.length > 0;
  // Without a sentiment, nothing found is no sign of calm.
  if (negative === undefined && cues.anger.length === 0) return;
  columns.frustration_level[row] = frustrationLevel(negative ?? 0, cues);
  columns.frustration_source[row] = temperSource;
  if (negative === undefined) return;
  const confidence = negative >= negativeThreshold ? negative : 1 - negative;
  columns.frustration_confidence[row] = rounded(confidence);
}
