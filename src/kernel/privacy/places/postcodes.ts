import { postcodeWords } from "./address-words.ts";
import { skipStop } from "./short-forms.ts";
import { isMark, lowerAt, type Token } from "./place-tokens.ts";
import { stateCodes } from "./region-words.ts";

/** A postcode that was read. */
export type Postcode = {
  /** Index after its last token. */
  end: number;
  /** 3 when the form is a postcode's alone (`SE1 7YG`, `01310-100`, `RI 79605`), 2 otherwise. */
  strength: 2 | 3;
  /** Digits alone, which need a town beside them. */
  isPlain: boolean;
  /** `CEP` or the like stands before it. */
  isLabelled?: boolean;
  /** A state is part of it, so the town stood before. */
  hasState: boolean;
};

// Scanned pages have an O for a nought and an l for a one.
const plain = /^(?=(?:\D?\d){3})[\dOlI]{4,6}$/u;
const withCountry =
  /^(?:A|AT|B|BE|BR|CH|CZ|D|DE|DK|E|ES|F|FI|FIN|FR|I|IT|L|LU|NL|NO|P|PL|PT|S|SE)-\d{4,5}$/u;
const alone =
  /^(?:\d{5}-?\d{3}|\d{4}-\d{3}|\d{5}-\d{4}|\d{2}-\d{3}|\d{4}\p{Lu}{2}|[A-Z]\d[A-Z]\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2})$/u;
// What stands in two tokens: British, Canadian, Dutch, Swedish.
const pairs: readonly (readonly [RegExp, RegExp])[] = [
  [/^[A-Z]{1,2}\d[A-Z\d]?$/u, /^\d[A-Z]{2}$/u],
  [/^[A-Z]\d[A-Z]$/u, /^\d[A-Z]\d$/u],
  [/^[1-9]\d{3}$/u, /^[A-Z]{2}$/u],
];
const nationalPair = [/^\d{3}$/u, /^\d{2}$/u] as const;
const zip = /^(?=(?:\D?\d){3})[\dOlI]{5}(?:-\d{4})?$/u;
const armyOffice = /^(?:APO|FPO|DPO)$/u;
const stateLike = /^(?:\p{Lu}{2,5}|l\p{Lu}|nan)$/u;

/** Reads a postcode, with the state before it where the country writes one; undefined if none. */
export function parsePostcode(tokens: readonly Token[], from: number): Postcode | undefined {
  if (!mayBePostcode(tokens[from])) return undefined;
  const at = skipLabel(tokens, from);
  const found = parsePair(tokens, at) ?? parseSingle(tokens, at) ?? parseWithState(tokens, at);
  if (found === undefined || at === from) return found;
  return { ...found, strength: 3, isPlain: false, isLabelled: true };
}

/** Most tokens are told at a glance. */
function mayBePostcode(token: Token | undefined): boolean {
  if (token === undefined || token.kind === "mark") return false;
  if (token.kind === "number" || token.lower === "c") return true;
  return /\d/u.test(token.text) || stateLike.test(token.text) || postcodeWords.has(token.lower);
}

/** `CEP`, `C.P.`, `PLZ:` before a postcode. */
function skipLabel(tokens: readonly Token[], from: number): number {
  const isSpelt = lowerAt(tokens, from) === "c" && isMark(tokens[from + 1], ".");
  const word = isSpelt && lowerAt(tokens, from + 2) === "p" ? from + 2 : from;
  if (word === from && !postcodeWords.has(lowerAt(tokens, from))) return from;
  const at = skipStop(tokens, word + 1);
  return isMark(tokens[at], ":") ? at + 1 : at;
}

function parsePair(tokens: readonly Token[], at: number): Postcode | undefined {
  const second = tokens[at + 1];
  if (second === undefined || !second.spaced || second.lineBreaks > 0) return undefined;
  const first = tokens[at]!.text;
  if (pairs.some(([one, two]) => one.test(first) && two.test(second.text))) {
    // `2000 VA` may be Dutch or a year
    const isYear = /^(?:19|20)\d\d$/u.test(first);
    return { end: at + 2, strength: isYear ? 2 : 3, isPlain: isYear, hasState: false };
  }
  if (nationalPair[0].test(first) && nationalPair[1].test(second.text)) {
    return { end: at + 2, strength: 2, isPlain: true, hasState: false };
  }
  return undefined;
}

function parseSingle(tokens: readonly Token[], at: number): Postcode | undefined {
  const text = tokens[at]?.text ?? "";
  if (alone.test(text)) {
    // eight digits in a row may be anything
    const strength = /^\d{8}$/u.test(text) ? 2 : 3;
    return { end: at + 1, strength, isPlain: strength === 2, hasState: false };
  }
  if (withCountry.test(text)) return { end: at + 1, strength: 3, isPlain: false, hasState: false };
  if (plain.test(text)) return { end: at + 1, strength: 2, isPlain: true, hasState: false };
  return undefined;
}

/** `RI 79605`, `APO AP 19711`, `NSW 2000`, `CO 12345-1234`, `N.L. 64000`. */
function parseWithState(tokens: readonly Token[], from: number): Postcode | undefined {
  let at = from;
  if (armyOffice.test(tokens[at]?.text ?? "")) at++;
  const state = tokens[at];
  const code = tokens[at + 1];
  if (state === undefined || code === undefined || code.lineBreaks > 0) return undefined;
  if (!stateLike.test(state.text)) return undefined;
  const isAustralian =
    /^(?:NSW|VIC|QLD|SA|WA|TAS|NT|ACT)$/u.test(state.text) && /^\d{4}$/u.test(code.text);
  if (!isAustralian && !zip.test(code.text)) return undefined;
  const strength = stateCodes.has(state.text) ? 3 : 2;
  return { end: at + 2, strength, isPlain: false, hasState: true };
}
