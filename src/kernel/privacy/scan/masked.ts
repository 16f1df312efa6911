import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";

const { codes } = codeText;
const { classAt, codeAt } = characters;
const { upper, word } = unitClasses;

const placeholder = /[A-Z][A-Z_]{1,40}_\d{1,9}\]/y;
const pseudonym = /[A-Z][A-Z_]{1,40}_[a-z0-9]{6}_[a-z2-7]{26}/y;
const anyMasked = /\[[A-Z][A-Z_]{1,40}_\d{1,9}\]|[A-Z][A-Z_]{1,40}_[a-z0-9]{6}_[a-z2-7]{26}/;
const keyIdLength = 6;
const typeLengthMax = 40;
const maskedMax = 80;
const underscoreCode = 0x5f;

/**
 * End of the placeholder (`[EMAIL_1]`) or pseudonym (`EMAIL_ab12cd_…`) that the word from `start`
 * is, or 0 where it is none.
 */
export function maskedEnd(text: CodeText, start: number): number {
  if ((classAt(text, start) & upper) === 0) return 0;
  if (codeAt(text, start - 1) === 0x5b) {
    placeholder.lastIndex = start;
    if (placeholder.test(text.string)) return placeholder.lastIndex;
  }
  pseudonym.lastIndex = start;
  return pseudonym.test(text.string) && (classAt(text, pseudonym.lastIndex) & word) === 0
    ? pseudonym.lastIndex
    : 0;
}

/** True where a text holds a placeholder or pseudonym anywhere. */
export function holdsMasked(text: string): boolean {
  return mayHoldMasked(text) && anyMasked.test(text);
}

/** A first, cheap look: a bracket, or two underscores as far apart as in a pseudonym. */
function mayHoldMasked(text: string): boolean {
  if (text.includes("[")) return true;
  for (let at = text.indexOf("_"); at !== -1; at = text.indexOf("_", at + 1)) {
    if (text.charCodeAt(at + keyIdLength + 1) === underscoreCode) return true;
  }
  return false;
}

/** True where a stretch holds a placeholder or pseudonym, or cuts into one. */
export function touchesMasked(text: CodeText, start: number, end: number): boolean {
  const most = Math.min(text.length, end + 1);
  for (let i = start; i < most; i++) {
    if ((codes[i] ?? 0) === underscoreCode) {
      return anyMasked.test(text.string.slice(Math.max(0, start - typeLengthMax), end + maskedMax));
    }
  }
  return false;
}
