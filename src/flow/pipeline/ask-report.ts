import type { LlmFailure } from "../llm/llm.ts";
import { failureWords } from "../enrich/llm-asker.ts";
import type { AskTally } from "../enrich/stage.ts";

/** What asking came to in several steps; undefined where none asked. */
export function addedTallies(tallies: readonly (AskTally | undefined)[]): AskTally | undefined {
  const told = tallies.filter((tally) => tally !== undefined);
  const [first] = told;
  if (first === undefined) return undefined;
  const sum = (key: Exclude<keyof AskTally, "failures">): number =>
    told.reduce((total, tally) => total + tally[key], 0);
  const failures = new Map<string, number>();
  for (const [name, count] of told.flatMap((tally) => Object.entries(tally.failures)))
    failures.set(name, (failures.get(name) ?? 0) + count);
  return {
    askedCount: sum("askedCount"),
    keptCount: sum("keptCount"),
    tokensIn: sum("tokensIn"),
    tokensOut: sum("tokensOut"),
    costUsd: sum("costUsd"),
    failures: Object.fromEntries(failures),
  };
}

/** Says what a language model did not answer, and why: one line a reason. */
export function askWarnings({ failures }: AskTally): string[] {
  return Object.entries(failures).map(([failure, count]) => {
    const what = count === 1 ? "1 question has" : `${count.toLocaleString("en")} questions have`;
    const why = failureWords[failure as LlmFailure]; // the keys of a tally
    return `${what} no answer of the language model: ${why}; the local answers stand there`;
  });
}
