import { EarshotError } from "../../core/base/errors.ts";

/** Only a language model can answer this, and none is set. */
export class AiNeedsLlmError extends EarshotError {
  readonly code = "AI_NEEDS_LLM";
  readonly kind = "unavailable";

  constructor(what: string, hint = "") {
    super(
      `${what}, and none is set; set llm.provider and llm.model in earshot.yaml, and the key as ` +
        `EARSHOT_LLM_API_KEY in the environment${hint}`,
    );
  }
}

/** The language model can't be asked now, and nothing else can answer. */
export class AiUnansweredError extends EarshotError {
  readonly code = "AI_UNANSWERED";
  readonly kind = "unavailable";
}
