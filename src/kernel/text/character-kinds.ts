/** What BERT's basic tokenizer does with a character; 0 means that nobody looked yet. */
export const characterKind = { word: 1, space: 2, alone: 3, dropped: 4 } as const;

// one byte a code point; the system gives memory only to the pages that are written
const kinds = new Uint8Array(0x11_00_00);

/**
 * The kind of a character: part of a word, white space, a word of its own (punctuation and CJK
 * ideographs), or dropped (controls, format characters, lone surrogates, unassigned code points,
 * NUL and U+FFFD). Symbols such as `€` or an emoji are parts of words; `$`, `+`, `^` and the other
 * ASCII ones are punctuation, as in BERT.
 *
 * @param code - A code point, or one half of a pair for a lone surrogate.
 */
export function kindOf(code: number): number {
  const kind = kinds[code]!;
  return kind === 0 ? (kinds[code] = classify(code)) : kind;
}

function classify(code: number): number {
  if (code === 0x09 || code === 0x0a || code === 0x0d) return characterKind.space;
  const character = String.fromCodePoint(code);
  if (code === 0xff_fd || /^\p{C}/u.test(character)) return characterKind.dropped;
  if (/^\p{Z}/u.test(character)) return characterKind.space;
  if (/^[!-/:-@[-`{-~\p{P}]/u.test(character) || isIdeograph(code)) return characterKind.alone;
  return characterKind.word;
}

/** BERT's own list of blocks: Chinese characters, but neither kana nor Hangul. */
function isIdeograph(code: number): boolean {
  return (
    (code >= 0x34_00 && code <= 0x4d_bf) ||
    (code >= 0x4e_00 && code <= 0x9f_ff) ||
    (code >= 0xf9_00 && code <= 0xfa_ff) ||
    (code >= 0x2_00_00 && code <= 0x2_a6_df) ||
    (code >= 0x2_a7_00 && code <= 0x2_ce_af) ||
    (code >= 0x2_f8_00 && code <= 0x2_fa_1f)
  );
}
