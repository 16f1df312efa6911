import type { Span } from "../span.ts";
import { foldedHash } from "./fold.ts";
import type { KnownIndex } from "./known-index.ts";
import { list, listsOf } from "./lexicon.ts";
import { gap, shape, type Tokens } from "./tokens.ts";

const extensions = new Set(
  "pdf doc docx odt rtf txt csv xls xlsx ods ppt pptx jpg jpeg png gif heic webp tif tiff bmp mp3 mp4 m4a wav ogg opus mov zip rar 7z xml json eml msg p7s"
    .split(" ")
    .map(foldedHash),
);
const widthMax = 120;
const lettersMin = 3;
const part = /(?:\p{L}|\p{M})+/gu;

/** Adds first names in names of files: "statement_Sarah.pdf", "extrato_Ana_Lima.pdf". */
export function findInFileNames(tokens: Tokens, spans: Span[]): void {
  for (let i = 0; i + 1 < tokens.count; i++) {
    if (tokens.shapes[i] !== shape.opaque || tokens.gaps[i + 1] !== gap.dot) continue;
    if (!extensions.has(tokens.hashes[i + 1]!) || !isJoined(tokens, i)) continue;
    const names = partsOf(tokens, i, (word, isBehindName) => {
      const lists = listsOf(foldedHash(word)) & ~list.vocabulary;
      if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
      if (isBehindName) return (lists & (list.first | list.last)) !== 0;
      return (lists & list.first) !== 0 && (lists & ~(list.first | list.last | list.place)) === 0;
    });
    for (const name of names) {
      spans.push({ ...name, type: "PERSON", rule: "file-name", score: 0.8 });
    }
  }
}

/** Adds parts of known names between underscores, in either case: "marcos_lima", "extrato_ana.pdf". */
export function findKnownInside(tokens: Tokens, index: KnownIndex, spans: Span[]): void {
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.shapes[i] !== shape.opaque || !isJoined(tokens, i)) continue;
    const names = partsOf(tokens, i, (word) => {
      const hash = foldedHash(word);
      if (word.length <= lettersMin || index.people.get(hash) === undefined) return false;
      return (listsOf(hash) & ~(list.first | list.last | list.vocabulary)) === 0;
    });
    for (const name of names) {
      spans.push({ ...name, type: "PERSON", rule: "known:name", score: 0.9 });
    }
  }
}

/** Words with an underscore between them. */
function isJoined(tokens: Tokens, index: number): boolean {
  const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
  if (end - start > widthMax || tokens.text.charAt(end) === "@") return false; // a mailbox
  return tokens.text.slice(start + 1, end - 1).includes("_");
}

type Range = { start: number; end: number };

/** The parts of a word of which `isName` says so; neighbours are one name. */
function partsOf(
  tokens: Tokens,
  index: number,
  isName: (word: string, isBehindName: boolean) => boolean,
): Range[] {
  const offset = tokens.starts[index]!;
  const found: Range[] = [];
  for (const { 0: word, index: at } of tokens.text
    .slice(offset, tokens.ends[index])
    .matchAll(part)) {
    const [start, last] = [offset + at, found.at(-1)];
    const isBehindName = last !== undefined && last.end + 1 === start;
    if (word.length < lettersMin || !isName(word, isBehindName)) continue;
    if (isBehindName) last.end = start + word.length;
    else found.push({ start, end: start + word.length });
  }
  return found;
}
