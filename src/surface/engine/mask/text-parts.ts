import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import { maskFields } from "../../../kernel/privacy/mask-fields.ts";
import { placeholder, wholeFieldType } from "../../../kernel/privacy/placeholder.ts";
import { countValues, type MaskTally } from "./transform.ts";

/** Length from which a text is masked in parts, each with its own numbers. */
const partLength = 250_000;
/** Longest part; what has no gap up to here is masked whole. */
const partLengthMax = 4_000_000;
/** How far before the end of what has come a gap is looked for. */
const tailLength = 16_384;
/** How much behind a gap must be known, so that a value that goes on there is seen. */
const contextLength = 2_048;

/** A part of a text, to be masked by itself. */
export type TextPart = { text: string; /** False: no gap was found in it. */ isSearched: boolean };

/** Cuts a text that comes in pieces. */
export type TextParts = { push(piece: string): TextPart[]; end(): TextPart[] };

/**
 * Cuts plain text for masking. A text of up to 250,000 characters is one part, which is one
 * conversation; a longer one is cut between paragraphs, lines or words, never inside of a value.
 */
export function openTextParts(detector: Detector, wantedLength = partLength): TextParts {
  let pieces: string[] = [];
  let length = 0;
  let lengthWanted = wantedLength;
  let skipsWord = false;
  const take = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
  };
  return {
    push(piece) {
      let fresh = piece;
      if (skipsWord) {
        const gap = piece.search(/\s/);
        if (gap === -1) return [];
        skipsWord = false;
        fresh = piece.slice(gap);
      }
      take(fresh);
      if (length < lengthWanted) return [];
      const text = pieces.join("");
      const cut = findCut(detector, text);
      if (cut === undefined && length < wantedLength * (partLengthMax / partLength)) {
        lengthWanted = length + tailLength;
        return [];
      }
      // A word of that length is no word; its rest goes the way of its beginning.
      skipsWord = cut === undefined;
      [pieces, length, lengthWanted] = [[], 0, wantedLength];
      if (cut === undefined) return [{ text, isSearched: false }];
      take(text.slice(cut));
      return [{ text: text.slice(0, cut), isSearched: true }];
    },
    end() {
      const text = pieces.join("");
      return text === "" ? [] : [{ text, isSearched: true }];
    },
  };
}

/** Masks a part; one that could not be searched becomes one placeholder, as the masker writes it. */
export function maskTextPart(
  detector: Detector,
  { text, isSearched }: TextPart,
  tally: MaskTally,
): string {
  const [field] = isSearched ? maskFields(detector, [text], { hints: {} }) : [];
  tally.rows += 1;
  countValues(tally, field?.spans ?? [{ type: wholeFieldType }]);
  return field?.text ?? placeholder(wholeFieldType, 1);
}

/** Gaps to cut in, the best first. */
const gaps = [/(?:\r?\n){2,}/g, /\n/g, /\s+/g];

/** The last place near the end where a part may end: in a gap, and in no value. */
function findCut(detector: Detector, text: string): number | undefined {
  const tailStart = Math.max(0, text.length - tailLength);
  const tail = text.slice(tailStart);
  const spans = detector.detect(tail);
  const isInside = (at: number): boolean => spans.some(({ start, end }) => start < at && at < end);
  for (const gap of gaps) {
    const ends = Array.from(tail.matchAll(gap), (match) => match.index + match[0].length);
    const cut = ends.findLast(
      (at) => at > contextLength && at < tail.length - contextLength && !isInside(at),
    );
    if (cut !== undefined) return tailStart + cut;
  }
  return undefined;
}
