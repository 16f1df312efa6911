import { classAt, codeAt, upper, word } from "./characters.ts";

const placeholder = /[A-Z][A-Z_]{1,40}_\d{1,9}\]/y;
const pseudonym = /[A-Z][A-Z_]{1,40}_[a-z0-9]{6}_[a-z2-7]{26}/y;
const anyMasked = /\[[A-Z][A-Z_]{1,40}_\d{1,9}\]|[A-Z][A-Z_]{1,40}_[a-z0-9]{6}_[a-z2-7]{26}/;
const typeLengthMax = 40;
const maskedMax = 80;
const underscoreCode = 0x5f;

/**
 * End of the placeholder (`[EMAIL_1]`) or pseudonym (`EMAIL_ab12cd_…`) that the word from `start`
 * is, or 0 where it is none.
 */
export function maskedEnd(text: string, start: number): number {
  if ((classAt(text, start) & upper) === 0) return 0;
  if (codeAt(text, start - 1) === 0x5b) {
    placeholder.lastIndex = start;
    if (placeholder.test(text)) return placeholder.lastIndex;
  }
  pseudonym.lastIndex = start;
  return pseudonym.test(text) && (classAt(text, pseudonym.lastIndex) & word) === 0
    ? pseudonym.lastIndex
    : 0;
}

/** True where a stretch holds a placeholder or pseudonym, or cuts into one. */
export function touchesMasked(text: string, start: number, end: number): boolean {
  if (start > 0 && text.charCodeAt(start - 1) === underscoreCode) return true;
  const most = Math.min(text.length, end + 1);
  for (let i = start; i < most; i++) {
    if (text.charCodeAt(i) === underscoreCode) {
      return anyMasked.test(text.slice(Math.max(0, start - typeLengthMax), end + maskedMax));
    }
  }
  return false;
}
