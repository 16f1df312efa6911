import { assert } from "../../core/base/errors.ts";

/**
 * Chance that a count is at least as high as observed when `mean` was expected and counts scatter
 * `dispersion` times as widely as Poisson's: the upper tail of the negative binomial of that mean
 * and variance, or of Poisson where `dispersion` is 1.
 *
 * @param observed - Whole number, ≥ 0.
 * @param mean - Expected count, > 0.
 * @param dispersion - Variance ÷ mean, ≥ 1.
 * @returns 0 to 1; 1 where `observed` is not above `mean`, as nothing surprising is asked for there.
 *
 * Cost: some multiples of the standard deviation, in terms summed.
 */
export function upperTail(observed: number, mean: number, dispersion: number): number {
  assert(mean > 0 && dispersion >= 1, "a mean above 0, a dispersion of 1 or more");
  if (observed <= mean) return 1;
  const size = mean / (dispersion - 1); // infinite for Poisson
  const isPoisson = !Number.isFinite(size) || size > 1e9;
  let term = Math.exp(isPoisson ? logPoisson(observed, mean) : logBinomial(observed, mean, size));
  let sum = 0;
  for (let count = observed; term > sum * 1e-16 && term > 0; count++) {
    sum += term;
    term *= isPoisson
      ? mean / (count + 1)
      : ((count + size) / (count + 1)) * (mean / (mean + size));
  }
  return Math.min(1, sum);
}

function logPoisson(count: number, mean: number): number {
  return count * Math.log(mean) - mean - logGamma(count + 1);
}

function logBinomial(count: number, mean: number, size: number): number {
  const share = mean / (mean + size);
  return (
    logGamma(count + size) -
    logGamma(size) -
    logGamma(count + 1) +
    size * Math.log1p(-share) +
    count * Math.log(share)
  );
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** Logarithm of the gamma function for x > 0, to 14 digits (Lanczos 1964, g = 7, 9 terms). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = lanczos[0]!;
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The chances after so many were looked at (Benjamini and Hochberg 1995): taking those of at most
 * `q`, on average no more than the part `q` of them is by chance.
 *
 * @returns As many values as given, in their order, each 0 to 1 and not below the chance itself.
 */
export function falseDiscoveryRates(chances: readonly number[]): number[] {
  const order = chances.map((_, i) => i).toSorted((a, b) => chances[b]! - chances[a]!);
  const rates: number[] = Array.from({ length: chances.length }, () => 1);
  let least = 1;
  for (const [fromEnd, i] of order.entries()) {
    least = Math.min(least, (chances[i]! * chances.length) / (chances.length - fromEnd));
    rates[i] = least;
  }
  return rates;
}
