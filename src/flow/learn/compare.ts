import { EarshotError } from "../../core/base/errors.ts";
import { compareAccuracy } from "../../kernel/learn/significance.ts";
import type { TextFeatures } from "../../kernel/learn/text-features.ts";
import type { Comparison } from "../../storage/registry/model-version.ts";
import { comparisonOf } from "../../storage/registry/promotion.ts";
import { kindWords, type Example, type Examples } from "./examples.ts";
import { askFairly } from "./held-out.ts";
import type { TaskModel } from "./task-model.ts";

/** The verdict on a candidate, or why there is none. */
export type Compared = { comparison: Comparison } | { problem: string };

/**
 * Holds a candidate against the champion on the same rows, neither having learnt any of them:
 * McNemar's test on the rows that only one of the two has right. Of tags, a row is right with exactly
 * its tags.
 *
 * @param answers - The candidate's held-out answers, one a row.
 */
export function compareWith(
  champion: TaskModel,
  examples: Examples,
  { answers, features }: { answers: readonly (readonly string[])[]; features: TextFeatures },
): Compared {
  const { ref } = champion.version;
  const { kind } = champion.classifier.state;
  if (kind !== examples.kind) {
    return {
      problem: `${ref} was trained on ${kindWords[kind]}, and these rows have ${kindWords[examples.kind]}`,
    };
  }
  try {
    const theirs = askFairly(champion, examples.rows, features).answers;
    const [own, other] = [answers, theirs].map((each) => hitsOf(examples.rows, each));
    const verdict = compareAccuracy(own!, other!); // two of them
    const better = verdict.verdict === "better";
    const share = (hits: Uint8Array): string =>
      (hits.reduce((sum, hit) => sum + hit, 0) / hits.length).toFixed(4);
    const reason =
      `accuracy ${share(own!)} against ${share(other!)} on the same ${examples.rows.length} rows ` +
      `(${verdict.onlyCandidate} only it has right, ${verdict.onlyChampion} only the champion; ` +
      `p ${verdict.p < 0.0001 ? "< 0.0001" : `= ${verdict.p.toFixed(4)}`}): ` +
      verdictWords(verdict.difference, better);
    const { low, high } = verdict.interval;
    const judged = { better, pValue: verdict.p, interval: [low, high] as const, reason };
    return { comparison: comparisonOf(judged, ref) };
  } catch (error) {
    if (error instanceof EarshotError) return { problem: error.message };
    throw error;
  }
}

function verdictWords(difference: number, better: boolean): string {
  if (better) return "better with significance";
  if (difference === 0) return "a tie";
  return difference > 0 ? "better, but that may be chance" : "not better";
}

function hitsOf(rows: readonly Example[], answers: readonly (readonly string[])[]): Uint8Array {
  return Uint8Array.from(rows, ({ labels }, row) => {
    const answered = answers[row] ?? [];
    const isSame =
      labels.length === answered.length && labels.every((label, i) => label === answered[i]);
    return Number(isSame);
  });
}
