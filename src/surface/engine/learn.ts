import { join, resolve } from "node:path";

import { settingParts } from "../../flow/enrich/setting-parts.ts";
import { openTaskModel } from "../../flow/enrich/task-models.ts";
import { sourceName } from "../../flow/enrich/text-columns.ts";
import {
  correctionRows,
  correctionsPath,
  lastCorrections,
  readCorrections,
} from "../../flow/learn/corrections.ts";
import {
  checkTrainable,
  maskExamples,
  type ExampleOptions,
  type Examples,
  type Progress,
} from "../../flow/learn/examples.ts";
import { fitClassifier, judgeClassifier, judgeOnnx } from "../../flow/learn/evaluate-task.ts";
import type { Judgement } from "../../flow/learn/judge.ts";
import {
  readLabelled,
  type FieldNames,
  type LabelledRows,
} from "../../flow/learn/labelled-rows.ts";
import { NothingToLearnError } from "../../flow/learn/learn-errors.ts";
import { readTaskModel } from "../../flow/learn/task-model.ts";
import { conformLabels, labelListOf } from "../../flow/learn/task-labels.ts";
import { trainTask, type TrainOutcome } from "../../flow/learn/train-task.ts";
import { detectorOptions } from "../../flow/mask/privacy.ts";
import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import { createMasker } from "../../kernel/privacy/masker.ts";
import { checkModelName } from "../../storage/registry/model-names.ts";
import { openRegistry } from "../../storage/registry/registry.ts";
import { labelsOf } from "./label.ts";
import { openScope, type EngineOptions, type Scope } from "./scope.ts";

export type { Judgement } from "../../flow/learn/judge.ts";
export type { Progress } from "../../flow/learn/examples.ts";

/** Parts that rows are asked in, each by a model trained on the others. */
const standardFoldCount = 5;

/** What a model is trained on. */
export type TrainInput = FieldNames & {
  /** Name of the model: one that comes with Earshot, or any of the user's own. */
  task: string;
  /**
   * CSV or NDJSON, gzipped or not; what people corrected (`earshot label import`) is trained on too,
   * and counts where a file says something else of the same text.
   */
  files: readonly string[];
  /** 2 or more; default: 5. */
  foldCount?: number | undefined;
  /** False: register it only; default: true. */
  isPromoted?: boolean | undefined;
  /** Who trains, for the audit; default: the user of the operating system. */
  by?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
};

/** What came of training, and what was left out of the rows. */
export type TrainReport = TrainOutcome &
  Omit<Examples, "rows" | "dataHash"> & {
    /** Texts that people labelled. */
    correctionCount: number;
  };

/**
 * Masks labelled texts, trains a model on them, judges it by texts that it had not seen, registers it,
 * and makes it champion if it is better than the present one with significance, or if there is none.
 *
 * @throws LabelledFileError, UnknownLabelError, TrainingRowsError when the rows can't be used,
 * NothingToLearnError when there are neither files nor corrections.
 */
export async function trainModel(options: EngineOptions, input: TrainInput): Promise<TrainReport> {
  const { task, files, foldCount = standardFoldCount, isPromoted = true } = input;
  checkModelName(task);
  const scope = openScope(options);
  const read = await readFiles(scope, files, { ...input, isListed: true });
  const corrections = await readCorrected(scope, task);
  if (read.length === 0 && corrections === undefined) {
    throw new NothingToLearnError(
      `nobody has labelled texts for ${task} yet; give a file with --data, or see \`earshot label export\``,
    );
  }
  checkTrainable(corrections === undefined ? read : [...read, corrections]);
  const examples = await maskRows(scope, read, { ...input, corrections });
  const { by, signal, onProgress } = input;
  const outcome = await trainTask({
    task,
    examples,
    foldCount,
    isPromoted,
    embedder: shippedEncoder(),
    registry: registryOf(scope),
    by,
    signal,
    onProgress,
  });
  const { rows: _rows, dataHash: _dataHash, ...counts } = examples;
  return { ...outcome, ...counts, correctionCount: corrections?.rows.length ?? 0 };
}

/** What people said of a task's texts; undefined where nobody said anything. */
async function readCorrected(scope: Scope, task: string): Promise<LabelledRows | undefined> {
  const store = labelsOf(scope);
  const last = lastCorrections(await readCorrections(store, task));
  if (last.length === 0) return undefined;
  const path = correctionsPath(store, task);
  const read = correctionRows(path, last);
  const list = labelListOf(task, scope.settings.settings);
  return { ...read, rows: conformLabels(read.rows, list, { task, path }) };
}

/** What a model is judged on. */
export type EvaluateInput = FieldNames & {
  task: string;
  /** Labelled texts to judge on. */
  test: readonly string[];
  /** Labelled texts to train on first; none: judge a version of the registry. */
  train?: readonly string[] | undefined;
  /** That version; default: the champion. */
  version?: string | undefined;
  /** Folder of a model in ONNX to judge instead. */
  model?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
};

/** Figures, and what they are of. */
export type EvaluateReport = {
  task: string;
  /** Version that was judged; undefined where one was trained for this. */
  version: string | undefined;
  evaluation: Judgement;
  /** Rows of the test whose text was trained on: the figures flatter where there are many. */
  trainedCount: number;
  /** Rows it was trained on; undefined where nobody knows. */
  trainCount: number | undefined;
  /** Rows of the test left out: without text, and too long to be masked. */
  emptyCount: number;
  longCount: number;
};

/**
 * Judges a model on labelled texts: a version of the registry, or one that is trained for this and not
 * kept.
 *
 * @throws ModelMissingError when there is no such version, LabelledFileError when a file can't be read.
 */
export async function evaluateModel(
  options: EngineOptions,
  input: EvaluateInput,
): Promise<EvaluateReport> {
  const { task, test: testFiles, train = [], version: ref = "champion" } = input;
  checkModelName(task);
  const scope = openScope(options);
  const embedder = shippedEncoder();
  if (input.model !== undefined) return await evaluateOnnx(scope, input, input.model);
  const isListed = train.length === 0;
  const testRows = await readFiles(scope, testFiles, { ...input, isListed });
  if (isListed) {
    const registry = registryOf(scope);
    const model = await readTaskModel(registry, await registry.version(task, ref));
    const test = await maskRows(scope, testRows, input);
    const evaluation = await judgeClassifier(model.classifier, test, embedder);
    const seen = new Set(model.heldOut.keys());
    const { ref: version, row_count: trainCount } = model.version;
    return { task, version, evaluation, trainCount, ...leftOut(test, seen) };
  }
  const trainRows = await readFiles(scope, train, { ...input, isListed });
  checkTrainable(trainRows);
  const learnt = await maskRows(scope, trainRows, input);
  const test = await maskRows(scope, testRows, input);
  input.onProgress?.("training", 0, 1);
  const evaluation = await judgeClassifier(await fitClassifier(learnt, embedder), test, embedder);
  const seen = new Set(learnt.rows.map(({ key }) => key));
  const trainCount = learnt.rows.length;
  return { task, version: undefined, evaluation, trainCount, ...leftOut(test, seen) };
}

/** Judges a model in ONNX; nobody here knows what it was trained on. */
async function evaluateOnnx(
  scope: Scope,
  input: EvaluateInput,
  folder: string,
): Promise<EvaluateReport> {
  const { task, signal } = input;
  const { settings } = scope.settings;
  const testRows = await readFiles(scope, input.test, { ...input, isListed: true });
  const test = await maskRows(scope, testRows, input);
  const labels = [...new Set(test.rows.flatMap((row) => row.labels))].toSorted();
  const { runtime } = settings.models;
  const runtimeFolder = runtime === undefined ? undefined : resolve(scope.settings.folder, runtime);
  const onnx = settingParts.onnx(settings);
  await using classifier = await openTaskModel(task, { folder, runtimeFolder }, onnx, labels);
  const evaluation = await judgeOnnx(classifier, test, signal);
  const version = sourceName(classifier.model);
  return { task, version, evaluation, trainCount: undefined, ...leftOut(test, new Set()) };
}

function leftOut({ rows, emptyCount, longCount }: Examples, seen: ReadonlySet<string>) {
  const trainedCount = rows.filter(({ key }) => seen.has(key)).length;
  return { trainedCount, emptyCount, longCount };
}

/** Rows of files; with labels as the task's list has them, where it has one and that counts. */
async function readFiles(
  { settings }: Scope,
  files: readonly string[],
  { task, isListed, ...names }: FieldNames & { task: string; isListed: boolean },
): Promise<LabelledRows[]> {
  const list = isListed ? labelListOf(task, settings.settings) : undefined;
  const read: LabelledRows[] = [];
  for (const path of files) {
    const file = await readLabelled(path, names);
    const rows = conformLabels(file.rows, list, { task, path: file.path });
    read.push({ ...file, rows });
  }
  return read;
}

async function maskRows(
  { settings }: Scope,
  files: readonly LabelledRows[],
  { corrections, signal, onProgress }: Omit<ExampleOptions, "masker">,
): Promise<Examples> {
  const masker = createMasker(createDetector(detectorOptions(settings.settings)));
  return await maskExamples(files, { masker, corrections, signal, onProgress });
}

function registryOf({ dataFolder, clock }: Scope) {
  return openRegistry({ folder: join(dataFolder, "models"), clock });
}
