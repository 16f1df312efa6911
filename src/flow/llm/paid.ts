import type { NanoUsd } from "./money.ts";

/** What was paid, as the ledger has it. */
export type Paid = { tokensIn: number; tokensOut: number; nanoUsd: NanoUsd };

export const nothingPaid: Paid = { tokensIn: 0, tokensOut: 0, nanoUsd: 0 };

/** Both together. */
export function addPaid(one: Paid, other: Paid): Paid {
  return {
    tokensIn: one.tokensIn + other.tokensIn,
    tokensOut: one.tokensOut + other.tokensOut,
    nanoUsd: one.nanoUsd + other.nanoUsd,
  };
}

/** Part of the whole that falls to one of `count`; all parts together are the whole. */
export function partOfPaid(whole: Paid, index: number, count: number): Paid {
  const part = (amount: number): number =>
    Math.floor(((index + 1) * amount) / count) - Math.floor((index * amount) / count);
  return {
    tokensIn: part(whole.tokensIn),
    tokensOut: part(whole.tokensOut),
    nanoUsd: part(whole.nanoUsd),
  };
}

/** What was paid for texts in calls that gave no answer about them, until they have one. */
export type PaidBefore = {
  /** Shares out a call among the texts of these keys. */
  share(keys: readonly string[], paid: Paid): void;
  of(key: string): Paid;
};

/** Opens it for one asking. */
export function openPaidBefore(): PaidBefore {
  const byKey = new Map<string, Paid>();
  const of = (key: string): Paid => byKey.get(key) ?? nothingPaid;
  return {
    of,
    share(keys, paid) {
      keys.forEach((key, index) => {
        byKey.set(key, addPaid(of(key), partOfPaid(paid, index, keys.length)));
      });
    },
  };
}
