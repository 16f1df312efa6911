import type { Clock } from "../../core/base/clock.ts";
import type { Json } from "../../storage/delta-log/json.ts";
import type { Scan } from "../../storage/delta/scan.ts";
import type { AskContext } from "../enrich/stage.ts";
import type { LlmPrice } from "../llm/llm.ts";
import type { Privacy } from "../mask/privacy.ts";
import type { Executor, Session } from "./executor.ts";
import { readHead, type Finding, type Lake, type StepRecord } from "./lake.ts";
import type { LocalExecutor } from "./local-executor.ts";
import { asOfKey } from "./plan.ts";
import type { Relations } from "./relations.ts";
import type { StepOutcome } from "./run-report.ts";
import type { Project, Step } from "./steps.ts";

/** What a step needs to run. */
export type StepContext = {
  project: Project;
  lake: Lake;
  runId: string;
  clock: Clock;
  /** The instant at which rows land in this run, whichever source they come from. */
  landedAt: Date;
  executor: Executor;
  /** Reads the sources; they are files of this machine. */
  local: LocalExecutor;
  relations: Relations;
  privacy: Privacy;
  /** Nothing that an earlier run made is taken over. */
  isFullRefresh: boolean;
  signal?: AbortSignal | undefined;
  /** What stages are given that ask a language model. */
  ask: AskContext;
  onRows(rowCount: number): void;
  /** Told what asking a language model will cost, before it is asked. */
  onPrice(price: LlmPrice): void;
  onAsked(pace: AskPace): void;
};

/** How far asking is. */
export type AskPace = { doneCount: number; rowCount: number; elapsedMs: number };

/** What a step says about its result. */
export type StepResult = {
  step: Step;
  context: StepContext;
  inputs: Record<string, number>;
  rowsIn: number;
  rowCount: number;
  findings: Finding[];
  /** Rows that a language model has not answered about for now, by reason. */
  unanswered?: Readonly<Record<string, number>> | undefined;
};

/** The record of a commit: a change of rows counts as one for those who read the table. */
export function recorder(written: StepResult, before: number | undefined) {
  return ({ version, changed }: { version: number; changed: boolean }): Record<string, Json> => {
    const { step, context, inputs, rowsIn, rowCount, findings, unanswered } = written;
    const record: StepRecord = {
      step: step.id,
      run_id: context.runId,
      fingerprint: step.fingerprint,
      key_id: context.privacy.pseudonymizer.keyId,
      inputs,
      day: step.daily ? asOfKey(context.project) : null,
      data_version: changed ? version : (before ?? version),
      row_count: rowCount,
      rows_in: rowsIn,
      findings,
      ...(unanswered === undefined || Object.keys(unanswered).length === 0 ? {} : { unanswered }),
    };
    return record;
  };
}

/** Versions of the tables a step is about to read; taken before it reads. */
export async function inputVersions(
  step: Step,
  { lake }: StepContext,
): Promise<Record<string, number>> {
  const inputs: Record<string, number> = {};
  for (const id of step.reads) {
    const head = await readHead(lake, id);
    if (head !== undefined) inputs[id] = head.dataVersion;
  }
  return inputs;
}

/** Rows of the tables a step reads, as their commits tell. */
export async function inputRows(step: Step, lake: Lake): Promise<number> {
  let rows = 0;
  for (const id of step.reads) rows += (await readHead(lake, id))?.record?.row_count ?? 0;
  return rows;
}

/** Rows of a table: as its log tells, else counted, where another writer left that out. */
export async function countRows(session: Session, table: Scan | undefined): Promise<number> {
  if (table === undefined) return 0;
  if (table.rowCount !== undefined) return table.rowCount;
  const [row] = await session.rows(`SELECT count(*) AS n FROM ${table.sql}`);
  return Number(row?.["n"]);
}

/** A session for one step: what it runs is stopped when the run is. */
export async function openStepSession({
  executor,
  signal,
}: Pick<StepContext, "executor" | "signal">): Promise<Session> {
  const session = await executor.session();
  const stop = (): void => session.interrupt();
  signal?.addEventListener("abort", stop, { once: true });
  return {
    ...session,
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener("abort", stop);
      await session[Symbol.asyncDispose]();
    },
  };
}

/** Makes kept rows, in the order of a key, the step's table, and tells what the step did. */
export async function commitResult(
  session: Session,
  { select, orderBy }: { select: string; orderBy: readonly string[] },
  result: StepResult,
): Promise<StepOutcome> {
  const { step, context, rowsIn, rowCount, findings } = result;
  const head = await readHead(context.lake, step.id);
  const record = recorder(result, head?.dataVersion);
  const { changed } = await session.overwrite(step.id, select, { record, orderBy });
  return { changed, rowsIn, rowsOut: rowCount, findings };
}
