import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { loadDeclaration, loadDeclarations } from "../../core/base/declarations.ts";
import { sleepFor, type Sleep } from "../../core/base/retry.ts";
import type { LlmSettings } from "../../core/config/llm-settings.ts";
import { SettingsError } from "../../core/config/settings-error.ts";
import type { ChatModel, EmbeddingModel } from "./chat-model.ts";
import { endpointOf } from "./endpoint.ts";
import type { Outside, Provider } from "./provider.ts";

/** What models are opened with, beside the settings. */
export type OpenModelOptions = {
  clock?: Clock | undefined;
  sleep?: Sleep | undefined;
  /** Default: the machine's. */
  fetch?: typeof fetch | undefined;
  /** Most bytes of one answer. */
  answerBytesMax?: number | undefined;
};

/** 128 vectors of 3,072 numbers, written out, are 10 MB. */
const answerBytesMax = 33_554_432;

const folder = join(dirname(fileURLToPath(import.meta.url)), "providers");

/** Every provider of the product, by name. */
export function loadProviders(): Promise<Provider[]> {
  return loadDeclarations<Provider>(folder);
}

/**
 * The model that the settings name; nothing is asked yet.
 *
 * @throws SettingsError when none is set, or something that it needs is missing.
 */
export async function openChatModel(
  settings: LlmSettings,
  options: OpenModelOptions = {},
): Promise<ChatModel> {
  const provider = await providerOf(settings);
  const endpoint = endpointOf(provider, settings, "llm");
  return await provider.openChat(endpoint, outsideOf(settings, options));
}

/** The model that is asked where the first fails, if the settings name one. */
export async function openFallbackModel(
  settings: LlmSettings,
  options: OpenModelOptions = {},
): Promise<ChatModel | undefined> {
  const { fallback } = settings;
  if (fallback.provider === undefined) return undefined;
  const provider = await loadDeclaration<Provider>(folder, fallback.provider);
  const endpoint = endpointOf(provider, fallback, "llm.fallback");
  return await provider.openChat(endpoint, outsideOf(settings, options));
}

/**
 * The model that makes embeddings, `llm.embedding_model`; nothing is asked yet.
 *
 * @throws SettingsError when none is set, or the provider has none.
 */
export async function openEmbeddingModel(
  settings: LlmSettings,
  options: OpenModelOptions = {},
): Promise<EmbeddingModel> {
  const provider = await providerOf(settings);
  if (provider.openEmbedding === undefined)
    throw new SettingsError(`llm.provider: ${provider.name} has no embeddings; set another one`);
  if (settings.embedding_model === undefined) {
    throw new SettingsError(
      "llm.embedding_model is missing: it names the model to ask, such as text-embedding-3-small",
    );
  }
  const asked = { ...settings, model: settings.embedding_model, deployment: undefined };
  return await provider.openEmbedding(
    endpointOf(provider, asked, "llm"),
    outsideOf(settings, options),
  );
}

async function providerOf({ provider }: LlmSettings): Promise<Provider> {
  if (provider !== undefined) return await loadDeclaration<Provider>(folder, provider);
  throw new SettingsError("llm.provider is missing: no language model is set");
}

function outsideOf({ timeout_seconds: seconds }: LlmSettings, options: OpenModelOptions): Outside {
  return {
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? systemClock,
    sleep: options.sleep ?? sleepFor,
    timeoutMs: seconds * 1_000,
    answerBytesMax: options.answerBytesMax ?? answerBytesMax,
  };
}
