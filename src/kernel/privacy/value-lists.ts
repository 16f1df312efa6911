import { canonicalValue } from "./canonical-value.ts";
import type { Tier } from "./compose-detector.ts";
import { valueTier, type Value } from "./find-values.ts";
import { normalise } from "./normalise/normalise.ts";
import { denyRule } from "./resolve-spans.ts";

/** Makes a tier of the deny list: its texts are masked wherever they stand, in either case. */
export function denyTier(deny: readonly Value[]): Tier {
  const values = deny.map(({ type, text }) => ({ type, text: normalise(text).text }));
  return valueTier(values, { rule: denyRule });
}

/**
 * Tells whether the allow list holds a value: the same one in the notation of its type, such as
 * `support@example.com` in capitals.
 */
export function allowTest(
  allow: readonly string[],
  country: string | undefined,
): (type: string, value: string) => boolean {
  const byType = new Map<string, ReadonlySet<string>>();
  return (type, value) => {
    let allowed = byType.get(type);
    if (allowed === undefined) {
      allowed = new Set(
        allow.map((text) => canonicalValue(type, normalise(text).text.trim(), country)),
      );
      byType.set(type, allowed);
    }
    return allowed.has(canonicalValue(type, value, country));
  };
}
