import { isUnusual, plainCharacters } from "./characters.ts";
import { latinLetters } from "./look-alikes.ts";
import { oldRange, type Edit, type Range } from "./offset-map.ts";
import { maySpellOut, spelledOutAddresses } from "./spelled-out.ts";

/** A text without the tricks of Unicode that hide a value, and the way back to the original. */
export type Normalised = {
  text: string;
  /** Whether nothing was there that could have hidden a value; then none of its pieces has any. */
  isPlain: boolean;
  /** The stretch of the original that a stretch of the normalised text came from. */
  original(range: Range): Range;
};

/**
 * Undoes what hides a value from a search, by intent or by the habits of an editor: invisible
 * characters, full-width and other compatibility forms of letters and digits, digits of every
 * script, dashes, spaces, letters written with combining marks, Cyrillic and Greek letters in Latin
 * words, and addresses spelled out as `name (at) host dot com`.
 *
 * Cost: linear; a text of Latin letters alone costs one look at its characters.
 */
export function normalise(text: string): Normalised {
  const isOrdinary = !isUnusual(text);
  if (isOrdinary && !maySpellOut(text)) return plainText(text);
  const steps: Edit[][] = [];
  let plain = text;
  if (!isOrdinary) {
    const replaced = plainCharacters(text);
    if (replaced.edits.length > 0) steps.push(replaced.edits);
    plain = latinLetters(replaced.text);
  }
  const spelled = spelledOutAddresses(plain);
  if (spelled.edits.length > 0) steps.push(spelled.edits);
  if (steps.length === 0) return { text: spelled.text, isPlain: false, original: same };
  steps.reverse();
  return {
    text: spelled.text,
    isPlain: false,
    original: (range) => steps.reduce((at, edits) => oldRange(edits, at), range),
  };
}

/** A text that nothing has to be undone in. */
export function plainText(text: string): Normalised {
  return { text, isPlain: true, original: same };
}

function same(range: Range): Range {
  return range;
}
