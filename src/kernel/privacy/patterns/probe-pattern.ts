import type { PatternNode } from "./parse-pattern.ts";

/** Longest text that a pattern is tried on, in characters. */
const lengthMax = 50_000;

/** Longest time for one text, in milliseconds; a fit pattern needs less than one. */
const timeMax = 100;

/** Texts grow by this much: a pattern that runs away is caught a few steps after it is seen. */
const growth = 1.25;

/** Parts of a pattern that texts are made of. */
const piecesMax = 12;

/**
 * Whether a pattern takes longer than 100 ms on some text of 50,000 characters made to hurt: its
 * own letters over and over, then something that does not match. It reads the clock, which nothing
 * else here does; a machine under load is given three tries.
 */
export function isSlow(form: RegExp, pattern: PatternNode): boolean {
  if (!isOpen(pattern)) return false;
  const pieces = [...new Set(samples(pattern, form.flags))].slice(0, piecesMax);
  const pairs = pieces.slice(1).map((piece, i) => `${pieces[i] ?? ""}${piece}`);
  return [...pieces, ...pairs, pieces.join("")].some((piece) => isSlowOn(form, piece));
}

function isSlowOn(form: RegExp, piece: string): boolean {
  for (let length = 8; ; length = Math.min(lengthMax, Math.ceil(length * growth))) {
    const text = `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}\u0001`;
    if ([1, 2, 3].every(() => timeOf(form, text) > timeMax)) return true;
    if (length === lengthMax) return false;
  }
}

function timeOf(form: RegExp, text: string): number {
  const startedAt = performance.now();
  for (const _ of text.matchAll(form)) void _;
  return performance.now() - startedAt;
}

/** Whether a repetition has many rounds; without one, every match is short. */
function isOpen(node: PatternNode): boolean {
  if (node.kind === "repeat") return node.max > 64 || isOpen(node.part);
  if (node.kind === "sequence" || node.kind === "choice") return node.parts.some(isOpen);
  return node.kind === "look" && node.part !== undefined && isOpen(node.part);
}

/** A character that each place of the pattern takes. */
function samples(node: PatternNode, flags: string): string[] {
  if (node.kind === "character") {
    const form = new RegExp(`^(?:${node.source})$`, flags.replace("g", ""));
    return ["a", "A", "1", " ", "-", ".", "@", node.source.at(-1) ?? "a", "_", "é", "\u0002"]
      .filter((character) => form.test(character))
      .slice(0, 2);
  }
  if (node.kind === "repeat") return samples(node.part, flags);
  if (node.kind === "sequence" || node.kind === "choice") {
    const found = node.parts.map((part) => samples(part, flags));
    const together = found.map(([first = ""]) => first).join("");
    return together === "" ? found.flat() : [together, ...found.flat()];
  }
  return node.kind === "look" && node.part !== undefined ? samples(node.part, flags) : [];
}
