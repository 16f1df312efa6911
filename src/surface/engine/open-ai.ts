import { join } from "node:path";

import { newRunId } from "../../core/base/ids.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { asksTexts } from "../../core/config/llm-settings.ts";
import { openAiAnswers, type AiAnswers } from "../../flow/ai/ai-answers.ts";
import { openRegistry } from "../../storage/registry/registry.ts";
import { lazyLlm } from "./open-llm.ts";
import type { Scope } from "./scope.ts";

/** Opens what answers questions about texts: the models in use, and the language model of the settings. */
export function openAi(
  scope: Scope,
  options: {
    signal?: AbortSignal | undefined;
    onWarning?: ((message: MaskedText) => void) | undefined;
  } = {},
): AiAnswers {
  const { settings, dataFolder, clock } = scope;
  return openAiAnswers({
    settings: settings.settings,
    registry: openRegistry({ folder: join(dataFolder, "models"), clock }),
    llm: asksTexts(settings.settings.llm)
      ? lazyLlm(scope, { command: "earshot sql", ...options })
      : undefined,
    runId: newRunId(clock),
  });
}
