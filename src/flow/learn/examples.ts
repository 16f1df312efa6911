import { setImmediate as turn } from "node:timers/promises";

import { sha256 } from "../../core/base/hash.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { TrainingRowsError } from "../../kernel/learn/classifier-errors.ts";
import type { Masker } from "../../kernel/privacy/masker.ts";
import { meaningfulText } from "../enrich/meaningful.ts";
import { LearnInputError } from "./learn-errors.ts";
import type { AnswerKind, LabelledRow, LabelledRows } from "./labelled-rows.ts";

/** A masked text with its labels. */
export type Example = {
  /** As models read it: without greeting, signature and quoted replies. */
  text: MaskedText;
  /** Known again by this: beginning of the text's SHA-256. */
  key: string;
  /** One, or any number of tags; in order of the alphabet. */
  labels: readonly string[];
  language: string | undefined;
};

/** Masked texts with their labels, in an order that follows from them alone. */
export type Examples = {
  kind: AnswerKind;
  rows: readonly Example[];
  /** SHA-256 of texts and labels, whatever their order was. */
  dataHash: string;
  /** Rows left out: without text, and too long to be masked. */
  emptyCount: number;
  longCount: number;
  /** Texts that stand there with different labels. */
  disagreeingCount: number;
};

/** How far something is. */
export type Progress = (phase: string, done: number, total: number) => void;

export type ExampleOptions = {
  masker: Masker;
  /** What people said since: it counts, and not what the files say of the same texts. */
  corrections?: LabelledRows | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
};

/** Texts that are masked between two looks at the signal. */
const turnRows = 100;
const keyLength = 16;

/** What a text is known again by. */
export function keyOf(text: MaskedText): string {
  return sha256(text).slice(0, keyLength);
}

/**
 * Masks labelled texts; nothing behind this sees what they were.
 *
 * @throws LearnInputError when some have one label and others tags.
 */
export async function maskExamples(
  files: readonly LabelledRows[],
  { masker, corrections, signal, onProgress }: ExampleOptions,
): Promise<Examples> {
  const all = corrections === undefined ? files : [corrections, ...files];
  const kind = kindOf(all);
  const rows = all.flatMap((file) => file.rows);
  const corrected = new Set<MaskedText>();
  const correctionCount = corrections?.rows.length ?? 0;
  const masked: WholeExample[] = [];
  let longCount = 0;
  for (const [index, row] of rows.entries()) {
    if (index % turnRows === 0) {
      onProgress?.("masking", index, rows.length);
      await turn();
      signal?.throwIfAborted();
    }
    const whole = masker.mask(row.text, { language: row.language }).text;
    if (index < correctionCount) corrected.add(whole);
    else if (corrected.has(whole)) continue;
    if (isUnmaskable(whole, row)) longCount += 1;
    else masked.push({ ...exampleOf(whole, row), whole });
  }
  onProgress?.("masking", rows.length, rows.length);
  const emptyCount = files.reduce((sum, file) => sum + file.emptyCount, 0);
  return { ...inOrder(kind, masked), emptyCount, longCount };
}

/** A text that is too long to be masked is one placeholder, and says nothing. */
function isUnmaskable(whole: MaskedText, { text }: LabelledRow): boolean {
  return whole === "[TEXT_1]" && text !== whole;
}

type WholeExample = Example & { whole: MaskedText };

/** Examples in an order that follows from them alone, and their hash. */
function inOrder(
  kind: AnswerKind,
  masked: readonly WholeExample[],
): Omit<Examples, "emptyCount" | "longCount"> {
  const told = masked.map(({ whole, ...row }) => ({
    row,
    hash: sha256(JSON.stringify([whole, row.labels])),
  }));
  told.sort((one, other) => (one.hash < other.hash ? -1 : Number(one.hash > other.hash)));
  return {
    kind,
    rows: told.map(({ row }) => row),
    dataHash: sha256(`${kind}\n${told.map(({ hash }) => hash).join("\n")}`),
    disagreeingCount: countDisagreeing(masked),
  };
}

function exampleOf(whole: MaskedText, { labels, language }: LabelledRow): Example {
  const text = meaningfulText(whole);
  return { text, key: keyOf(text), labels: labels.toSorted(), language };
}

/** One label a text, or tags. */
function kindOf(files: readonly LabelledRows[]): AnswerKind {
  const [first, ...others] = files;
  const other = others.find(({ kind }) => kind !== first?.kind);
  if (other !== undefined && first !== undefined) {
    throw new LearnInputError(
      `${first.path} has ${kindWords[first.kind]} and ${other.path} ${kindWords[other.kind]}; train on one kind`,
    );
  }
  return first?.kind ?? "single";
}

/** What people call the kinds. */
export const kindWords: Readonly<Record<AnswerKind, string>> = {
  single: "one label a text",
  multi: "tags",
};

function countDisagreeing(rows: readonly Example[]): number {
  const labelsOf = new Map<string, Set<string>>();
  for (const { key, labels } of rows) {
    const known = labelsOf.get(key) ?? new Set();
    labelsOf.set(key, known.add(labels.join("\n")));
  }
  return [...labelsOf.values()].filter(({ size }) => size > 1).length;
}

/** Fewer can't be parted into folds of which each leaves enough to learn from. */
const rowCountMin = 20;
/** More are no labels, but a field of ids or texts: weights of each would fill the memory. */
const labelCountMax = 1_000;

/**
 * Refuses rows that nothing can be learnt from, before they are masked.
 *
 * @throws TrainingRowsError for fewer than 20, and for labels that leave no choice or too much.
 */
export function checkTrainable(files: readonly LabelledRows[]): void {
  const rows = files.flatMap((file) => file.rows);
  if (rows.length < rowCountMin) {
    const have = rows.length === 1 ? "there is 1" : `there are ${rows.length}`;
    throw new TrainingRowsError(have, `give at least ${rowCountMin}, better 50 for each label`);
  }
  const labels = new Set(rows.flatMap((row) => row.labels));
  if (labels.size > labelCountMax) {
    throw new TrainingRowsError(
      `there are ${labels.size} different labels`,
      `name the field that holds labels; ${labelCountMax} are the most`,
    );
  }
  if (labels.size >= (kindOf(files) === "multi" ? 1 : 2)) return;
  const what = labels.size === 0 ? "no row has a tag" : "all rows have the same label";
  throw new TrainingRowsError(what, "give rows of other labels too, so that there is a choice");
}
