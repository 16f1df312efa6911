import type { z } from "zod";

import type { MaskedText } from "../../core/base/masked-text.ts";

/** A question that can be asked of any text. */
export type LlmQuestion<A = unknown> = {
  /** Name of the prompt's file in `prompts/`, such as `understand`; its version is part of the answer's. */
  prompt: string;
  /** What the prompt's `{{name}}` stand for, such as the labels of a classification; part of the key. */
  values: Readonly<Record<string, MaskedText>>;
  /** Form of the answer about one text: an object. Unknown labels don't pass. */
  answer: z.ZodType<A>;
  /** An answer that is likely for a text, to tell what its tokens will cost before it is asked. */
  likely: (text: MaskedText) => A;
};

/** Why there is no answer; `unavailable`, `denied` and `budget` may pass, the others stay. */
export type LlmFailure = "unavailable" | "denied" | "budget" | "rejected" | "invalid";

/** What became of one text. */
export type LlmOutcome<A = unknown> =
  | {
      answer: A;
      /** Tier, model and prompt: `llm:gpt-4o-mini@understand-1`. */
      source: string;
      /** Its part of the call, in tokens and US dollars; as first paid where it was kept. */
      tokensIn: number;
      tokensOut: number;
      costUsd: number;
      /** Nothing was paid for it this time. */
      isKept: boolean;
    }
  | {
      failure: LlmFailure;
      /** What was paid for it nevertheless; where it passes, a later answer does not tell of it. */
      paid?: { tokensIn: number; tokensOut: number; costUsd: number };
    };

/** What asking would cost. */
export type LlmPrice = {
  textCount: number;
  /** Answers that are kept and cost nothing. */
  keptCount: number;
  callCount: number;
  tokensIn: number;
  tokensOut: number;
  usd: number;
  /** What may be spent still; undefined where there is no limit in tokens. */
  budgetLeft: { usd: number; tokens: number | undefined };
};

export type LlmAskOptions = {
  /** Run that the calls are noted under. */
  runId: string;
  signal?: AbortSignal | undefined;
  /** Told after each batch how many texts have their outcome. */
  onProgress?: ((doneCount: number) => void) | undefined;
};

/** One call, as the ledger has it. */
export type LlmCallNote = {
  callId: string;
  runId: string;
  startedAt: Date;
  elapsedMs: number;
  provider: string;
  model: string;
  /** The prompt and its version: `understand-1`. */
  prompt: string;
  textCount: number;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  /** Texts that got an answer from it; fewer than were sent where some are missing or not valid. */
  answeredCount: number;
};

/** A language model behind a cache, a budget and a ledger. */
export type Llm = AsyncDisposable & {
  /** Provider and model, for people: `openai gpt-4o-mini`. */
  readonly name: string;
  /** Part of an answer's version: provider, model and the prompt's version. */
  sourceOf(question: LlmQuestion): string;
  /** One outcome a text, in order; only those that are not kept are asked, and paid once. */
  answer<A>(
    question: LlmQuestion<A>,
    texts: readonly MaskedText[],
    options: LlmAskOptions,
  ): Promise<LlmOutcome<A>[]>;
  /** What {@link answer} would cost now; asks nothing. */
  price<A>(question: LlmQuestion<A>, texts: readonly MaskedText[]): Promise<LlmPrice>;
  /** The calls that were billed or may have been in these runs, in the order they began. */
  calls(runIds: readonly string[]): Promise<LlmCallNote[]>;
};
