import * as codeText from "./code-text.ts";
import type { CodeText } from "./code-text.ts";
import * as characters from "./characters.ts";
import * as unitClasses from "./unit-classes.ts";
import { bitsOf, cueWithin, windowMax } from "./cues.ts";

const { codes } = codeText;
const { codeAt } = characters;
const { classTable, letter } = unitClasses;

const headMax = 400;
const lineMax = 400;
const birthKind = bitsOf("birth");

/**
 * True where a day stands in a column of separated values whose head, the text's first line, tells
 * of a birth: `name;born` over `Ann Bell;1980-05-12`.
 */
export function isInBirthColumn(text: CodeText, start: number): boolean {
  const quoted = codeAt(text, start - 1) === 0x22 ? start - 1 : start;
  const sign = codeAt(text, quoted - 1);
  if (sign !== 0x3b && sign !== 0x2c && sign !== 0x09 && sign !== 0x7c) return false; // ; , tab |
  const column = columnOf(text, quoted, sign);
  if (column === -1) return false;
  const headEnd = text.string.slice(0, headMax).indexOf("\n");
  if (headEnd === -1 || headEnd >= start) return false;
  return tellsOfBirth(text, columnIn(text.string.slice(0, headEnd), column, sign));
}

/** Signs between the line's beginning and an index, or -1 for a line too long. */
function columnOf(text: CodeText, at: number, sign: number): number {
  let count = 0;
  const least = Math.max(0, at - lineMax);
  for (let i = at - 1; i >= least; i--) {
    const code = codes[i] ?? 0;
    if (code === 0x0a) return count;
    if (code === sign) count++;
  }
  return -1;
}

/** Where a column of the head begins and ends; nowhere where it has fewer. */
function columnIn(head: string, column: number, sign: number): { start: number; end: number } {
  const columns = head.split(String.fromCharCode(sign));
  const before = columns.slice(0, column);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  return { start, end: start + (columns[column]?.length ?? 0) };
}

function tellsOfBirth(text: CodeText, head: { start: number; end: number }): boolean {
  let { end } = head;
  while (end > head.start && ((classTable[codes[end - 1] ?? 0] ?? 0) & letter) === 0) end--;
  const floor = Math.max(head.start, end + 1 - windowMax);
  return cueWithin(text, { at: end, floor }, birthKind).kind === "birth";
}
