import { assert } from "../../core/base/errors.ts";

/** Probabilities of one task, as any tier gives them. */
export type Predictions = {
  /** Names of the columns. */
  labels: readonly string[];
  /** `rowCount × labels.length`, row-major, 0 to 1. */
  probabilities: Float32Array;
};

/** One row of a reliability curve: predictions of about the same confidence. */
export type ReliabilityBin = {
  /** Confidence of its predictions, above `low` and up to `high`; the first holds 0 too. */
  low: number;
  high: number;
  count: number;
  /** Mean confidence and share of right answers; undefined where `count` is 0. */
  confidence: number | undefined;
  accuracy: number | undefined;
};

/** Bins of equal width that {@link reliability} uses: 10. */
const reliabilityBinCount = 10;

/** The curve of confidences against the share of right answers, in 10 bins of equal width. */
export function reliability(
  confidences: ArrayLike<number>,
  isRight: ArrayLike<unknown>,
): ReliabilityBin[] {
  assert(confidences.length === isRight.length, "one answer a confidence");
  const counts = new Float64Array(reliabilityBinCount);
  const sums = new Float64Array(reliabilityBinCount);
  const rights = new Float64Array(reliabilityBinCount);
  for (let i = 0; i < confidences.length; i++) {
    const bin = Math.min(
      reliabilityBinCount - 1,
      Math.max(0, Math.ceil(confidences[i]! * reliabilityBinCount) - 1),
    );
    counts[bin]! += 1;
    sums[bin]! += confidences[i]!;
    rights[bin]! += Number(Boolean(isRight[i]));
  }
  return Array.from(counts, (count, bin) => ({
    low: bin / reliabilityBinCount,
    high: (bin + 1) / reliabilityBinCount,
    count,
    confidence: count === 0 ? undefined : sums[bin]! / count,
    accuracy: count === 0 ? undefined : rights[bin]! / count,
  }));
}

/**
 * Expected calibration error over 10 bins of equal width: how far confidence and accuracy are apart,
 * weighed by the predictions in each bin (Guo et al. 2017, "On calibration of modern neural
 * networks"). 0 for no predictions.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { count, confidence, accuracy }) => {
    if (confidence === undefined || accuracy === undefined) return sum;
    return sum + (count / total) * Math.abs(confidence - accuracy);
  }, 0);
}

/**
 * The temperature that makes held-out rows likeliest: logits are divided by it before the softmax
 * (Guo et al. 2017). Found by golden section over its logarithm, 0.05 to 20.
 *
 * @param logits - `rowCount × labelCount`, row-major.
 * @param answers - Index of the right label of each row.
 * @returns 1 where there are no rows.
 */
export function fitTemperature(
  logits: Float32Array,
  labelCount: number,
  answers: ArrayLike<number>,
): number {
  assert(logits.length === labelCount * answers.length, "a logit for every row and label");
  if (answers.length === 0) return 1;
  const lossAt = (logTemperature: number): number =>
    logLoss(logits, answers, { labelCount, temperature: Math.exp(logTemperature) });
  return Math.exp(minimumOf(lossAt, Math.log(0.05), Math.log(20)));
}

/** Slope and offset that turn one tag's logit into a probability. */
export type PlattScale = { slope: number; offset: number };

/**
 * Platt's scaling of one tag: the logistic curve over its logits that makes held-out rows likeliest,
 * by Newton's method with targets drawn in from 0 and 1 (Platt 1999; Lin, Lin and Weng 2007).
 *
 * @param hasTag - Per row, whether it carries the tag; without both kinds nothing is changed.
 */
export function fitPlatt(logits: ArrayLike<number>, hasTag: ArrayLike<unknown>): PlattScale {
  const total = logits.length;
  let taggedCount = 0;
  for (let i = 0; i < total; i++) taggedCount += Number(Boolean(hasTag[i]));
  if (taggedCount === 0 || taggedCount === total) return { slope: 1, offset: 0 };
  const high = (taggedCount + 1) / (taggedCount + 2);
  const low = 1 / (total - taggedCount + 2);
  const targets = Float64Array.from({ length: total }, (_, i) => (hasTag[i] ? high : low));
  let scale: PlattScale = { slope: 1, offset: 0 };
  for (let step = 0; step < 50; step++) {
    const next = newtonStep(logits, targets, scale);
    const moved = Math.abs(next.slope - scale.slope) + Math.abs(next.offset - scale.offset);
    scale = next;
    if (moved < 1e-7) break;
  }
  // A negative slope would turn the ranking around: the tag was not learnt, so leave it as it is.
  const isUsable = scale.slope > 0 && Number.isFinite(scale.slope + scale.offset);
  return isUsable ? scale : { slope: 1, offset: 0 };
}

/** Keeps steps finite where tags are told apart without a miss. */
const plattRidge = 1e-3;

function newtonStep(
  logits: ArrayLike<number>,
  targets: Float64Array,
  { slope, offset }: PlattScale,
): PlattScale {
  let [gradientSlope, gradientOffset] = [plattRidge * (slope - 1), plattRidge * offset];
  let [slopeSlope, offsetOffset, slopeOffset] = [plattRidge, plattRidge, 0];
  for (let i = 0; i < logits.length; i++) {
    const probability = sigmoid(slope * logits[i]! + offset);
    const miss = probability - targets[i]!;
    const weight = Math.max(probability * (1 - probability), 1e-6);
    gradientSlope += miss * logits[i]!;
    gradientOffset += miss;
    slopeSlope += weight * logits[i]! * logits[i]!;
    slopeOffset += weight * logits[i]!;
    offsetOffset += weight;
  }
  const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
  const slopeBy = (offsetOffset * gradientSlope - slopeOffset * gradientOffset) / determinant;
  const offsetBy = (slopeSlope * gradientOffset - slopeOffset * gradientSlope) / determinant;
  const before = plattLoss(logits, targets, { slope, offset });
  // Newton's step can go too far; half of it, often enough halved, never does.
  for (let share = 1; share > 1e-10; share /= 2) {
    const next = { slope: slope - share * slopeBy, offset: offset - share * offsetBy };
    if (plattLoss(logits, targets, next) < before) return next;
  }
  return { slope, offset };
}

function plattLoss(
  logits: ArrayLike<number>,
  targets: Float64Array,
  { slope, offset }: PlattScale,
): number {
  let loss = (plattRidge / 2) * ((slope - 1) ** 2 + offset ** 2);
  for (let i = 0; i < logits.length; i++) {
    const logit = slope * logits[i]! + offset;
    // ln(1 + e^logit) - target * logit, so that neither large nor small logits overflow
    loss += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - targets[i]! * logit;
  }
  return loss;
}

/** 1 / (1 + e^-x). */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Turns rows of logits into probabilities that sum to 1, in place. */
export function softmaxRows(logits: Float32Array, labelCount: number, temperature = 1): void {
  for (let start = 0; start < logits.length; start += labelCount) {
    let most = -Infinity;
    for (let i = 0; i < labelCount; i++) most = Math.max(most, logits[start + i]!);
    let sum = 0;
    for (let i = 0; i < labelCount; i++) {
      const power = Math.exp((logits[start + i]! - most) / temperature);
      logits[start + i] = power;
      sum += power;
    }
    for (let i = 0; i < labelCount; i++) logits[start + i]! /= sum;
  }
}

/** Mean negative logarithm of the probability of the right answers. */
export function logLoss(
  logits: Float32Array,
  answers: ArrayLike<number>,
  { labelCount, temperature = 1 }: { labelCount: number; temperature?: number },
): number {
  let loss = 0;
  for (let row = 0; row < answers.length; row++) {
    const start = row * labelCount;
    let most = -Infinity;
    for (let i = 0; i < labelCount; i++) most = Math.max(most, logits[start + i]!);
    let sum = 0;
    for (let i = 0; i < labelCount; i++) sum += Math.exp((logits[start + i]! - most) / temperature);
    loss += Math.log(sum) - (logits[start + answers[row]!]! - most) / temperature;
  }
  return loss / answers.length;
}

/** Where a function with one valley is least, within 1e-4 (golden section). */
function minimumOf(lossAt: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [one, other] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [lossOne, lossOther] = [lossAt(one), lossAt(other)];
  while (high - low > 1e-4) {
    if (lossOne <= lossOther) {
      [high, other, lossOther] = [other, one, lossOne];
      one = high - ratio * (high - low);
      lossOne = lossAt(one);
    } else {
      [low, one, lossOne] = [one, other, lossOther];
      other = low + ratio * (high - low);
      lossOther = lossAt(other);
    }
  }
  return (low + high) / 2;
}
