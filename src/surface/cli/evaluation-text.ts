import type { Judgement } from "../engine/learn.ts";
import { formatCount, formatTable } from "./table.ts";

const confusionsMost = 10;
const curveWidth = 30;

/** Figures as tables that a person can read. */
export function evaluationLines(evaluation: Judgement): string[] {
  const { n, accuracy, interval, macro_f1, macro_f1_interval, micro_f1, ece } =
    evaluation as Judgement & { macro_f1_interval?: Judgement["interval"] }; // of one label a text only
  const exact = micro_f1 === undefined ? "" : " (exactly the right tags)";
  const spread = macro_f1_interval === undefined ? "" : `  ${range(macro_f1_interval)}`;
  const lines = [
    `rows        ${formatCount(n)}`,
    `accuracy    ${percent(accuracy)}  ${range(interval)}${exact}`,
    `macro F1    ${percent(macro_f1)}${spread}`,
    ...(micro_f1 === undefined ? [] : [`micro F1    ${percent(micro_f1)}`]),
    `calibration ${percent(ece)} off on average (ECE)`,
    "",
    classTable(evaluation),
  ];
  const { confusions = [], per_language: languages = [] } = evaluation;
  if (confusions.length > 0) lines.push("", "Most often confused", confusionTable(confusions));
  if (languages.length > 0) lines.push("", languageTable(languages));
  lines.push("", "How sure it was, and how often right", ...curveLines(evaluation));
  return lines;
}

/** What to know before the figures are believed. */
export function evaluationWarnings({
  unseen_in_train: unseen,
  missing_in_test: missing,
}: Judgement): string[] {
  const warnings: string[] = [];
  if (unseen.length > 0)
    warnings.push(`${namesOf(unseen)} not in what was trained on: all such rows count as wrong`);
  if (missing.length > 0)
    warnings.push(
      `${namesOf(missing)} not in the test: nothing is known of how well they are found`,
    );
  return warnings;
}

function namesOf(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).join(", ");
  const more = labels.length > 5 ? ` and ${labels.length - 5} more` : "";
  return `${labels.length === 1 ? "label" : "labels"} ${shown}${more} ${labels.length === 1 ? "is" : "are"}`;
}

function classTable({ per_class: classes }: Judgement): string {
  const rows = classes.map(({ label, precision, recall, f1, support }) => [
    label,
    points(precision),
    points(recall),
    points(f1),
    formatCount(support),
  ]);
  return formatTable(["label", "precision %", "recall %", "F1 %", "rows"], rows);
}

function confusionTable(confusions: NonNullable<Judgement["confusions"]>): string {
  const rows = confusions
    .slice(0, confusionsMost)
    .map(({ label, answer, count }) => [label, answer, formatCount(count)]);
  return formatTable(["is", "was taken for", "rows"], rows);
}

function languageTable(languages: NonNullable<Judgement["per_language"]>): string {
  const rows = languages.map(({ language, n, accuracy, interval, macro_f1, ece }) => [
    language === "" ? "not said" : language,
    formatCount(n),
    points(accuracy),
    range(interval),
    points(macro_f1),
    points(ece),
  ]);
  return formatTable(["language", "rows", "accuracy %", "95 %", "macro F1 %", "ECE %"], rows);
}

/** The reliability curve: a bar as long as the share of right answers, a mark at the confidence. */
function curveLines({ reliability }: Judgement): string[] {
  return reliability.flatMap(({ low, high, count, confidence, accuracy }) => {
    if (confidence === undefined || accuracy === undefined) return [];
    const bar: string[] = Array.from({ length: curveWidth + 1 }, (_, i) =>
      i < accuracy * curveWidth ? "█" : "·",
    );
    bar[Math.round(confidence * curveWidth)] = "|";
    const shown = `sure ${percent(confidence).padStart(6)}  right ${percent(accuracy).padStart(6)}`;
    return [
      `${low.toFixed(1)}-${high.toFixed(1)}  ${bar.join("")}  ${shown}  ${formatCount(count)}`,
    ];
  });
}

function percent(share: number): string {
  return `${points(share)}%`;
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}

function range({ low, high }: { low: number; high: number }): string {
  return `(${percent(low)} to ${percent(high)})`;
}
