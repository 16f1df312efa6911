import { monotonicMs } from "../../core/base/clock.ts";
import { EarshotError } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { persist, type Sleep } from "../../core/base/retry.ts";
import { maskValue } from "./answer-form.ts";
import type { AskedQuestion, CountedText } from "./asked.ts";
import { answerTokens } from "./asked.ts";
import type { Breaker } from "./breaker.ts";
import type { CallPool } from "./call-pool.ts";
import type { ChatCall, ChatModel, ChatReply } from "./chat-model.ts";
import type { BudgetHold } from "./hold-budget.ts";
import type { AnswerToKeep } from "./kept-answers.ts";
import type { CallEnd, HeldCall, Ledger } from "./ledger.ts";
import { LlmDeniedError, LlmRejectedError, LlmUnavailableError } from "./llm-errors.ts";
import { costOf, recordCountOf, type ModelPrice } from "./money.ts";
import { correctInstructions, type Correction } from "./prompts.ts";
import { gradeItems, readItems, type GradedItem } from "./read-answer.ts";

/** A model with what it costs. */
export type AskedModel = {
  chat: ChatModel;
  price: ModelPrice;
  breaker: Breaker;
  /** Tokens of an answer that are not seen, such as those of thinking. */
  hiddenTokens: number;
};

/** What calls share. */
export type CallContext = {
  ledger: Ledger;
  hold: BudgetHold;
  pool: CallPool;
  /** The first that can be asked answers. */
  models: readonly AskedModel[];
  mask: (text: string) => MaskedText;
  warn: (message: string) => void;
  warnOnce: (message: string) => void;
  sleep: Sleep | undefined;
};

/** Texts that share a call. */
export type GroupCall = {
  question: AskedQuestion;
  texts: readonly CountedText[];
  corrections: readonly Correction[];
  fixedTokens: number;
  runId: string;
  signal: AbortSignal;
  /** Whether these answers are kept as they come; if not, {@link keepLater} does it. */
  isTrusted: (graded: readonly GradedItem[]) => boolean;
};

/** How a call went. */
export type GroupReply =
  | { kind: "failed"; failure: "unavailable" | "denied" | "budget" }
  | { kind: "rejected" }
  | {
      kind: "answered";
      graded: readonly GradedItem[];
      /** By text, undefined where the answer is none. */
      answers: readonly (AnswerToKeep | undefined)[];
      isCut: boolean;
      isTrusted: boolean;
      callId: string;
    };

/** Asks the first model that can be asked; each is tried again, and each call is held and noted. */
export async function makeCall(context: CallContext, group: GroupCall): Promise<GroupReply> {
  let failure: "unavailable" | "denied" = "unavailable";
  for (const model of context.models) {
    if (model.chat.tasks?.includes(group.question.prompt) === false) continue;
    const reason = model.breaker.reason();
    if (reason !== undefined) {
      failure = reason;
      continue;
    }
    const reply = await context.pool.run(() => callModel(context, group, model));
    if (reply.kind !== "failed" || reply.failure === "budget") return reply;
    failure = reply.failure;
  }
  return { kind: "failed", failure };
}

/** What a call has come to while it is made. */
type Progress = { attempts: number; uncertain: number; extended: number };

async function callModel(
  context: CallContext,
  group: GroupCall,
  model: AskedModel,
): Promise<GroupReply> {
  const { ledger, hold } = context;
  group.signal.throwIfAborted();
  const late = model.breaker.reason(); // it may have broken while this call waited
  if (late !== undefined) return { kind: "failed", failure: late };
  const call = chatCall(group, model);
  const held = await hold.take(() => ledger.reserve(planOf(group, model, call)));
  if (held === undefined) return { kind: "failed", failure: "budget" };
  const progress: Progress = { attempts: 0, uncertain: 0, extended: 0 };
  const startedMs = monotonicMs();
  try {
    const reply = await ask(context, { model, call, held, progress, signal: group.signal }).catch(
      async (error: unknown) => {
        await ledger.settle(held, failedEnd(error, { held, progress, startedMs }));
        group.signal.throwIfAborted();
        return failedReply(context, model, error);
      },
    );
    if ("kind" in reply) return reply;
    model.breaker.succeeded();
    return await readReply(context, group, { model, reply, held, progress, startedMs });
  } finally {
    hold.release();
  }
}

type Try = {
  model: AskedModel;
  call: ChatCall;
  held: HeldCall;
  progress: Progress;
  signal: AbortSignal;
};

/** The budget has no place for another try. */
class BudgetSpentError extends EarshotError {
  readonly code = "LLM_BUDGET_SPENT";
  readonly kind = "limit";
}

async function ask(context: CallContext, asked: Try): Promise<ChatReply> {
  const { model, call, held, progress, signal } = asked;
  return await persist(
    async () => {
      if (progress.uncertain > progress.extended) {
        const more = await context.ledger.extend(held);
        if (more === undefined) throw new BudgetSpentError("no budget is left for another try");
        progress.extended++;
      }
      progress.attempts++;
      try {
        return await model.chat.complete(call, signal);
      } catch (error) {
        if (signal.aborted || mayBeBilled(error)) progress.uncertain++;
        throw error;
      }
    },
    {
      passesAfter: (error) =>
        error instanceof LlmUnavailableError ? error.retryAfterMs : undefined,
      onWait: ({ error, retry, retriesMax, waitMs }) => {
        const why = error instanceof Error ? error.message : "no answer";
        context.warn(
          `${model.chat.provider} ${model.chat.model}: ${why}; try ${retry} of ${retriesMax} again in ${Math.round(waitMs / 1_000)} s`,
        );
      },
      ...(context.sleep === undefined ? {} : { sleep: context.sleep }),
      signal,
    },
  );
}

/** Whether a failed try may be on the bill: what we don't know counts. */
function mayBeBilled(error: unknown): boolean {
  if (error instanceof LlmUnavailableError) return error.mayBeBilled;
  return !(error instanceof LlmDeniedError || error instanceof LlmRejectedError);
}

function failedReply(
  context: CallContext,
  { chat, breaker }: AskedModel,
  error: unknown,
): GroupReply {
  if (error instanceof LlmRejectedError) return { kind: "rejected" };
  if (error instanceof BudgetSpentError) return { kind: "failed", failure: "budget" };
  const isDenied = error instanceof LlmDeniedError;
  if (!isDenied && !(error instanceof LlmUnavailableError)) throw error;
  const failure = isDenied ? "denied" : "unavailable";
  if (breaker.failed(failure)) {
    context.warn(`${chat.provider} ${chat.model} is asked no more this time: ${error.message}`);
  }
  return { kind: "failed", failure };
}

function chatCall(
  { question, texts, corrections }: GroupCall,
  { hiddenTokens }: AskedModel,
): ChatCall {
  const likely = texts.reduce((sum, { tokensOut }) => sum + tokensOut, answerTokens);
  return {
    task: question.prompt,
    instructions:
      corrections.length === 0
        ? question.instructions
        : correctInstructions(question.instructions, corrections),
    texts: texts.map(({ text }) => text),
    schema: question.form.schema,
    outputTokensMax: 2 * likely + 30 * texts.length + 200 + hiddenTokens,
  };
}

function planOf(
  group: GroupCall,
  { chat, price }: AskedModel,
  call: ChatCall,
): Parameters<Ledger["reserve"]>[0] {
  const { question, texts } = group;
  // No token is less than a byte, so this is the most, whatever the model's tokenizer.
  const bytes = [
    call.instructions,
    JSON.stringify(call.schema),
    ...call.texts.map((text) => JSON.stringify(text)),
  ];
  const tokensIn = bytes.reduce(
    (sum, text) => sum + Buffer.byteLength(text) + aroundText,
    aroundCall,
  );
  const tokensOut = call.outputTokensMax;
  return {
    runId: group.runId,
    prompt: question.prompt,
    promptVersion: question.promptVersion,
    provider: chat.provider,
    model: chat.model,
    textCount: texts.length,
    countedIn: texts.reduce((sum, text) => sum + text.tokensIn, group.fixedTokens),
    likelyOut: texts.reduce((sum, text) => sum + text.tokensOut, answerTokens),
    bound: {
      nanoUsd: costOf(price, { tokensIn, tokensOut, recordCount: recordsOf(group) }),
      tokens: tokensIn + tokensOut,
    },
  };
}

/** Bytes around a text, `{"id":100,"text":…},`, and around the messages of a call. */
const aroundText = 24;
const aroundCall = 400;

/** Records of 1,000 characters, as Azure AI Language bills them: once for each value asked about. */
function recordsOf({ question, texts }: Pick<GroupCall, "question" | "texts">): number {
  const valueCount = Object.keys(question.form.shape.properties ?? {}).length;
  return valueCount * texts.reduce((sum, { text }) => sum + recordCountOf(text), 0);
}

type Answered = {
  model: AskedModel;
  reply: ChatReply;
  held: HeldCall;
  progress: Progress;
  startedMs: number;
};

async function readReply(
  context: CallContext,
  group: GroupCall,
  answered: Answered,
): Promise<GroupReply> {
  const { question, texts } = group;
  const { model, reply, held, progress, startedMs } = answered;
  const { form, answer } = question;
  const plan = { tokensIn: texts.reduce((sum, text) => sum + text.tokensIn, group.fixedTokens) };
  const tokensIn = reply.tokensIn ?? plan.tokensIn;
  const tokensOut = reply.tokensOut ?? Math.ceil(reply.text.length / 3);
  const recordCount = recordsOf(group);
  const nanoUsd = costOf(model.price, { tokensIn, tokensOut, recordCount });
  const isRefused = reply.finish === "refused";
  const items = isRefused ? [] : readItems(reply.text, texts.length === 1 ? 1 : undefined);
  const graded = gradeItems(items, { count: texts.length, form, answer }).map((item) =>
    masked(item, question, context.mask),
  );
  const answers = toKeep(graded, group, { model, tokensIn, tokensOut, nanoUsd });
  const isTrusted = group.isTrusted(graded);
  noteOtherName(context, model, reply.model);
  await context.ledger.settle(held, {
    state: "done",
    modelAnswered: reply.model,
    tokensIn,
    tokensOut,
    spent: {
      nanoUsd: nanoUsd + progress.uncertain * held.bound.nanoUsd,
      tokens: tokensIn + tokensOut + progress.uncertain * held.bound.tokens,
    },
    latencyMs: monotonicMs() - startedMs,
    attempts: progress.attempts,
    errorCode: isRefused ? "LLM_REJECTED" : undefined,
    answeredCount: answers.filter((kept) => kept !== undefined).length,
    answers: isTrusted ? answers.filter((kept) => kept !== undefined) : [],
  });
  if (isRefused) return { kind: "rejected" };
  return {
    kind: "answered",
    graded,
    answers,
    isCut: reply.finish === "length",
    isTrusted,
    callId: held.callId,
  };
}

/** Texts in an answer may hold what the model made up or put together: they are masked, then held against the form again. */
function masked(
  item: GradedItem,
  question: AskedQuestion,
  mask: (text: string) => MaskedText,
): GradedItem {
  if ("problem" in item) return item;
  const clean = maskValue(item.answer, question.form.shape, (text) =>
    mask(text.toWellFormed().replaceAll("\0", "")),
  );
  const { success, data } = question.answer.safeParse(clean);
  return success ? { answer: data } : { problem: "a text in it could not be used" };
}

function toKeep(
  graded: readonly GradedItem[],
  { question, texts }: GroupCall,
  paid: { model: AskedModel; tokensIn: number; tokensOut: number; nanoUsd: number },
): (AnswerToKeep | undefined)[] {
  const goodCount = graded.filter((item) => "answer" in item).length;
  let at = 0;
  return graded.map((item, index) => {
    if ("problem" in item) return undefined;
    const part = (whole: number): number =>
      Math.floor(((at + 1) * whole) / goodCount) - Math.floor((at * whole) / goodCount);
    const kept: AnswerToKeep = {
      key: texts[index]!.key,
      answer: item.answer,
      provider: paid.model.chat.provider,
      model: paid.model.chat.model,
      prompt: question.prompt,
      promptVersion: question.promptVersion,
      tokensIn: part(paid.tokensIn),
      tokensOut: part(paid.tokensOut),
      costNanoUsd: part(paid.nanoUsd),
    };
    at++;
    return kept;
  });
}

function noteOtherName({ warnOnce }: CallContext, { chat }: AskedModel, answered: string): void {
  if (chat.model === "" || answered.toLowerCase().startsWith(chat.model.toLowerCase())) return;
  if (chat.provider.startsWith("azure-")) return; // deployments and services have names of their own
  warnOnce(`${chat.provider}: ${chat.model} was asked, and ${answered} answered`);
}

function failedEnd(
  error: unknown,
  { held, progress, startedMs }: { held: HeldCall; progress: Progress; startedMs: number },
): CallEnd {
  return {
    state: "failed",
    modelAnswered: undefined,
    tokensIn: 0,
    tokensOut: 0,
    spent: {
      nanoUsd: progress.uncertain * held.bound.nanoUsd,
      tokens: progress.uncertain * held.bound.tokens,
    },
    latencyMs: monotonicMs() - startedMs,
    attempts: progress.attempts,
    errorCode: error instanceof EarshotError ? error.code : "CANCELLED",
    answeredCount: 0,
    answers: [],
  };
}
