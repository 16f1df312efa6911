import { classTable, codeAt, letter } from "./characters.ts";
import { bitsOf, cueBefore } from "./cues.ts";

const headMax = 400;
const lineMax = 400;
const birthKind = bitsOf("birth");

/**
 * True where a day stands in a column of separated values whose head, the text's first line, tells
 * of a birth: `name;born` over `Ann Bell;1980-05-12`.
 */
export function isInBirthColumn(text: string, start: number): boolean {
  const quoted = codeAt(text, start - 1) === 0x22 ? start - 1 : start;
  const sign = codeAt(text, quoted - 1);
  if (sign !== 0x3b && sign !== 0x2c && sign !== 0x09 && sign !== 0x7c) return false; // ; , tab |
  const column = columnOf(text, quoted, sign);
  if (column === -1) return false;
  const headEnd = text.slice(0, headMax).indexOf("\n");
  if (headEnd === -1 || headEnd >= start) return false;
  return tellsOfBirth(text.slice(0, headEnd).split(String.fromCharCode(sign))[column] ?? "");
}

/** Signs between the line's beginning and an index, or -1 for a line too long. */
function columnOf(text: string, at: number, sign: number): number {
  let count = 0;
  const least = Math.max(0, at - lineMax);
  for (let i = at - 1; i >= least; i--) {
    const code = text.charCodeAt(i);
    if (code === 0x0a) return count;
    if (code === sign) count++;
  }
  return -1;
}

function tellsOfBirth(head: string): boolean {
  let end = head.length;
  while (end > 0 && ((classTable[head.charCodeAt(end - 1)] ?? 0) & letter) === 0) end--;
  return cueBefore(`${head.slice(0, end)} `, end + 1, birthKind).kind === "birth";
}
