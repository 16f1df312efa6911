import type { StoreQueries } from "../../storage/store/store.ts";
import type { LlmFailure } from "./llm.ts";

/** Failures that asking again does not mend; they are kept, so that they are paid once. */
export type LastingFailure = Extract<LlmFailure, "rejected" | "invalid">;

/** What is kept about one text. */
export type KeptAnswer = {
  key: string;
  /** Undefined with a failure. */
  answer?: unknown;
  failure?: LastingFailure;
  provider: string;
  model: string;
  prompt: string;
  promptVersion: number;
  /** Its part of the call it came from. */
  tokensIn: number;
  tokensOut: number;
  costNanoUsd: number;
};

/** An answer that is to be kept. */
export type AnswerToKeep = KeptAnswer;

/** Keys asked for at a time. */
const keysMax = 2_000;

/** Finds what is kept, by key. */
export async function findKept(
  queries: StoreQueries,
  keys: readonly string[],
): Promise<Map<string, KeptAnswer>> {
  const found = new Map<string, KeptAnswer>();
  for (let start = 0; start < keys.length; start += keysMax) {
    const rows = await queries.rows(
      `SELECT answer_key, answer, failure, provider, model, prompt, prompt_version, tokens_in,
         tokens_out, cost_nanousd
       FROM llm_answers
       WHERE answer_key IN (SELECT jsonb_array_elements_text($1::TEXT::JSONB))`,
      [JSON.stringify(keys.slice(start, start + keysMax))],
    );
    for (const row of rows) {
      const kept = fromRow(row);
      found.set(kept.key, kept);
    }
  }
  return found;
}

/** Keeps answers; one that is kept already stays. */
export async function saveAnswers(
  queries: StoreQueries,
  answers: readonly AnswerToKeep[],
  { callId, at }: { callId: string; at: Date },
): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map((kept) => ({
    answer_key: kept.key,
    answer: kept.answer ?? null,
    failure: kept.failure ?? null,
    provider: kept.provider,
    model: kept.model,
    prompt: kept.prompt,
    prompt_version: kept.promptVersion,
    tokens_in: kept.tokensIn,
    tokens_out: kept.tokensOut,
    cost_nanousd: kept.costNanoUsd,
  }));
  await queries.rows(
    `INSERT INTO llm_answers (answer_key, answer, failure, provider, model, prompt, prompt_version,
       tokens_in, tokens_out, cost_nanousd, call_id, created_at)
     SELECT t.*, $2, $3::TIMESTAMPTZ
     FROM jsonb_to_recordset($1::TEXT::JSONB) AS t (answer_key TEXT, answer JSONB, failure TEXT,
       provider TEXT, model TEXT, prompt TEXT, prompt_version INTEGER, tokens_in BIGINT,
       tokens_out BIGINT, cost_nanousd BIGINT)
     ON CONFLICT (answer_key) DO NOTHING`,
    [JSON.stringify(rows), callId, at],
  );
}

function fromRow(row: Readonly<Record<string, unknown>>): KeptAnswer {
  const failure = row["failure"];
  return {
    key: String(row["answer_key"]),
    answer: row["answer"],
    ...(failure === "rejected" || failure === "invalid" ? { failure } : {}),
    provider: String(row["provider"]),
    model: String(row["model"]),
    prompt: String(row["prompt"]),
    promptVersion: Number(row["prompt_version"]),
    tokensIn: Number(row["tokens_in"]),
    tokensOut: Number(row["tokens_out"]),
    costNanoUsd: Number(row["cost_nanousd"]),
  };
}
