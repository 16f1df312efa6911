import type { MaskedText } from "../../core/base/masked-text.ts";
import { maskValue } from "./answer-form.ts";
import { answerTokens, type AskedQuestion, type CountedText } from "./asked.ts";
import type { Breaker } from "./breaker.ts";
import type { CallPool } from "./call-pool.ts";
import type { ChatCall, ChatModel, ChatReply } from "./chat-model.ts";
import type { AnswerToKeep } from "./kept-answers.ts";
import type { CallPlan } from "./ledger.ts";
import { costOf, recordCountOf, type ModelPrice } from "./money.ts";
import { addPaid, nothingPaid, partOfPaid, type Paid, type PaidBefore } from "./paid.ts";
import { payCall, type PaidCall, type PayContext, type UnpaidCall } from "./pay-call.ts";
import { correctInstructions, type Correction } from "./prompts.ts";
import { nameSaid, tokensSaid } from "./reply-figures.ts";
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
export type CallContext = PayContext & {
  pool: CallPool;
  /** The first that can be asked answers. */
  models: readonly AskedModel[];
  mask: (text: string) => MaskedText;
  warnOnce: (message: string) => void;
};

/** Texts that share a call. */
export type GroupCall = {
  question: AskedQuestion;
  texts: readonly CountedText[];
  corrections: readonly Correction[];
  fixedTokens: number;
  runId: string;
  signal: AbortSignal;
  /** What was paid for a text before, in calls that gave no answer about it. */
  before: PaidBefore;
  /** Whether these answers are kept as they come; if not, {@link keepLater} does it. */
  isTrusted: (graded: readonly GradedItem[]) => boolean;
};

/** How a call went. */
export type GroupReply =
  | UnpaidCall
  | {
      kind: "answered";
      graded: readonly GradedItem[];
      /** By text, undefined where the answer is none. */
      answers: readonly (AnswerToKeep | undefined)[];
      isCut: boolean;
      isTrusted: boolean;
      callId: string;
      paid: Paid;
    };

/** Asks the first model that can be asked; each is tried again, and each call is held and noted. */
export async function makeCall(context: CallContext, group: GroupCall): Promise<GroupReply> {
  let failure: "unavailable" | "denied" = "unavailable";
  let lost = nothingPaid;
  for (const model of context.models) {
    if (model.chat.tasks?.includes(group.question.prompt) === false) continue;
    const reason = model.breaker.reason();
    if (reason !== undefined) {
      failure = reason;
      continue;
    }
    const reply = await context.pool.run(() => callModel(context, group, { model, lost }));
    if (reply.kind !== "failed") return reply;
    lost = addPaid(lost, reply.paid);
    if (reply.failure === "budget") return { ...reply, paid: lost };
    failure = reply.failure;
  }
  return { kind: "failed", failure, paid: lost };
}

async function callModel(
  context: CallContext,
  group: GroupCall,
  { model, lost }: { model: AskedModel; lost: Paid },
): Promise<GroupReply> {
  const { chat, breaker } = model;
  const call = chatCall(group, model);
  const paid = await payCall(context, {
    plan: planOf(group, model, call),
    breaker,
    signal: group.signal,
    attempt: () => chat.complete(call, group.signal),
  });
  if (paid.kind === "rejected") return { ...paid, paid: addPaid(lost, paid.paid) };
  if (paid.kind !== "paid") return paid;
  try {
    return await readReply(context, group, { model, paid, lost });
  } finally {
    context.hold.release();
  }
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

function planOf(group: GroupCall, { chat, price }: AskedModel, call: ChatCall): CallPlan {
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

async function readReply(
  context: CallContext,
  group: GroupCall,
  { model, paid, lost }: { model: AskedModel; paid: PaidCall<ChatReply>; lost: Paid },
): Promise<GroupReply> {
  const { question, texts } = group;
  const { reply, held } = paid;
  const { form, answer } = question;
  const plan = { tokensIn: texts.reduce((sum, text) => sum + text.tokensIn, group.fixedTokens) };
  const tokensIn = tokensSaid(reply.tokensIn) ?? plan.tokensIn;
  const tokensOut = tokensSaid(reply.tokensOut) ?? Math.ceil(reply.text.length / 3);
  const recordCount = recordsOf(group);
  const nanoUsd = costOf(model.price, { tokensIn, tokensOut, recordCount });
  const isRefused = reply.finish === "refused";
  const items = isRefused ? [] : readItems(reply.text, texts.length === 1 ? 1 : undefined);
  const graded = gradeItems(items, { count: texts.length, form, answer }).map((item) =>
    masked(item, question, context.mask),
  );
  const end = paid.spentWith({ nanoUsd, tokens: tokensIn + tokensOut });
  const whole = addPaid(lost, { tokensIn, tokensOut, nanoUsd: end.spent.nanoUsd });
  const answers = toKeep(graded, group, { model, whole });
  const isTrusted = group.isTrusted(graded);
  const modelAnswered = nameSaid(reply.model);
  noteOtherName(context, model, modelAnswered);
  await context.ledger.settle(held, {
    state: "done",
    modelAnswered,
    tokensIn,
    tokensOut,
    ...end,
    errorCode: isRefused ? "LLM_REJECTED" : undefined,
    answeredCount: answers.filter((kept) => kept !== undefined).length,
    answers: isTrusted ? answers.filter((kept) => kept !== undefined) : [],
  });
  if (isRefused) return { kind: "rejected", paid: whole };
  return {
    kind: "answered",
    graded,
    answers,
    isCut: reply.finish === "length",
    isTrusted,
    callId: held.callId,
    paid: whole,
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
  { question, texts, before }: GroupCall,
  { model: { chat }, whole }: { model: AskedModel; whole: Paid },
): (AnswerToKeep | undefined)[] {
  const goodCount = graded.filter((item) => "answer" in item).length;
  let at = 0;
  return graded.map((item, index) => {
    if ("problem" in item) return undefined;
    const { key } = texts[index]!; // one of each text
    const { nanoUsd, ...tokens } = addPaid(before.of(key), partOfPaid(whole, at++, goodCount));
    return {
      key,
      answer: item.answer,
      provider: chat.provider,
      model: chat.model,
      prompt: question.prompt,
      promptVersion: question.promptVersion,
      ...tokens,
      costNanoUsd: nanoUsd,
    };
  });
}

function noteOtherName({ warnOnce }: CallContext, { chat }: AskedModel, answered: string): void {
  if (chat.model === "" || answered.toLowerCase().startsWith(chat.model.toLowerCase())) return;
  if (chat.provider.startsWith("azure-")) return; // deployments and services have names of their own
  warnOnce(`${chat.provider}: ${chat.model} was asked, and ${answered} answered`);
}
