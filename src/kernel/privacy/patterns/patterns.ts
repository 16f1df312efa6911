import { EarshotError, messageOf } from "../../../core/base/errors.ts";
import type { Tier } from "../compose-detector.ts";
import { patternRule } from "../resolve-spans.ts";
import type { Span } from "../span.ts";
import { findReference, findRunaway } from "./find-runaway.ts";
import { parsePattern } from "./parse-pattern.ts";
import { isSlow } from "./probe-pattern.ts";

/** A pattern of the settings: what it matches is masked as `[NAME_1]`. */
export type CustomPattern = {
  /** Upper snake case, such as `BADGE_ID`. */
  name: string;
  /** Regular expression of JavaScript, in its mode `u`. */
  pattern: string;
  /** Of `i`, `m` and `s`. */
  flags?: string | undefined;
};

/** A pattern of the settings that can't be used. */
export class PatternError extends EarshotError {
  readonly code = "PRIVACY_PATTERN";
  readonly kind = "invalid";

  constructor(name: string, trouble: string) {
    super(`privacy.patterns.${name}: ${trouble}`);
  }
}

/** Longest text that a pattern sees at once, and how much of it the next piece begins with. */
const windowLength = 50_000;
const overlapLength = 2_000;

/** Longest time for one text; the check when the pattern was read lets none through that needs it. */
const timeMsMax = 10_000;

/**
 * Makes a tier of the patterns of the settings.
 *
 * @throws PatternError for a pattern that is no regular expression, that matches nothing at all, or
 *   that could take a time out of all proportion with the text.
 */
export function patternTier(patterns: readonly CustomPattern[]): Tier {
  const compiled = patterns.map((given) => ({ type: given.name, form: compile(given) }));
  return (text) => compiled.flatMap(({ type, form }) => matches(text, type, form));
}

/** Made once for each text of a pattern: the check takes longer than most searches. */
const compiledForms = new Map<string, RegExp>();

function compile(given: CustomPattern): RegExp {
  const key = `${given.flags ?? ""}/${given.pattern}`;
  const known = compiledForms.get(key);
  if (known !== undefined) return known;
  const form = check(given);
  compiledForms.set(key, form);
  return form;
}

function check({ name, pattern, flags = "" }: CustomPattern): RegExp {
  const form = toExpression(name, pattern, `${flags}gu`);
  if (new RegExp(`^(?:${pattern})$`, `${flags}u`).test("")) {
    throw new PatternError(
      name,
      "it matches the empty text, so everywhere; write what has to be there at least, " +
        "such as \\d{4,9} in place of \\d*",
    );
  }
  const parsed = parsePattern(pattern);
  const referred = findReference(parsed);
  if (referred !== undefined) {
    throw new PatternError(
      name,
      `${referred} refers back to a group, which can take very long; write the part out again`,
    );
  }
  const runaway = findRunaway(parsed, `${flags}u`);
  if (runaway !== undefined) {
    throw new PatternError(
      name,
      `${runaway} can read one text in many ways and may never end; let no repetition stand in ` +
        "another unless a fixed character parts the rounds, such as (?:[a-z]+-)+, let no two " +
        "choices within one begin alike, or bound the outer one, such as {1,4}",
    );
  }
  if (isSlow(form, parsed)) {
    throw new PatternError(
      name,
      "it takes far longer for long texts than for short ones; bound its repetitions, such as " +
        "\\d{1,20} in place of \\d+, or begin it with \\b or a fixed text",
    );
  }
  return form;
}

function toExpression(name: string, pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new PatternError(
      name,
      `it is no regular expression of JavaScript in its mode u: ${messageOf(error)}`,
    );
  }
}

/**
 * @throws Error when a text takes the pattern so long that something must be wrong with it; who
 *   asked then knows nothing of the text and has to hide all of it.
 */
function matches(text: string, type: string, form: RegExp): Span[] {
  const spans: Span[] = [];
  const startedAt = performance.now();
  const rule = `${patternRule}${type}`;
  for (let from = 0; ; from += windowLength - overlapLength) {
    const isLast = from + windowLength >= text.length;
    const window = from === 0 && isLast ? text : text.slice(from, from + windowLength);
    for (const { 0: found, index } of window.matchAll(form)) {
      if (performance.now() - startedAt > timeMsMax) throw new Error(`${rule} takes too long`);
      if (found === "") continue;
      spans.push({ start: from + index, end: from + index + found.length, type, rule, score: 1 });
    }
    if (isLast) return spans;
  }
}
