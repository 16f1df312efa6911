import { failureWords } from "../enrich/llm-asker.ts";
import type { AskTally } from "../enrich/stage.ts";
import type { LlmCallNote, LlmFailure } from "../llm/llm.ts";

/** What asking came to in a run, and what it was billed by the ledger, with calls made again. */
export type AskBill = AskTally & { tokensIn: number; tokensOut: number; costUsd: number };

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
    failures: Object.fromEntries(failures),
  };
}

/** A tally with what the calls of its run cost: more than its answers did where some were asked again. */
export function billed(
  tally: AskTally | undefined,
  { runId, calls }: { runId: string; calls: readonly LlmCallNote[] },
): AskBill | undefined {
  if (tally === undefined) return undefined;
  const bill = { ...tally, tokensIn: 0, tokensOut: 0, costUsd: 0 };
  for (const call of calls.filter((one) => one.runId === runId)) {
    bill.tokensIn += call.tokensIn;
    bill.tokensOut += call.tokensOut;
    bill.costUsd += call.costUsd;
  }
  return bill;
}

/** Says what a language model did not answer, and why: one line a reason. */
export function askWarnings({ failures }: AskTally): string[] {
  return Object.entries(failures).map(([failure, count]) => {
    const what = count === 1 ? "1 question has" : `${count.toLocaleString("en")} questions have`;
    const why = failureWords[failure as LlmFailure]; // the keys of a tally
    return `${what} no answer of the language model: ${why}; the local answers stand there`;
  });
}
