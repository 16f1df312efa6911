const hashSeed = -2_128_831_035;
const tableSize = 0x250;
const folded = Array.from({ length: tableSize }, (_, code) => foldOf(code));

/** What a word is looked up by: a hash of its letters in lower case, without accents. */
export function foldedHash(word: string): number {
  let hash = hashSeed;
  for (let i = 0; i < word.length; i++) hash = foldInto(hash, word.charCodeAt(i));
  return hash;
}

/** The same, of a part of a text. */
export function foldedHashOf(text: string, start: number, end: number): number {
  let hash = hashSeed;
  for (let i = start; i < end; i++) hash = foldInto(hash, text.charCodeAt(i));
  return hash;
}

/**
 * Mixes one UTF-16 code unit into a hash (FNV-1a), after case and accents are taken off: `Á` counts
 * as `a`, `ß` as `ss`, `ø` as `o`; combining marks count for nothing.
 */
function foldInto(hash: number, code: number): number {
  if (code < 0x80) {
    const lower = code >= 0x41 && code <= 0x5a ? code + 32 : code;
    return Math.imul(hash ^ lower, 16_777_619);
  }
  return foldRare(hash, code);
}

function foldRare(hash: number, code: number): number {
  if (code >= 0x300 && code <= 0x36f) return hash;
  const letters = code < tableSize ? folded[code]! : foldOf(code);
  let mixed = hash;
  for (let i = 0; i < letters.length; i++) {
    mixed = Math.imul(mixed ^ letters.charCodeAt(i), 16_777_619);
  }
  return mixed;
}

function foldOf(code: number): string {
  const special: Readonly<Record<string, string>> = {
    ß: "ss",
    ø: "o",
    đ: "d",
    ð: "d",
    ł: "l",
    æ: "ae",
    œ: "oe",
    þ: "th",
    ı: "i",
  };
  const lower = String.fromCharCode(code).toLowerCase();
  return special[lower] ?? lower.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "");
}
