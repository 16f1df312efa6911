import { nearestName } from "../../core/base/nearest-name.ts";
import type { Settings } from "../../core/config/settings.ts";
import { enumerations, type Enumeration } from "../../core/domain/enumeration.ts";
import { UnknownLabelError, linesText } from "./learn-errors.ts";
import type { LabelledRow } from "./labelled-rows.ts";

/** The labels of a task that has a list of them. */
export type LabelList = {
  values: readonly string[];
  /** The value that a word means: in capitals or not, with blanks or not, or another word for it. */
  valueOf: (word: string) => string | undefined;
};

const levels: Enumeration = { values: ["LOW", "MEDIUM", "HIGH"] };

/** The list of a task's labels; undefined where a task takes any. Your own tasks take any. */
export function labelListOf(task: string, settings: Settings): LabelList | undefined {
  const { tags } = settings.enrichment;
  if (task === "tags") {
    const closed = { values: tags ?? enumerations.subcategory.values };
    return listOf(closed);
  }
  if (task === "category") return listOf(enumerations.category);
  if (task === "subcategory") return undefined; // the list is open: a company has its own
  if (task === "sentiment") return listOf(enumerations.sentiment);
  if (task === "urgency") return listOf(enumerations.priority);
  return task === "frustration" ? listOf(levels) : undefined;
}

function listOf({ values, synonyms = {} }: Enumeration): LabelList {
  const known = new Set(values);
  const meant = new Map(Object.entries(synonyms));
  return {
    values,
    valueOf(word) {
      const code = word
        .trim()
        .toUpperCase()
        .replaceAll(/[\s-]+/g, "_");
      return known.has(code) ? code : meant.get(code);
    },
  };
}

/**
 * The rows with labels as the list writes them.
 *
 * @throws UnknownLabelError with the lines of labels that are not in it.
 */
export function conformLabels<R extends Pick<LabelledRow, "labels" | "line">>(
  rows: readonly R[],
  list: LabelList | undefined,
  { task, path }: { task: string; path: string },
): readonly R[] {
  if (list === undefined) return rows;
  const unknown = new Map<string, number[]>();
  const conformed = rows.map((row) => {
    const labels = row.labels.map((word) => {
      const value = list.valueOf(word);
      if (value === undefined) unknown.set(word, [...(unknown.get(word) ?? []), row.line]);
      return value ?? word;
    });
    return { ...row, labels: [...new Set(labels)] };
  });
  const [first] = unknown;
  if (first === undefined) return conformed;
  const lines = [...unknown.values()].flat().toSorted((a, b) => a - b);
  const near = nearestName(first[0].toUpperCase(), list.values);
  const hint = near === undefined ? "" : ` (line ${first[1][0] ?? 0}: ${near}?)`;
  throw new UnknownLabelError(
    `${path}, ${linesText(lines)}: the label is not in the list of ${task}${hint}; ` +
      `it knows ${list.values.join(", ")}. A task of your own, of any other name, takes any label`,
  );
}
