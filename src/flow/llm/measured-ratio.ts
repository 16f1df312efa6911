import type { Store } from "../../storage/store/store.ts";
import type { AskedQuestion } from "./asked.ts";

/** What the ledger says of our own counts: tokens billed for each that we counted or expected. */
export type MeasuredRatio = { in: number; out: number };

/** Calls from which on a ratio counts, and calls looked at. */
const callsLeast = 3;
const callsMax = 500;

/** What was billed for each token counted, by a model's last calls with a prompt; else as given. */
export async function measuredRatio(
  store: Store,
  { question, provider, model }: { question: AskedQuestion; provider: string; model: string },
  standard: MeasuredRatio,
): Promise<MeasuredRatio> {
  const [row] = await store.rows(
    `SELECT count(*)::BIGINT AS calls, sum(tokens_in)::FLOAT8 / nullif(sum(counted_in), 0) AS ratio_in,
       sum(tokens_out)::FLOAT8 / nullif(sum(likely_out), 0) AS ratio_out
     FROM (
       SELECT tokens_in, counted_in, tokens_out, likely_out FROM llm_calls
       WHERE provider = $1 AND model = $2 AND prompt = $3 AND prompt_version = $4
         AND state = 'done' AND tokens_in > 0
       ORDER BY started_at DESC LIMIT ${callsMax}
     ) AS latest`,
    [provider, model, question.prompt, question.promptVersion],
  );
  if (row === undefined || Number(row["calls"]) < callsLeast) return standard;
  return {
    in: Number(row["ratio_in"] ?? standard.in),
    out: Number(row["ratio_out"] ?? standard.out),
  };
}
