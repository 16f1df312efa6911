import { setImmediate } from "node:timers/promises";

import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import type { Detector } from "../../kernel/privacy/compose-detector.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import { createMasker, type Masker } from "../../kernel/privacy/masker.ts";
import type { Registry } from "../../storage/registry/registry.ts";
import { hasLetter } from "../enrich/text-answerer.ts";
import type { Llm } from "../llm/llm.ts";
import { detectorOptions } from "../mask/privacy.ts";
import { AiNeedsLlmError } from "./ai-errors.ts";
import { shapeOf, type AiQuestion } from "./ai-question.ts";
import { openAiTally, type AiTally, type Tally } from "./ai-tally.ts";
import { askUp, type AskedUp } from "./ask-up.ts";
import { LocalTier, type LocalAnswer } from "./local-tier.ts";
import { labelMasker } from "./mask-labels.ts";

/** Texts that are masked and answered between two looks at the signal. */
const batchRows = 500;

/** What is said of one row. */
export type AiAnswer = {
  /** As text: a label, a number, JSON of the fields; null where nothing can be said. */
  answer: string | null;
  /** Tier, model and version; undefined where nothing was said. */
  source?: string;
  /** Chance of being right, where that is known. */
  confidence?: number;
  /** What was read, masked; undefined where nothing had to be read. */
  text?: MaskedText | undefined;
};

export type AskOptions = {
  signal?: AbortSignal | undefined;
  /** Told between batches; may throw to end it. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Does what waits on the network, such as with the clock of a query stopped. */
  waiting?: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Answers what `ai_…` functions ask. */
export type AiAnswers = AsyncDisposable & {
  /**
   * Refuses a question that nothing here can answer, before anything is read.
   *
   * @throws AiNeedsLlmError, AiArgumentError
   */
  check(question: AiQuestion): void;
  /** One answer a row, in order. Whatever a model reads is masked first. */
  answer(
    question: AiQuestion,
    rows: readonly (readonly string[])[],
    options?: AskOptions,
  ): Promise<AiAnswer[]>;
  /** What was asked so far. */
  tally(): AiTally;
};

export type AiParts = {
  settings: Settings;
  registry: Registry;
  /** Opens the language model once it is wanted; undefined where the settings name none. */
  llm: (AsyncDisposable & { open(): Promise<Llm> }) | undefined;
  /** Run that calls are noted under. */
  runId: string;
};

/** Opens what answers; nothing is read before the first question. */
export function openAiAnswers(parts: AiParts): AiAnswers {
  const { settings, registry, llm, runId } = parts;
  const detector = createDetector(detectorOptions(settings));
  const masker = createMasker(detector);
  const types = detector.placeholderTypes;
  const local = new LocalTier({ settings, registry, types, masker });
  const tally = openAiTally();
  const hasLlm = llm !== undefined;
  return {
    check: (question) => check(question, { detector, hasLlm }),
    async answer(question, rows, options = {}) {
      if (question.name === "ai_mask") return maskRows(question, rows, { detector, tally });
      const masked = await answerLocally(question, rows, { masker, local, options });
      if (hasLlm) {
        const open = (): Promise<Llm> => llm.open();
        await askUp(question, masked, { open, settings, runId, tally, options, masker });
      }
      refuseUnanswered(question, masked, hasLlm);
      return masked.map(({ given, source, texts: [text] }) => {
        if (given === undefined || given.answer === null) return { answer: null, text };
        tally.told(source);
        const { answer, confidence } = given;
        return { answer, source, text, ...(confidence === undefined ? {} : { confidence }) };
      });
    },
    tally: () => tally.sum(),
    async [Symbol.asyncDispose]() {
      await llm?.[Symbol.asyncDispose]();
    },
  };
}

function check(
  question: AiQuestion,
  { detector, hasLlm }: { detector: Detector; hasLlm: boolean },
): void {
  if (question.name === "ai_mask") labelMasker(detector, question.labels);
  if (question.name === "ai_translate" && !hasLlm)
    throw new AiNeedsLlmError("ai_translate needs a language model");
}

function maskRows(
  { labels }: AiQuestion,
  rows: readonly (readonly string[])[],
  { detector, tally }: { detector: Detector; tally: Tally },
): AiAnswer[] {
  const mask = labelMasker(detector, labels);
  return rows.map(([text = ""]) => {
    tally.told("rules:masker");
    return { answer: mask(text), source: "rules:masker" };
  });
}

/** Masks the texts, and asks the local tier about them. */
async function answerLocally(
  question: AiQuestion,
  rows: readonly (readonly string[])[],
  { masker, local, options }: { masker: Masker; local: LocalTier; options: AskOptions },
): Promise<AskedUp[]> {
  const answerer = await local.answererOf(question);
  const asked: AskedUp[] = [];
  for (let first = 0; first < rows.length; first += batchRows) {
    options.signal?.throwIfAborted();
    const batch = rows.slice(first, first + batchRows);
    const masked = batch.map((texts) => texts.map(mask));
    const given = answerer?.answer(readAs(question, batch, masked)) ?? [];
    masked.forEach((texts, row) =>
      asked.push(askedOf(question, texts, given[row], answerer?.source)),
    );
    options.onProgress?.(asked.length, rows.length);
    await setImmediate(); // so that a signal, or the end of the query's time, is heard
  }
  return asked;

  function mask(text: string): MaskedText {
    return masker.mask(text.toWellFormed()).text;
  }

  /** What the local tier reads: of a prompt, all of it. */
  function readAs(
    { name, request: { before, after } }: AiQuestion,
    batch: readonly (readonly string[])[],
    masked: readonly (readonly MaskedText[])[],
  ): readonly (readonly MaskedText[])[] {
    if (name !== "ai_gen") return masked;
    return batch.map(([text = ""]) => [mask(before + text + after)]);
  }
}

/** A text without a letter says nothing to anybody. */
function askedOf(
  question: AiQuestion,
  texts: readonly MaskedText[],
  given: LocalAnswer | undefined,
  source = "",
): AskedUp {
  const { before, after } = question.request;
  const isEmpty =
    shapeOf(question.name).textCount === 1 && ![...texts, before, after].some(hasLetter);
  if (!isEmpty) return { texts, given, source };
  const kept = question.name === "ai_extract" ? given : undefined;
  return { texts, given: { answer: null, ...kept, isPartial: false }, source };
}

function refuseUnanswered({ name }: AiQuestion, asked: readonly AskedUp[], hasLlm: boolean): void {
  if (hasLlm || asked.every(({ given }) => given !== undefined)) return;
  const hint =
    name === "ai_gen"
      ? "; without one it writes reports on lists of texts: ai_gen('Write a report on these texts: ' || STRING_AGG(text, '\\n'))"
      : "; or train a model of that name: `earshot train --help`";
  throw new AiNeedsLlmError(`${name} needs a language model for this`, hint);
}
