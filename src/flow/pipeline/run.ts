import type { Clock } from "../../core/base/clock.ts";
import { openShown } from "../mask/shown.ts";
import type { Privacy } from "../mask/privacy.ts";
import { monotonicMs } from "../../core/base/clock.ts";
import { assert, AssertionError, EarshotError, messageOf } from "../../core/base/errors.ts";
import type { AskContext, AskTally } from "../enrich/stage.ts";
import type { LlmCallNote, LlmPrice } from "../llm/llm.ts";
import { addedTallies, askWarnings, billed } from "./ask-report.ts";
import { checkpointWarning } from "./checkpoint-warning.ts";
import type { Executor } from "./executor.ts";
import { readHead, type Lake, type TableHead } from "./lake.ts";
import type { LocalExecutor } from "./local-executor.ts";
import { writeOps } from "./ops.ts";
import { staleReason, type Plan, type PlannedStep } from "./plan.ts";
import { plainReason } from "./plain-reason.ts";
import { openRelations } from "./relations.ts";
import type { RunReport, StepOutcome } from "./run-report.ts";
import { runStep } from "./run-step.ts";
import type { Holder } from "./lake-lock.ts";
import type { AskPace } from "./step-context.ts";
import type { Project, Step } from "./steps.ts";

/** A step failed for a reason that is no wrong input: the engine, the disk, memory. */
export class StepFailedError extends EarshotError {
  readonly code = "STEP_FAILED";
  readonly kind = "unavailable";
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(
      `${step} failed: ${plainReason(cause)}; nothing of it was written, and the next run goes on from here`,
      { cause },
    );
    this.step = step;
  }
}

/** What happens in a run, as it happens. */
export type RunEvent =
  | { kind: "started"; step: string; rowsIn: number | undefined }
  | { kind: "rows"; step: string; rowCount: number }
  /** A language model is about to be asked. */
  | { kind: "priced"; step: string; price: LlmPrice }
  /** It has answered about some of the rows. */
  | ({ kind: "asked"; step: string } & AskPace)
  | ({ kind: "finished"; step: string; elapsedMs: number } & StepOutcome)
  | { kind: "skipped"; step: string };

/** The language models of the settings, and the calls of runs that asked them. */
type RunModels = Pick<AskContext, "llm" | "embedder"> & {
  calls(runIds: readonly string[]): Promise<LlmCallNote[]>;
};

export type RunOptions = {
  project: Project;
  lake: Lake;
  plan: Plan;
  runId: string;
  clock: Clock;
  executor: Executor;
  local: LocalExecutor;
  /** Keys and settings of what masks the rows. */
  privacy: Privacy;
  /** Runs that died with the lake in hand, as its lock tells. */
  interrupted?: readonly Holder[] | undefined;
  /** Open the language models of the settings, or give what is open. */
  models?: RunModels | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: (event: RunEvent) => void;
};

/**
 * Brings the planned steps up to date: each after those it reads, as many at a time as there are
 * workers. A step that fails ends the run when the steps under way have ended; what was committed
 * stays, and the next run goes on from there.
 *
 * @throws StepFailedError and whatever a wrong input throws.
 */
export async function runPlan(options: RunOptions): Promise<RunReport> {
  const { project, runId, clock, executor, local } = options;
  const startedAt = clock.now();
  const started = monotonicMs();
  const done: RunReport["steps"] = [];
  const tallies: (AskTally | undefined)[] = [];
  const llm = watchedLlm(options.models);
  let error: Error | undefined;
  try {
    await runSteps(options, llm, (step) => {
      tallies.push(step.asked);
      if (step.isIdle !== true) done.push(step);
    });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown : new Error(messageOf(thrown), { cause: thrown });
  }
  const report: RunReport = {
    runId,
    asOf: project.asOf,
    elapsedMs: monotonicMs() - started,
    steps: done,
    rowsIn: done.reduce((sum, { rowsIn }) => sum + rowsIn, 0),
    rowsOut: done.reduce((sum, { rowsOut }) => sum + rowsOut, 0),
    warnings: [],
  };
  const { lake, interrupted } = options;
  try {
    const calls = await callsOf(llm, [runId, ...(interrupted ?? []).map((died) => died.runId)]);
    report.asked = billed(addedTallies(tallies), { runId, calls });
    await writeOps({ lake, executor, clock, report, startedAt, interrupted, calls, error });
  } catch (cause) {
    // What ended the run matters more; the next run writes these rows.
    throw error ?? wrapped("ops", cause);
  }
  if (error !== undefined) throw error;
  const warnings = report.asked === undefined ? [] : askWarnings(report.asked);
  warnings.push(...[...local.checkpointErrors].map(checkpointWarning));
  return { ...report, warnings };
}

type WatchedLlm = RunModels & {
  isSet: boolean;
  isOpen: () => boolean;
};

/** Language models that say whether any was opened. */
function watchedLlm(models: RunOptions["models"]): WatchedLlm {
  let isOpen = false;
  const opening = <T>(open: (given: NonNullable<typeof models>) => Promise<T>): Promise<T> => {
    assert(models !== undefined, "no language model is set");
    isOpen = true;
    return open(models);
  };
  return {
    isSet: models !== undefined,
    isOpen: () => isOpen,
    llm: () => opening(({ llm }) => llm()),
    embedder: () => opening(({ embedder }) => embedder()),
    calls: (runIds) => opening((given) => given.calls(runIds)),
  };
}

/**
 * The calls of this run and of those that died before they could tell of theirs. Where nothing was
 * asked and no run died, nothing is opened for it.
 */
async function callsOf(llm: WatchedLlm, runIds: readonly string[]): Promise<LlmCallNote[]> {
  if (!llm.isOpen() && (runIds.length === 1 || !llm.isSet)) return [];
  return await llm.calls(runIds);
}

async function runSteps(
  options: RunOptions,
  { llm, embedder }: WatchedLlm,
  onDone: (step: RunReport["steps"][number]) => void,
): Promise<void> {
  const { project, lake, plan, runId, clock, executor, local, privacy, onEvent } = options;
  const { llm: llmSettings } = project.loaded.settings;
  const failed = new AbortController();
  const signals = [failed.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  const relations = openRelations(project, executor, openShown(privacy.pseudonymizer));
  const landedAt = new Date(Math.max(clock.now().getTime(), project.asOf.getTime()));
  const base = {
    project,
    lake,
    runId,
    clock,
    landedAt,
    executor,
    local,
    relations,
    privacy,
    isFullRefresh: plan.isFullRefresh,
    ask: { llm, embedder, runId, stopsOnFailure: llmSettings.on_failure === "stop" },
    signal,
  };
  await inParallel(plan.steps, executor.workers, signal, async ({ step, action, rowsIn }) => {
    if (action === "up to date") return;
    if (action === "later" && (await isUpToDate(project, lake, step))) {
      onEvent?.({ kind: "skipped", step: step.id });
      return;
    }
    onEvent?.({ kind: "started", step: step.id, rowsIn });
    const start = monotonicMs();
    try {
      const outcome = await runStep(step, {
        ...base,
        onRows: (rowCount) => onEvent?.({ kind: "rows", step: step.id, rowCount }),
        onPrice: (price) => onEvent?.({ kind: "priced", step: step.id, price }),
        onAsked: (pace) => onEvent?.({ kind: "asked", step: step.id, ...pace }),
      });
      relations.forget(step.id);
      const elapsedMs = monotonicMs() - start;
      if (outcome.isIdle === true) onEvent?.({ kind: "skipped", step: step.id });
      else onEvent?.({ kind: "finished", step: step.id, elapsedMs, ...outcome });
      onDone({ step: step.id, elapsedMs, ...outcome });
    } catch (cause) {
      signal.throwIfAborted(); // then this failure only follows from another one
      const error = wrapped(step.id, cause);
      failed.abort(error);
      throw error;
    }
  });
}

/** A failure as it is told: wrong input and bugs as they are, all else as that of the step. */
function wrapped(step: string, cause: unknown): Error {
  const isTold = cause instanceof EarshotError || cause instanceof AssertionError;
  return isTold ? cause : new StepFailedError(step, cause);
}

async function isUpToDate(project: Project, lake: Lake, step: Step): Promise<boolean> {
  const heads = new Map<string, TableHead | undefined>();
  for (const id of [step.id, ...step.reads]) heads.set(id, await readHead(lake, id));
  return staleReason(project, step, heads.get(step.id), heads) === undefined;
}

/** Runs work over steps, each after those it reads, at most `limit` at a time. */
async function inParallel(
  steps: readonly PlannedStep[],
  limit: number,
  signal: AbortSignal,
  work: (step: PlannedStep) => Promise<void>,
): Promise<void> {
  const waiting = new Set(steps);
  const unfinished = new Set(steps.map(({ step }) => step.id));
  const running = new Set<Promise<void>>();
  let error: Error | undefined;
  while (waiting.size > 0 || running.size > 0) {
    const stopped = error !== undefined || signal.aborted;
    const ready = [...waiting].find(({ step }) => step.reads.every((id) => !unfinished.has(id)));
    if (!stopped && ready !== undefined && running.size < limit) {
      waiting.delete(ready);
      const job: Promise<void> = work(ready)
        .then(() => void unfinished.delete(ready.step.id))
        .catch((thrown: Error) => void (error ??= thrown))
        .finally(() => running.delete(job));
      running.add(job);
      continue;
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (error !== undefined) throw error;
  signal.throwIfAborted();
}
