import type { MaskedText } from "../../core/base/masked-text.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import { EarshotError } from "../../core/base/errors.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { LlmCallNote } from "../llm/llm.ts";
import type { Executor } from "./executor.ts";
import { qualityRows } from "./findings.ts";
import { callsTable, writeCalls } from "./llm-calls.ts";
import { listTables, readHead, type Lake } from "./lake.ts";
import { forgetKilled, type Holder } from "./lake-lock.ts";
import type { RunReport } from "./run-report.ts";
import type { Clock } from "../../core/base/clock.ts";

export type OpsInput = {
  lake: Lake;
  executor: Executor;
  clock: Clock;
  report: RunReport;
  startedAt: Date;
  /** Runs that died with the lake in hand and are not told of yet. */
  interrupted?: readonly Holder[] | undefined;
  /** Calls of language models of this run and the interrupted ones. */
  calls?: readonly LlmCallNote[];
  /** Why the run ended early; undefined when it did not. */
  error: unknown;
};

/**
 * Writes the run's row to `ops.run` and what its checks found to `ops.quality`. The findings stand
 * in the tables' own commits; those of a run that was killed before it could write them are
 * written by the next. A run that did nothing writes nothing.
 */
export async function writeOps(input: OpsInput): Promise<void> {
  const { executor, clock, report, error, interrupted = [], calls = [], lake } = input;
  const isTold = report.steps.length > 0 || interrupted.length > 0 || calls.length > 0;
  if (!isTold && error === undefined) return;
  await using session = await executor.session();
  const now = clock.now();
  const record = (): { run_id: string } => ({ run_id: report.runId });
  const { selects, transactions } = await unwrittenFindings(input, now);
  if (selects.length > 0) {
    const write = { record, transactions, evenWhenStopped: true };
    await session.append("ops.quality", selects.join(" UNION ALL "), write);
  }
  const written = await executor.snapshot(callsTable);
  await writeCalls(session, calls, { runId: report.runId, written });
  // A run that died after its row was written is told already.
  const isKnown = await executor.showTable("ops.run");
  const killed = interrupted.map((holder) => {
    const known = `(SELECT run_id FROM ops.run WHERE run_id = ${quoteText(holder.runId)})`;
    return killedRow(holder) + (isKnown ? ` WHERE NOT EXISTS ${known}` : "");
  });
  const rows = [...killed, runRow(input, now)].join(" UNION ALL ");
  await session.append("ops.run", rows, { record, evenWhenStopped: true });
  await forgetKilled(lake, interrupted);
}

/** What the tables' commits found and `ops.quality` does not hold yet. */
async function unwrittenFindings(
  { lake, executor }: OpsInput,
  now: Date,
): Promise<{ selects: string[]; transactions: { appId: string; version: number }[] }> {
  const written = (await executor.snapshot("ops.quality"))?.transactions;
  const selects: string[] = [];
  const transactions: { appId: string; version: number }[] = [];
  for (const id of await listTables(lake)) {
    const head = await readHead(lake, id);
    const record = head?.record;
    if (head === undefined || record === undefined || record.findings.length === 0) continue;
    const appId = `earshot/findings/${id}`;
    const version = record.step_version ?? head.version;
    if ((written?.get(appId) ?? -1) >= version) continue;
    selects.push(qualityRows(id, record.run_id, now, record.findings));
    transactions.push({ appId, version });
  }
  return { selects, transactions };
}

function runRow({ report, startedAt, error }: OpsInput, endedAt: Date): string {
  const state = error === undefined ? "SUCCEEDED" : "FAILED";
  return row({
    runId: report.runId,
    state,
    asOf: report.asOf.toISOString(),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    steps: report.steps.length,
    rowsIn: report.rowsIn,
    rowsOut: report.rowsOut,
    error: error === undefined ? undefined : maskPlain(errorCode(error)),
  });
}

function killedRow({ runId, since }: Holder): string {
  return row({ runId, state: "KILLED", startedAt: since });
}

/** The error's stable code, which says nothing personal. */
function errorCode(error: unknown): string {
  if (error instanceof EarshotError) return error.code;
  return error instanceof Error ? error.name : "UNKNOWN";
}

type RunRow = {
  runId: string;
  state: string;
  asOf?: string;
  startedAt: string;
  endedAt?: string;
  steps?: number;
  rowsIn?: number;
  rowsOut?: number;
  /** Read by colleagues who may see no customer's data. */
  error?: MaskedText | undefined;
};

function row({
  runId,
  state,
  asOf,
  startedAt,
  endedAt,
  steps,
  rowsIn,
  rowsOut,
  error,
}: RunRow): string {
  const text = (value: string | undefined, type: string): string =>
    `CAST(${value === undefined ? "NULL" : quoteText(value)} AS ${type})`;
  const count = (value: number | undefined): string => `CAST(${value ?? "NULL"} AS BIGINT)`;
  return `SELECT ${text(runId, "VARCHAR")} AS run_id, ${text(state, "VARCHAR")} AS state,
    ${text(asOf, "TIMESTAMPTZ")} AS as_of, ${text(startedAt, "TIMESTAMPTZ")} AS started_at,
    ${text(endedAt, "TIMESTAMPTZ")} AS ended_at, ${count(steps)} AS steps_run, ${count(rowsIn)} AS rows_in,
    ${count(rowsOut)} AS rows_out, ${text(error, "VARCHAR")} AS error`;
}
