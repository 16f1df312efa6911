import type { LanguageScores } from "../../kernel/text/language.ts";

let loading: Promise<LanguageScores> | undefined;

/**
 * The detector behind `detectLanguage`: n-grams of 60 languages, from the package `eld`. Its table
 * is loaded at the first call, once a thread: some 0.4 s and 100 MB.
 */
export function languageScores(): Promise<LanguageScores> {
  loading ??= load();
  return loading;
}

async function load(): Promise<LanguageScores> {
  const { eld } = await import("eld/medium");
  return (text) => eld.detect(text).getScores();
}
