import type { Settings } from "../../core/config/settings.ts";
import type { AiQuestion } from "./ai-question.ts";
import type { LocalAnswer } from "./local-tier.ts";

/**
 * Whether a text goes up to the language model: what only it can do always, a summary always, and
 * labels where the local answer is less sure than `llm.confidence`, or a first guess by the labels' names.
 *
 * @param local - The local answer; undefined where the local tier has none.
 */
export function goesUp(
  question: AiQuestion,
  local: LocalAnswer | undefined,
  { confidence: least }: Pick<Settings["llm"], "confidence">,
): boolean {
  if (local === undefined) return true;
  switch (question.name) {
    case "ai_analyze_sentiment":
    case "ai_classify":
      if (local.answer === null) return false;
      return local.isPartial === true || least === 1 || (local.confidence ?? 0) < least;
    case "ai_extract":
      return local.isPartial === true;
    case "ai_summarize":
      return local.answer !== null;
    case "ai_gen":
    case "ai_translate":
      return true;
    default:
      return false;
  }
}
