import type { EvaluateReport, TrainReport } from "../engine/learn.ts";
import { evaluationLines, evaluationWarnings } from "./evaluation-text.ts";
import { formatCount } from "./table.ts";

/** What came of training, as JSON. */
export function trainJson(report: TrainReport): object {
  const { version, evaluation, comparison, isNew, isChampion, championBefore, reason } = report;
  return {
    name: version.name,
    version: version.ref,
    is_new: isNew,
    is_champion: isChampion,
    champion_before: championBefore,
    reason,
    data_hash: version.data_hash,
    row_count: version.row_count,
    labels: version.labels,
    corrections: report.correctionCount,
    ...leftOutJson(report),
    disagreeing_texts: report.disagreeingCount,
    comparison,
    evaluation: evaluation ?? null,
  };
}

/** What came of training, a line each. */
export function trainLines(report: TrainReport): string[] {
  const { version, evaluation, isNew, isChampion, reason } = report;
  const { name, ref } = version;
  const figures = evaluation === undefined ? [] : [...evaluationLines(evaluation), ""];
  const made = isNew
    ? `${name} ${ref} was trained on ${formatCount(version.row_count)} rows.`
    : `${name} ${ref} was trained on these very rows already: no new version.`;
  const standing = isChampion
    ? `${name} ${ref} is the champion: ${reason}.`
    : `${name} ${ref} is not the champion: ${reason}.`;
  return [...figures, made, standing];
}

/** What to know of the rows. */
export function trainNotes(report: TrainReport): string[] {
  const { disagreeingCount, evaluation } = report;
  const few = evaluation?.per_class.filter(({ support }) => support > 0 && support < 5) ?? [];
  return [
    ...leftOutNotes(report),
    ...(disagreeingCount === 0
      ? []
      : [`warning: ${textsOf(disagreeingCount)} with different labels in several rows; all count`]),
    ...(few.length === 0
      ? []
      : [`warning: fewer than 5 rows of ${few.map(({ label }) => label).join(", ")}: give more`]),
  ];
}

/** Figures as JSON: those of the evaluation at the top. */
export function evaluateJson(report: EvaluateReport): object {
  const { task, version, evaluation, trainCount, trainedCount } = report;
  return {
    task,
    version: version ?? null,
    ...evaluation,
    train_rows: trainCount ?? null,
    trained_on: trainedCount,
    ...leftOutJson(report),
  };
}

/** What to know before the figures are believed. */
export function evaluateNotes(report: EvaluateReport): string[] {
  const { evaluation, trainedCount } = report;
  return [
    ...leftOutNotes(report),
    ...evaluationWarnings(evaluation).map((warning) => `warning: ${warning}`),
    ...(trainedCount === 0
      ? []
      : [
          `warning: ${rowsOf(trainedCount)} of the test ${trainedCount === 1 ? "was" : "were"} trained on, which flatters the figures`,
        ]),
  ];
}

type LeftOut = { emptyCount: number; longCount: number };

function leftOutJson({ emptyCount, longCount }: LeftOut): object {
  return { empty_rows: emptyCount, unmaskable_rows: longCount };
}

function leftOutNotes({ emptyCount, longCount }: LeftOut): string[] {
  return [
    ...(emptyCount === 0 ? [] : [`${rowsOf(emptyCount)} without a text left out`]),
    ...(longCount === 0 ? [] : [`${rowsOf(longCount)} left out, too long to be masked`]),
  ];
}

function rowsOf(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}

function textsOf(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "text stands" : "texts stand"}`;
}
