import type { Project } from "../pipeline/steps.ts";
import type { DeclaredTable } from "./declared-tables.ts";
import type { StoredColumns } from "./source-columns.ts";

const summaries: Readonly<Record<string, string>> = {
  "ops.run": "One row per run: when, how it ended, how much it did.",
  "ops.quality": "What the checks of each run found.",
  "ops.llm_calls": "One row per call to a language model, with what it cost.",
  "ops.catalog": "Every column of silver, enriched, gold and quarantine; computed when asked.",
};

const docs: Readonly<Record<string, string>> = {
  run_id: "Run",
  state: "How it ended: SUCCEEDED, FAILED or KILLED",
  as_of: "The instant it took for now",
  started_at: "Begun",
  ended_at: "Ended",
  steps_run: "Tables that were computed",
  rows_in: "Rows read",
  rows_out: "Rows written",
  error: "Code of the error that ended it",
  table_name: "Table",
  rule: "What was checked",
  column_name: "Column; empty for a check of the whole table",
  severity: "info, warning or error",
  value: "Rows found, or their share where the rule says so",
  threshold: "Most it may be; empty where there is no limit",
  passed: "Whether it is within that",
  recorded_at: "When it was found",
  call_id: "Call",
  elapsed_ms: "Milliseconds until it was answered",
  provider: "Who was asked",
  model: "Model that was asked",
  prompt: "Prompt that it was asked by, with its version",
  text_count: "Texts that were sent",
  answered_count: "Texts that got an answer",
  tokens_in: "Tokens sent",
  tokens_out: "Tokens received",
  cost_usd: "What it cost, in US dollars",
  layer: "silver, enriched, gold, quarantine or ops",
  position: "Place of the column in its table, from 1",
  type: "Type of its values",
  pii: "Why it is personal; empty where it is not",
  tag: "pii for what identifies customers in their own record, personal_data for all else personal",
  shown: "How it shows that: masked text, pseudonym, year, as is",
  doc: "What it means",
  made_of: "Columns it is made of, one step back",
};

/** The tables in which the product keeps what it did, as far as they are there. */
export function opsTables(project: Project, stored: StoredColumns): DeclaredTable[] {
  return [...project.columns, ...stored].flatMap(([id, types]): DeclaredTable[] => {
    if (!id.startsWith("ops.")) return [];
    const columns = Object.entries(types).map(([name, type]) => {
      return { name, type, doc: docs[name] ?? "", pii: undefined };
    });
    const summary = summaries[id] ?? "What the product keeps of its work.";
    return [{ id, layer: "ops", summary, grain: [], files: [], columns }];
  });
}
