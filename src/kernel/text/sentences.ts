import type { TextRange } from "./clean.ts";

const abbreviations = new Set(
  (
    "mr mrs ms dr prof st vs etc inc ltd co corp no nos dept approx est fig vol jan feb mar apr jun jul aug " +
    "sep sept oct nov dec e.g i.e a.m p.m u.s u.k sr sra srs srta dra profa exmo av r cia ltda obs ex pág tel nº " +
    "d ud uds ee.uu núm art z.b d.h u.a bzw ca nr str hr fr evtl ggf inkl zzgl usw min max mind bspw mfg m mme " +
    "mlle env réf p.ex sig dott ing ecc pag cfr es spett lun mon tue wed thu fri sat sun"
  ).split(" "),
);
const wordLengthMax = 12;
const wrappedLengthMin = 50;
const wideMarks = "。！？";
const marks = `.!?…${wideMarks}`;
const closers = "\"'”’»)]";

/**
 * Cuts a text into sentences: the ranges without the white space around them, in order. A sentence
 * ends at `.`, `!`, `?` or `…` before a space, and at a line end; not at the point of a number, an
 * abbreviation of one of six languages, or initials. Placeholders such as `[EMAIL_1]` are words.
 * Linear.
 */
export function sentenceRanges(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const end = endAt(text, i, start);
    if (end < 0) continue;
    push(ranges, text, { start, end });
    start = end;
    i = end - 1;
  }
  push(ranges, text, { start, end: text.length });
  return ranges;
}

/** Where the sentence ends whose last mark begins at `at`, after marks and closing quotes; or -1. */
function endAt(text: string, at: number, start: number): number {
  const mark = text[at]!;
  if (mark === "\n") return isWrapped(text, at) ? -1 : at + 1;
  if (!marks.includes(mark)) return -1;
  const marksEnd = pass(text, at + 1, marks);
  const end = pass(text, marksEnd, closers);
  if (wideMarks.includes(mark) || end === text.length) return end;
  if (!/\s/.test(text[end]!)) return -1;
  const isSinglePoint = mark === "." && marksEnd === at + 1;
  return isSinglePoint && isAbbreviation(text, at, start) ? -1 : end;
}

/** The first place from `from` on where none of some characters stands. */
function pass(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(text[at]!)) at++;
  return at;
}

/** Is what stands before this point an abbreviation, an initial, or the number of an item? */
function isAbbreviation(text: string, at: number, start: number): boolean {
  let from = at;
  while (from > start && at - from < wordLengthMax && !/[\s("'“‘«[]/.test(text[from - 1]!)) from--;
  const word = text.slice(from, at).toLowerCase();
  if (abbreviations.has(word)) return true;
  if (/^\p{L}$/u.test(word)) return true;
  // "1. Open the app": the number of an item, at the start of its sentence
  return /^\d{1,2}$/.test(word) && text.slice(start, from).trim() === "";
}

/** Does a mail program break a long line here, within a sentence? */
function isWrapped(text: string, at: number): boolean {
  const isLong = at - text.lastIndexOf("\n", at - 1) > wrappedLengthMin;
  return isLong && at > 0 && /^\r?\n\p{Ll}/u.test(text.slice(at, at + 3));
}

function push(ranges: TextRange[], text: string, { start, end }: TextRange): void {
  const sentence = text.slice(start, end);
  const trimmed = sentence.trim();
  if (trimmed === "") return;
  const from = start + sentence.length - sentence.trimStart().length;
  ranges.push({ start: from, end: from + trimmed.length });
}
