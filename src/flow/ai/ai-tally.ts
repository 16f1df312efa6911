/** What was asked, of whom, and what it cost. */
export type AiTally = {
  /** Answers by who gave them, the most frequent first: `local:sentiment@shipped-1`. */
  sources: Record<string, number>;
  llm: {
    /** Provider and model; undefined where none was asked. */
    name: string | undefined;
    /** Texts that it was asked about, those with a kept answer too. */
    textCount: number;
    keptCount: number;
    /** Of all calls so far, as the ledger has them, with those made again. */
    callCount: number;
    tokensIn: number;
    tokensOut: number;
    usd: number;
    /** Texts without an answer, which are NULL. */
    failedCount: number;
    /** Texts answered locally because it could not be asked, and why. */
    localCount: number;
    reasons: string[];
  };
};

/** Counts what is asked. */
export type Tally = {
  told(source: string): void;
  llm: AiTally["llm"];
  sum(): AiTally;
};

export function openAiTally(): Tally {
  const counts = new Map<string, number>();
  const llm: AiTally["llm"] = {
    name: undefined,
    textCount: 0,
    keptCount: 0,
    callCount: 0,
    tokensIn: 0,
    tokensOut: 0,
    usd: 0,
    failedCount: 0,
    localCount: 0,
    reasons: [],
  };
  return {
    told: (source) => void counts.set(source, (counts.get(source) ?? 0) + 1),
    llm,
    sum: () => ({
      sources: Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a)),
      llm: { ...llm, reasons: [...new Set(llm.reasons)] },
    }),
  };
}
