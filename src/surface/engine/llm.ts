import { z } from "zod";

import { messageOf } from "../../core/base/errors.ts";
import { newRunId } from "../../core/base/ids.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { asksTexts, type LlmSettings } from "../../core/config/llm-settings.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { LlmCallNote, LlmFailure, LlmQuestion } from "../../flow/llm/llm.ts";
import type { LedgerGroup, LedgerLine } from "../../flow/llm/ledger-report.ts";
import type { Check } from "./check.ts";
import { openScope, type EngineOptions } from "./scope.ts";
import { lazyLlm } from "./open-llm.ts";
import { openStoreThatIs, type StoreInput } from "./store.ts";

export type { LedgerLine } from "../../flow/llm/ledger-report.ts";

/** How the language model of the settings stands. */
export type LlmStatus = {
  /** Provider and model; undefined where the settings name none. */
  name: string | undefined;
  fallback: string | undefined;
  /** US dollars for 1,000,000 tokens, or for 1,000 records; undefined where nobody told. */
  price: { inputUsd: number; outputUsd: number; recordsUsd: number } | undefined;
  budget: LlmSettings["budget"];
  spentUsd: number;
  left: { usd: number; tokens: number | undefined };
  kept: { answers: number; vectors: number };
};

/** What a call to try the language model came to. */
export type LlmCheck = {
  name: string;
  /** Undefined where it answered. */
  failure: LlmFailure | undefined;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  latencyMs: number;
};

/** Tells the model, what is left of its budget, and what is kept. Asks nothing. */
export async function tellLlm(options: EngineOptions, input: StoreInput = {}): Promise<LlmStatus> {
  const scope = openScope(options);
  const { llm: settings, time_zone: timeZone } = scope.settings.settings;
  const [{ openLedger }, { countKept }, { usdOf }] = await Promise.all([
    import("../../flow/llm/ledger.ts"),
    import("../../flow/llm/ledger-report.ts"),
    import("../../flow/llm/money.ts"),
  ]);
  const { budget, fallback } = settings;
  const name = asksTexts(settings) ? nameOf(settings) : embedderName(settings);
  const names = { name, fallback: nameOf(fallback) };
  const whose = { ...names, price: await priceTold(settings), budget };
  await using store = await openStoreThatIs(scope, input);
  if (store === undefined) {
    const left = { usd: budget.usd, tokens: budget.tokens };
    return { ...whose, spentUsd: 0, left, kept: { answers: 0, vectors: 0 } };
  }
  const { clock } = scope;
  const ledger = await openLedger({ store, clock, timeZone, budget, callMsMax: 0 });
  const left = await ledger.left();
  return {
    ...whose,
    spentUsd: usdOf(left.spentNanoUsd),
    left: { usd: usdOf(left.nanoUsd), tokens: left.tokens },
    kept: await countKept(store),
  };
}

/** Sums the calls that were made, newest first. */
export async function tellLedger(
  options: EngineOptions,
  { by, ...input }: StoreInput & { by: LedgerGroup },
): Promise<LedgerLine[]> {
  const { sumLedger } = await import("../../flow/llm/ledger-report.ts");
  await using store = await openStoreThatIs(openScope(options), input);
  return store === undefined ? [] : await sumLedger(store, by);
}

/** Drops the answers and vectors that are kept, so that they are asked and paid again. */
export async function forgetLlm(
  options: EngineOptions,
  input: StoreInput = {},
): Promise<{ answers: number; vectors: number }> {
  const { forgetKept } = await import("../../flow/llm/ledger-report.ts");
  await using store = await openStoreThatIs(openScope(options), input);
  return store === undefined ? { answers: 0, vectors: 0 } : await forgetKept(store);
}

/**
 * Asks the model one small question, within the budget, to see whether key and address are right.
 *
 * @returns undefined where the settings name no model.
 */
export async function tryLlm(
  options: EngineOptions,
  input: StoreInput & { onWarning?: (message: MaskedText) => void } = {},
): Promise<LlmCheck | undefined> {
  const scope = openScope(options);
  await using lazy = lazyLlm(scope, input);
  if (lazy === undefined) return undefined;
  const runId = `check-${newRunId(scope.clock)}`;
  // Another text each time, for an answer that is kept would try nothing.
  const text = maskPlain(`This is the check ${runId}. All is well, thank you.`);
  const { name, outcome } = await (asksTexts(scope.settings.settings.llm) ? ask() : embed());
  const [call] = await lazy.calls([runId]);
  const failure = outcome !== undefined && "failure" in outcome ? outcome.failure : undefined;
  return checkOf({ name, failure }, call);

  async function ask() {
    const llm = await lazy!.open(); // there is one, as above
    const [first] = await llm.answer(checkQuestion, [text], { runId, signal: input.signal });
    return { name: llm.name, outcome: first };
  }

  async function embed() {
    const embedder = await lazy!.openEmbedder(); // as in ask
    const [first] = await embedder.embed([text], { runId, signal: input.signal });
    return { name: embedder.name, outcome: first };
  }
}

async function priceTold({
  provider,
  model,
  embedding_model: embeddingModel,
  price,
}: LlmSettings): Promise<LlmStatus["price"]> {
  if (provider === undefined) return undefined;
  const { LlmPriceUnknownError, loadListPrices, priceOf } =
    await import("../../flow/llm/prices.ts");
  try {
    const asked = {
      provider,
      model: model ?? embeddingModel ?? provider,
      price,
      setting: "llm.price",
    };
    const perOne = priceOf(await loadListPrices(), asked);
    return {
      inputUsd: perOne.inputNanoUsd / 1_000,
      outputUsd: perOne.outputNanoUsd / 1_000,
      recordsUsd: perOne.recordNanoUsd / 1_000_000,
    };
  } catch (error) {
    if (error instanceof LlmPriceUnknownError) return undefined;
    throw error;
  }
}

function checkOf(
  tried: Pick<LlmCheck, "name" | "failure">,
  call: LlmCallNote | undefined,
): LlmCheck {
  if (call === undefined) return { ...tried, tokensIn: 0, tokensOut: 0, costUsd: 0, latencyMs: 0 };
  const { tokensIn, tokensOut, costUsd, elapsedMs } = call;
  return { ...tried, tokensIn, tokensOut, costUsd, latencyMs: elapsedMs };
}

const sentiments = ["positive", "neutral", "negative", "mixed"] as const;

const checkQuestion: LlmQuestion = {
  prompt: "sentiment",
  values: { labels: maskPlain(sentiments.join(", ")) },
  answer: z.object({ sentiment: z.enum(sentiments) }),
  likely: () => ({ sentiment: "positive" }),
};

/** For `doctor`: whether the settings of the language model are whole. Asks nothing. */
export async function checkLlmSettings(options: EngineOptions): Promise<Check> {
  const name = "language model";
  const { llm } = openScope(options).settings.settings;
  if (llm.provider === undefined) {
    return { name, state: "ok", found: "none is set; everything is answered here" };
  }
  try {
    const [models, prices] = await Promise.all([
      import("../../flow/llm/open-models.ts"),
      import("../../flow/llm/prices.ts"),
    ]);
    const { usd, period } = llm.budget;
    const budget = period === "ever" ? `$${usd} in all` : `$${usd} a ${period}`;
    const tries = "`earshot llm check` tries it";
    if (!asksTexts(llm)) {
      const { provider, model } = await models.openEmbeddingModel(llm);
      const found = `${provider} ${model}, for embeddings alone, ${budget}; ${tries}`;
      return { name, state: "ok", found };
    }
    const chat = await models.openChatModel(llm);
    const fallback = await models.openFallbackModel(llm);
    const list = await prices.loadListPrices();
    prices.priceOfChat(list, chat, { price: llm.price, setting: "llm.price" });
    if (fallback !== undefined) {
      const asked = { price: llm.fallback.price, setting: "llm.fallback.price" };
      prices.priceOfChat(list, fallback, asked);
    }
    const found = `${chat.provider} ${chat.model}, ${budget}; ${tries}`;
    return { name, state: "ok", found };
  } catch (error) {
    return { name, state: "failed", found: messageOf(error), mend: "do what it says" };
  }
}

function embedderName({ provider, embedding_model: model }: LlmSettings): string | undefined {
  return provider === undefined ? undefined : `${provider} ${model}, for embeddings alone`;
}

function nameOf({
  provider,
  model = "",
}: {
  provider?: string | undefined;
  model?: string | undefined;
}): string | undefined {
  return provider === undefined ? undefined : `${provider} ${model}`.trim();
}
