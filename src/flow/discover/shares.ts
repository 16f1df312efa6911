/** Width of the interval: it holds the true share four times in five. */
const z = 1.2816;

/** The ends of the interval for a share, from `hits` of `count`. Source: Wilson 1927. */
function interval(hits: number, count: number): { low: number; high: number } {
  const share = hits / count;
  const weight = z ** 2 / count;
  const middle = (share + weight / 2) / (1 + weight);
  const half = (z * Math.sqrt((share * (1 - share)) / count + weight / count / 4)) / (1 + weight);
  return { low: middle - half, high: middle + half };
}

/**
 * Whether `hits` of `count` leave it open that a part of `least` or more is meant: one wrong value
 * among four rules nothing out, a quarter of four hundred does.
 */
export function mayReach(least: number, hits: number, count: number): boolean {
  return hits > 0 && (hits >= least * count || interval(hits, count).high >= least);
}

/** Whether `hits` of `count` are more than a part of `most` would give by chance. */
export function exceeds(most: number, hits: number, count: number): boolean {
  return hits > most * count && interval(hits, count).low > most;
}
