/** Letters of Cyrillic and of Greek, and the Latin ones they look like, in the same order. */
const cyrillic = "АВЕЅІЈКМНОРСТУХԚԜаеѕіјкорсухһӏԁԛԝ";
const likeCyrillic = "ABESIJKMHOPCTYXQWaesijkopcyxhldqw";
const greek = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲϳ";
const likeGreek = "ABEZHIKMNOPTYXaikvopuxcj";

const latin = likeCyrillic + likeGreek;
const letters = new Map(Array.from(cyrillic + greek, (letter, i) => [letter, latin[i] ?? letter]));

/** A Latin letter, digit or `@` beside a letter of Greek or Cyrillic, the only case that counts. */
const mixed = /[A-Za-z0-9@._-][\u0370-\u052f]|[\u0370-\u052f][A-Za-z0-9@._-]/;

/** A word that other letters of Latin, or digits as in an id, make Latin. */
const isLatin = /[A-Za-z]|\d.*\d/;

/** A word as it may stand in an address, an id or a name. */
const words = /[\w@.+\-\u0370-\u052f]+/g;

/**
 * Writes Latin letters for Cyrillic and Greek ones that look the same, in words that hold Latin
 * letters or digits and no Greek or Cyrillic letter of another look: `аnn@example.com`. The length
 * stays.
 */
export function latinLetters(text: string): string {
  if (!mixed.test(text)) return text;
  return text.replace(words, (word) =>
    isLatin.test(word) && isAllAlike(word) ? word.replace(/[\u0370-\u052f]/g, latinOf) : word,
  );
}

function isAllAlike(word: string): boolean {
  const found = word.match(/[\u0370-\u052f]/g) ?? [];
  return found.length > 0 && found.every((letter) => letters.has(letter));
}

function latinOf(letter: string): string {
  return letters.get(letter) ?? letter;
}
