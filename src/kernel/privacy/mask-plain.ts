import type { MaskedText } from "../../core/base/masked-text.ts";
import { composeDetector } from "./compose-detector.ts";
import { maskedAlready } from "./masked.ts";
import { createMasker, type Masker } from "./masker.ts";
import { scanText } from "./scan/scan-text.ts";

let masker: Masker | undefined;

/**
 * Masks an error message, a line of a log or a short label: what has a form of its own (e-mail
 * addresses, numbers of cards, secrets) goes, names and addresses are not looked for. The numbers
 * of its placeholders mean nothing outside of the text.
 */
export function maskPlain(text: string): MaskedText {
  masker ??= createMasker(composeDetector({ tiers: [scanText] }));
  return masker.mask(text).text;
}

/** JSON whose texts are masked as {@link maskPlain} masks them; its keys are the program's own. */
export function maskPlainJson(value: unknown): MaskedText {
  return maskedAlready(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "string" ? maskPlain(part) : part,
    ),
  );
}
