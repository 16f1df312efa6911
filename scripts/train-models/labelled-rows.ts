/**
 * The labelled rows that the shipped models are trained and tried on. Run by itself it prints how
 * many there are by task, label, language and source.
 */
import { type Random, seededRandom } from "../../src/core/base/random.ts";
import { categoryOfSubcategory, noSubcategory } from "../../src/core/domain/subcategories.ts";
import { type Language, languages, roughened } from "./grammar.ts";
import { asLetter } from "./letters.ts";
import { readNoise } from "./noise.ts";
import { readOwnTexts } from "./own-texts.ts";
import { readMappedRows, readSentimentRows } from "./public-rows.ts";

/** What a shipped model tells. */
export type Task = "category" | "subcategory" | "sentiment" | "tags";

/** The tasks that have labelled rows. */
export const tasks: readonly Task[] = ["category", "subcategory", "sentiment", "tags"];

/** A text with what is to be told of it. */
export type LabelledRow = {
  readonly text: string;
  /** One label; for the task `tags`, any number of them. */
  readonly labels: readonly string[];
  readonly language: string;
  /** A public set's folder, or `own-` and how it came to be; `own-rough` is in training alone. */
  readonly source: string;
  /** What is `held-out` is never trained on. */
  readonly split: "train" | "held-out";
  /** Line of our own texts that it was made from, or a public text itself. */
  readonly origin: string;
};

/**
 * Most training rows of one label that a source gives, so that no set's style becomes a label: IT
 * tickets have lost their stop words, hwu64 is all orders to a machine. Held-out rows are all kept.
 */
const caps: Readonly<Record<string, number>> = {
  banking77: 260,
  clinc150: 260,
  hwu64: 150,
  "it-tickets": 120,
  "nlupp-tags": 100,
  "cfpb-complaints": 40,
};

/** Subjects whose texts show a sentiment by what they are about. */
const sentimentOfSubject: Readonly<Record<string, string>> = {
  POOR_SERVICE: "NEGATIVE",
  SYSTEM_DOWNTIME: "NEGATIVE",
  LONG_WAIT: "NEGATIVE",
  HOW_TO: "NEUTRAL",
  FEATURE_INQUIRY: "NEUTRAL",
  CONTRACT_INQUIRY: "NEUTRAL",
};

/**
 * Reads the rows of a task: permitted public sets by the intent map, and texts of our own. The same
 * text stands once, and a held-out text never in training; the order is shuffled by a fixed seed.
 */
export function readLabelledRows(task: Task): LabelledRow[] {
  const random = seededRandom(`labelled rows of ${task}`);
  const own = ownRows(task);
  const rows = distinct([...own, ...noiseRows(task), ...random.shuffled(publicRows(task))]);
  const sentences = rows.filter(({ source }) => source === "own-sentences");
  const rough = sentences
    .filter(({ split }) => split === "train")
    .map((row) => ({ ...row, text: roughened(row.text, random), source: "own-rough" }));
  const letters = sentences
    .filter(() => random.chance(0.5))
    .map((row) => ({
      ...row,
      text: asLetter(row.text, languageOf(row), random),
      source: "own-letters",
    }));
  const paired = task === "tags" ? pairsOf(own, random) : [];
  return random.shuffled([...capped(rows), ...rough, ...letters, ...paired]);
}

function languageOf({ language }: LabelledRow): Language {
  const known = languages.find((one) => one === language);
  if (known === undefined) throw new Error(`${language} is no language of our own texts`);
  return known;
}

/** How often each sentence may stand in a pair. */
const pairDraws = 3;

/** Two sentences of one language and one side of the split in a row, with the tags of both. */
function pairsOf(own: readonly LabelledRow[], random: Random): LabelledRow[] {
  const sentences = own.filter(({ source }) => source === "own-sentences");
  const groups = Object.values(
    Object.groupBy(sentences, ({ language, split }) => `${language} ${split}`),
  );
  const thrice = groups.flatMap((group = []) => Array.from({ length: pairDraws }, () => group));
  return thrice.flatMap((group) => {
    const [left, right] = [random.shuffled(group), random.shuffled(group)];
    return left.slice(0, group.length / 2).flatMap((row, index) => {
      const other = right[index]!; // as long as the group
      const labels = [...new Set([...row.labels, ...other.labels])];
      if (labels.length < 2) return [];
      return [{ ...row, text: `${row.text} ${other.text}`, labels, source: "own-pairs" }];
    });
  });
}

function ownRows(task: Task): LabelledRow[] {
  const subjects = readOwnTexts("subjects");
  if (task === "sentiment") {
    const told = subjects.flatMap((row) => {
      const sentiment = sentimentOfSubject[row.labels[0]!]; // a subject's file gives one label
      return sentiment === undefined ? [] : [{ ...row, labels: [sentiment] }];
    });
    return [...readOwnTexts("sentiment"), ...told];
  }
  if (task === "tags") {
    return [
      ...readOwnTexts("tags"),
      ...subjects.map((row) => ({ ...row, labels: row.labels.filter(isSubcategory) })),
    ];
  }
  return subjects.map((row) => {
    const label = row.labels[0]!; // as above
    if (!isSubcategory(label)) {
      return { ...row, labels: [task === "category" ? label : noSubcategory] };
    }
    return { ...row, labels: [task === "category" ? categoryOfSubcategory[label] : label] };
  });
}

/** What each task is taught of texts that make no sense. */
const labelsOfNoise: Readonly<Record<Task, readonly string[]>> = {
  category: ["OTHER"],
  subcategory: [noSubcategory],
  sentiment: ["NEUTRAL"],
  tags: [],
};

function noiseRows(task: Task): LabelledRow[] {
  return readNoise().map(({ text, language, split }) => ({
    text,
    language,
    split,
    origin: text,
    labels: labelsOfNoise[task],
    source: "own-noise",
  }));
}

function isSubcategory(label: string): label is keyof typeof categoryOfSubcategory {
  return Object.hasOwn(categoryOfSubcategory, label);
}

function publicRows(task: Task): LabelledRow[] {
  if (task === "sentiment") {
    return readSentimentRows().map(({ label, ...row }) => ({
      ...row,
      origin: row.text,
      labels: [label],
    }));
  }
  return readMappedRows().flatMap(({ meaning, ...given }) => {
    const row = { ...given, origin: given.text };
    if ("leftOut" in meaning) return [];
    const [category, subcategory] = meaning;
    if (task === "category") return [{ ...row, labels: [category] }];
    if (subcategory === undefined) return [];
    if (task === "subcategory") return [{ ...row, labels: [subcategory ?? noSubcategory] }];
    return [{ ...row, labels: subcategory === null ? [] : [subcategory] }];
  });
}

/** One row a text, without case, accents and marks; a text that is held out anywhere is held out. */
function distinct(rows: readonly LabelledRow[]): LabelledRow[] {
  const kept = new Map<string, LabelledRow>();
  for (const row of rows) {
    const key = folded(row.text);
    const before = kept.get(key);
    if (before === undefined || (before.split === "train" && row.split === "held-out")) {
      kept.set(key, row);
    }
  }
  return [...kept.values()];
}

function folded(text: string): string {
  const letters = text.normalize("NFD").replaceAll(/[^\p{L}\p{N} ]/gu, "");
  const plain = letters.toLowerCase().replaceAll(/\s+/g, " ").trim();
  return plain === "" ? text : plain;
}

function capped(rows: readonly LabelledRow[]): LabelledRow[] {
  const counts = new Map<string, number>();
  return rows.filter(({ split, source, labels }) => {
    const cap = caps[source];
    if (split === "held-out" || cap === undefined) return true;
    const key = `${source} ${labels.join(" ")}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= cap;
  });
}

function printCounts(): void {
  for (const task of tasks) {
    const rows = readLabelledRows(task);
    for (const column of ["label", "language", "source"] as const) {
      const counts: Record<string, { train: number; "held-out": number }> = {};
      for (const row of rows) {
        const values = column === "label" ? row.labels : [row[column]];
        for (const value of values.length === 0 ? ["(none)"] : values) {
          counts[value] ??= { train: 0, "held-out": 0 };
          counts[value][row.split]++;
        }
      }
      console.log(`\n${task} by ${column}, ${rows.length} rows`);
      console.table(counts);
    }
  }
}

if (import.meta.main) printCounts();
