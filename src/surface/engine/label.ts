import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { replaceFile } from "../../core/base/replace-file.ts";
import { chooseRows, uncertaintyOf } from "../../flow/learn/choose-rows.ts";
import { checkTask, type TaskCheck } from "../../flow/learn/check-task.ts";
import {
  appendCorrections,
  lastCorrections,
  listCorrected,
  readCorrections,
  type LabelStore,
} from "../../flow/learn/corrections.ts";
import { meaningfulText } from "../../flow/enrich/meaningful.ts";
import type { Progress } from "../../flow/learn/examples.ts";
import { answersOf } from "../../flow/learn/held-out.ts";
import { formatLabelFile, readLabelFile, type ReadLabels } from "../../flow/learn/label-file.ts";
import type { AnswerKind } from "../../flow/learn/labelled-rows.ts";
import { distinctTexts, textsByHash, textTables } from "../../flow/learn/lake-texts.ts";
import { NothingToLearnError } from "../../flow/learn/learn-errors.ts";
import { readRecords } from "../../flow/learn/record-file.ts";
import { labelListOf } from "../../flow/learn/task-labels.ts";
import { readChampion } from "../../flow/learn/task-model.ts";
import { detectorOptions } from "../../flow/mask/privacy.ts";
import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import { textFeatures } from "../../kernel/learn/text-features.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { createMasker } from "../../kernel/privacy/masker.ts";
import { checkModelName } from "../../storage/registry/model-names.ts";
import { openRegistry, type Registry } from "../../storage/registry/registry.ts";
import { openScope, withProject, type EngineOptions, type Scope } from "./scope.ts";

export type { TaskCheck } from "../../flow/learn/check-task.ts";

/** Longest text that is given to a person, in characters, and texts that are looked at. */
const charactersMost = 4_000;
const candidatesMost = 50_000;
/** Labelled texts that new ones should be unlike. */
const labelledMost = 2_000;
/** Texts encoded between two looks at the signal. */
const encodedAtOnce = 2_000;

export type ExportLabelsInput = {
  task: string;
  /** File to write: NDJSON where the name ends in .ndjson or .jsonl, else CSV. */
  output: string;
  /** Rows at most. */
  most: number;
  /** Replace a file that is there. */
  force?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
};

/** What was written, and out of how many texts without a label. */
export type ExportLabelsReport = { rowCount: number; textCount: number; champion: string | null };

/**
 * Writes the texts of the lake whose labels would teach a model most: those it is least sure of, unlike
 * each other and unlike those that are labelled. The same lake, model and labels give the same file.
 *
 * @throws NothingToLearnError when there is no text.
 */
export async function exportLabels(
  options: EngineOptions,
  { task, output, most, force = false, signal, onProgress }: ExportLabelsInput,
): Promise<ExportLabelsReport> {
  checkModelName(task);
  const scope = openScope(options);
  const given = lastCorrections(await readCorrections(labelsOf(scope), task));
  const known = new Set(given.map(({ text_hash }) => text_hash));
  const select = (tables: readonly string[]) =>
    distinctTexts(tables, { charactersMost, rowsMost: candidatesMost + known.size });
  const texts = (await readTexts(scope, select, signal)).filter(({ hash }) => !known.has(hash));
  if (texts.length === 0)
    throw new NothingToLearnError(
      "there is no text to label; `earshot run` lands what sources have",
    );
  const encoder = shippedEncoder();
  const embed = async (all: readonly string[]): Promise<Float32Array> => {
    const vectors = new Float32Array(all.length * encoder.dimension);
    for (let start = 0; start < all.length; start += encodedAtOnce) {
      onProgress?.("encoding", start, all.length);
      await new Promise((next) => setImmediate(next));
      signal?.throwIfAborted();
      const some = all.slice(start, start + encodedAtOnce).map(spoken);
      vectors.set(encoder.embed(some), start * encoder.dimension);
    }
    return vectors;
  };
  const vectors = await embed(texts.map(({ text }) => text));
  const labelled = await embed(given.slice(-labelledMost).map(({ text }) => text));
  const { ref = null, model } = await readChampion(registryOf(scope), task);
  const asked = model === undefined ? undefined : ask(model.classifier);
  const chosen = chooseRows(asked?.uncertainty ?? new Float64Array(texts.length).fill(1), vectors, {
    dimension: encoder.dimension,
    labelled,
    countMax: most,
  });
  const rows = chosen.map((row) => ({
    text_hash: texts[row]!.hash,
    text: texts[row]!.text,
    present_label: asked?.answers[row]?.join("; ") ?? "",
    confidence: asked === undefined ? null : Math.round(asked.confidences[row]! * 10_000) / 10_000,
  }));
  const written = formatLabelFile(rows, /\.(?:ndjson|jsonl)$/i.test(output) ? "ndjson" : "csv");
  if (force) await replaceFile(output, written);
  else await writeFile(output, written, { flag: "wx" });
  return { rowCount: rows.length, textCount: texts.length, champion: ref };

  function ask(classifier: NonNullable<typeof model>["classifier"]) {
    const spokenTexts = texts.map(({ text }) => spoken(text));
    const { embedder, kind, thresholds } = classifier.state;
    const dense = embedder === undefined ? undefined : { vectors, model: encoder.model };
    const probabilities = classifier.score(textFeatures(spokenTexts, dense));
    const { labels } = classifier;
    const width = labels.length;
    return {
      uncertainty: uncertaintyOf(probabilities, { labelCount: width, thresholds }),
      answers: answersOf(probabilities, { kind, labels, thresholds }),
      confidences: texts.map((_, row) =>
        Math.max(...probabilities.subarray(row * width, (row + 1) * width)),
      ),
    };
  }
}

function spoken(text: string) {
  return meaningfulText(maskedAlready(text)); // of a table above bronze, or written masked
}

export type ImportLabelsInput = {
  task: string;
  file: string;
  by?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** What a file brought. */
export type ImportLabelsReport = Omit<ReadLabels, "corrections" | "kind"> & {
  labelCount: number;
  /** Those that say something new. */
  newCount: number;
  path: string;
};

/**
 * Takes labels that people gave into the task's corrections, which the next training counts in. A
 * later label of the same text counts; a file may be taken in again.
 *
 * @throws LabelledFileError, UnknownLabelError with the lines; then nothing is taken in.
 */
export async function importLabels(
  options: EngineOptions,
  { task, file, by, signal }: ImportLabelsInput,
): Promise<ImportLabelsReport> {
  checkModelName(task);
  const scope = openScope(options);
  const { settings } = scope.settings;
  const { records } = await readRecords(file);
  const hashes = records.flatMap(({ values: { text_hash: hash } }) =>
    typeof hash === "string" && /^[0-9a-f]{64}$/i.test(hash.trim())
      ? hash.trim().toLowerCase()
      : [],
  );
  const select = (tables: readonly string[]) => textsByHash(tables, hashes);
  const found = hashes.length === 0 ? [] : await readTexts(scope, select, signal);
  const texts = new Map(found.map(({ hash, text }) => [hash, text]));
  const store = labelsOf(scope);
  const {
    corrections,
    kind: _kind,
    ...counts
  } = await readLabelFile(file, {
    task,
    kind: await kindOf(scope, task),
    list: labelListOf(task, settings),
    masker: createMasker(createDetector(detectorOptions(settings))),
    textOf: (hash) => texts.get(hash),
  });
  const newCount = await appendCorrections(store, task, { given: corrections, by, signal });
  const path = join(store.folder, `${task}.ndjson`);
  return { ...counts, labelCount: corrections.length, newCount, path };
}

/** One label a text or tags: as the champion, as the labels so far, or as the name says. */
async function kindOf(scope: Scope, task: string): Promise<AnswerKind> {
  const { model } = await readChampion(registryOf(scope), task);
  if (model !== undefined) return model.classifier.state.kind;
  const last = (await readCorrections(labelsOf(scope), task)).at(-1);
  return last?.kind ?? (task === "tags" ? "multi" : "single");
}

/** The labels that people gave a task. */
export type LabelStatus = {
  task: string;
  /** Texts with a label, and all corrections ever given. */
  textCount: number;
  correctionCount: number;
  /** Texts by label, the most frequent first. */
  labels: Record<string, number>;
  lastAt: string | null;
  lastBy: string | null;
};

/** How many labels people gave, of one task or all. */
export async function labelStatus(options: EngineOptions, task?: string): Promise<LabelStatus[]> {
  const store = labelsOf(openScope(options));
  const tasks = task === undefined ? await listCorrected(store) : [task];
  const statuses: LabelStatus[] = [];
  for (const each of tasks) {
    checkModelName(each);
    const all = await readCorrections(store, each);
    const last = lastCorrections(all);
    const counts = Map.groupBy(
      last.flatMap(({ labels }) => labels),
      (label) => label,
    );
    const sorted = [...counts].toSorted(([, one], [, other]) => other.length - one.length);
    statuses.push({
      task: each,
      textCount: last.length,
      correctionCount: all.length,
      labels: Object.fromEntries(sorted.map(([label, rows]) => [label, rows.length])),
      lastAt: all.at(-1)?.at ?? null,
      lastBy: all.at(-1)?.by ?? null,
    });
  }
  return statuses;
}

export type CheckModelInput = {
  task: string;
  /** Newest corrections that are looked at; default: 200. */
  window?: number | undefined;
  /** Fewer tell nothing; default: 30. */
  rowsLeast?: number | undefined;
  /** Accuracy that is wanted; default: the champion's on texts that it had not seen. */
  accuracyLeast?: number | undefined;
  by?: string | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Tells whether a model should be trained again, by how it does on the newest corrections of people;
 * the audit of the model keeps that it was looked at and what came of it.
 */
export async function checkModel(
  options: EngineOptions,
  input: CheckModelInput,
): Promise<TaskCheck> {
  const { task, window = 200, rowsLeast = 30, accuracyLeast, by, signal } = input;
  checkModelName(task);
  const scope = openScope(options);
  const registry = registryOf(scope);
  const corrections = lastCorrections(await readCorrections(labelsOf(scope), task));
  const embedder = shippedEncoder();
  const check = await checkTask({
    task,
    corrections,
    embedder,
    registry,
    window,
    rowsLeast,
    accuracyLeast,
  });
  if (check.champion === null) return check; // there is no model yet whose audit could keep it
  const { isNeeded, n, accuracy } = check;
  const metrics = {
    n,
    needs_training: Number(isNeeded),
    ...(accuracy === null ? {} : { accuracy }),
  };
  const reason = `${isNeeded ? "training is needed" : "no training needed"}: ${check.reason}`;
  await registry.noteCheck(task, { reason, metrics, by, signal });
  return check;
}

async function readTexts(
  scope: Scope,
  select: (tables: readonly string[]) => string,
  signal: AbortSignal | undefined,
): Promise<{ hash: string; text: string }[]> {
  return await withProject(scope, signal, async ({ executor }) => {
    const tables: string[] = [];
    for (const table of textTables) if (await executor.showTable(table)) tables.push(table);
    if (tables.length === 0) return [];
    await using session = await executor.session();
    const rows = await session.rows(select(tables));
    return rows.flatMap(({ text_hash: hash, text }) =>
      typeof hash === "string" && typeof text === "string" ? [{ hash, text }] : [],
    );
  });
}

/** Where people's labels stand. */
export function labelsOf({ dataFolder, clock }: Scope): LabelStore {
  return { folder: join(dataFolder, "labels"), clock };
}

function registryOf({ dataFolder, clock }: Scope): Registry {
  return openRegistry({ folder: join(dataFolder, "models"), clock });
}
