import type { Store } from "../../storage/store/store.ts";
import type { LlmCallNote } from "./llm.ts";
import { usdOf } from "./money.ts";

/** The calls of some runs that were billed or may have been, in the order they began. */
export async function callNotes(store: Store, runIds: readonly string[]): Promise<LlmCallNote[]> {
  const rows = await store.rows(
    `SELECT call_id, run_id, started_at, latency_ms, provider, model, prompt, prompt_version,
       text_count, tokens_in, tokens_out, coalesce(cost_nanousd, reserved_nanousd) AS nanousd,
       answered_count
     FROM llm_calls
     WHERE run_id IN (SELECT jsonb_array_elements_text($1::TEXT::JSONB))
       AND (state <> 'failed' OR cost_nanousd > 0)
     ORDER BY started_at, call_id`,
    [JSON.stringify(runIds)],
  );
  return rows.map((row) => ({
    callId: String(row["call_id"]),
    runId: String(row["run_id"]),
    startedAt: row["started_at"] as Date, // TIMESTAMPTZ, by the store's contract
    elapsedMs: Number(row["latency_ms"]),
    provider: String(row["provider"]),
    model: String(row["model"]),
    prompt: `${String(row["prompt"])}-${String(row["prompt_version"])}`,
    textCount: Number(row["text_count"]),
    tokensIn: Number(row["tokens_in"]),
    tokensOut: Number(row["tokens_out"]),
    costUsd: usdOf(Number(row["nanousd"])),
    answeredCount: Number(row["answered_count"]),
  }));
}
