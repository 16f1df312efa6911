import type { Detector } from "./compose-detector.ts";
import type { DetectHints } from "./hints.ts";
import type { Span } from "./span.ts";

/** How much of the text before and behind a boundary is searched, in UTF-16 code units. */
const reach = 120;

/** A way in which one value may have come to stand in two texts. */
type Seam = {
  /** What is put between the texts. */
  between: string;
  accepts: (span: Span) => boolean;
};

/** A gap or a cut within a value makes one of what belongs apart, so only sure types count there. */
const isSure = ({ type, score }: Span): boolean => type === "EMAIL" || score >= 1;

const seams: readonly Seam[] = [
  { between: "\n", accepts: () => true },
  { between: " ", accepts: isSure },
  { between: "", accepts: isSure },
];

/**
 * Finds values that begin in one text and end in a later one, such as `card 4111 1111` and
 * `1111 1111 thanks`.
 *
 * @returns Per text the stretches of such values, in order of the boundaries; they may overlap.
 */
export function findAcross(
  detector: Detector,
  texts: readonly string[],
  hints: DetectHints,
): Span[][] {
  const found: Span[][] = texts.map(() => []);
  for (const second of texts.keys()) {
    if (texts[second] === "") continue;
    for (const seam of seams) {
      const window = windowAt(texts, second, seam.between);
      if (window.boundary === 0) break;
      for (const span of detector.detect(window.text, hints)) {
        const crosses = span.start < window.boundary && span.end > window.boundary;
        if (!crosses || !seam.accepts(span)) continue;
        for (const part of partsOf(window, span)) found[part.index]?.push(part.span);
      }
    }
  }
  return found;
}

/** A stretch of a text and where it stands in the window. */
type Piece = { index: number; from: number; at: number; length: number };

type Window = { text: string; boundary: number; pieces: readonly Piece[] };

/** The end of the texts before one and the beginning of it and those behind, put together. */
function windowAt(texts: readonly string[], second: number, between: string): Window {
  const cuts = [...tails(texts, second), ...heads(texts, second)];
  const pieces: Piece[] = [];
  let text = "";
  let boundary = 0;
  for (const { index, from, to } of cuts) {
    if (text !== "") text += between;
    if (index === second) boundary = text.length;
    pieces.push({ index, from, at: text.length, length: to - from });
    text += (texts[index] ?? "").slice(from, to);
  }
  return { text, boundary, pieces };
}

type Cut = { index: number; from: number; to: number };

function tails(texts: readonly string[], second: number): Cut[] {
  const cuts: Cut[] = [];
  let left = reach;
  for (let index = second - 1; index >= 0 && left > 0; index -= 1) {
    const text = texts[index] ?? "";
    if (text === "") continue;
    const from = wordStart(text, text.length - left);
    cuts.unshift({ index, from, to: text.length });
    left -= text.length;
  }
  return cuts;
}

function heads(texts: readonly string[], second: number): Cut[] {
  const cuts: Cut[] = [];
  let left = reach;
  for (let index = second; index < texts.length && left > 0; index += 1) {
    const text = texts[index] ?? "";
    if (text === "") continue;
    cuts.push({ index, from: 0, to: wordEnd(text, left) });
    left -= text.length;
  }
  return cuts;
}

/** Behind the first gap, so that the window begins with no half of a word or a placeholder. */
function wordStart(text: string, from: number): number {
  if (from <= 0) return 0;
  const gap = text.slice(from).search(/\s/);
  return gap === -1 ? from : from + gap;
}

/** Before the last gap. */
function wordEnd(text: string, to: number): number {
  if (to >= text.length) return text.length;
  const head = text.slice(0, to);
  const word = /\S{1,200}$/.exec(head);
  return word === null || word.index === 0 ? to : word.index;
}

/** The stretches of the texts that a stretch of the window is made of. */
function partsOf({ pieces }: Window, span: Span): { index: number; span: Span }[] {
  return pieces.flatMap(({ index, from, at, length }) => {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, at + length);
    if (start >= end) return [];
    return [{ index, span: { ...span, start: start - at + from, end: end - at + from } }];
  });
}
