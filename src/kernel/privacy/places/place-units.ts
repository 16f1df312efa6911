/** What a code unit can be in an address; a mark is whatever has no class of its own. */
export const unitClass = {
  gap: 1,
  letter: 2,
  capital: 3,
  digit: 4,
  joiner: 5,
  underscore: 6,
  mark: 7,
} as const;

const { gap, letter, capital, digit, joiner, underscore, mark } = unitClass;
const classBits = 3;

// The class of each code unit in the low bits, its small letter above them. Filled when a unit is
// first met: a regular expression each time is slow.
const entries = new Uint32Array(65_536);

/** Class and small letter of a code unit of the text, in one number. */
export function entryAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return entries[unit]! || fill(unit);
}

/** The class in what {@link entryAt} gives. */
export function classIn(entry: number): number {
  return entry & 7;
}

/** Adds a code unit, capital or small alike, to the hash of a word, which begins with 0 (FNV-1a). */
export function nextHash(hash: number, entry: number): number {
  return Math.imul(hash ^ (entry >>> classBits), 0x01000193);
}

function fill(unit: number): number {
  const character = String.fromCharCode(unit);
  return (entries[unit] =
    (character.toLowerCase().charCodeAt(0) << classBits) | findClass(character));
}

function findClass(character: string): number {
  if (/\s/u.test(character)) return gap;
  if (character === "_") return underscore;
  if (/['’´-]/u.test(character)) return joiner;
  if (/\p{Lu}/u.test(character)) return capital;
  if (/[\p{L}\p{M}]/u.test(character)) return letter;
  return /\p{N}/u.test(character) ? digit : mark;
}

/** The class of the code unit here; 0 outside the text. */
export function classAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? classIn(entryAt(text, at)) : 0;
}
