import type { Predictions } from "../../kernel/learn/calibration.ts";
import { evaluate, type Evaluation } from "../../kernel/learn/evaluate.ts";
import { evaluateTags, type TagEvaluation } from "../../kernel/learn/evaluate-tags.ts";
import type { Example, Examples } from "./examples.ts";

/** What was predicted, and from which probability on a tag counts. */
export type JudgedPredictions = Predictions & { thresholds: readonly number[] };

/** How good answers are; the names are those of `--json`. */
export type Judgement = Omit<Evaluation | TagEvaluation, "classes"> & {
  per_class: Evaluation["classes"];
  /** F1 of all tags together; tags only. */
  micro_f1?: number;
  /** Rows by true label and answer, largest first; one label a text only. */
  confusions?: Confusion[];
  /** Where rows say their language. */
  per_language?: LanguageJudgement[];
};

/** Rows of one label that were answered as another. */
export type Confusion = { label: string; answer: string; count: number };

/** The figures of one language. */
export type LanguageJudgement = Pick<
  Evaluation,
  "n" | "accuracy" | "interval" | "macro_f1" | "ece"
> & { language: string };

/** Holds predictions against the labels of examples. */
export function judge(predictions: JudgedPredictions, examples: Examples): Judgement {
  const { kind, rows } = examples;
  const languages = [...new Set(rows.map(({ language }) => language))];
  const isTold = languages.some((language) => language !== undefined);
  const perLanguage = isTold ? { per_language: judgeLanguages(predictions, examples) } : {};
  if (kind === "multi") {
    const { classes, ...rest } = evaluateRows(predictions, rows);
    return { ...rest, per_class: classes, ...perLanguage };
  }
  const { classes, confusion, ...rest } = evaluate(predictions, firstLabels(rows));
  const confusions = confusion.flatMap((counts, truth) =>
    counts.flatMap((count, answer) =>
      truth === answer || count === 0
        ? []
        : [{ label: classes[truth]!.label, answer: classes[answer]!.label, count }],
    ),
  );
  confusions.sort((one, other) => other.count - one.count);
  return { ...rest, per_class: classes, confusions, ...perLanguage };
}

function judgeLanguages(predictions: JudgedPredictions, examples: Examples): LanguageJudgement[] {
  const { labels, probabilities } = predictions;
  const byLanguage = Map.groupBy(examples.rows.keys(), (row) => examples.rows[row]!.language ?? "");
  return [...byLanguage]
    .toSorted(
      ([one, these], [other, those]) => those.length - these.length || (one < other ? -1 : 1),
    )
    .map(([language, rows]) => {
      const chosen = new Float32Array(rows.length * labels.length);
      rows.forEach((row, i) => {
        const from = row * labels.length;
        chosen.set(probabilities.subarray(from, from + labels.length), i * labels.length);
      });
      const of = rows.map((row) => examples.rows[row]!);
      const some = { ...predictions, probabilities: chosen };
      const { n, accuracy, interval, macro_f1, ece } =
        examples.kind === "multi" ? evaluateRows(some, of) : evaluate(some, firstLabels(of));
      return { language, n, accuracy, interval, macro_f1, ece };
    });
}

function evaluateRows(predictions: JudgedPredictions, rows: readonly Example[]): TagEvaluation {
  const answers = rows.map(({ labels }) => labels);
  return evaluateTags(predictions, predictions.thresholds, answers);
}

function firstLabels(rows: readonly Example[]): string[] {
  return rows.map(({ labels }) => labels[0] ?? "");
}
