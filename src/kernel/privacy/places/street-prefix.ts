import { isTight, lowerAt, type Token } from "./place-tokens.ts";
import { smallStreetFirst, streetFirst, type StreetStrength } from "./street-words.ts";

/** A street word that stands before its name. */
export type StreetPrefix = {
  /** Index after it. */
  end: number;
  strength: StreetStrength;
};

// Short forms that keep their meaning without a full stop.
const bareShort = /^(?:av|kr|cl)$/u;
const germanFirst = /^(?:straße|strasse|platz|allee|weg|ufer|ring|promenade)$/u;
const germanLink = /^(?:der|des|am|an|zum|zur|im)$/u;
const italianEnd = /^(?:za|zza|le|so|zale)$/u;

/** Reads a street word that stands before its name: `Rua`, `C/`, `P.za`, `Straße des …`. */
export function parseStreetPrefix(tokens: readonly Token[], at: number): StreetPrefix | undefined {
  const { lower, capital } = tokens[at]!;
  const short = lower.length === 1 ? endOfShort(tokens, at) : at;
  if (short > at) return { end: short, strength: 2 };
  if (capital && germanFirst.test(lower) && germanLink.test(lowerAt(tokens, at + 1))) {
    return { end: at + 1, strength: lower.startsWith("str") ? 2 : 1 };
  }
  const strength = streetFirst.get(lower) ?? 0;
  if (strength === 0 || (!capital && !smallStreetFirst.has(lower))) return undefined;
  return endOfWord(tokens, at, strength);
}

/** `R.` and the like are too short without their full stop. */
function endOfWord(
  tokens: readonly Token[],
  at: number,
  strength: StreetStrength,
): StreetPrefix | undefined {
  const { lower } = tokens[at]!;
  const hasStop = isTight(tokens, at + 1, ".");
  if (lower.length < 3 && !hasStop && !bareShort.test(lower)) return undefined;
  return { end: hasStop ? at + 2 : at + 1, strength };
}

/** The end of `C/`, `P.za`, `C.so`, `V.le` here. */
function endOfShort(tokens: readonly Token[], at: number): number {
  const { lower } = tokens[at]!;
  if (lower === "c" && isTight(tokens, at + 1, "/")) return at + 2;
  const isItalian = /^[pcv]$/u.test(lower) && isTight(tokens, at + 1, ".");
  if (!isItalian || tokens[at + 2]?.spaced !== false) return at;
  return italianEnd.test(lowerAt(tokens, at + 2)) ? at + 3 : at;
}
