import { asksTexts } from "../../../core/config/llm-settings.ts";
import { openLlmAsker } from "../llm-asker.ts";
import type { StageParameters } from "../stage-parameters.ts";
import { defineStage } from "../stage.ts";

export default defineStage({
  name: "llm-answers",
  summary:
    "What a language model says of texts that local models are not sure of, one row a text that was sent to it.",
  version: 1,
  tier: "llm",
  writes: "enriched.llm_answers",
  key: ["text_hash"],
  prompts: ["understand", "summarize", "form"],
  settings: ["llm", "enrichment"],
  reuses: { by: ["text_hash", "asks_labels", "asks_summary"], while: "model_version" },
  input: {
    text_hash: "VARCHAR",
    asks_labels: "BOOLEAN",
    asks_summary: "BOOLEAN",
    text: "MASKED_TEXT",
  },
  output: {
    text_hash: "VARCHAR",
    model_version: "VARCHAR",
    asks_labels: "BOOLEAN",
    asks_summary: "BOOLEAN",
    category: "VARCHAR",
    subcategory: "VARCHAR",
    sentiment: "VARCHAR",
    sentiment_score: "DOUBLE",
    frustration_level: "VARCHAR",
    urgency: "VARCHAR",
    tags: "VARCHAR[]",
    source: "VARCHAR",
    summary: "VARCHAR",
    summary_source: "VARCHAR",
    tokens_in: "BIGINT",
    tokens_out: "BIGINT",
    cost_usd: "DOUBLE",
    failure: "VARCHAR",
  },
  docs: {
    text_hash: "SHA-256 of the masked text, as in enriched.text_answers",
    model_version:
      "What gave the answers: hash over model, prompts and settings; empty where the next run asks again",
    asks_labels: "Whether it was asked for everything of `llm.tasks` but a summary",
    asks_summary: "Whether it was asked for a summary: of texts of more than 400 characters",
    category: "What it is about",
    subcategory: "What it is about more exactly, within the category",
    sentiment: "How the customer feels",
    sentiment_score: "The sentiment as a number: 1 for POSITIVE, -1 for NEGATIVE, else 0",
    frustration_level: "LOW, MEDIUM or HIGH",
    urgency: "LOW, MEDIUM, HIGH or CRITICAL",
    tags: "Tags out of the list of the settings",
    source: "Model and prompt that told these, such as `llm:gpt-4o-mini@understand-1`",
    summary: "The text in one or two sentences",
    summary_source: "Model and prompt that told the summary",
    tokens_in: "Tokens sent: its part of all calls about it, with those made again",
    tokens_out: "Tokens received",
    cost_usd: "What that cost when it was paid, in US dollars",
    failure:
      "Why something that was asked has no answer: unavailable, denied or budget, which may pass, rejected or invalid",
  },
  pii: {
    text_hash: "NONE",
    model_version: "NONE",
    category: "NONE",
    subcategory: "NONE",
    sentiment: "NONE",
    frustration_level: "NONE",
    urgency: "NONE",
    tags: "NONE",
    source: "NONE",
    summary: "FREE_TEXT",
    summary_source: "NONE",
    failure: "NONE",
  },
  isWanted: ({ llm }) => asksTexts(llm),

  ask: (parameters, context) => openLlmAsker(parameters as StageParameters, context), // as the step passes them on

  run({ rowCount, columns }) {
    const empty = columns.text_hash.map(() => null);
    return {
      rowCount,
      columns: {
        text_hash: columns.text_hash,
        model_version: empty,
        asks_labels: columns.asks_labels,
        asks_summary: columns.asks_summary,
        category: empty,
        subcategory: empty,
        sentiment: empty,
        sentiment_score: empty,
        frustration_level: empty,
        urgency: empty,
        tags: empty,
        source: empty,
        summary: empty,
        summary_source: empty,
        tokens_in: empty,
        tokens_out: empty,
        cost_usd: empty,
        failure: empty,
      },
    };
  },
});
