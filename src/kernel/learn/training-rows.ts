import type { MaskedText } from "../../core/base/masked-text.ts";
import { TrainingRowsError } from "./classifier-errors.ts";

/** A text with its one label. */
export type LabelledText = { text: MaskedText; label: string };

/** A text with all its tags, none included. */
export type TaggedText = { text: MaskedText; tags: readonly string[] };

/** What rows say, by number. */
export type Answers = {
  kind: "single" | "multi";
  /** The labels that stand in the rows, in order of the alphabet. */
  labels: readonly string[];
  /** Index of the label of each row, or a 0 or 1 for each row and tag. */
  answers: Uint32Array;
  /** 1, or the number of tags. */
  answersPerRow: number;
  /** What the rows are parted evenly by. */
  strata: readonly string[];
};

const rowCountMin = 10;
const shownRowsMax = 5;

/** Reads labels or tags; see `trainTextClassifier` for what is refused. */
export function readAnswers(
  rows: readonly LabelledText[] | readonly TaggedText[],
  allowed?: readonly string[],
): Answers {
  if (rows.length < rowCountMin) {
    throw new TrainingRowsError(
      `there are ${rows.length}`,
      `give at least ${rowCountMin}, better 50 for each label`,
    );
  }
  const first = rows[0]!;
  const kind = "label" in first ? "single" : "multi";
  const labelsOf = rows.map((row) => ("label" in row ? [row.label] : [...new Set(row.tags)]));
  refuse(labelsOf, (label) => label.trim() === "", [
    "an empty label",
    "fill it in or take the row out",
  ]);
  if (allowed !== undefined) {
    const known = new Set(allowed);
    refuse(labelsOf, (label) => !known.has(label), [
      "a label that is not in the list",
      `use one of the ${known.size} labels of the list, or add it there`,
    ]);
  }
  const labels = [...new Set(labelsOf.flat())].toSorted();
  const labelCountMin = kind === "single" ? 2 : 1;
  if (labels.length < labelCountMin) {
    const what = labels.length === 0 ? "no row has a tag" : "all rows have the same label";
    throw new TrainingRowsError(what, "give rows of other labels too, so that there is a choice");
  }
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const answersPerRow = kind === "single" ? 1 : labels.length;
  const answers = new Uint32Array(rows.length * answersPerRow);
  labelsOf.forEach((ofRow, row) => {
    for (const label of ofRow) {
      if (kind === "single") answers[row] = indexOf.get(label)!;
      else answers[row * labels.length + indexOf.get(label)!] = 1;
    }
  });
  const strata = labelsOf.map((ofRow) => ofRow.toSorted().join("\n"));
  return { kind, labels, answers, answersPerRow, strata };
}

function refuse(
  labelsOf: readonly (readonly string[])[],
  isWrong: (label: string) => boolean,
  [what, remedy]: [what: string, remedy: string],
): void {
  const wrong = labelsOf.flatMap((labels, row) => (labels.some(isWrong) ? [row + 1] : []));
  if (wrong.length === 0) return;
  const shown = wrong.slice(0, shownRowsMax).join(", ");
  const more = wrong.length > shownRowsMax ? ` and ${wrong.length - shownRowsMax} more` : "";
  throw new TrainingRowsError(`${what} in row ${shown}${more}`, remedy);
}
