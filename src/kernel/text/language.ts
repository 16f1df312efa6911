/** The language of a text and the chance that it is the right one. */
export type LanguageGuess = {
  /** ISO 639-1, such as `pt`. */
  language: string;
  /** 0 to 1; 0 where the text had too few letters and the answer is the default. */
  confidence: number;
};

/** Says how well a text fits each of some languages. */
export type LanguageScores = {
  /** ISO 639-1. */
  readonly languages: readonly string[];
  /** Mean log scores in the order of the languages, 0 where it fits not at all; good until the next call. */
  score(text: string): ArrayLike<number>;
};

/** How to answer. */
export type LanguageOptions = {
  scores: LanguageScores;
  /** The answer for texts of fewer than 15 letters: what the source usually speaks. */
  fallback: string;
  /** The only languages that may be answered; without it, all that the detector knows. */
  plausible?: readonly string[];
};

const lettersMin = 15;
const charactersMax = 120; // more is no more accurate, and takes time
const anyLetter = /\p{L}/gu;
const noise = /\[[A-Z][A-Z_]*_[0-9]+\]|https?:\/\/\S+|www\.\S+|\S+@\S+|[@#]\S+/gu;

// the least log loss on 1,902 tweets of validation in six languages; calibration error 0.7 % there
const sharpness = 0.15;

/**
 * Detects the language of a text from its first 120 characters, without placeholders, addresses,
 * mentions and tags: they belong to no language.
 *
 * The confidence is a softmax over the detector's mean log scores, so that it falls with the number
 * of languages that would do nearly as well.
 */
export function detectLanguage(text: string, options: LanguageOptions): LanguageGuess {
  const words = text
    .slice(0, 2 * charactersMax)
    .replaceAll(noise, " ")
    .slice(0, charactersMax);
  if (!hasLetters(words)) return { language: options.fallback, confidence: 0 };
  return best(words, options) ?? { language: options.fallback, confidence: 0 };
}

function hasLetters(text: string): boolean {
  let count = 0;
  for (let i = 0; i < text.length && count < lettersMin; i++) {
    const unit = text.charCodeAt(i) | 0x20; // ASCII in lower case
    if (unit >= 0x61 && unit <= 0x7a) count++;
    else if (unit >= 0x80) return (text.match(anyLetter)?.length ?? 0) >= lettersMin;
  }
  return count === lettersMin;
}

function best(
  text: string,
  { scores, plausible }: Pick<LanguageOptions, "scores" | "plausible">,
): LanguageGuess | undefined {
  const { languages } = scores;
  const means = scores.score(text);
  const isPossible = (at: number): boolean =>
    means[at]! > 0 && (plausible?.includes(languages[at]!) ?? true);
  let top = -1;
  for (let at = 0; at < languages.length; at++)
    if (isPossible(at) && (top === -1 || means[at]! > means[top]!)) top = at;
  if (top === -1) return undefined;
  let sum = 0;
  for (let at = 0; at < languages.length; at++)
    if (isPossible(at)) sum += Math.exp((means[at]! - means[top]!) * sharpness);
  return { language: languages[top]!, confidence: 1 / sum };
}
