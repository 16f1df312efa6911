import type { PatternNode } from "./parse-pattern.ts";

/** Repetitions of fewer rounds can't take long, whatever stands in them. */
const fewRounds = 4;

/** A fixed repetition up to this many rounds is looked at round by round. */
const unrolledMax = 16;

/** Characters that sets are compared by: ASCII, and some of other alphabets and kinds. */
const probes = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..."éßÉ\u00a0œΩжЖא中ひ한٣–“€\u{1f600}".split(/(?:)/u),
];

/** A place of the pattern that takes one character. */
type Position = { takes: ReadonlySet<string>; next: Position[] };

/** Where a part of a pattern can begin and end, and whether it can be empty. */
type Part = { first: Position[]; last: Position[]; isEmpty: boolean };

/**
 * Finds a repetition in which one text can be read in two ways, such as `(a+)+`, `(\w+\s?)*` or
 * `(a|ab|b)+`: the ways multiply with every round, and a text of a few dozen characters that does
 * not match in the end takes years. Gives its source, or undefined.
 *
 * It holds each repetition to one-unambiguity (Brüggemann-Klein and Wood 1998): behind every
 * character, the next one tells by itself which part of the pattern takes it.
 */
export function findRunaway(node: PatternNode, flags: string): string | undefined {
  if (node.kind === "repeat" && node.max > fewRounds) {
    const part = connect(node.part, flags);
    const isUnsure = part.isEmpty || loop(part) || isAmbiguous(part);
    if (isUnsure) return node.source;
  }
  for (const part of partsOf(node)) {
    const found = findRunaway(part, flags);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a pattern refers back to, which makes matching hard for any engine; undefined for nothing. */
export function findReference(node: PatternNode): string | undefined {
  if (node.kind === "reference") return node.source;
  return partsOf(node)
    .map(findReference)
    .find((source) => source !== undefined);
}

function partsOf(node: PatternNode): readonly PatternNode[] {
  if (node.kind === "sequence" || node.kind === "choice") return node.parts;
  if (node.kind === "repeat") return [node.part];
  return node.kind === "look" && node.part !== undefined ? [node.part] : [];
}

const empty: Part = { first: [], last: [], isEmpty: true };

/** Builds the positions of a part and what can follow what. */
function connect(node: PatternNode, flags: string): Part {
  if (node.kind === "character") {
    const position = { takes: taken(node.source, flags), next: [] };
    return { first: [position], last: [position], isEmpty: false };
  }
  if (node.kind === "choice") return either(node.parts.map((part) => connect(part, flags)));
  if (node.kind === "sequence") return chain(node.parts.map((part) => connect(part, flags)));
  if (node.kind !== "repeat") return empty;
  return connectRepeat(node, flags);
}

function connectRepeat(node: PatternNode & { kind: "repeat" }, flags: string): Part {
  const { part, min, max } = node;
  if (max === 0) return empty;
  if (min === max && max <= unrolledMax) {
    return chain(Array.from({ length: max }, () => connect(part, flags)));
  }
  const repeated = connect(part, flags);
  if (max > 1) loop(repeated);
  return { ...repeated, isEmpty: repeated.isEmpty || min === 0 };
}

/** Lets a part follow itself; true where it could do so before, which makes two ways of one. */
function loop(part: Part): boolean {
  let isDouble = false;
  for (const last of part.last) {
    for (const first of part.first) {
      isDouble ||= last.next.includes(first);
      last.next.push(first);
    }
  }
  return isDouble;
}

function either(parts: readonly Part[]): Part {
  return {
    first: parts.flatMap(({ first }) => first),
    last: parts.flatMap(({ last }) => last),
    isEmpty: parts.some(({ isEmpty }) => isEmpty),
  };
}

function chain(parts: readonly Part[]): Part {
  let before: Part = empty;
  for (const part of parts) {
    for (const last of before.last) last.next.push(...part.first);
    before = {
      first: before.isEmpty ? [...before.first, ...part.first] : before.first,
      last: part.isEmpty ? [...before.last, ...part.last] : part.last,
      isEmpty: before.isEmpty && part.isEmpty,
    };
  }
  return before;
}

/** Whether, at the beginning or behind some position, two ways go on with the same character. */
function isAmbiguous(part: Part): boolean {
  if (overlaps(part.first)) return true;
  const seen = new Set<Position>(part.first);
  for (const position of seen) {
    if (overlaps(position.next)) return true;
    for (const next of position.next) seen.add(next);
  }
  return false;
}

function overlaps(positions: readonly Position[]): boolean {
  const seen = new Set<string>();
  return positions.some(({ takes }) =>
    [...takes].some((character) => seen.size === seen.add(character).size),
  );
}

function taken(source: string, flags: string): ReadonlySet<string> {
  const form = new RegExp(`^(?:${source})$`, flags);
  return new Set(probes.filter((character) => form.test(character)));
}
