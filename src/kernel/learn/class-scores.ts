/** How well one class was found. */
export type ClassScore = {
  label: string;
  /** 0 where the class was never answered. */
  precision: number;
  /** 0 where no row is of the class. */
  recall: number;
  f1: number;
  /** Rows that are of the class. */
  support: number;
};

/** Rows counted by class. */
export type ClassCounts = {
  /** Rows of the class that were answered right. */
  right: Float64Array;
  /** Rows that were answered as the class. */
  answered: Float64Array;
  /** Rows of the class. */
  support: Float64Array;
};

/** F1 of one class; 0 where it neither stands in the rows nor was answered. */
function f1Of({ right, answered, support }: ClassCounts, label: number): number {
  const sum = answered[label]! + support[label]!;
  return sum === 0 ? 0 : (2 * right[label]!) / sum;
}

/** Mean F1 of the classes that stand in the rows or were answered, as scikit-learn counts. */
export function macroF1(counts: ClassCounts): number {
  let [sum, classCount] = [0, 0];
  for (let label = 0; label < counts.support.length; label++) {
    if (counts.support[label] === 0 && counts.answered[label] === 0) continue;
    sum += f1Of(counts, label);
    classCount += 1;
  }
  return classCount === 0 ? 0 : sum / classCount;
}

/** Precision, recall and F1 of each class, in the order of `labels`. */
export function classScores(counts: ClassCounts, labels: readonly string[]): ClassScore[] {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return labels.map((label, i) => ({
    label,
    precision: share(counts.right[i]!, counts.answered[i]!),
    recall: share(counts.right[i]!, counts.support[i]!),
    f1: f1Of(counts, i),
    support: counts.support[i]!,
  }));
}

/** Macro-F1 of some rows of answers, as indexes of labels; a row may count more than once. */
export function macroF1Of(
  truth: ArrayLike<number>,
  answers: ArrayLike<number>,
  { labelCount, rows }: { labelCount: number; rows: ArrayLike<number> },
): number {
  const counts: ClassCounts = {
    right: new Float64Array(labelCount),
    answered: new Float64Array(labelCount),
    support: new Float64Array(labelCount),
  };
  for (let i = 0; i < rows.length; i++) {
    const [label, answer] = [truth[rows[i]!]!, answers[rows[i]!]!];
    counts.support[label]! += 1;
    counts.answered[answer]! += 1;
    if (label === answer) counts.right[label]! += 1;
  }
  return macroF1(counts);
}
