import { evaluate } from "../../src/kernel/learn/evaluate.ts";
import { evaluateTags } from "../../src/kernel/learn/evaluate-tags.ts";
import type { TextClassifier } from "../../src/kernel/learn/text-classifier.ts";
import type { Task } from "./labelled-rows.ts";
import { featuresOf, type MaskedRow } from "./masked-rows.ts";

/** How well a head does on some rows. */
export type Measure = {
  /** Where the rows come from, such as `own-sentences` or `banking77`. */
  readonly source: string;
  /** Undefined for all languages of the source. */
  readonly language: string | undefined;
  readonly n: number;
  /** Right answers; for tags, texts with exactly the right tags. */
  readonly accuracy: number;
  /** Wilson's interval of it, 95 %. */
  readonly interval: { readonly low: number; readonly high: number };
  readonly macro_f1: number;
  readonly ece: number;
  readonly classes: readonly {
    label: string;
    precision: number;
    recall: number;
    support: number;
  }[];
};

/** Holds a head against rows it was not trained on: by source, and by language within each. */
export function measureHead(head: TextClassifier, rows: readonly MaskedRow[]): Measure[] {
  const bySource = Object.groupBy(rows, ({ source }) => source);
  return Object.keys(bySource)
    .toSorted()
    .flatMap((source) => {
      const ofSource = bySource[source] ?? [];
      const byLanguage = Object.groupBy(ofSource, ({ language }) => language);
      const languages = Object.keys(byLanguage).toSorted();
      const whole = measureRows(head, { source, language: undefined }, ofSource);
      if (languages.length < 2) return [whole];
      const parts = languages.map((language) =>
        measureRows(head, { source, language }, byLanguage[language] ?? []),
      );
      return [whole, ...parts];
    });
}

function measureRows(
  head: TextClassifier,
  of: Pick<Measure, "source" | "language">,
  rows: readonly MaskedRow[],
): Measure {
  const predictions = { labels: head.labels, probabilities: head.score(featuresOf(rows)) };
  const labelsOf = rows.map(({ labels }) => labels);
  const evaluation =
    head.state.kind === "multi"
      ? evaluateTags(predictions, head.state.thresholds, labelsOf)
      : evaluate(
          predictions,
          labelsOf.map(([label]) => label!), // one each, where a text has one label
        );
  const { n, accuracy, interval, macro_f1, ece, classes } = evaluation;
  return { ...of, n, accuracy, interval, macro_f1, ece, classes };
}

/** The public set that each task's version names beside our own sentences. */
const publicSource: Readonly<Record<Task, string>> = {
  category: "banking77",
  subcategory: "banking77",
  sentiment: "xlmt-sentiment",
  tags: "banking77",
};

/** The few measures that a version carries, named by their rows; the model card has them all. */
export function metricsOf(task: Task, measures: readonly Measure[]): Record<string, number> {
  const sources = ["own-sentences", publicSource[task]];
  const entries = measures
    .filter(({ source, language }) => language === undefined && sources.includes(source))
    .flatMap(({ source, n, accuracy, macro_f1, ece }) =>
      Object.entries({ accuracy, macro_f1, ece, n }).map(
        ([name, value]) => [`${source.replace("-", "_")}_${name}`, rounded(value)] as const,
      ),
    );
  return Object.fromEntries(entries);
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
