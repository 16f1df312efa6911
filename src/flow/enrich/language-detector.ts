import { LanguageScorer } from "../../kernel/text/language-scorer.ts";
import { readLanguageTable } from "../../kernel/text/language-table.ts";

let scorer: LanguageScorer | undefined;

/** What tells the language of all stages' texts, made once a thread: its first call reads the table. */
export function languageScores(): LanguageScorer {
  scorer ??= new LanguageScorer(readLanguageTable());
  return scorer;
}
