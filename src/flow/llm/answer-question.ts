import type { Clock } from "../../core/base/clock.ts";
import { EarshotError } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { LlmSettings } from "../../core/config/llm-settings.ts";
import type { Store } from "../../storage/store/store.ts";
import type { Asking, TextOutcome } from "./ask-group.ts";
import { askTexts } from "./ask-texts.ts";
import {
  fixedTokens,
  prepareQuestion,
  prepareText,
  type AskedQuestion,
  type AskedText,
} from "./asked.ts";
import type { TokenCounter } from "./count-tokens.ts";
import { findKept, type KeptAnswer } from "./kept-answers.ts";
import type { LlmAskOptions, LlmOutcome, LlmPrice, LlmQuestion } from "./llm.ts";
import type { AskedModel, CallContext } from "./make-call.ts";
import { measuredRatio } from "./measured-ratio.ts";
import { usdOf } from "./money.ts";
import { openPaidBefore } from "./paid.ts";
import { priceTexts } from "./price-texts.ts";
import type { Prompts } from "./prompts.ts";

/** An opened language model's parts. */
export type OpenedLlm = {
  settings: LlmSettings;
  store: Store;
  clock: Clock;
  prompts: Prompts;
  /** Of the model that is asked first. */
  provider: string;
  model: string;
  context: CallContext;
  openCounter: () => Promise<TokenCounter>;
};

/** Part of the calls that may be spent on checking strange answers, and how many are free. */
const checkShare = 0.05;
const checksFree = 5;

/** One outcome a text, in order; only different texts that nothing is kept of are asked. */
export async function answerQuestion<A>(
  opened: OpenedLlm,
  question: LlmQuestion<A>,
  {
    texts,
    runId,
    signal = new AbortController().signal,
    onProgress,
  }: LlmAskOptions & { texts: readonly MaskedText[] },
): Promise<LlmOutcome<A>[]> {
  const { settings, context, store, clock } = opened;
  modelFor(context, question.prompt);
  const { asked, counter, prepared, open, outcomes } = await prepare(opened, question, texts);
  const counts = countByKey(prepared);
  let doneCount = texts.length - countOf(open, counts);
  if (doneCount > 0) onProgress?.(doneCount);
  if (mayAsk(settings) && open.length > 0) {
    const asking: Asking = {
      context,
      store,
      clock,
      question: asked,
      fixedTokens: fixedTokens(asked, counter),
      runId,
      signal,
      outcomes,
      before: openPaidBefore(),
      mayCheck: checkLimit(open.length / settings.texts_per_call),
      spent: { isBudgetSpent: false },
    };
    await askTexts(asking, open, {
      counter,
      batchSize: settings.batch_size,
      textsPerCall: settings.texts_per_call,
      workers: settings.workers,
      onBatch(batch) {
        doneCount += countOf(batch, counts);
        onProgress?.(doneCount);
      },
    });
  }
  return prepared.map(({ key }) => outcomeOf<A>(outcomes.get(key)));
}

/** What {@link answerQuestion} would cost now. */
export async function priceQuestion(
  opened: OpenedLlm,
  question: LlmQuestion,
  texts: readonly MaskedText[],
): Promise<LlmPrice> {
  const { settings, store, context, provider, model } = opened;
  const { asked, counter, prepared, open } = await prepare(opened, question, texts);
  const standard = { in: counter.factor, out: 1 };
  const ratio = await measuredRatio(store, { question: asked, provider, model }, standard);
  const first = modelFor(context, asked.prompt);
  const left = await context.ledger.left();
  return {
    textCount: prepared.length,
    keptCount: prepared.length - countOf(open, countByKey(prepared)),
    ...priceTexts(open, { question: asked, counter, settings, ratio, price: first.price }),
    budgetLeft: { usd: usdOf(left.nanoUsd), tokens: left.tokens },
  };
}

/** The first model that can be asked something. */
function modelFor({ models }: CallContext, prompt: string): AskedModel {
  const found = models.find(({ chat }) => chat.tasks?.includes(prompt) !== false);
  if (found === undefined) throw new LlmTaskError(prompt, models);
  return found;
}

/** None of the models that are set can be asked this: a service that is no language model has few tasks. */
export class LlmTaskError extends EarshotError {
  readonly code = "LLM_TASK";
  readonly kind = "invalid";

  constructor(prompt: string, models: readonly AskedModel[]) {
    const names = models.map(({ chat }) => `${chat.provider} (${chat.tasks?.join(", ") ?? "all"})`);
    super(`${names.join(" and ")} can't be asked to ${prompt}; set a language model that can`);
  }
}

type Prepared = {
  asked: AskedQuestion;
  counter: TokenCounter;
  /** One a text, in order. */
  prepared: readonly AskedText[];
  /** The different ones that nothing is kept of. */
  open: readonly AskedText[];
  outcomes: Map<string, TextOutcome>;
};

async function prepare(
  { settings, store, prompts, provider, model, openCounter }: OpenedLlm,
  question: LlmQuestion,
  texts: readonly MaskedText[],
): Promise<Prepared> {
  const asked = prepareQuestion(question, { prompts, provider, model });
  const counter = await openCounter();
  const cutting = { counter, tokensMax: settings.text_tokens };
  const prepared = texts.map((text) => prepareText(text, asked, cutting));
  const different = [...new Map(prepared.map((text) => [text.key, text])).values()];
  const keys = different.map(({ key }) => key);
  const outcomes = new Map<string, TextOutcome>();
  for (const [key, found] of await findKept(store, keys)) {
    const outcome = keptOutcome(found, asked);
    if (outcome !== undefined) outcomes.set(key, outcome);
  }
  const open = different.filter(({ key }) => !outcomes.has(key));
  return { asked, counter, prepared, open, outcomes };
}

function mayAsk({ budget }: LlmSettings): boolean {
  return budget.usd !== 0 && budget.tokens !== 0;
}

function checkLimit(callCount: number): () => boolean {
  let left = checksFree + Math.ceil(checkShare * callCount);
  return () => left-- > 0;
}

function countByKey(prepared: readonly AskedText[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of prepared) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function countOf(different: readonly AskedText[], counts: ReadonlyMap<string, number>): number {
  return different.reduce((sum, { key }) => sum + (counts.get(key) ?? 0), 0);
}

/** An answer whose form the question no longer takes counts as not kept. */
function keptOutcome(kept: KeptAnswer, { answer }: AskedQuestion): TextOutcome | undefined {
  const { failure, tokensIn, tokensOut, costNanoUsd } = kept;
  if (failure !== undefined)
    return { failure, paid: { tokensIn, tokensOut, nanoUsd: costNanoUsd } };
  const { success, data } = answer.safeParse(kept.answer);
  return success ? { kept: { ...kept, answer: data }, isKept: true } : undefined;
}

function outcomeOf<A>(outcome: TextOutcome | undefined): LlmOutcome<A> {
  if (outcome === undefined) return { failure: "budget" }; // nothing may be asked
  if ("failure" in outcome) {
    const { nanoUsd, ...tokens } = outcome.paid;
    return { failure: outcome.failure, paid: { ...tokens, costUsd: usdOf(nanoUsd) } };
  }
  const { kept, isKept } = outcome;
  return {
    answer: kept.answer as A, // it has passed the question's schema
    source: sourceName(kept, { name: kept.prompt, version: kept.promptVersion }),
    tokensIn: kept.tokensIn,
    tokensOut: kept.tokensOut,
    costUsd: usdOf(kept.costNanoUsd),
    isKept,
  };
}

/** Who answered, and to which prompt: `llm:gpt-4o-mini@understand-1`. */
export function sourceName(
  { provider, model }: { provider: string; model: string },
  prompt: { name: string; version: number },
): string {
  return `llm:${model === "" ? provider : model}@${prompt.name}-${prompt.version}`;
}
