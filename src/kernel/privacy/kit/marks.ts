import type { MarkedSpan } from "./marked-row.ts";

/** Something that can't be read in a text with marks. */
export type MarkProblem = {
  /** Line within the text, from 0. */
  line: number;
  message: string;
};

/** What a text with marks says. */
export type UnmarkedText = { text: string; spans: MarkedSpan[]; problems: MarkProblem[] };

/** A literal, the beginning of a mark, or a bracket that is neither or an end. */
const signs = /⟦(?<literal>[<>]?)⟧|⟦(?<type>[A-Z][A-Z0-9_]*)\||(?<bracket>[⟦⟧])/g;
const literals: Readonly<Record<string, string>> = { "<": "⟦", ">": "⟧" };

/**
 * Takes the marks out of a text: `⟦EMAIL|ann@example.com⟧` is a span, `⟦<⟧` and `⟦>⟧` are the
 * brackets themselves, and `⟦⟧` is nothing (it keeps blank lines at an end, and a line that would
 * be taken for the head of a row). Marks do not nest.
 */
export function unmark(marked: string): UnmarkedText {
  const spans: MarkedSpan[] = [];
  const problems: MarkProblem[] = [];
  let text = "";
  let open: { type: string; start: number; at: number } | undefined;
  let at = 0;
  const complain = (where: number, message: string): void => {
    problems.push({ line: marked.slice(0, where).split("\n").length - 1, message });
  };
  for (const found of marked.matchAll(signs)) {
    const { literal, type, bracket } = found.groups ?? {};
    text += marked.slice(at, found.index);
    at = found.index + found[0].length;
    if (literal !== undefined) text += literals[literal] ?? "";
    else if (type !== undefined) {
      if (open === undefined) open = { type, start: text.length, at: found.index };
      else complain(found.index, `a mark of ${type} begins inside a mark of ${open.type}`);
    } else {
      const problem = problemOf(bracket, open, text.length);
      if (problem !== undefined) complain(found.index, problem);
      else if (open !== undefined)
        spans.push({ start: open.start, end: text.length, type: open.type });
      if (bracket === "⟧") open = undefined;
    }
  }
  if (open !== undefined) complain(open.at, `a mark of ${open.type} is not closed by ⟧`);
  return { text: text + marked.slice(at), spans, problems };
}

/** What is wrong with a bracket that should be the end of the open mark. */
function problemOf(
  bracket: string | undefined,
  open: { type: string; start: number } | undefined,
  end: number,
): string | undefined {
  if (bracket === "⟦") return "⟦ begins no mark; write ⟦TYPE|text⟧, or ⟦<⟧ for the sign";
  if (open === undefined) return "⟧ closes no mark; write ⟦>⟧ for the sign";
  return open.start === end ? `a mark of ${open.type} is empty` : undefined;
}

/** Puts marks into a text; {@link unmark} takes them out again. The spans are sorted and disjoint. */
export function mark(text: string, spans: readonly MarkedSpan[]): string {
  let marked = "";
  let at = 0;
  for (const { start, end, type } of spans) {
    marked += `${escaped(text.slice(at, start))}⟦${type}|${escaped(text.slice(start, end))}⟧`;
    at = end;
  }
  return marked + escaped(text.slice(at));
}

function escaped(text: string): string {
  return text.replace(/[⟦⟧]/g, (sign) => (sign === "⟦" ? "⟦<⟧" : "⟦>⟧"));
}
