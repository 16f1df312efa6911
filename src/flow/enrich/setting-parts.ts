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

/** Name of one of the {@link settingParts}. */
export type SettingsPart = keyof typeof settingParts;

/** Some of the parts, as they stand in the settings. */
export type SettingsParts = { [K in SettingsPart]?: ReturnType<(typeof settingParts)[K]> };
