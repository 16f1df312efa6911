import type { LabelStatus, TaskCheck } from "../engine/label.ts";
import { formatCount, formatTable } from "./table.ts";

/** Whether a model should be trained again, as JSON. */
export function checkJson(check: TaskCheck): object {
  const { task, isNeeded, reason, champion, n, accuracy, interval, wanted } = check;
  return { task, is_needed: isNeeded, reason, champion, n, accuracy, interval, wanted };
}

/** Whether a model should be trained again, in a sentence. */
export function checkText({ task, isNeeded, reason }: TaskCheck): string {
  return `${task}: ${isNeeded ? "training is needed" : "no training needed"}; ${reason}.`;
}

/** How many labels people gave, as JSON. */
export function statusJson(statuses: readonly LabelStatus[]): object {
  return {
    tasks: statuses.map(({ task, textCount, correctionCount, labels, lastAt, lastBy }) => {
      const last = { last_at: lastAt, last_by: lastBy };
      return { task, texts: textCount, corrections: correctionCount, labels, ...last };
    }),
  };
}

/** How many labels people gave, as a table. */
export function statusTable(statuses: readonly LabelStatus[]): string {
  const rows = statuses.map(({ task, textCount, correctionCount, labels, lastAt, lastBy }) => [
    task,
    formatCount(textCount),
    formatCount(correctionCount),
    labelsText(labels),
    lastAt === null ? "" : `${lastAt.slice(0, 19).replace("T", " ")}Z`,
    lastBy ?? "",
  ]);
  return formatTable(["task", "texts", "labels given", "labels", "last", "by"], rows);
}

const labelsShown = 6;

function labelsText(labels: Readonly<Record<string, number>>): string {
  const all = Object.entries(labels);
  const shown = all.slice(0, labelsShown).map(([label, count]) => `${label} ${formatCount(count)}`);
  return [...shown, ...(all.length > labelsShown ? [`${all.length - labelsShown} more`] : [])].join(
    ", ",
  );
}
