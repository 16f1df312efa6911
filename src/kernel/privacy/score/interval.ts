/** An estimate between 0 and 1 with its 95 % interval; undefined where nothing was counted. */
export type Figure = { value: number; low: number; high: number } | undefined;

/** 97.5th percentile of the normal distribution. */
const z = 1.959964;

/**
 * Wilson's interval of a share, which stays within 0 and 1 and is not empty where the share is 0 or
 * 1 (Wilson 1927, "Probable inference, the law of succession, and statistical inference").
 *
 * @param share - 0 to 1.
 * @param count - Independent things it is a share of; of weighted ones, their effective number.
 */
export function wilson(share: number, count: number): Figure {
  if (count <= 0) return undefined;
  const squares = (z * z) / count;
  const middle = share + squares / 2;
  const half = z * Math.sqrt((share * (1 - share)) / count + squares / (4 * count));
  return {
    value: share,
    low: share === 0 ? 0 : Math.max(0, (middle - half) / (1 + squares)),
    high: share === 1 ? 1 : Math.min(1, (middle + half) / (1 + squares)),
  };
}

/**
 * The interval of an F1. F1 = 2q / (1 + q), where q is the share that marked and found have in
 * common of all that is marked or found; q is a plain share, so its Wilson interval is carried over.
 *
 * @param f1 - 0 to 1.
 * @param count - Things marked or found, those of both once; of weighted ones, their effective
 *   number.
 */
export function f1Interval(f1: number, count: number): Figure {
  const common = wilson(f1 / (2 - f1), count);
  if (common === undefined) return undefined;
  const carried = (q: number): number => (2 * q) / (1 + q);
  return { value: f1, low: carried(common.low), high: carried(common.high) };
}
