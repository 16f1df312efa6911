import type { z } from "zod";

import { sha256 } from "../../core/base/hash.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import type { AnswerForm } from "./answer-form.ts";
import { answerForm, labelsOfForm } from "./answer-form.ts";
import type { Instructions } from "./chat-model.ts";
import type { TokenCounter } from "./count-tokens.ts";
import type { LlmQuestion } from "./llm.ts";
import { fillPrompt, formPrompt, promptNamed, type Prompts } from "./prompts.ts";
import { labelSpotter, looksLikeInstruction } from "./suspicious.ts";

/** A question, made ready. */
export type AskedQuestion = {
  prompt: string;
  promptVersion: number;
  instructions: Instructions;
  form: AnswerForm;
  answer: z.ZodType;
  likely: (text: MaskedText) => unknown;
  /** Whether a text names a label of its answers. */
  namesLabel: (text: string) => boolean;
  /** Begins every key of an answer to it. */
  keyPart: string;
};

/** One text, made ready; texts that are equal as they are sent are one. */
export type AskedText = {
  /** As it is sent. */
  text: MaskedText;
  /** SHA-256 of everything that decides its answer. */
  key: string;
};

/** A text with what it adds to a call. */
export type CountedText = AskedText & {
  tokensIn: number;
  tokensOut: number;
  isAlone: boolean;
};

/** Makes a question ready: its prompt filled, the form of its answers worked out. */
export function prepareQuestion(
  question: LlmQuestion,
  { prompts, provider, model }: { prompts: Prompts; provider: string; model: string },
): AskedQuestion {
  const { prompt, values, answer, likely } = question;
  const { version } = promptNamed(prompts, prompt);
  const form = answerForm(answer);
  const sorted = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const versions = [prompt, version, promptNamed(prompts, formPrompt).version];
  return {
    prompt,
    promptVersion: version,
    instructions: fillPrompt(prompts, prompt, values),
    form,
    answer,
    likely,
    namesLabel: labelSpotter(labelsOfForm(form.shape)),
    keyPart: sha256(JSON.stringify([provider, model, versions, sorted, form.shape])),
  };
}

/** Cuts a text to what is sent of it, and makes its key. */
export function prepareText(
  text: MaskedText,
  { keyPart }: AskedQuestion,
  { counter, tokensMax }: { counter: TokenCounter; tokensMax: number },
): AskedText {
  const sent = counter.cut(text, tokensMax);
  return { text: sent, key: sha256(`${keyPart}\n${sent}`) };
}

/** Counts what a text adds to a call, and looks whether it must be asked by itself. */
export function countText(
  asked: AskedText,
  { likely, namesLabel }: AskedQuestion,
  counter: TokenCounter,
): CountedText {
  const answer = { id: 10, ...(likely(asked.text) as object) }; // a question's answer is an object
  return {
    ...asked,
    tokensIn: itemTokens({ id: 10, text: asked.text }, counter),
    tokensOut: itemTokens(answer, counter),
    isAlone: looksLikeInstruction(asked.text) || namesLabel(asked.text),
  };
}

/** Tokens of one of many in a list: its end and the beginning of the next make one token. */
function itemTokens(item: object, counter: TokenCounter): number {
  return counter.count(`${JSON.stringify(item)},{"`) - 1;
}

/** Tokens of a call beside its texts: instructions, form and what stands around messages. */
export function fixedTokens({ instructions, form }: AskedQuestion, counter: TokenCounter): number {
  return counter.count(instructions) + counter.count(JSON.stringify(form.schema)) + messageTokens;
}

/** Tokens that chat models add around two messages, and of the brackets of our lists. */
const messageTokens = 16;
/** Tokens of an answer beside its items. */
export const answerTokens = 6;
