import type { MaskedText } from "../../core/base/masked-text.ts";
import { sha256 } from "../../core/base/hash.ts";
import type { LlmProviderName } from "../../core/config/llm-settings.ts";
import { allOf } from "./ask-group.ts";
import { createBreaker, type Breaker } from "./breaker.ts";
import { createCallPool, type CallPool } from "./call-pool.ts";
import type { EmbeddingModel } from "./chat-model.ts";
import { openTokenCounter } from "./count-tokens.ts";
import { findVectors, saveVectors } from "./kept-vectors.ts";
import type { CallEnd } from "./ledger.ts";
import type { LlmAskOptions, LlmFailure, LlmPrice } from "./llm.ts";
import { costOf, usdOf, type ModelPrice } from "./money.ts";
import { openPayContext, type PayOptions } from "./open-pay-context.ts";
import { packCalls } from "./pack-calls.ts";
import { tokensSaid } from "./reply-figures.ts";
import { payCall, type PaidCall, type PayContext } from "./pay-call.ts";
import { LlmPriceUnknownError, loadListPrices, priceOf, type ListPrices } from "./prices.ts";

/** What became of one text: its vector, or why there is none. */
export type EmbeddingOutcome =
  | {
      vector: Float32Array;
      isKept: boolean;
      /** Its part of the call; nothing where the vector was kept. */
      tokensIn: number;
      costUsd: number;
    }
  | { failure: LlmFailure };

/** A model of vectors behind the same cache, budget and ledger as the questions. */
export type LlmEmbedder = {
  readonly name: string;
  /** One outcome a text, in order; only texts that no vector is kept of are asked. */
  embed(texts: readonly MaskedText[], options: LlmAskOptions): Promise<EmbeddingOutcome[]>;
  /** What {@link embed} would cost now; asks nothing. */
  price(texts: readonly MaskedText[]): Promise<LlmPrice>;
};

export type OpenEmbedderOptions = PayOptions & { model: EmbeddingModel };

/** What vectors are noted as in the ledger. */
const prompt = "embed";
const promptVersion = 1;
/** Texts of one call; the bound of its tokens is that of all calls. */
const textsPerCall = 128;

type Embedding = PayContext & {
  options: OpenEmbedderOptions;
  pool: CallPool;
  breaker: Breaker;
  price: ModelPrice;
};

type Wanted = { key: string; text: MaskedText; tokensIn: number };

/** Opens a model of vectors; nothing is asked yet. */
export async function openEmbedder(options: OpenEmbedderOptions): Promise<LlmEmbedder> {
  const { settings, store, model } = options;
  const embedding: Embedding = {
    ...(await openPayContext(options)),
    options,
    pool: createCallPool(settings.workers),
    breaker: createBreaker(),
    price: priceOfVectors(await loadListPrices(), options),
  };
  /** The texts by their keys: those that vectors are kept of, and those that are not. */
  async function prepare(texts: readonly MaskedText[]): Promise<Prepared> {
    const counter = await openTokenCounter(model.provider, model.model);
    const sent = texts.map((text) => counter.cut(text, settings.text_tokens));
    const keys = sent.map((text) => keyOf(text, model));
    const kept = await findVectors(store, [...new Set(keys)]);
    const wanted = new Map<string, Wanted>();
    for (const [index, key] of keys.entries()) {
      const text = sent[index]!; // one of each
      if (!kept.has(key) && !wanted.has(key))
        wanted.set(key, { key, text, tokensIn: counter.count(text) + 1 });
    }
    return { keys, kept, wanted: [...wanted.values()] };
  }

  return {
    name: `${model.provider} ${model.model}`,
    async embed(texts, { runId, signal = new AbortController().signal, onProgress }) {
      const { keys, kept, wanted } = await prepare(texts);
      const outcomes = new Map<string, EmbeddingOutcome>();
      for (const [key, vector] of kept) outcomes.set(key, keptOutcome(vector));
      onProgress?.(keys.filter((key) => outcomes.has(key)).length);
      await embedWanted(embedding, wanted, { runId, signal, outcomes });
      onProgress?.(texts.length);
      return paidOnce(keys, outcomes);
    },
    async price(texts) {
      const { keys, kept, wanted } = await prepare(texts);
      const tokensIn = wanted.reduce((sum, text) => sum + text.tokensIn, 0);
      const left = await embedding.ledger.left();
      return {
        textCount: texts.length,
        keptCount: keys.filter((key) => kept.has(key)).length,
        callCount: callsOf(wanted).length,
        tokensIn,
        tokensOut: 0,
        usd: usdOf(costOf(embedding.price, { tokensIn, tokensOut: 0, recordCount: 0 })),
        budgetLeft: { usd: usdOf(left.nanoUsd), tokens: left.tokens },
      };
    },
  };
}

type Prepared = {
  /** One a text, in order. */
  keys: readonly string[];
  kept: ReadonlyMap<string, Float32Array>;
  wanted: readonly Wanted[];
};

function keptOutcome(vector: Float32Array): EmbeddingOutcome {
  return { vector, isKept: true, tokensIn: 0, costUsd: 0 };
}

/** An outcome a key; what a text cost stands where it first comes. */
function paidOnce(
  keys: readonly string[],
  outcomes: ReadonlyMap<string, EmbeddingOutcome>,
): EmbeddingOutcome[] {
  const told = new Set<string>();
  return keys.map((key) => {
    const outcome = outcomes.get(key) ?? { failure: "budget" };
    if ("failure" in outcome || !told.has(key)) {
      told.add(key);
      return outcome;
    }
    return keptOutcome(outcome.vector);
  });
}

/** The texts of each call. */
function callsOf(wanted: readonly Wanted[]): Wanted[][] {
  const packed = wanted.map(({ tokensIn }) => ({ tokensIn, tokensOut: 0, isAlone: false }));
  return packCalls(packed, textsPerCall).map((call) => call.map((index) => wanted[index]!)); // its places
}

type EmbedState = { runId: string; signal: AbortSignal; outcomes: Map<string, EmbeddingOutcome> };

async function embedWanted(
  embedding: Embedding,
  wanted: readonly Wanted[],
  state: EmbedState,
): Promise<void> {
  const { budget } = embedding.options.settings;
  if (budget.usd === 0 || budget.tokens === 0) return;
  const calls = callsOf(wanted);
  const stop = new AbortController();
  const signal = AbortSignal.any([state.signal, stop.signal]);
  const works = calls.map((texts) =>
    embedding.pool
      .run(() => embedCall(embedding, texts, { ...state, signal }))
      .catch((error: unknown) => {
        stop.abort(error);
        throw error;
      }),
  );
  await allOf(works);
}

async function embedCall(
  embedding: Embedding,
  texts: readonly Wanted[],
  state: EmbedState,
): Promise<void> {
  const { ledger, hold, breaker, price, options } = embedding;
  const { model } = options;
  const { runId, signal, outcomes } = state;
  const countedIn = texts.reduce((sum, { tokensIn }) => sum + tokensIn, 0);
  const bytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 8, 0);
  const paid = await payCall(embedding, {
    plan: {
      runId,
      prompt,
      promptVersion,
      provider: model.provider,
      model: model.model,
      textCount: texts.length,
      countedIn,
      likelyOut: 0,
      bound: {
        nanoUsd: costOf(price, { tokensIn: bytes, tokensOut: 0, recordCount: 0 }),
        tokens: bytes,
      },
    },
    breaker,
    signal,
    attempt: () =>
      model.embed(
        texts.map(({ text }) => text),
        signal,
      ),
  });
  if (paid.kind === "rejected" && texts.length > 1) {
    for (const text of texts) await embedCall(embedding, [text], state);
    return;
  }
  if (paid.kind !== "paid") {
    const failure = paid.kind === "rejected" ? "rejected" : paid.failure;
    for (const { key } of texts) outcomes.set(key, { failure });
    return;
  }
  try {
    const { vectors } = paid.reply;
    const end = endOf(paid, { price, countedIn });
    const made = { vectors, model, callId: paid.held.callId, at: options.clock.now() };
    const keys = texts.map(({ key }) => key);
    await ledger.settle(paid.held, end, (within) => saveVectors(within, keys, made));
    for (const [index, { key, tokensIn: counted }] of texts.entries()) {
      const vector = vectors[index];
      const tokensIn = Math.round((end.tokensIn * counted) / countedIn);
      const costUsd = usdOf(costOf(price, { tokensIn, tokensOut: 0, recordCount: 0 }));
      const told = vector === undefined ? undefined : { vector, isKept: false, tokensIn, costUsd };
      outcomes.set(key, told ?? { failure: "invalid" });
    }
  } finally {
    hold.release();
  }
}

type Embedded = Awaited<ReturnType<EmbeddingModel["embed"]>>;

function endOf(
  { reply, spentWith }: PaidCall<Embedded>,
  { price, countedIn }: { price: ModelPrice; countedIn: number },
): CallEnd {
  const { vectors, model } = reply;
  const tokensIn = tokensSaid(reply.tokensIn) ?? countedIn;
  const nanoUsd = costOf(price, { tokensIn, tokensOut: 0, recordCount: 0 });
  return {
    state: "done",
    modelAnswered: model,
    tokensIn,
    tokensOut: 0,
    ...spentWith({ nanoUsd, tokens: tokensIn }),
    errorCode: undefined,
    answeredCount: vectors.length,
    answers: [],
  };
}

function keyOf(text: MaskedText, { provider, model }: EmbeddingModel): string {
  return sha256(JSON.stringify([prompt, promptVersion, provider, model, text]));
}

/** The list's price; for a model that it does not know, `llm.price.input_usd`. */
function priceOfVectors(list: ListPrices, { model, settings }: OpenEmbedderOptions): ModelPrice {
  const provider = model.provider as LlmProviderName; // by its type's doc: as in the settings
  const asked = { provider, model: model.model, setting: "llm.price" };
  try {
    return priceOf(list, { ...asked, price: {} });
  } catch (error) {
    if (!(error instanceof LlmPriceUnknownError)) throw error;
    return priceOf(list, { ...asked, price: { ...settings.price, output_usd: 0 } });
  }
}
