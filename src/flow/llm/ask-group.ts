import { labelsOf } from "./answer-form.ts";
import type { AskedQuestion, CountedText } from "./asked.ts";
import { saveAnswers, type AnswerToKeep, type LastingFailure } from "./kept-answers.ts";
import type { LlmFailure } from "./llm.ts";
import { makeCall, type CallContext, type GroupReply } from "./make-call.ts";
import { addPaid, nothingPaid, partOfPaid, type Paid, type PaidBefore } from "./paid.ts";
import type { Correction } from "./prompts.ts";
import type { GradedItem } from "./read-answer.ts";
import { areStrangelyAlike } from "./suspicious.ts";
import type { Store } from "../../storage/store/store.ts";
import type { Clock } from "../../core/base/clock.ts";

/** What became of one different text. */
export type TextOutcome =
  | { kept: AnswerToKeep; isKept: boolean }
  | { failure: LlmFailure; paid: Paid };

/** One asking of a question, whose texts' outcomes are gathered by key. */
export type Asking = {
  context: CallContext;
  store: Store;
  clock: Clock;
  question: AskedQuestion;
  fixedTokens: number;
  runId: string;
  signal: AbortSignal;
  outcomes: Map<string, TextOutcome>;
  /** What calls cost that gave no answer: it goes to the one that a text has at last. */
  before: PaidBefore;
  /** Says that a guess of the guard may be looked into; false once that cost enough. */
  mayCheck: () => boolean;
  /** Set when the budget has not even one text's call. */
  spent: { isBudgetSpent: boolean };
};

/** How often texts were asked about, and what was wrong. */
type Round = { round: 0 | 1 | 2; problems: ReadonlyMap<string, string> };

const firstRound: Round = { round: 0, problems: new Map() };

/**
 * Asks about some texts in one call, and goes on until each has its outcome: what is missing or not
 * valid is asked again in a smaller call that says what was wrong, then alone; what was cut off, in
 * halves; what was refused, alone. A good answer is never thrown away for a bad one beside it.
 */
export async function askGroup(
  asking: Asking,
  texts: readonly CountedText[],
  { round, problems }: Round = firstRound,
): Promise<void> {
  if (asking.spent.isBudgetSpent) return failAll(asking, texts, "budget");
  const isTrusted = (graded: readonly GradedItem[]): boolean => !isStrange(asking, graded);
  const reply = await callOnce(asking, texts, isTrusted, correctionsOf(texts, problems));
  const answers = reply.kind === "answered" ? reply.answers : [];
  let good = answers.filter((kept) => kept !== undefined);
  if (good.length === 0) shareOut(asking, texts, reply.paid);
  if (reply.kind === "failed") return await afterFailure(asking, texts, { reply, round, problems });
  if (reply.kind === "rejected") return await afterRejection(asking, texts);
  if (!reply.isTrusted) {
    const check = await checkCall(asking, texts, reply.graded);
    if (check.isTainted) {
      shareOut(asking, texts, addPaid(reply.paid, check.paid));
      return await eachAlone(asking, texts);
    }
    good = good.map((kept, index) => withMore(kept, partOfPaid(check.paid, index, good.length)));
    await saveAnswers(asking.store, good, { callId: reply.callId, at: asking.clock.now() });
  }
  for (const kept of good) asking.outcomes.set(kept.key, { kept, isKept: false });
  const bad = texts.filter((_, index) => reply.answers[index] === undefined);
  const wrong = new Map(texts.map(({ key }, index) => [key, problemOf(reply.graded[index])]));
  const state = { isCut: reply.isCut, wasAlone: texts.length === 1, round, problems: wrong };
  if (bad.length > 0) await askAgain(asking, bad, state);
}

async function callOnce(
  { context, question, fixedTokens, runId, signal, before }: Asking,
  texts: readonly CountedText[],
  isTrusted: (graded: readonly GradedItem[]) => boolean,
  corrections: readonly Correction[] = [],
): Promise<GroupReply> {
  const group = { question, texts, corrections, fixedTokens, runId, signal, before, isTrusted };
  return await makeCall(context, group);
}

async function afterRejection(asking: Asking, texts: readonly CountedText[]): Promise<void> {
  if (texts.length > 1) await eachAlone(asking, texts);
  else await keepFailure(asking, texts, "rejected");
}

async function askAgain(
  asking: Asking,
  bad: readonly CountedText[],
  state: Round & { isCut: boolean; wasAlone: boolean },
): Promise<void> {
  const { isCut, wasAlone, round, problems } = state;
  if (isCut && !wasAlone) return await inHalves(asking, bad, { round, problems: new Map() });
  if (round === 0) return await askGroup(asking, bad, { round: 1, problems });
  if (round === 1 && !wasAlone) return await eachAlone(asking, bad, { round: 2, problems });
  await keepFailure(asking, bad, "invalid");
}

async function afterFailure(
  asking: Asking,
  texts: readonly CountedText[],
  { reply, ...round }: Round & { reply: Extract<GroupReply, { kind: "failed" }> },
): Promise<void> {
  const { failure } = reply;
  if (failure !== "budget") return failAll(asking, texts, failure);
  if (texts.length > 1) return await inHalves(asking, texts, round, { isInTurn: true });
  asking.spent.isBudgetSpent = true;
  failAll(asking, texts, "budget");
}

async function eachAlone(
  asking: Asking,
  texts: readonly CountedText[],
  round?: Round,
): Promise<void> {
  await allOf(texts.map((text) => askGroup(asking, [text], round)));
}

async function inHalves(
  asking: Asking,
  texts: readonly CountedText[],
  round: Round,
  { isInTurn = false } = {},
): Promise<void> {
  const middle = Math.ceil(texts.length / 2);
  const halves = [texts.slice(0, middle), texts.slice(middle)].filter((half) => half.length > 0);
  if (!isInTurn) return await allOf(halves.map((half) => askGroup(asking, half, round)));
  for (const half of halves) await askGroup(asking, half, round);
}

/** Waits for all, also where one fails: no call is left behind under way. */
export async function allOf(parts: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(parts)).find((part) => part.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function correctionsOf(
  texts: readonly CountedText[],
  problems: ReadonlyMap<string, string>,
): Correction[] {
  return texts.flatMap(({ key }, index) => {
    const problem = problems.get(key);
    return problem === undefined ? [] : [{ id: index + 1, problem }];
  });
}

function problemOf(item: GradedItem | undefined): string {
  return item !== undefined && "problem" in item ? item.problem : "";
}

function failAll(
  { outcomes, before }: Asking,
  texts: readonly CountedText[],
  failure: LlmFailure,
): void {
  for (const { key } of texts) outcomes.set(key, { failure, paid: before.of(key) });
}

function shareOut({ before }: Asking, texts: readonly CountedText[], paid: Paid): void {
  before.share(
    texts.map(({ key }) => key),
    paid,
  );
}

/** Failures that asking again does not mend are kept as answers are, so that they are not paid again. */
async function keepFailure(
  asking: Asking,
  texts: readonly CountedText[],
  failure: LastingFailure,
): Promise<void> {
  const { store, clock, question, context, before } = asking;
  const [model] = context.models;
  const kept = texts.map(({ key }) => {
    const { nanoUsd, ...tokens } = before.of(key);
    return {
      key,
      failure,
      provider: model?.chat.provider ?? "",
      model: model?.chat.model ?? "",
      prompt: question.prompt,
      promptVersion: question.promptVersion,
      ...tokens,
      costNanoUsd: nanoUsd,
    };
  });
  await saveAnswers(store, kept, { callId: "", at: clock.now() });
  failAll(asking, texts, failure);
}

/** An answer that cost more than the call it came from. */
function withMore(kept: AnswerToKeep, more: Paid): AnswerToKeep {
  return {
    ...kept,
    tokensIn: kept.tokensIn + more.tokensIn,
    tokensOut: kept.tokensOut + more.tokensOut,
    costNanoUsd: kept.costNanoUsd + more.nanoUsd,
  };
}

function isStrange(asking: Asking, graded: readonly GradedItem[]): boolean {
  const said = graded.flatMap((item) =>
    "answer" in item && !isEmpty(item.answer) ? [comparable(asking, item.answer)] : [],
  );
  return areStrangelyAlike(said) && asking.mayCheck();
}

/** Whether an answer says nothing, as many texts' answers may. */
function isEmpty(answer: unknown): boolean {
  const values: unknown[] = Object.values(answer as object); // a question's answer is an object
  return values.every((value) => value === null || (Array.isArray(value) && value.length === 0));
}

function comparable({ question }: Asking, answer: unknown): string {
  return labelsOf(answer, question.form.shape) ?? JSON.stringify(answer);
}

/** Texts of one of the two calls that check a strange one, at most. */
const probesMax = 3;

/**
 * Whether a text of the call told the model what to answer: its shortest texts, which have the least
 * room to tell anything, are asked again in two small calls, and must be answered as they were. At
 * most one of the two calls holds that text.
 */
async function checkCall(
  asking: Asking,
  texts: readonly CountedText[],
  graded: readonly GradedItem[],
): Promise<{ isTainted: boolean; paid: Paid }> {
  const shortest = texts
    .map((text, index) => ({ text, item: graded[index]! })) // one of each text
    .toSorted((a, b) => a.text.text.length - b.text.text.length)
    .slice(0, 2 * Math.min(probesMax, Math.floor(texts.length / 2)));
  const probes = [0, 1].map((part) => shortest.filter((_, index) => index % 2 === part));
  const checks = await Promise.all(
    probes.map(async (probe) => {
      const reply = await callOnce(
        asking,
        probe.map(({ text }) => text),
        () => false,
      );
      const again = reply.kind === "answered" ? reply.graded : [];
      const isTainted = probe.some(({ item }, index) => isOther(asking, item, again[index]));
      return { isTainted, paid: reply.paid };
    }),
  );
  return {
    isTainted: checks.some(({ isTainted }) => isTainted),
    paid: checks.map(({ paid }) => paid).reduce(addPaid, nothingPaid),
  };
}

function isOther(asking: Asking, item: GradedItem, again: GradedItem | undefined): boolean {
  if (again === undefined || !("answer" in item && "answer" in again)) return false;
  return comparable(asking, item.answer) !== comparable(asking, again.answer);
}
