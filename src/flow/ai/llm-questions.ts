import { z } from "zod";

import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import type { Masker } from "../../kernel/privacy/masker.ts";
import type { LlmQuestion } from "../llm/llm.ts";
import { AiArgumentError, type AiQuestion } from "./ai-question.ts";

/** A question for the language model, and how its answers are read. */
export type AskedOfLlm = {
  question: LlmQuestion;
  /** What is sent of a text. */
  textOf: (text: MaskedText) => MaskedText;
  read: (answer: unknown) => string | null;
};

/** Words of a summary that may have any number. */
const wordsUnlimited = 300;
/** Characters of a written answer, to tell what it will cost. */
const likelyCharacters = 1_500;
const noText = maskedAlready("(there is no text)");

/**
 * The question in the words of the prompts' files. What the query's author wrote is masked like
 * texts are, labels too; answers come back in the spelling of the query.
 */
export function llmQuestionOf(question: AiQuestion, masker: Masker): AskedOfLlm {
  const { name, labels, language } = question;
  switch (name) {
    case "ai_classify":
      return oneOf("classify", "label", { own: maskedLabels(labels, masker), shown: labels });
    case "ai_analyze_sentiment": {
      const moods = enumerations.sentiment.values.map((value) => value.toLowerCase());
      return oneOf("sentiment", "sentiment", { own: moods.map(maskedAlready), shown: moods });
    }
    case "ai_extract":
      return fields(labels, maskedLabels(labels, masker));
    case "ai_summarize":
      return summary(question.wordCountMax);
    case "ai_gen":
      return written("generate", "response", { request: requestOf(question, masker) });
    case "ai_translate":
      return written("translate", "translation", { language: languageOf(language, masker) });
    default:
      throw new AiArgumentError(`${name} is answered here alone`);
  }
}

/** Labels without what is personal; each stays another than the others. */
function maskedLabels(labels: readonly string[], masker: Masker): MaskedText[] {
  const masked = masker.maskTogether(labels).filter((label) => label !== null);
  if (new Set(masked).size < labels.length)
    throw new AiArgumentError("two of the labels are personal values that can't be told apart");
  return masked;
}

function oneOf(
  prompt: string,
  key: string,
  { own, shown }: { own: readonly MaskedText[]; shown: readonly string[] },
): AskedOfLlm {
  const answer = z.object({ [key]: z.enum(own) });
  const values = { labels: maskedAlready(own.map((label) => JSON.stringify(label)).join(", ")) };
  const likely = (): Record<string, string> => ({ [key]: own[0]! });
  return {
    question: { prompt, values, answer, likely },
    textOf: (text) => text,
    read: (given) => shown[own.findIndex((label) => label === answer.parse(given)[key])] ?? null,
  };
}

/** Fields have numbers: a label may be any text, and `id` is taken. */
function fields(labels: readonly string[], masked: readonly MaskedText[]): AskedOfLlm {
  const keyOf = (index: number): string => `value_${index + 1}`;
  const answer = z.object(
    Object.fromEntries(labels.map((_, i) => [keyOf(i), z.string().nullable()])),
  );
  const told = masked.map((label, i) => `${keyOf(i)} (${JSON.stringify(label)})`).join(", ");
  const likely = (): Record<string, string> =>
    Object.fromEntries(labels.map((_, i) => [keyOf(i), "some words"]));
  return {
    question: { prompt: "extract", values: { fields: maskedAlready(told) }, answer, likely },
    textOf: (text) => text,
    read(given) {
      const values = answer.parse(given);
      const byLabel = labels.map((label, i) => [label, valueOf(values[keyOf(i)])]);
      return JSON.stringify(Object.fromEntries(byLabel));
    },
  };
}

function valueOf(value: string | null | undefined): string | null {
  const text = value?.trim() ?? "";
  return text === "" ? null : text;
}

function summary(wordCountMax: number): AskedOfLlm {
  const most = wordCountMax === 0 ? wordsUnlimited : wordCountMax;
  const asked = written("summarize", "summary", { words: maskedAlready(String(most)) });
  const cut = (text: string): string => {
    const words = text.split(/\s+/);
    return words.length <= most ? text : `${words.slice(0, most).join(" ")}…`;
  };
  return {
    ...asked,
    read(given) {
      const text = asked.read(given);
      return text === null || wordCountMax === 0 ? text : cut(text);
    },
  };
}

function written(
  prompt: string,
  key: string,
  values: Readonly<Record<string, MaskedText>>,
): AskedOfLlm {
  const answer = z.object({ [key]: z.string() });
  const likely = (text: MaskedText): Record<string, string> => {
    const length = prompt === "generate" ? likelyCharacters : Math.max(1, text.length);
    return { [key]: text.padEnd(length, "a word ").slice(0, length) };
  };
  return {
    question: { prompt, values, answer, likely },
    textOf: (text) => (text.trim() === "" ? noText : text),
    read: (given) => valueOf(answer.parse(given)[key]),
  };
}

function requestOf({ request: { before, after } }: AiQuestion, masker: Masker): MaskedText {
  if (!/\p{L}/u.test(before + after)) return maskedAlready("Do what the text asks for.");
  const [first, last] = masker.maskTogether([before, after]);
  assert(typeof first === "string" && typeof last === "string", "both are texts");
  return after.trim() === "" ? first : maskedAlready(`${first}(the text)${last}`);
}

/** `es` is told as `Spanish (es)`; any other words are told as they stand. */
function languageOf(language: string, masker: Masker): MaskedText {
  const { text } = masker.mask(language);
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(text);
    return name === undefined ? text : maskedAlready(`${name} (${text})`);
  } catch {
    return text;
  }
}
