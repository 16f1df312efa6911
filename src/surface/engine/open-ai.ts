import { join } from "node:path";

import { newRunId } from "../../core/base/ids.ts";
import { openAiAnswers, type AiAnswers } from "../../flow/ai/ai-answers.ts";
import { openRegistry } from "../../storage/registry/registry.ts";
import type { Scope } from "./scope.ts";

/** Opens what answers questions about texts: the models in use, and the language model of the settings. */
export function openAi({ settings, dataFolder, clock }: Scope): AiAnswers {
  return openAiAnswers({
    settings: settings.settings,
    registry: openRegistry({ folder: join(dataFolder, "models"), clock }),
    openLlm: undefined,
    runId: newRunId(clock),
  });
}
