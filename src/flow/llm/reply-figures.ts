import { maskPlain } from "../../kernel/privacy/mask-plain.ts";

/** More tokens than any call has. */
const tokensMost = 100_000_000;
/** Longest name of a model that is noted. */
const nameMost = 200;

/**
 * Tokens as a provider says it billed them: whole, and undefined where they are no number of tokens. A
 * negative one would make the budget larger.
 */
export function tokensSaid(tokens: number | undefined): number | undefined {
  if (tokens === undefined || !(tokens >= 0 && tokens <= tokensMost)) return undefined;
  return Math.ceil(tokens);
}

/** A model's name as its provider gives it, which may be anything: what can be kept and told of it. */
export function nameSaid(name: string): string {
  const plain = name.toWellFormed().replaceAll(/\p{Cc}+/gu, " ");
  return maskPlain(plain.slice(0, nameMost)).trim();
}
