import { quoteText } from "../../core/base/sql-text.ts";
import type { LlmCallNote } from "../llm/llm.ts";
import type { Session } from "./executor.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";

/** The table that shows the ledger of the language models, a row a call. */
export const callsTable = "ops.llm_calls";

/** Transaction of a run's calls: they are added once. */
function appId(runId: string): string {
  return `earshot/llm-calls/${runId}`;
}

/** Adds the calls of runs to their table, as far as they are not there. */
export async function writeCalls(
  session: Session,
  calls: readonly LlmCallNote[],
  { runId, written }: { runId: string; written: Snapshot | undefined },
): Promise<void> {
  const fresh = calls.filter((call) => !written?.transactions.has(appId(call.runId)));
  if (fresh.length === 0) return;
  const transactions = [...new Set(fresh.map((call) => call.runId))].map((id) => {
    return { appId: appId(id), version: 1 };
  });
  const record = (): { run_id: string } => ({ run_id: runId });
  const rows = fresh.map((call) => `(${values(call).join(", ")})`).join(",\n");
  const names = Object.keys(types);
  const columns = names.map((name, i) => `CAST(column${i} AS ${types[name]}) AS ${name}`);
  const select = `SELECT ${columns.join(", ")} FROM (VALUES ${rows}) AS t(${names.map((_, i) => `column${i}`).join(", ")})`;
  await session.append(callsTable, select, { record, transactions, evenWhenStopped: true });
}

const types: Readonly<Record<string, string>> = {
  run_id: "VARCHAR",
  call_id: "VARCHAR",
  started_at: "TIMESTAMPTZ",
  elapsed_ms: "BIGINT",
  provider: "VARCHAR",
  model: "VARCHAR",
  prompt: "VARCHAR",
  text_count: "BIGINT",
  answered_count: "BIGINT",
  tokens_in: "BIGINT",
  tokens_out: "BIGINT",
  cost_usd: "DOUBLE",
};

function values(call: LlmCallNote): string[] {
  return [
    quoteText(call.runId),
    quoteText(call.callId),
    quoteText(call.startedAt.toISOString()),
    String(Math.round(call.elapsedMs)),
    quoteText(call.provider),
    quoteText(call.model),
    quoteText(call.prompt),
    String(call.textCount),
    String(call.answeredCount),
    String(call.tokensIn),
    String(call.tokensOut),
    `${call.costUsd}::DOUBLE`,
  ];
}
