import type { Clock } from "../../core/base/clock.ts";
import { assert } from "../../core/base/errors.ts";
import type { Sleep } from "../../core/base/retry.ts";
import type { LlmProviderName } from "../../core/config/llm-settings.ts";
import type { ChatModel, EmbeddingModel } from "./chat-model.ts";

/** Where a provider is asked, and by whom: settings that were found whole. */
export type Endpoint = {
  provider: LlmProviderName;
  /** Part of the settings it was read from, to name them in messages. */
  section: "llm" | "llm.fallback";
  /** Without credentials, query and slash at its end. */
  baseUrl: string;
  apiKey: string | undefined;
  /** Environment variables that the key may come from, for messages. */
  keyVariables: readonly string[];
  /** Empty where the provider needs none and none is set. */
  model: string;
  deployment: string | undefined;
  apiVersion: string | undefined;
};

/** What goes outside, and its limits. */
export type Outside = {
  fetch: typeof fetch;
  clock: Clock;
  /** Waits for what takes its time, such as a job. */
  sleep: Sleep;
  /** Milliseconds that one request may take, its answer's last byte included. */
  timeoutMs: number;
  /** Most bytes of an answer. */
  answerBytesMax: number;
};

/** Somebody who has language models, or a service like one. */
export type Provider = {
  name: LlmProviderName;
  summary: string;
  /** Its own address; undefined where everybody has another. */
  baseUrl?: string;
  /** An address in form, for messages. */
  baseUrlExample: string;
  needs: { key: boolean; model: boolean };
  openChat: (endpoint: Endpoint, outside: Outside) => Promise<ChatModel>;
  /** Undefined where it has no embeddings. */
  openEmbedding?: (endpoint: Endpoint, outside: Outside) => Promise<EmbeddingModel>;
};

/** Declares a provider; its file is named after it. */
export function defineProvider(provider: Provider): Provider {
  assert(/^[A-Z].+\.$/.test(provider.summary), `${provider.name}: its summary is no sentence`);
  return provider;
}
