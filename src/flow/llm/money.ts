/** Whole billionths of a US dollar: $0.15 for 1,000,000 tokens are 150 a token. */
export type NanoUsd = number;

const nanoPerUsd = 1_000_000_000;

/** Rounded up, so that no cost is ever counted as less than it is. */
export function nanoUsdOf(usd: number): NanoUsd {
  return Math.ceil(round(usd * nanoPerUsd));
}

/** US dollars, for people and for answers. */
export function usdOf(nanoUsd: NanoUsd): number {
  return nanoUsd / nanoPerUsd;
}

/** Price of a model: what one token costs each way, and one record where those are billed. */
export type ModelPrice = {
  inputNanoUsd: number;
  outputNanoUsd: number;
  /** For each text, by started 1,000 characters. */
  recordNanoUsd: number;
};

/** Records that a text is billed as, where those are billed: one for each started 1,000 characters. */
export function recordCountOf(text: string): number {
  return Math.max(1, Math.ceil(text.length / 1_000));
}

/** US dollars for 1,000,000 tokens, as the price of one. */
export function perToken(usdPerMillion: number): number {
  return round(usdPerMillion * 1_000);
}

/** What tokens and records cost, rounded up to a whole. */
export function costOf(
  price: ModelPrice,
  {
    tokensIn,
    tokensOut,
    recordCount,
  }: { tokensIn: number; tokensOut: number; recordCount: number },
): NanoUsd {
  const cost =
    tokensIn * price.inputNanoUsd +
    tokensOut * price.outputNanoUsd +
    recordCount * price.recordNanoUsd;
  return Math.ceil(round(cost));
}

/** Without the dust of floating point, which would round 150.00000000000003 up to 151. */
function round(value: number): number {
  return Number(value.toPrecision(14));
}
