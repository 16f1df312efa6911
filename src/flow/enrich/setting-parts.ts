import type { LlmSettings } from "../../core/config/llm-settings.ts";
import type { Settings } from "../../core/config/settings.ts";

/** What stages may be told of the settings, by name. */
export const settingParts = {
  /** How texts are answered. */
  enrichment: ({ enrichment }: Settings) => enrichment,
  /** How models in ONNX are asked; which ones is told as models are. */
  onnx: ({ models: { sentiment_labels, category_labels, hypothesis } }: Settings) => ({
    sentiment_labels,
    category_labels,
    hypothesis,
  }),
  /** Which language model is asked, and what. Where it is, and with which key, changes no answer. */
  llm: ({ llm }: Settings) => ({
    ...namedModel(llm),
    tasks: llm.tasks.toSorted(),
    text_tokens: llm.text_tokens,
    fallback: namedModel(llm.fallback),
  }),
  /** Which model makes embeddings outside of this machine. */
  llm_embedding: ({ llm: { provider, embedding_model, text_tokens } }: Settings) => ({
    provider,
    embedding_model,
    text_tokens,
  }),
  /** Language that is likely in the texts of each source, and of all others. */
  languages: ({ sources, privacy }: Settings) => ({
    bySource: Object.fromEntries(
      Object.entries(sources).flatMap(([name, { language }]) =>
        language === undefined ? [] : [[name, language] as const],
      ),
    ),
    otherwise: privacy.language ?? null,
  }),
} as const satisfies Record<string, (settings: Settings) => unknown>;

function namedModel({ provider, model, deployment }: Partial<LlmSettings>) {
  return { provider, model, deployment };
}

/** Name of one of the {@link settingParts}. */
export type SettingsPart = keyof typeof settingParts;

/** Some of the parts, as they stand in the settings. */
export type SettingsParts = { [K in SettingsPart]?: ReturnType<(typeof settingParts)[K]> };
