import { setImmediate as turn } from "node:timers/promises";

import { packageVersion } from "../../core/base/version.ts";
import { encodeClassifier } from "../../kernel/learn/classifier-codec.ts";
import type { Embedder } from "../../kernel/learn/embedder.ts";
import { encodeTexts } from "../../kernel/learn/text-features.ts";
import type { TextClassifier } from "../../kernel/learn/text-classifier.ts";
import { trainTextClassifier } from "../../kernel/learn/train-classifier.ts";
import type { Comparison, ModelVersion } from "../../storage/registry/model-version.ts";
import type { Registry } from "../../storage/registry/registry.ts";
import { PromotionRefusedError } from "../../storage/registry/registry-errors.ts";
import { compareWith } from "./compare.ts";
import type { Examples, Progress } from "./examples.ts";
import { answersOf, askHeldOut, encodeHeldOut, trainingRows } from "./held-out.ts";
import { judge, type Judgement } from "./judge.ts";
import { modelFiles, modelKind, readChampion } from "./task-model.ts";

/** What a task is trained on, and with. */
export type TrainTaskInput = {
  task: string;
  examples: Examples;
  embedder: Embedder;
  registry: Registry;
  /** Parts that the rows are asked in; each is answered by a model trained on the others. */
  foldCount: number;
  /** Whether it may become champion. */
  isPromoted: boolean;
  by?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: Progress | undefined;
};

/** What came of it. */
export type TrainOutcome = {
  /** False when a version of the very same rows is there already. */
  isNew: boolean;
  version: ModelVersion;
  /** Undefined where the version that is there does not tell. */
  evaluation: Judgement | undefined;
  comparison: Comparison | null;
  isChampion: boolean;
  /** Champion before, if there was one. */
  championBefore: string | null;
  /** Why it is champion, or not. */
  reason: string;
};

/**
 * Trains a task's model, judges it by its held-out answers and registers it as candidate; it becomes
 * champion when it is better than the present one with significance, or when there is none. The same
 * rows in any order give the same bytes, and no second version.
 *
 * Until it is registered, whole, nothing is changed.
 */
export async function trainTask(input: TrainTaskInput): Promise<TrainOutcome> {
  const { task, examples, registry } = input;
  const known = await versionOf(registry, task, examples.dataHash);
  if (known !== undefined) return await settle(input, known, { isNew: false });
  const { classifier, evaluation, answers, features } = await fit(input);
  const { model: champion, ...found } = await readChampion(registry, task);
  const compared =
    champion === undefined ? undefined : compareWith(champion, examples, { answers, features });
  const problem =
    compared !== undefined && "problem" in compared ? compared.problem : found.problem;
  const comparison =
    compared !== undefined && "comparison" in compared ? compared.comparison : undefined;
  input.signal?.throwIfAborted();
  const { accuracy, macro_f1, ece, n } = evaluation;
  const version = await registry.register(
    task,
    {
      kind: modelKind,
      dataHash: examples.dataHash,
      rowCount: examples.rows.length,
      metrics: { accuracy, macro_f1, ece, n },
      calibration: calibrationOf(classifier),
      labels: classifier.labels,
      comparison,
      createdBy: input.by,
      artefacts: {
        [modelFiles.classifier]: encodeClassifier(classifier),
        [modelFiles.heldOut]: encodeHeldOut(examples.rows, answers),
        [modelFiles.evaluation]: Buffer.from(`${JSON.stringify(evaluation, null, 2)}\n`),
      },
    },
    input.signal,
  );
  return await settle(input, version, { isNew: true, evaluation, problem });
}

async function fit(input: TrainTaskInput) {
  const { examples, embedder, foldCount, signal, onProgress } = input;
  const { kind, rows } = examples;
  const step = async (phase: string, done: number, total: number): Promise<void> => {
    onProgress?.(phase, done, total);
    await turn();
    signal?.throwIfAborted();
  };
  await step("encoding", 0, 1);
  const features = await encodeTexts(
    rows.map(({ text }) => text),
    embedder,
  );
  const total = foldCount + 1;
  await step("training", 0, total);
  const classifier = trainTextClassifier(trainingRows(examples), { features });
  const { labels } = classifier;
  const probabilities = await askHeldOut(
    examples,
    { features, labels },
    { foldCount, onFold: (fold) => step("training", 1 + fold, total) },
  );
  await step("training", total, total);
  const { thresholds } = classifier.state;
  const evaluation = judge({ labels, probabilities, thresholds }, examples);
  const answers = answersOf(probabilities, { kind, labels, thresholds });
  return { classifier, evaluation, answers, features };
}

function calibrationOf({ state }: TextClassifier): Record<string, number | number[]> {
  const { kind, temperature, thresholds } = state;
  return kind === "single" ? { temperature } : { thresholds: [...thresholds] };
}

/** The last version of the very same rows, made by this Earshot. */
async function versionOf(
  registry: Registry,
  task: string,
  dataHash: string,
): Promise<ModelVersion | undefined> {
  if (!(await registry.listModels()).includes(task)) return undefined;
  return (await registry.listVersions(task))
    .flatMap(({ version }) => version ?? [])
    .findLast(
      (version) =>
        version.data_hash === dataHash &&
        version.kind === modelKind &&
        version.earshot_version === packageVersion(),
    );
}

type Found = { isNew: boolean; evaluation?: Judgement; problem?: string | undefined };

/** Promotes a version that may be, and says what it is now. */
async function settle(
  input: TrainTaskInput,
  version: ModelVersion,
  { isNew, evaluation, problem }: Found,
): Promise<TrainOutcome> {
  const { task, registry } = input;
  const championBefore = (await registry.championOf(task))?.ref ?? null;
  const kept = evaluation ?? (await storedEvaluation(registry, version));
  const { comparison } = version;
  const outcome = { isNew, version, evaluation: kept, comparison, championBefore };
  if (championBefore === version.ref)
    return { ...outcome, isChampion: true, reason: "it is the champion already" };
  const obstacle = await obstacleOf(input, version, problem);
  if (obstacle !== undefined) return { ...outcome, isChampion: false, reason: obstacle };
  return { ...outcome, ...(await promote(input, version)) };
}

/** Why promotion is not even tried. */
async function obstacleOf(
  { task, registry, isPromoted }: TrainTaskInput,
  version: ModelVersion,
  problem: string | undefined,
): Promise<string | undefined> {
  if (!isPromoted) return "promotion was not wanted";
  // One that was champion and rolled back, or archived, was judged by a person already.
  if ((await registry.candidateOf(task))?.ref !== version.ref)
    return "it is no candidate any more; `earshot promote` makes it champion all the same";
  return problem === undefined ? undefined : `it can't be compared with the champion: ${problem}`;
}

async function promote(
  { task, registry, by, signal }: TrainTaskInput,
  version: ModelVersion,
): Promise<{ isChampion: boolean; reason: string }> {
  const told = version.comparison?.reason;
  try {
    const { from } = await registry.promote(task, version.ref, { by, signal });
    return { isChampion: true, reason: from === null ? "there was no champion" : (told ?? "") };
  } catch (error) {
    if (!(error instanceof PromotionRefusedError)) throw error;
    return { isChampion: false, reason: told ?? error.message };
  }
}

async function storedEvaluation(
  registry: Registry,
  version: ModelVersion,
): Promise<Judgement | undefined> {
  if (!version.artefacts.some(({ file }) => file === modelFiles.evaluation)) return undefined;
  const bytes = await registry.readArtefact(version, modelFiles.evaluation);
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as Judgement; // held against its hash, and we wrote it
}
