/** What a text adds to a call. */
export type PackedText = {
  /** Tokens sent for it. */
  tokensIn: number;
  /** Tokens that its answer likely has. */
  tokensOut: number;
  /** It is asked by itself. */
  isAlone: boolean;
};

/** Tokens of texts that one call carries, so that it fits any model and comes back soon. */
const tokensInMax = 12_000;
/** Tokens of answers that one call is expected to give. */
const tokensOutMax = 3_000;

/**
 * Puts texts into calls, in order: at most `textsPerCall` each, within bounds of tokens; one that is
 * larger than a bound goes alone.
 *
 * @returns Indexes of the texts of each call. The same texts make the same calls.
 */
export function packCalls(texts: readonly PackedText[], textsPerCall: number): number[][] {
  const calls: number[][] = [];
  let current: number[] = [];
  let [tokensIn, tokensOut] = [0, 0];
  const close = (): void => {
    if (current.length > 0) calls.push(current);
    current = [];
    [tokensIn, tokensOut] = [0, 0];
  };
  for (const [index, text] of texts.entries()) {
    if (text.isAlone) {
      calls.push([index]);
      continue;
    }
    const isFull =
      current.length >= textsPerCall ||
      tokensIn + text.tokensIn > tokensInMax ||
      tokensOut + text.tokensOut > tokensOutMax;
    if (isFull) close();
    current.push(index);
    tokensIn += text.tokensIn;
    tokensOut += text.tokensOut;
  }
  close();
  return calls;
}
