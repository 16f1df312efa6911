import type { Store } from "../../storage/store/store.ts";
import { usdOf } from "./money.ts";

/** By what the ledger's calls are put together. */
export const ledgerGroups = ["run", "model", "prompt"] as const;
export type LedgerGroup = (typeof ledgerGroups)[number];

/** Calls of one run, model or prompt. */
export type LedgerLine = {
  /** The run's id, the model, or the prompt with its version. */
  name: string;
  firstAt: Date;
  callCount: number;
  /** Calls that failed, and those whose end nobody knows; both may have been billed. */
  failedCount: number;
  lostCount: number;
  textCount: number;
  answeredCount: number;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  /** Of answered texts; undefined where there is none. */
  usdPer5000: number | undefined;
  /** Of calls that were answered, with all their tries; undefined where there is none. */
  latencyMsMedian: number | undefined;
  latencyMsP95: number | undefined;
};

const nameSql: Readonly<Record<LedgerGroup, string>> = {
  run: "run_id",
  model: "provider || ' ' || model",
  prompt: "prompt || '-' || prompt_version",
};

/** Sums the ledger, newest first; cost counts calls under way or lost at their bound. */
export async function sumLedger(store: Store, by: LedgerGroup): Promise<LedgerLine[]> {
  const rows = await store.rows(
    `SELECT ${nameSql[by]} AS name, min(started_at) AS first_at, count(*) AS calls,
       count(*) FILTER (WHERE state = 'failed') AS failed,
       count(*) FILTER (WHERE state = 'lost') AS lost,
       sum(text_count)::BIGINT AS texts, sum(answered_count)::BIGINT AS answered,
       sum(tokens_in)::BIGINT AS tokens_in, sum(tokens_out)::BIGINT AS tokens_out,
       sum(coalesce(cost_nanousd, reserved_nanousd))::BIGINT AS nanousd,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms)
         FILTER (WHERE state = 'done') AS median,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms)
         FILTER (WHERE state = 'done') AS p95
     FROM llm_calls
     GROUP BY 1
     ORDER BY max(started_at) DESC, 1`,
  );
  return rows.map((row) => {
    const costUsd = usdOf(Number(row["nanousd"]));
    const answeredCount = Number(row["answered"]);
    return {
      name: String(row["name"]),
      firstAt: row["first_at"] as Date, // TIMESTAMPTZ, by the store's contract
      callCount: Number(row["calls"]),
      failedCount: Number(row["failed"]),
      lostCount: Number(row["lost"]),
      textCount: Number(row["texts"]),
      answeredCount,
      tokensIn: Number(row["tokens_in"]),
      tokensOut: Number(row["tokens_out"]),
      costUsd,
      usdPer5000: answeredCount === 0 ? undefined : (costUsd / answeredCount) * 5_000,
      latencyMsMedian: optionalNumber(row["median"]),
      latencyMsP95: optionalNumber(row["p95"]),
    };
  });
}

/** What is kept: answers and vectors. */
export async function countKept(store: Store): Promise<{ answers: number; vectors: number }> {
  const [row] = await store.rows(
    "SELECT (SELECT count(*) FROM llm_answers) AS answers, (SELECT count(*) FROM llm_vectors) AS vectors",
  );
  return { answers: Number(row?.["answers"]), vectors: Number(row?.["vectors"]) };
}

/** Drops what is kept; the ledger and what was spent stay. @returns What was dropped. */
export async function forgetKept(store: Store): Promise<{ answers: number; vectors: number }> {
  return await store.transaction(async (within) => {
    const answers = await within.rows(
      "WITH gone AS (DELETE FROM llm_answers RETURNING 1) SELECT count(*) AS gone FROM gone",
    );
    const vectors = await within.rows(
      "WITH gone AS (DELETE FROM llm_vectors RETURNING 1) SELECT count(*) AS gone FROM gone",
    );
    return { answers: Number(answers[0]?.["gone"]), vectors: Number(vectors[0]?.["gone"]) };
  });
}

function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
