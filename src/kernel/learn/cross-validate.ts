import { assert } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";

/**
 * Parts rows into folds: about the same share of every label in each, and all rows of one text in
 * one fold, so that no text is learnt and asked. The folds follow from the texts alone, not from
 * the order of the rows.
 *
 * A text with several labels counts for the first of the alphabet. A label with fewer texts than
 * folds is missing in some.
 *
 * @param labels - One a row; equal for all rows where only texts matter.
 * @param foldCount - 2 or more.
 * @returns The fold of each row, 0 to `foldCount - 1`.
 */
export function foldsOf(
  texts: readonly MaskedText[],
  labels: readonly string[],
  foldCount: number,
): Uint32Array {
  assert(texts.length === labels.length, "one label a text");
  assert(Number.isInteger(foldCount) && foldCount >= 2, `folds: 2 or more, not ${foldCount}`);
  const labelOfText = new Map<string, string>();
  texts.forEach((text, row) => {
    const [label, other] = [labels[row]!, labelOfText.get(text)];
    if (other === undefined || label < other) labelOfText.set(text, label);
  });
  const hashed = Array.from(labelOfText, ([text, label]) => ({ text, label, hash: sha256(text) }));
  hashed.sort((one, other) => compare(one.label, other.label) || compare(one.hash, other.hash));
  // Dealt out like cards, label after label: folds differ by one text at most.
  const foldOfText = new Map(hashed.map(({ text }, index) => [text, index % foldCount]));
  return Uint32Array.from(texts, (text) => foldOfText.get(text)!);
}

/** Rows to learn from and rows to ask, of one fold. */
export type Split = { train: Uint32Array; test: Uint32Array };

/** The rows outside and inside of a fold, in order. */
export function splitAt(folds: Uint32Array, fold: number): Split {
  const rows = Uint32Array.from(folds, (_, row) => row);
  return {
    train: rows.filter((row) => folds[row] !== fold),
    test: rows.filter((row) => folds[row] === fold),
  };
}

/**
 * Asks every row of a model that has not seen its text: trains `foldCount` models, each without one
 * fold, and puts their answers together in the order of the rows.
 *
 * @param predict - Trains on `train` and gives the probabilities of `test`, `test.length × labelCount`.
 * @returns `rowCount × labelCount`.
 */
export function crossValidate(
  folds: Uint32Array,
  labelCount: number,
  predict: (split: Split) => Float32Array,
): Float32Array {
  const probabilities = new Float32Array(folds.length * labelCount);
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  for (let fold = 0; fold < foldCount; fold++) {
    const split = splitAt(folds, fold);
    if (split.test.length === 0) continue;
    const answered = predict(split);
    assert(answered.length === split.test.length * labelCount, "a row of probabilities a test row");
    split.test.forEach((row, index) => {
      const start = index * labelCount;
      probabilities.set(answered.subarray(start, start + labelCount), row * labelCount);
    });
  }
  return probabilities;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
