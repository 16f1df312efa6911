import type { Random } from "../../../core/base/random.ts";

/** A text that may be drawn. */
export type Candidate = {
  /** How often the text is there. */
  copies: number;
  doubt: number;
};

/** A text that was drawn. */
export type Drawn<T> = {
  candidate: T;
  /** For how many texts it stands. */
  weight: number;
  isDoubtful: boolean;
};

/**
 * Draws texts to mark: one half are the most doubtful ones, where most can be learnt; the other
 * half come by chance from all others, each as likely as the next. A doubtful text stands for its
 * copies; one of the others for its copies times the copies of all others over those of the drawn
 * ones, so that weighed sums are estimates for all candidates (a ratio estimate in one of two
 * strata; Cochran 1977, "Sampling Techniques", chapters 5 and 6).
 *
 * @param candidates - In any order that does not depend on their doubt.
 * @param rowCount - Texts to draw; all where there are no more.
 */
export function chooseSample<T extends Candidate>(
  candidates: readonly T[],
  rowCount: number,
  random: Random,
): Drawn<T>[] {
  const ordered = candidates.toSorted((a, b) => b.doubt - a.doubt);
  const doubtfulCount = Math.min(Math.ceil(rowCount / 2), ordered.length);
  const doubtful = ordered.slice(0, doubtfulCount);
  const others = ordered.slice(doubtfulCount);
  const drawn = random.shuffled(others).slice(0, Math.max(0, rowCount - doubtfulCount));
  const share = drawn.length === 0 ? 0 : copiesOf(others) / copiesOf(drawn);
  return [
    ...doubtful.map((candidate) => {
      return { candidate, weight: candidate.copies, isDoubtful: true };
    }),
    ...drawn.map((candidate) => {
      return { candidate, weight: candidate.copies * share, isDoubtful: false };
    }),
  ];
}

function copiesOf(texts: readonly Candidate[]): number {
  return texts.reduce((sum, { copies }) => sum + copies, 0);
}
