import { fold } from "./fold.ts";
import {
  courtesy,
  fromHeader,
  greeting,
  originalMessage,
  otherHeader,
  sentFrom,
  signOff,
  wroteHeader,
} from "./mail-phrases.ts";

/** A stretch of a text, in UTF-16 code units; `end` is the first that is not in it. */
export type TextRange = { start: number; end: number };

/** A line without the white space at its ends, and the same folded for the patterns. */
type Line = { start: number; text: string; plain: string; index: number };

const roundsMax = 8;
const greetingsMax = 6;
const greetingLinesMax = 3;
const signatureLinesMax = 12;
const closingLinesMax = 6;
const closingLineLengthMax = 60;
const headerLinesMax = 5;
// a longer line is no header, greeting or closing, so that no pattern meets a long text
const patternLengthMax = 400;

/**
 * The parts of a message that its author wrote this time: without greeting, signature, quoted
 * replies and what a phone adds, in English, Portuguese, Spanish, German, French and Italian.
 *
 * The ranges are ordered, apart, and cover whole lines but for a greeting that is cut off
 * one. Joined by line ends and cleaned again they stay whole. A text of which nothing would be
 * left is all of it its message; one of white space has none.
 *
 * Linear in the length of the text; a text without line ends costs a look at its start.
 */
export function meaningfulRanges(text: string): TextRange[] {
  const all = withoutEmptyEnds(linesOf(text));
  let lines = all;
  for (let round = 0; round < roundsMax; round++) {
    const kept = cleanOnce(lines);
    if (kept.length === 0 || areSame(kept, lines)) return joined(lines);
    lines = kept;
  }
  return joined(all); // layers upon layers: better too much than too little
}

function cleanOnce(lines: readonly Line[]): readonly Line[] {
  return withoutGreeting(withoutEmptyEnds(withoutSignature(withoutQuotes(lines))));
}

/** Drops quoted lines, and all from the header of an older message on. */
function withoutQuotes(lines: readonly Line[]): readonly Line[] {
  if (lines.length === 1) return lines;
  const kept: Line[] = [];
  for (let i = 0; i < lines.length; i++) {
    const { text, plain } = lines[i]!;
    if (plain.startsWith(">")) continue;
    if (text === "") {
      kept.push(lines[i]!);
      continue;
    }
    if (originalMessage.test(plain) || isHeaderBlock(lines, i)) break;
    const headerEnd = wroteHeaderEnd(lines, i);
    if (headerEnd === i) kept.push(lines[i]!);
    else if (lines[nextWritten(lines, headerEnd)]?.plain.startsWith(">") !== true) break;
    else i = headerEnd - 1;
  }
  return kept;
}

/** Is this `From:` with another header or two within the next lines? */
function isHeaderBlock(lines: readonly Line[], at: number): boolean {
  if (!fromHeader.test(lines[at]!.plain)) return false;
  const next = lines.slice(at + 1, at + 1 + headerLinesMax);
  return next.filter(({ plain }) => otherHeader.test(plain)).length >= 2;
}

/** Where "On … wrote:" ends, which may run over two lines; `at` where none begins. */
function wroteHeaderEnd(lines: readonly Line[], at: number): number {
  const { plain } = lines[at]!;
  if (wroteHeader.test(plain)) return at + 1;
  const following = lines[at + 1]?.plain ?? "";
  const isOver = following.endsWith(":") && plain.length + following.length <= patternLengthMax;
  return isOver && wroteHeader.test(`${plain} ${following}`) ? at + 2 : at;
}

function nextWritten(lines: readonly Line[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]!.text === "") at++;
  return at;
}

/** Cuts the closing, or the line that a phone adds, and what stands below it. */
function withoutSignature(lines: readonly Line[]): readonly Line[] {
  if (lines.length <= 1) return lines;
  const end = lines.findIndex((line, at) => {
    if (line.plain === "") return false;
    if (/^(?:--|—)$/.test(line.plain)) return lines.length - at - 1 <= signatureLinesMax;
    return (signOff.test(line.plain) || sentFrom.test(line.plain)) && isClosing(lines, at + 1);
  });
  return end < 0 ? lines : lines.slice(0, end);
}

/** Do only a few short lines follow, none of them a sentence? */
function isClosing(lines: readonly Line[], from: number): boolean {
  let count = 0;
  for (let at = from; at < lines.length; at++) {
    const { text, plain } = lines[at]!;
    if (text === "" || sentFrom.test(plain)) continue;
    const isSentence = /[.!?…]$/.test(text) && text.split(/\s+/, 4).length === 4;
    count++;
    if (isSentence || text.length > closingLineLengthMax || count > closingLinesMax) return false;
  }
  return true;
}

function withoutEmptyEnds(lines: readonly Line[]): readonly Line[] {
  const from = nextWritten(lines, 0);
  let to = lines.length;
  while (to > from && lines[to - 1]!.text === "") to--;
  return lines.slice(from, to);
}

/** Drops the greeting: off the first line, or a line of its own below what may be the subject. */
function withoutGreeting(lines: readonly Line[]): readonly Line[] {
  let at = 0;
  for (let seen = 0; seen < greetingLinesMax && at < lines.length; seen++) {
    const { text } = lines[at]!;
    const found = greeting.exec(text.slice(0, patternLengthMax))?.[0];
    if (found !== undefined && (at === 0 || found.length === text.length))
      return [...lines.slice(0, at), ...greeted(lines.slice(at))];
    at = nextWritten(lines, at + 1);
  }
  return lines;
}

/** Drops greetings and courtesies off the first line, and the lines that are no more. */
function greeted(lines: readonly Line[]): readonly Line[] {
  let from = 0;
  let first = lines[from]!;
  for (let step = 0; step < greetingsMax; step++) {
    const head = first.text.slice(0, patternLengthMax);
    const length = (greeting.exec(head) ?? courtesy.exec(head))?.[0].length;
    if (length === undefined) break;
    first = lineOf(first.text.slice(length), first.start + length, first.index);
    if (first.text !== "") continue;
    from = nextWritten(lines, from + 1);
    if (from >= lines.length) return [];
    first = lines[from]!;
  }
  return [first, ...lines.slice(from + 1)];
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    lines.push(lineOf(text.slice(start, stop), start, lines.length));
    start = stop + 1;
  }
  return lines;
}

/** A line without the white space at its ends. */
function lineOf(raw: string, at: number, index: number): Line {
  const text = raw.trim();
  const start = at + raw.length - raw.trimStart().length;
  const plain = text.length <= patternLengthMax ? fold(text) : "";
  return { start: text === "" ? at : start, text, plain, index };
}

function areSame(some: readonly Line[], others: readonly Line[]): boolean {
  return some.length === others.length && some.every(({ start }, i) => start === others[i]!.start);
}

/** Lines that follow each other in the text become one range. */
function joined(lines: readonly Line[]): TextRange[] {
  const ranges: TextRange[] = [];
  let last = -2;
  for (const { start, text, index } of lines) {
    const end = start + text.length;
    if (index === last + 1) ranges.at(-1)!.end = end;
    else ranges.push({ start, end });
    last = index;
  }
  return ranges;
}
