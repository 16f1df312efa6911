import type { AuditEvent } from "./audit.ts";
import type { Comparison, ModelVersion } from "./model-version.ts";
import { AliasRefusedError, PromotionRefusedError } from "./registry-errors.ts";

/** What a significance test says of a version, held against the champion on the same rows. */
export type Verdict = {
  better: boolean;
  pValue: number;
  /** Of the difference, lower and upper end. */
  interval: readonly [lower: number, upper: number];
  reason: string;
};

export type PromoteInput = {
  /** Default: what was noted when the version was registered. */
  verdict?: Verdict | undefined;
  /** The champion of the verdict, `3` or `shipped-1`; default: the present one. */
  against?: string | undefined;
  /** Promote whatever the verdict says; a reason is needed. */
  force?: boolean | undefined;
  reason?: string | undefined;
};

type Judged = Pick<AuditEvent, "comparison" | "forced" | "reason">;

/** A verdict as a version and the audit keep it. */
export function comparisonOf(verdict: Verdict, against: string): Comparison {
  const { better, pValue, interval, reason } = verdict;
  return { against, better, p_value: pValue, interval: [interval[0], interval[1]], reason };
}

/**
 * Judges whether a version may become champion: it was held against the present one and is better
 * with significance, or there is none, or it is forced.
 *
 * @throws PromotionRefusedError with the reason why not.
 */
export function judgePromotion(
  version: ModelVersion,
  champion: string | null,
  input: PromoteInput,
): Judged {
  const { force = false, reason = "" } = input;
  const comparison = comparisonFor(version, champion, input);
  const refusal = refusalOf(version, champion, comparison);
  if (refusal === undefined)
    return { comparison, forced: false, reason: reason || whyPromoted(comparison) };
  if (!force) {
    throw new PromotionRefusedError(
      `${version.name} ${version.ref} was not promoted: ${refusal}; --force with --reason promotes it all the same`,
    );
  }
  if (reason.trim() === "") {
    throw new AliasRefusedError(
      `${version.name} ${version.ref} was not promoted: a forced promotion needs a reason, which the audit keeps`,
    );
  }
  return { comparison, forced: true, reason };
}

function comparisonFor(
  version: ModelVersion,
  champion: string | null,
  { verdict, against }: PromoteInput,
): Comparison | null {
  if (verdict === undefined) return version.comparison;
  return comparisonOf(verdict, against ?? champion ?? "");
}

function whyPromoted(comparison: Comparison | null): string {
  return comparison === null ? "there was no champion" : comparison.reason;
}

/** Why a version may not become champion; undefined when it may. */
function refusalOf(
  version: ModelVersion,
  champion: string | null,
  comparison: Comparison | null,
): string | undefined {
  if (champion === null) return undefined;
  if (comparison === null)
    return `nothing tells whether it is better than the champion (${champion})`;
  if (comparison.against !== champion) {
    return `it was held against ${comparison.against || "no champion"}, and the champion is ${champion} now`;
  }
  return comparison.better ? undefined : comparison.reason;
}
