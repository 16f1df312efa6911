import type { MaskedText } from "../../core/base/masked-text.ts";

declare const instructing: unique symbol;

/** What a model is told to do: a prompt's file, filled with masked values. Only `prompts.ts` makes it. */
export type Instructions = string & { readonly [instructing]: true };

/** A schema as in JSON Schema 2020-12, in the part of it that all providers take. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One call: several texts, asked the same. */
export type ChatCall = {
  /** What is asked, for providers that have a service of their own for it: `sentiment`. */
  task: string;
  instructions: Instructions;
  /** The texts, in order; the provider sends them as JSON: `[{"id":1,"text":"…"}, …]`. */
  texts: readonly MaskedText[];
  /** Of the whole answer. */
  schema: JsonSchema;
  /** Tokens that the answer may have. */
  outputTokensMax: number;
};

/** What came back. */
export type ChatReply = {
  /** The answer as it came: JSON, if the model keeps to what it was told. */
  text: string;
  /** Model that answered, as the provider names it. */
  model: string;
  /** As billed; undefined where the provider does not say. */
  tokensIn: number | undefined;
  tokensOut: number | undefined;
  /** `length`: cut off at the limit; `refused`: held back by a filter. */
  finish: "stop" | "length" | "refused" | "other";
};

/** A model that answers. One call is one request: trying again is the caller's. */
export type ChatModel = {
  /** As in the settings: `openai`. */
  readonly provider: string;
  readonly model: string;
  /** Tasks it can be asked; undefined if any. */
  readonly tasks?: readonly string[] | undefined;
  /**
   * @throws LlmUnavailableError when asking again may help (with `retryAfterMs` where the provider
   *   says so, and `isRateLimit`), LlmDeniedError when the key or address is wrong, LlmRejectedError
   *   when it does not take these very texts.
   */
  complete(call: ChatCall, signal?: AbortSignal): Promise<ChatReply>;
};

/** A model that makes vectors of texts. */
export type EmbeddingModel = {
  readonly provider: string;
  readonly model: string;
  /** One vector a text, in order, all of one length; throws as {@link ChatModel} does. */
  embed(
    texts: readonly MaskedText[],
    signal?: AbortSignal,
  ): Promise<{ vectors: readonly Float32Array[]; model: string; tokensIn: number | undefined }>;
};
