import type { Detector } from "../../kernel/privacy/compose-detector.ts";
import { AiArgumentError } from "./ai-question.ts";
import { typeLabels, typeOfLabel } from "./label-types.ts";

const mark = "[MASKED]";

/**
 * Makes `ai_mask`: what the labels name becomes `[MASKED]`, whether it stands there itself or as a
 * placeholder of the mask stage. Everything else stays as it is.
 *
 * @throws AiArgumentError for a label that the detector has no type for.
 */
export function labelMasker(
  detector: Detector,
  labels: readonly string[],
): (text: string) => string {
  const types = new Set(labels.map((label) => knownType(detector, label)));
  return (text) => {
    const wanted = found(text).filter(({ type }) => types.has(type));
    let [masked, at] = ["", 0];
    for (const { start, end } of wanted) {
      if (start < at) continue; // spans and placeholders are disjoint; be safe
      masked += text.slice(at, start) + mark;
      at = end;
    }
    return masked + text.slice(at);
  };

  function found(text: string): { start: number; end: number; type: string }[] {
    try {
      const all = [...detector.detect(text), ...detector.findPlaceholders(text)];
      return all.toSorted((one, other) => one.start - other.start);
    } catch {
      // Whatever went wrong, a text that was not searched must not pass.
      return [...types].slice(0, 1).map((type) => ({ start: 0, end: text.length, type }));
    }
  }
}

function knownType(detector: Detector, label: string): string {
  const type = typeOfLabel(label, detector.placeholderTypes);
  if (type !== undefined) return type;
  throw new AiArgumentError(
    `ai_mask: nothing here finds ${label}; labels are ${typeLabels.join(", ")}, ` +
      "and the names of privacy.patterns in the settings",
  );
}
