import { z } from "zod";

import {
  forgetLlm,
  tellLedger,
  tellLlm,
  tryLlm,
  type LedgerLine,
  type LlmCheck,
  type LlmStatus,
} from "../../engine/llm.ts";
import { tellCurve } from "../../engine/price.ts";
import { curveJson, curveLines } from "../llm-text.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { tell } from "../standard-error.ts";
import { formatCount, formatTable } from "../table.ts";

export default defineCommand({
  name: "llm",
  summary: "Tells what the language model cost and may cost still; tries it; forgets its answers.",
  details:
    "`status` tells the model of the settings, what is left of its budget and how many answers are " +
    "kept. `ledger` sums the calls by run, model or prompt: tokens, cost, what 5,000 records cost, and " +
    "how long calls took. `check` asks one small question, within the budget, and says what it cost. " +
    "`curve` tells what other values of llm.confidence would send up and cost, and how often local answers " +
    "that sure agree with the language model's. `forget` drops the answers that are kept, which are then asked and paid again; the ledger stays.",
  options: z.object({
    action: z
      .enum(["status", "ledger", "check", "curve", "forget"])
      .default("status")
      .meta({ positional: true })
      .describe("What to do (default: status)"),
    by: z
      .enum(["run", "model", "prompt"])
      .default("run")
      .describe("With ledger: what calls are put together by"),
    yes: z.boolean().default(false).describe("With forget: do it"),
    wait: z
      .boolean()
      .default(false)
      .describe("Wait while another process has the store open, instead of leaving"),
  }),
  examples: [
    "llm",
    "llm ledger",
    "llm ledger --by model --json",
    "llm check",
    "llm curve",
    "llm forget --yes",
  ],
  stopped: "stopped; a call under way counts at the most it can cost",

  run(options, context) {
    switch (options.action) {
      case "ledger":
        return ledger(options, context);
      case "check":
        return check(options, context);
      case "curve":
        return curve(context);
      case "forget":
        return forget(options, context);
      case "status":
        return status(options, context);
      default:
        return options.action satisfies never;
    }
  },
});

type Options = { by: "run" | "model" | "prompt"; yes: boolean; wait: boolean };

/** Milliseconds to wait with --wait. */
const dayMs = 86_400_000;
/** Exit code where the model could not be asked. */
const failed = 8;

function inputOf(command: string, { wait }: Options, { signal, note }: CommandContext) {
  return {
    command,
    signal,
    waitMs: wait ? dayMs : 0,
    onWait: ({ pid }: { pid: number }) => note(`process ${pid} has the store open; waiting`),
  };
}

async function status(options: Options, context: CommandContext): Promise<number> {
  const { flags, print } = context;
  const state = await tellLlm(flags, inputOf("earshot llm status", options, context));
  if (flags.json) print(JSON.stringify(statusJson(state), null, 2));
  else for (const line of statusLines(state)) print(line);
  return 0;
}

function statusJson({ name, fallback, budget, spentUsd, left, kept }: LlmStatus): unknown {
  return {
    model: name ?? null,
    fallback: fallback ?? null,
    budget: { usd: budget.usd, tokens: budget.tokens ?? null, period: budget.period },
    spent_usd: spentUsd,
    left_usd: left.usd,
    left_tokens: left.tokens ?? null,
    kept_answers: kept.answers,
    kept_vectors: kept.vectors,
  };
}

function statusLines({ name, fallback, budget, spentUsd, left, kept }: LlmStatus): string[] {
  const period = budget.period === "ever" ? "in all" : `this ${budget.period}`;
  const tokens = left.tokens === undefined ? "" : `, ${formatCount(left.tokens)} tokens`;
  return [
    `model     ${name ?? "none is set; everything is answered here"}`,
    ...(fallback === undefined ? [] : [`fallback  ${fallback}`]),
    `budget    ${dollars(spentUsd)} of ${dollars(budget.usd)} spent ${period}; left ${dollars(left.usd)}${tokens}`,
    `kept      ${formatCount(kept.answers)} answers, ${formatCount(kept.vectors)} vectors`,
  ];
}

async function ledger(options: Options, context: CommandContext): Promise<number> {
  const { flags, print } = context;
  const input = { by: options.by, ...inputOf("earshot llm ledger", options, context) };
  const lines = await tellLedger(flags, input);
  if (flags.json) print(JSON.stringify({ by: options.by, lines: lines.map(lineJson) }, null, 2));
  else if (lines.length === 0) print("No call has been made.");
  else print(ledgerTable(options.by, lines));
  return 0;
}

function lineJson(line: LedgerLine): unknown {
  return {
    name: line.name,
    first_at: line.firstAt.toISOString(),
    calls: line.callCount,
    failed_calls: line.failedCount,
    lost_calls: line.lostCount,
    texts: line.textCount,
    answered_texts: line.answeredCount,
    tokens_in: line.tokensIn,
    tokens_out: line.tokensOut,
    cost_usd: line.costUsd,
    usd_per_5000: line.usdPer5000 ?? null,
    latency_ms_median: line.latencyMsMedian ?? null,
    latency_ms_p95: line.latencyMsP95 ?? null,
  };
}

function ledgerTable(by: string, lines: readonly LedgerLine[]): string {
  const head = [by, "calls", "failed", "lost", "texts", "answered", "tokens in", "out", "cost"];
  const rows = lines.map((line) => [
    line.name,
    formatCount(line.callCount),
    formatCount(line.failedCount),
    formatCount(line.lostCount),
    formatCount(line.textCount),
    formatCount(line.answeredCount),
    formatCount(line.tokensIn),
    formatCount(line.tokensOut),
    dollars(line.costUsd),
    line.usdPer5000 === undefined ? "" : dollars(line.usdPer5000),
    milliseconds(line.latencyMsMedian),
    milliseconds(line.latencyMsP95),
  ]);
  return formatTable([...head, "per 5,000", "ms p50", "p95"], rows);
}

async function check(options: Options, context: CommandContext): Promise<number> {
  const { flags, print, note } = context;
  const input = inputOf("earshot llm check", options, context);
  const found = await tryLlm(flags, { ...input, onWarning: note });
  if (found === undefined) return tellNoModel();
  if (flags.json) print(JSON.stringify(checkJson(found), null, 2));
  else print(checkLine(found));
  return found.failure === undefined ? 0 : failed;
}

function checkJson(found: LlmCheck): unknown {
  return {
    model: found.name,
    failure: found.failure ?? null,
    tokens_in: found.tokensIn,
    tokens_out: found.tokensOut,
    cost_usd: found.costUsd,
    latency_ms: found.latencyMs,
  };
}

function checkLine({ name, failure, tokensIn, tokensOut, costUsd, latencyMs }: LlmCheck): string {
  if (failure !== undefined) return `${name}: no answer (${failure})`;
  const tokens = `${tokensIn} tokens in and ${tokensOut} out`;
  return `${name} answers: ${tokens}, ${dollars(costUsd)}, ${milliseconds(latencyMs)} ms`;
}

async function curve({ flags, print, signal }: CommandContext): Promise<number> {
  const points = await tellCurve(flags, { signal });
  if (points === undefined) return tellNoModel();
  if (flags.json) print(JSON.stringify({ curve: points.map(curveJson) }, null, 2));
  else for (const line of curveLines(points)) print(line);
  return 0;
}

function tellNoModel(): number {
  tell("earshot: no language model is set; llm.provider names one");
  return 2;
}

async function forget(options: Options, context: CommandContext): Promise<number> {
  const { flags, print } = context;
  if (!options.yes) {
    tell("earshot: answers that are forgotten are asked and paid again; give --yes to do so");
    return 4;
  }
  const { answers, vectors } = await forgetLlm(
    flags,
    inputOf("earshot llm forget", options, context),
  );
  if (flags.json) print(JSON.stringify({ answers, vectors }, null, 2));
  else print(`${formatCount(answers)} answers and ${formatCount(vectors)} vectors are forgotten.`);
  return 0;
}

/** Small amounts with the digits that they have. */
function dollars(usd: number): string {
  if (usd === 0) return "$0";
  return usd >= 1 ? `$${usd.toFixed(2)}` : `$${Number(usd.toPrecision(3))}`;
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? "" : formatCount(Math.round(ms));
}
