import { assert } from "../../core/base/errors.ts";
import type { TextFeatures } from "./text-features.ts";

/**
 * Vectors of labelled texts, by which is told whether a text is of a kind that was ever labelled.
 * They hold the first values of the embedder's vectors: a quarter of them tells it better than all.
 */
export type ScopeRows = {
  dimension: number;
  /** `rowCount × dimension`, row-major; the length of a row carries no meaning. */
  rows: Int8Array;
  /**
   * Cosine below which a text counts as out of scope: what 5 % of the held-out labelled texts are
   * below; -1 where it was not fitted.
   */
  threshold: number;
};

/** Share of labelled texts that the fitted threshold calls out of scope. */
const outsideShare = 0.05;

/** Values of a vector that scope looks at, where it has as many. */
const dimensionMax = 64;

/**
 * Chooses vectors that stand for the labelled texts: of each label up to `countMax`, the first one
 * given, then always the one that is least like those chosen (Gonzalez 1985), so that rare ways to
 * say it are kept. The same rows give the same choice.
 *
 * On CLINC150, 100 texts of each label tell what is out of scope with an AUROC of 0.965, 40 chosen
 * so with 0.955; all 256 values of 100 texts with 0.958, 128 with 0.963.
 *
 * @param answers - Index of the label of each row.
 */
export function chooseScopeRows(
  { rowCount, dimension, vectors }: TextFeatures,
  answers: ArrayLike<number>,
  countMax: number,
): ScopeRows {
  assert(answers.length === rowCount, "one answer a row");
  const kept = Math.min(dimension, dimensionMax);
  const units = firstValues(vectors, dimension, kept);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const ofLabel = rowsOf.get(answers[row]!) ?? [];
    ofLabel.push(row);
    rowsOf.set(answers[row]!, ofLabel);
  }
  const likeness = (row: number, other: number): number => {
    let sum = 0;
    for (let i = 0; i < kept; i++) sum += units[row * kept + i]! * units[other * kept + i]!;
    return sum;
  };
  const labels = [...rowsOf.keys()].toSorted((one, other) => one - other);
  const chosen = labels.flatMap((label) => farthestFirst(rowsOf.get(label)!, countMax, likeness));
  const rows = new Int8Array(chosen.length * kept);
  chosen.forEach((row, index) => {
    const unit = units.subarray(row * kept, (row + 1) * kept);
    const largest = unit.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    rows.set(
      unit.map((value) => Math.round((127 * value) / largest)),
      index * kept,
    );
  });
  return { dimension: kept, rows, threshold: -1 };
}

/**
 * Cosine of each text to the labelled text nearest to it, -1 to 1; 0 for texts without a vector.
 * Better than the largest probability at telling what was never labelled.
 *
 * Cost: `rows × dimension` a text at most; rows are left where the second half of their values
 * can't make up for the first. 1,000 rows of 64 take about 0.02 ms.
 */
export function nearestCosines(scope: ScopeRows, features: TextFeatures): Float32Array {
  const { dimension } = scope;
  assert(features.dimension >= dimension, "vectors are those that the scope was made of");
  // As doubles, because that is what they are multiplied as; the sums stay the same.
  const texts = Float64Array.from(firstValues(features.vectors, features.dimension, dimension));
  const labelled = labelledRows(scope);
  const nearest = new Float32Array(features.rowCount);
  for (let text = 0; text < nearest.length; text++) {
    const unit = texts.subarray(text * dimension, (text + 1) * dimension);
    nearest[text] = nearestCosine(unit, labelled);
  }
  return nearest;
}

/** The rows as doubles, and what stays the same from text to text. */
type LabelledRows = {
  rows: Float64Array;
  /** One over the length of each row; 0 for a row of zeros. */
  lengths: Float64Array;
  /** Share of the length of each row that its values from the first check on have. */
  rests: Float64Array;
};

/** Values after which a row is left that can't be the nearest any more. */
const checkAt = 32;
/** More than rounding can make of a cosine. */
const roundingMost = 1e-9;

/** Four rows at a time: their sums don't wait for each other. */
function nearestCosine(unit: Float64Array, { rows, lengths, rests }: LabelledRows): number {
  const dimension = unit.length;
  const rest = lengthFrom(unit, checkAt) + roundingMost;
  const early = Math.min(checkAt, dimension);
  const last = lengths.length - 4;
  let nearest = -1;
  let row = 0;
  for (; row <= last; row += 4) {
    const first = row * dimension;
    const second = first + dimension;
    const third = second + dimension;
    const fourth = third + dimension;
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let i = 0; i < early; i++) {
      const value = unit[i]!;
      one += rows[first + i]! * value;
      two += rows[second + i]! * value;
      three += rows[third + i]! * value;
      four += rows[fourth + i]! * value;
    }
    const isAnyNear =
      one * lengths[row]! + rest * rests[row]! >= nearest ||
      two * lengths[row + 1]! + rest * rests[row + 1]! >= nearest ||
      three * lengths[row + 2]! + rest * rests[row + 2]! >= nearest ||
      four * lengths[row + 3]! + rest * rests[row + 3]! >= nearest;
    if (!isAnyNear) continue;
    for (let i = early; i < dimension; i++) {
      const value = unit[i]!;
      one += rows[first + i]! * value;
      two += rows[second + i]! * value;
      three += rows[third + i]! * value;
      four += rows[fourth + i]! * value;
    }
    nearest = Math.max(
      nearest,
      one * lengths[row]!,
      two * lengths[row + 1]!,
      three * lengths[row + 2]!,
      four * lengths[row + 3]!,
    );
  }
  for (; row < lengths.length; row++) {
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += rows[row * dimension + i]! * unit[i]!;
    nearest = Math.max(nearest, sum * lengths[row]!);
  }
  return nearest;
}

function labelledRows({ dimension, rows }: ScopeRows): LabelledRows {
  const values = Float64Array.from(rows);
  const rowCount = dimension === 0 ? 0 : rows.length / dimension;
  const [lengths, rests] = [new Float64Array(rowCount), new Float64Array(rowCount)];
  for (let row = 0; row < rowCount; row++) {
    const of = values.subarray(row * dimension, (row + 1) * dimension);
    const length = lengthFrom(of, 0);
    lengths[row] = length === 0 ? 0 : 1 / length;
    rests[row] = lengthFrom(of, checkAt) * lengths[row]! + roundingMost;
  }
  return { rows: values, lengths, rests };
}

/** Length of a vector without its first values. */
function lengthFrom(values: Float64Array, start: number): number {
  let squares = 0;
  for (let i = start; i < values.length; i++) squares += values[i]! ** 2;
  return Math.sqrt(squares);
}

/** The same rows, with the cosine below which the lowest 5 % of held-out labelled texts lie. */
export function withThreshold(scope: ScopeRows, heldOutCosines: Float32Array): ScopeRows {
  if (heldOutCosines.length === 0) return scope;
  const sorted = heldOutCosines.toSorted();
  return { ...scope, threshold: sorted[Math.floor(outsideShare * sorted.length)]! };
}

/** The first values of each vector, brought to unit length again. */
function firstValues(vectors: Float32Array, dimension: number, kept: number): Float32Array {
  const rowCount = dimension === 0 ? 0 : vectors.length / dimension;
  const first = new Float32Array(rowCount * kept);
  for (let row = 0; row < rowCount; row++) {
    let squares = 0;
    for (let i = 0; i < kept; i++) squares += vectors[row * dimension + i]! ** 2;
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let i = 0; i < kept; i++) first[row * kept + i] = vectors[row * dimension + i]! * scale;
  }
  return first;
}

/** Up to `countMax` rows that are unlike each other, starting with the first. */
function farthestFirst(
  rows: readonly number[],
  countMax: number,
  likeness: (row: number, other: number) => number,
): number[] {
  if (rows.length <= countMax) return [...rows];
  const nearest = new Float64Array(rows.length).fill(-Infinity);
  const chosen: number[] = [];
  let next = 0;
  while (chosen.length < countMax) {
    chosen.push(rows[next]!);
    nearest[next] = Infinity;
    let least = next;
    for (let i = 0; i < rows.length; i++) {
      nearest[i] = Math.max(nearest[i]!, likeness(rows[i]!, rows[next]!));
      if (nearest[i]! < nearest[least]!) least = i;
    }
    next = least;
  }
  return chosen;
}
