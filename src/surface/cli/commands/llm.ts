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
import { formatCount, formatTable, formatUsd } from "../table.ts";

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

function statusJson({ name, fallback, price, budget, spentUsd, left, kept }: LlmStatus): unknown {
  return {
    model: name ?? null,
    fallback: fallback ?? null,
    price:
      price === undefined
        ? null
        : { input_usd: price.inputUsd, output_usd: price.outputUsd, records_usd: price.recordsUsd },
    budget: { usd: budget.usd, tokens: budget.tokens ?? null, period: budget.period },
    spent_usd: spentUsd,
    left_usd: left.usd,
    left_tokens: left.tokens ?? null,
    kept_answers: kept.answers,
    kept_vectors: kept.vectors,
  };
}

function priceWords(price: LlmStatus["price"]): string {
  if (price === undefined)
    return "not known, so nothing is asked; set llm.price.input_usd and llm.price.output_usd";
  const { inputUsd, outputUsd, recordsUsd } = price;
  if (recordsUsd > 0) return `${formatUsd(recordsUsd)} for 1,000 records`;
  return `${formatUsd(inputUsd)} for 1,000,000 tokens in, ${formatUsd(outputUsd)} out`;
}

function statusLines({ name, fallback, price, budget, spentUsd, left, kept }: LlmStatus): string[] {
  const period = budget.period === "ever" ? "in all" : `this ${budget.period}`;
  const tokens = left.tokens === undefined ? "" : `, ${formatCount(left.tokens)} tokens`;
  return [
    `model     ${name ?? "none is set; everything is answered here"}`,
    ...(fallback === undefined ? [] : [`fallback  ${fallback}`]),
    ...(name === undefined ? [] : [`price     ${priceWords(price)}`]),
    `budget    ${formatUsd(spentUsd)} of ${formatUsd(budget.usd)} spent ${period}; left ${formatUsd(left.usd)}${tokens}`,
    `kept      ${counted(kept.answers, "answer")}, ${counted(kept.vectors, "vector")}`,
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
    latency_ms_median: rounded(line.latencyMsMedian),
    latency_ms_p95: rounded(line.latencyMsP95),
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
    formatUsd(line.costUsd),
    line.usdPer5000 === undefined ? "" : formatUsd(line.usdPer5000),
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
    reason: found.failure === undefined ? null : failureWords[found.failure],
    tokens_in: found.tokensIn,
    tokens_out: found.tokensOut,
    cost_usd: found.costUsd,
    latency_ms: found.latencyMs,
  };
}

function checkLine({ name, failure, tokensIn, tokensOut, costUsd, latencyMs }: LlmCheck): string {
  if (failure !== undefined) return `${name} gives no answer: ${failureWords[failure]}`;
  const tokens = `${tokensIn} tokens in and ${tokensOut} out`;
  return `${name} answers: ${tokens}, ${formatUsd(costUsd)}, ${milliseconds(latencyMs)} ms`;
}

async function curve({ flags, print, signal }: CommandContext): Promise<number> {
  const points = await tellCurve(flags, { signal });
  if (points === undefined) return tellNoModel();
  if (flags.json) print(JSON.stringify({ curve: points.map(curveJson) }, null, 2));
  else for (const line of curveLines(points)) print(line);
  return 0;
}

function tellNoModel(): number {
  tell(
    "earshot: no language model is set that could be asked about texts; llm.provider and llm.model name one",
  );
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
  else print(`Forgotten: ${counted(answers, "answer")}, ${counted(vectors, "vector")}.`);
  return 0;
}

/** What to do where there was no answer; a warning before it says more. */
const failureWords: Readonly<Record<NonNullable<LlmCheck["failure"]>, string>> = {
  unavailable: "it can't be reached, or is too busy; see that it runs, and llm.base_url",
  denied: "it refuses the key, the address or the model's name",
  budget: "the budget has too little left (llm.budget); `earshot llm` shows it",
  rejected: "it does not take this request; see llm.provider and llm.model",
  invalid:
    "it answers, but not in the form that it was asked for; see llm.provider and llm.base_url, or take a model that follows instructions better",
};

/** One answer, two answers. */
function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? "" : formatCount(Math.round(ms));
}
