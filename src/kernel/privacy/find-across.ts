import type { Detector } from "./compose-detector.ts";
import type { DetectHints } from "./hints.ts";
import type { Span } from "./span.ts";

/** How much of the text before and behind a boundary is searched, in UTF-16 code units. */
const reach = 120;

/** A way in which one value may have come to stand in two texts. */
type Seam = {
  /** What is put between the texts. */
  between: string;
  /** Whether anything could lie across the end of one text and the beginning of the next. */
  isLikely: (end: string, start: string) => boolean;
  accepts: (span: Span, parts: readonly [before: string, after: string]) => boolean;
};

/** What a form tells by itself, without a cue or a name; a check digit (1) beats them all. */
const formScore = 0.95;

/**
 * A gap or a cut within a value makes one of what belongs apart, so what is found there has to have
 * a form of its own, or digits on both sides.
 */
function isSure({ type, score }: Span, [before, after]: readonly [string, string]): boolean {
  if (type === "PERSON" || type === "ADDRESS" || type === "LOCATION") return false;
  return score >= formScore || (/\d/.test(before) && isNumber(after));
}

function isNumber(part: string): boolean {
  return /^[+(]?\d[\d ()./-]*$/.test(part);
}

const hasMark = /[\d@]/;

const seams: readonly Seam[] = [
  {
    between: "\n",
    isLikely: (end, start) => hasMark.test(end) || hasMark.test(start),
    accepts: () => true,
  },
  {
    between: " ",
    isLikely: (end, start) => /\d/.test(end) && /\d/.test(start),
    accepts: isSure,
  },
  {
    between: "",
    isLikely: (end, start) =>
      /\S$/.test(end) && /^\S/.test(start) && hasMark.test(end.slice(-64) + start.slice(0, 64)),
    accepts: isSure,
  },
];

export type FindAcrossOptions = {
  hints: DetectHints;
  /** What each text holds by itself. */
  own: readonly (readonly Span[])[];
};

/**
 * Finds values that begin in one text and end in a later one, such as `card 4111 1111` and
 * `1111 1111 thanks`.
 *
 * @returns Per text the stretches of such values, in order of the boundaries; they may overlap.
 */
export function findAcross(
  detector: Detector,
  texts: readonly string[],
  { hints, own }: FindAcrossOptions,
): Span[][] {
  const found: Span[][] = texts.map(() => []);
  for (const second of texts.keys()) {
    if (texts[second] === "") continue;
    for (const seam of seams) {
      const window = windowAt(texts, second, seam.between);
      for (const span of spansAcross(detector, window, { seam, hints })) {
        const parts = partsOf(window, span);
        if (span.score < 1 && isWholeBesideWords(parts, texts, own)) continue;
        for (const part of parts) found[part.index]?.push(part.span);
      }
    }
  }
  return found;
}

/** What lies across the boundary of a window. */
function spansAcross(
  detector: Detector,
  { text, boundary }: Window,
  { seam, hints }: { seam: Seam; hints: DetectHints },
): Span[] {
  const before = text.slice(0, Math.max(0, boundary - seam.between.length));
  if (before === "" || !seam.isLikely(before, text.slice(boundary))) return [];
  return detector.detect(text, hints).filter((span) => {
    const { start, end } = span;
    if (start >= boundary || end <= boundary) return false;
    return seam.accepts(span, [text.slice(start, boundary).trim(), text.slice(boundary, end)]);
  });
}

type Part = { index: number; span: Span };

/** Whether one part is a value by itself and the others are words: `ann@example.com` and `Hello`. */
function isWholeBesideWords(
  parts: readonly Part[],
  texts: readonly string[],
  own: readonly (readonly Span[])[],
): boolean {
  const others = parts.filter(({ index, span }) => !isWholeIn(own[index], span));
  const written = others.map(({ index, span }) => texts[index]?.slice(span.start, span.end) ?? "");
  return others.length < parts.length && written.every((part) => !/\d/.test(part));
}

/** Whether a text holds the part as a value by itself. */
function isWholeIn(own: readonly Span[] = [], part: Span): boolean {
  return own.some(
    ({ start, end, type }) => type === part.type && start === part.start && end === part.end,
  );
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
function partsOf({ pieces }: Window, span: Span): Part[] {
  return pieces.flatMap(({ index, from, at, length }) => {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, at + length);
    if (start >= end) return [];
    return [{ index, span: { ...span, start: start - at + from, end: end - at + from } }];
  });
}
