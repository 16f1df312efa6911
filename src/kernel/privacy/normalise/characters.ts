import { openRewriting, type Edited, type Rewriting } from "./offset-map.ts";

/**
 * Any character beside letters of Latin, usual typography and the halves of usual emoji: few
 * texts of Western languages hold one, and this finds out five times as fast as the next pattern.
 */
const unusual =
  /[^\0-\x9f\xa1-\xac\xae-\u02ff\u2018-\u201e\u2020-\u2022\u2026\u20ac\u2122\udc00-\udfff\ud83d\ud83e]/;

/** Marks that belong to the letter before them, in scripts that also have it as one character. */
const marks = String.raw`[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]`;

/** Characters that a value is not searched with: marks, or one of all others. */
const special = new RegExp(
  `${marks}+|[[${[
    String.raw`\p{Nd}\p{Zs}\p{Zl}\p{Zp}\p{Pd}\p{Cf}\p{Default_Ignorable_Code_Point}`,
    String.raw`\u02d7\u2043\u2070-\u209c\u2100-\u2121\u2123-\u214f\u2212\u2460-\u24ff`,
    String.raw`\ufb00-\ufb06\ufe50-\ufe6f\uff01-\uffef\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f189}`,
  ].join("")}]--\\p{ASCII}]`,
  "gv",
);

const onlyMarks = new RegExp(`^${marks}`, "v");
const allMarks = new RegExp(marks, "gv");
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/v;
const space = /\p{Zs}/u;
const lineEnd = /[\p{Zl}\p{Zp}]/u;
const dash = /[\p{Pd}\u02d7\u2043\u2212]/u;
const longDash = /[\u2014\u2015\u2e3a\u2e3b]/;
const digit = /\p{Nd}/u;

/** In a text of one byte a character V8 knows without a look at it that nothing is found. */
export const beyondLatin = /[^\0-\xff]/;

/** Whether a text holds a character that may have to be written anew. */
export function isUnusual(text: string): boolean {
  if (beyondLatin.test(text)) return unusual.test(text);
  // A search for one character is many times as fast as a pattern.
  return text.includes("\xa0") || text.includes("\xad");
}

/**
 * Writes a text with the characters that values are searched with: ASCII digits, hyphens and
 * spaces, no compatibility forms, no invisible characters, letters with their marks as one
 * character. Letters of other scripts stay as they are.
 */
export function plainCharacters(text: string): Edited {
  const rewriting = openRewriting(text);
  for (const { 0: found, index } of text.matchAll(special)) {
    if (onlyMarks.test(found)) composeMarks(text, index, found, rewriting);
    else {
      const written = longDash.test(found) ? longDashAt(text, index) : plainOf(found);
      if (written !== found) rewriting.replace(index, index + found.length, written);
    }
  }
  return rewriting.end();
}

/** Marks and the letter before them as one character, or without the marks where there is none. */
function composeMarks(text: string, index: number, found: string, rewriting: Rewriting): void {
  const end = index + found.length;
  const base = lastCharacter(text.slice(Math.max(0, index - 2), index));
  const start = index - base.length;
  if (base === "" || start < rewriting.at()) {
    rewriting.replace(Math.max(index, rewriting.at()), end, "");
    return;
  }
  const isLetter = /\p{L}/u.test(base);
  const composed = isLetter ? (base + found).normalize("NFC").replace(allMarks, "") : base;
  rewriting.replace(start, end, composed);
}

function lastCharacter(text: string): string {
  return Array.from(text).at(-1) ?? "";
}

/**
 * A long dash is a hyphen only beside a digit; between words it parts them, and a hyphen would
 * make one of them.
 */
function longDashAt(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - 2), index).trimEnd();
  const after = text.slice(index + 1, index + 3).trimStart();
  const isInNumber = digit.test(before.slice(-1)) || digit.test(after.slice(0, 1));
  return isInNumber ? "-" : (text[index] ?? "");
}

const known = new Map<string, string>();

/** The plain form of a special character; asked for once a character, of which there are few. */
function plainOf(character: string): string {
  let plain = known.get(character);
  if (plain === undefined) {
    plain = makePlain(character);
    known.set(character, plain);
  }
  return plain;
}

function makePlain(character: string): string {
  if (invisible.test(character)) return "";
  if (digit.test(character)) return String(digitValue(character));
  if (space.test(character)) return " ";
  if (lineEnd.test(character)) return "\n";
  if (dash.test(character)) return "-";
  const compatible = character.normalize("NFKC");
  return /^[\x21-\x7e]+$/.test(compatible) ? compatible : character;
}

/** Unicode has the ten digits of a script side by side, from 0 to 9. */
function digitValue(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  let first = point;
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1;
  return (point - first) % 10;
}
