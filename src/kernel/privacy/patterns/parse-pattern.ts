/** A regular expression of JavaScript in mode `u`, as far as repetition goes. */
export type PatternNode =
  /** One character of a set: a letter, an escape or a class, as it is written. */
  | { kind: "character"; source: string }
  | { kind: "sequence"; parts: readonly PatternNode[] }
  | { kind: "choice"; parts: readonly PatternNode[] }
  | { kind: "repeat"; part: PatternNode; min: number; max: number; source: string }
  /** Looks at a place and takes nothing: `^`, `\b`, lookahead, lookbehind. */
  | { kind: "look"; part: PatternNode | undefined }
  | { kind: "reference"; source: string };

const groupStart = /\((?:\?(?:(?<look><?[=!])|:|<[^>=!]+>|[ims]*(?:-[ims]+)?:))?/y;
const reference = /\\(?:[1-9]\d*|k<[^>]*>)/y;
const look = /\^|\$|\\[bB]/y;
const character =
  /\\(?:u\{[^}]*\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|[^()|]/suy;
const quantifier = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

/**
 * Reads a pattern that JavaScript has accepted.
 *
 * @param pattern - Source of a regular expression with the flag `u`.
 */
export function parsePattern(pattern: string): PatternNode {
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    const found = form.exec(pattern) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  const choice = (): PatternNode => {
    const parts = [sequence()];
    while (pattern[at] === "|") {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: "choice", parts }; // one is there
  };
  const sequence = (): PatternNode => {
    const parts: PatternNode[] = [];
    while (at < pattern.length && pattern[at] !== "|" && pattern[at] !== ")") {
      const start = at;
      parts.push(repeated(atom(), start));
    }
    return { kind: "sequence", parts };
  };
  const atom = (): PatternNode => {
    const group = take(groupStart);
    if (group !== undefined) {
      const part = choice();
      at += 1;
      return group.groups?.["look"] === undefined ? part : { kind: "look", part };
    }
    const referred = take(reference);
    if (referred !== undefined) return { kind: "reference", source: referred[0] };
    if (take(look) !== undefined) return { kind: "look", part: undefined };
    return { kind: "character", source: take(character)?.[0] ?? pattern.slice(at++, at) };
  };
  const repeated = (part: PatternNode, start: number): PatternNode => {
    const found = take(quantifier);
    if (found === undefined) return part;
    const [min, max] = bounds(found);
    return { kind: "repeat", part, min, max, source: pattern.slice(start, at) };
  };
  return choice();
}

function bounds([, sign, min, comma, max]: RegExpExecArray): [min: number, max: number] {
  if (sign === "?") return [0, 1];
  if (sign !== undefined) return [sign === "+" ? 1 : 0, Infinity];
  if (comma === undefined) return [Number(min), Number(min)];
  return [Number(min), max === undefined || max === "" ? Infinity : Number(max)];
}
