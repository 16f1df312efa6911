import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import { detectorOptions } from "../../flow/mask/privacy.ts";
import { createDetector } from "../../kernel/privacy/detector.ts";
import { createMasker, type Masker } from "../../kernel/privacy/masker.ts";

/**
 * Masks what a language model answers as texts are masked: what it makes up may hold names too. The
 * masker is made with the first answer that has a text.
 */
export function answerMasker(settings: Settings): (text: string) => MaskedText {
  let masker: Masker | undefined;
  return (text) => {
    masker ??= createMasker(createDetector(detectorOptions(settings)));
    return masker.mask(text).text;
  };
}
