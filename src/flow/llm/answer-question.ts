import type { Clock } from "../../core/base/clock.ts";
import { assert, EarshotError } from "../../core/base/errors.ts";
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
import { nothingPaid, openPaidBefore } from "./paid.ts";
import { priceTexts } from "./price-texts.ts";
import type { Prompts } from "./prompts.ts";
import { waitFor, type UnderWay } from "./under-way.ts";

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
  /** What is asked at the moment, by key. */
  underWay: UnderWay<TextOutcome>;
};

/** Part of the calls that may be spent on checking strange answers, and how many are free. */
const checkShare = 0.05;
const checksFree = 5;

/**
 * One outcome a text, in order; only different texts that nothing is kept of are asked. What another
 * call in this process is asking already is waited for; where that ends without an outcome, it is
 * asked here.
 */
export async function answerQuestion<A>(
  opened: OpenedLlm,
  question: LlmQuestion<A>,
  { texts, runId, onProgress, signal = new AbortController().signal }: AnswerOptions,
): Promise<LlmOutcome<A>[]> {
  modelFor(opened.context, question.prompt);
  const { asked, counter, prepared, different } = await prepare(opened, question, texts);
  const counts = countByKey(prepared);
  const outcomes = new Map<string, TextOutcome>();
  let doneCount = 0;
  const onDone = (done: readonly AskedText[]): void => {
    if (done.length === 0) return;
    doneCount += countOf(done, counts);
    onProgress?.(doneCount);
  };
  const work: Work = { opened, asked, counter, runId, signal, outcomes, onDone };
  for (let left = different; left.length > 0; left = left.filter(({ key }) => !outcomes.has(key)))
    await answerOrWait(work, left);
  return prepared.map(({ key }) => outcomeOf<A>(outcomes.get(key)));
}

type AnswerOptions = LlmAskOptions & { texts: readonly MaskedText[] };

type Work = {
  opened: OpenedLlm;
  asked: AskedQuestion;
  counter: TokenCounter;
  runId: string;
  signal: AbortSignal;
  outcomes: Map<string, TextOutcome>;
  /** Told which texts have their outcome. */
  onDone: (texts: readonly AskedText[]) => void;
};

/** Finds out about the texts that nobody else asks about, then waits for the others. */
async function answerOrWait(work: Work, texts: readonly AskedText[]): Promise<void> {
  const { opened, signal, outcomes, onDone } = work;
  const byKey = new Map(texts.map((text) => [text.key, text]));
  // Taken before it is looked what is kept: whoever had a text before has kept its answer by now.
  using claim = opened.underWay.claim([...byKey.keys()]);
  const own = claim.own.map((key) => byKey.get(key)!); // its keys are of these texts
  await answerOwn(
    {
      ...work,
      onDone(done) {
        for (const { key } of done) claim.settle(key, outcomes.get(key));
        onDone(done);
      },
    },
    own,
  );
  assert(
    own.every(({ key }) => outcomes.has(key)),
    "what was asked has its outcome",
  );
  for (const [key, other] of claim.others) {
    const outcome = await waitFor(other, signal);
    if (outcome === undefined) continue; // it was stopped, or failed as a whole
    outcomes.set(key, paidByAnother(outcome));
    onDone([byKey.get(key)!]);
  }
}

function paidByAnother(outcome: TextOutcome): TextOutcome {
  return "failure" in outcome ? { ...outcome, paid: nothingPaid } : { ...outcome, isKept: true };
}

async function answerOwn(work: Work, own: readonly AskedText[]): Promise<void> {
  const { opened, asked, counter, runId, signal, outcomes, onDone } = work;
  const { settings, context, store, clock } = opened;
  for (const [key, kept] of await findOutcomes(opened, asked, own)) outcomes.set(key, kept);
  onDone(own.filter(({ key }) => outcomes.has(key)));
  const open = own.filter(({ key }) => !outcomes.has(key));
  if (!mayAsk(settings)) {
    for (const { key } of open) outcomes.set(key, { failure: "budget", paid: nothingPaid });
    return onDone(open);
  }
  if (open.length === 0) return;
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
    onBatch: onDone,
  });
}

/** What {@link answerQuestion} would cost now. */
export async function priceQuestion(
  opened: OpenedLlm,
  question: LlmQuestion,
  texts: readonly MaskedText[],
): Promise<LlmPrice> {
  const { settings, store, context, provider, model } = opened;
  const { asked, counter, prepared, different } = await prepare(opened, question, texts);
  const kept = await findOutcomes(opened, asked, different);
  const open = different.filter(({ key }) => !kept.has(key));
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
class LlmTaskError extends EarshotError {
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
  different: readonly AskedText[];
};

async function prepare(
  { settings, prompts, provider, model, openCounter }: OpenedLlm,
  question: LlmQuestion,
  texts: readonly MaskedText[],
): Promise<Prepared> {
  const asked = prepareQuestion(question, { prompts, provider, model });
  const counter = await openCounter();
  const cutting = { counter, tokensMax: settings.text_tokens };
  const prepared = texts.map((text) => prepareText(text, asked, cutting));
  const different = [...new Map(prepared.map((text) => [text.key, text])).values()];
  return { asked, counter, prepared, different };
}

/** Outcomes that are kept, by key. */
async function findOutcomes(
  { store }: OpenedLlm,
  asked: AskedQuestion,
  texts: readonly AskedText[],
): Promise<Map<string, TextOutcome>> {
  const outcomes = new Map<string, TextOutcome>();
  const keys = texts.map(({ key }) => key);
  for (const [key, found] of await findKept(store, keys)) {
    const outcome = keptOutcome(found, asked);
    if (outcome !== undefined) outcomes.set(key, outcome);
  }
  return outcomes;
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
  assert(outcome !== undefined, "each text has its outcome");
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
