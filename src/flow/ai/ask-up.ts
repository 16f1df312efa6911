import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import type { Masker } from "../../kernel/privacy/masker.ts";
import type { Llm, LlmFailure } from "../llm/llm.ts";
import type { AskOptions } from "./ai-answers.ts";
import { AiUnansweredError } from "./ai-errors.ts";
import type { AiQuestion } from "./ai-question.ts";
import type { Tally } from "./ai-tally.ts";
import { goesUp } from "./llm-asking.ts";
import { llmQuestionOf } from "./llm-questions.ts";
import type { LocalAnswer } from "./local-tier.ts";

/** A row, what the local tier says of it, and who that is. */
export type AskedUp = {
  texts: readonly MaskedText[];
  given: LocalAnswer | undefined;
  source: string;
};

export type AskUpParts = {
  open: () => Promise<Llm>;
  settings: Settings;
  runId: string;
  tally: Tally;
  options: AskOptions;
  /** Masks what the question itself says. */
  masker: Masker;
};

/** Failures that are of the way to the model, not of a text. */
const mayPass: ReadonlySet<LlmFailure> = new Set(["unavailable", "denied", "budget"]);

/**
 * Asks the language model about the rows that go up, and puts its answers in place of the local
 * ones. A row that it fails at becomes NULL; where it can't be asked at all the local answer stays,
 * if there is one and the settings allow it.
 *
 * @throws AiUnansweredError where it can't be asked and nothing else can answer.
 */
export async function askUp(
  question: AiQuestion,
  rows: AskedUp[],
  { open, settings, runId, tally, options, masker }: AskUpParts,
): Promise<void> {
  const up = rows.filter(({ given }) => goesUp(question, given, settings.llm));
  if (up.length === 0) return;
  const asked = llmQuestionOf(question, masker);
  const texts = up.map((row) => asked.textOf(row.texts[0]!));
  const { waiting = (work) => work(), signal, onProgress } = options;
  const { name, calls, outcomes } = await waiting(async () => {
    const model = await open();
    const onDone = (done: number): void => onProgress?.(done, texts.length);
    const asking = { runId, signal, onProgress: onDone };
    const given = await model.answer(asked.question, texts, asking);
    return { name: model.name, calls: await model.calls([runId]), outcomes: given };
  });
  tally.llm.name = name;
  tally.llm.callCount = calls.length;
  tally.llm.tokensIn = calls.reduce((sum, call) => sum + call.tokensIn, 0);
  tally.llm.tokensOut = calls.reduce((sum, call) => sum + call.tokensOut, 0);
  tally.llm.usd = calls.reduce((sum, call) => sum + call.costUsd, 0);
  tally.llm.textCount += texts.length;
  outcomes.forEach((outcome, i) => {
    const row = up[i]!;
    if ("failure" in outcome) {
      fail(question, row, { failure: outcome.failure, settings, tally });
      return;
    }
    tally.llm.keptCount += outcome.isKept ? 1 : 0;
    row.given = { answer: asked.read(outcome.answer) };
    row.source = outcome.source;
  });
}

const reasons: Readonly<Record<LlmFailure, string>> = {
  unavailable: "it does not answer; try again later",
  denied: "it refuses the key, the address or the model; see the llm settings",
  budget: "the budget is spent; raise llm.budget.usd, or wait for the next period",
  rejected: "it does not take these texts",
  invalid: "its answers have another form than was asked for",
};

function fail(
  { name }: AiQuestion,
  row: AskedUp,
  { failure, settings, tally }: { failure: LlmFailure; settings: Settings; tally: Tally },
): void {
  tally.llm.reasons.push(reasons[failure]);
  if (!mayPass.has(failure)) {
    tally.llm.failedCount += 1;
    row.given = { answer: null };
    return;
  }
  if (row.given === undefined || settings.llm.on_failure === "stop")
    throw new AiUnansweredError(
      `${name} can't be answered by the language model: ${reasons[failure]}`,
    );
  tally.llm.localCount += 1;
}
