import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Detector } from "./compose-detector.ts";
import type { DetectHints } from "./hints.ts";
import { maskFields } from "./mask-fields.ts";
import type { Span } from "./span.ts";

/** Takes what is personal out of text. */
export type Masker = {
  /** One text alone: what is left of it, and the stretches of the original that went. */
  mask(text: string, hints?: DetectHints): { text: MaskedText; spans: Span[] };
  /**
   * The texts of one conversation or record: the same value has the same placeholder in all of
   * them. Null stays null, empty stays empty.
   */
  maskTogether(
    texts: readonly (string | null)[],
    hints?: DetectHints,
    options?: MaskTogetherOptions,
  ): (MaskedText | null)[];
};

export type MaskTogetherOptions = {
  /**
   * Look for values that begin in one text and end in the next, such as a card number that a form
   * cut in two; each text loses its part.
   */
  joined?: boolean;
};

/**
 * Makes a masker: values become placeholders such as `[EMAIL_1]`, numbered per type by first
 * mention. Placeholders that stand in a text already stay, and no other value gets theirs.
 *
 * It fails closed: a text that is too long, a detector that throws or does not come to rest make
 * the whole text one placeholder, `[TEXT_1]`. Masking twice changes nothing.
 */
export function createMasker(detector: Detector): Masker {
  return {
    mask(text, hints = {}) {
      const [masked] = maskFields(detector, [text], { hints });
      if (masked === undefined) throw new Error("one text gives one text"); // by maskFields
      return masked;
    },
    maskTogether(texts, hints = {}, { joined = false } = {}) {
      const given = texts.filter((text) => text !== null);
      const masked = maskFields(detector, given, { hints, joined }).values();
      return texts.map((text) => (text === null ? null : (masked.next().value?.text ?? null)));
    },
  };
}
