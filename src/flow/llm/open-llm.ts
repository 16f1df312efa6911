import type { MaskedText } from "../../core/base/masked-text.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { answerQuestion, priceQuestion, sourceName, type OpenedLlm } from "./answer-question.ts";
import { createBreaker } from "./breaker.ts";
import { callNotes } from "./call-notes.ts";
import { createCallPool } from "./call-pool.ts";
import type { ChatModel } from "./chat-model.ts";
import { openTokenCounter, type TokenCounter } from "./count-tokens.ts";
import type { Llm } from "./llm.ts";
import type { AskedModel, CallContext } from "./make-call.ts";
import { openPayContext, type PayOptions } from "./open-pay-context.ts";
import { loadListPrices, priceOfChat, type ListPrices } from "./prices.ts";
import { loadPrompts, promptNamed } from "./prompts.ts";
import { openUnderWay } from "./under-way.ts";

export type OpenLlmOptions = PayOptions & {
  /** The settings' model. */
  chat: ChatModel;
  /** Asked where the first can't be. */
  fallback?: ChatModel | undefined;
  /** Masks what comes back; default: what has a form of its own goes. */
  mask?: ((text: string) => MaskedText) | undefined;
};

/** Tokens that models which think before they answer may spend on it. */
const thinkingTokens = 4_000;

/**
 * Opens a language model behind what keeps its answers, its budget and its ledger in the store.
 * Nothing is asked yet. The store and the models stay the caller's.
 *
 * @throws LlmPriceUnknownError when nobody says what it costs.
 */
export async function openLlm(options: OpenLlmOptions): Promise<Llm> {
  const { settings, store, clock, chat } = options;
  const { provider, model } = chat;
  const [prompts, list] = await Promise.all([loadPrompts(), loadListPrices()]);
  const context = await openContext(options, list);
  let counting: Promise<TokenCounter> | undefined;
  const openCounter = (): Promise<TokenCounter> => (counting ??= openTokenCounter(provider, model));
  const opened: OpenedLlm = {
    settings,
    store,
    clock,
    prompts,
    provider,
    model,
    context,
    openCounter,
    underWay: openUnderWay(),
  };
  return {
    name: `${provider} ${model}`.trim(),
    sourceOf: ({ prompt }) => sourceName(chat, promptNamed(prompts, prompt)),
    answer: (question, texts, asking) => answerQuestion(opened, question, { texts, ...asking }),
    price: (question, texts) => priceQuestion(opened, question, texts),
    calls: (runIds) => callNotes(store, runIds),
    async [Symbol.asyncDispose]() {
      await counting?.catch(() => undefined); // so that nothing is loaded after the end
    },
  };
}

async function openContext(options: OpenLlmOptions, list: ListPrices): Promise<CallContext> {
  const models = askedModels(options, list);
  const paying = await openPayContext(options);
  const said = new Set<string>();
  return {
    ...paying,
    models,
    pool: createCallPool(options.settings.workers),
    mask: options.mask ?? maskPlain,
    warnOnce(message) {
      if (!said.has(message)) paying.warn(message);
      said.add(message);
    },
  };
}

function askedModels(
  { settings, chat, fallback }: OpenLlmOptions,
  list: ListPrices,
): readonly AskedModel[] {
  const first = { chat, price: settings.price, setting: "llm.price" };
  const second = { chat: fallback, price: settings.fallback.price, setting: "llm.fallback.price" };
  return [first, second].flatMap(({ chat: model, price, setting }): AskedModel[] => {
    if (model === undefined) return [];
    return [
      {
        chat: model,
        price: priceOfChat(list, model, { price, setting }),
        breaker: createBreaker(),
        hiddenTokens: /^(?:o\d|gpt-5)/.test(model.model) ? thinkingTokens : 0,
      },
    ];
  });
}
