import { openRewriting, type Edited, type Range } from "./offset-map.ts";

/** Ways to write `@` in words: in brackets, or the word of Portuguese and Spanish alone. */
const atForms =
  /[ \t]?(?:[([{<][ \t]?(?:at|ät|a|arroba|@)[ \t]?[)\]}>]|[ \t](?:arroba|at)[ \t])[ \t]?/gi;

/** Either has to be in a text that spells an address out; apart they are faster than together. */
const bracketClue = /[([{<] ?(?:at|ät|a|arroba|@) ?[)\]}>]/i;
const wordClue = / (?:arroba|dot|ponto|punto|punkt|point) /i;

/** The part of a name before `@` that stands at the end of a text. */
const localPart = /(?<![\p{L}\p{N}])[\w.+-]{1,64}$/u;

/** Longest name before `@`, with its dots spelled out. */
const localLengthMax = 120;

/** Longest dot that is spelled out: ` ( ponto ) `. */
const dotLengthMax = 12;

const gap = String.raw`[ \t]`;
const dotWord = "(?:dot|ponto|punto|punkt|point)";
const dotForm = `(?:${gap}?[([{<]${gap}?(?:${dotWord}|\\.)${gap}?[)\\]}>]${gap}?|${gap}${dotWord}${gap})`;
const dotForms = new RegExp(dotForm, "gi");
const dotAtEnd = new RegExp(`${dotForm}$`, "i");

/** A name of a machine, its dots spelled out or not; the last part is of letters. */
const host = new RegExp(
  String.raw`(?:[a-z0-9-]{1,63}(?:\.|${dotForm})){1,5}[a-z]{2,24}(?![\p{L}\p{N}])`,
  "iuy",
);

/** Whether a text holds a word or a sign that addresses are spelled out with. */
export function maySpellOut(text: string): boolean {
  return bracketClue.test(text) || wordClue.test(text);
}

/** Writes `name (at) host dot com` and its like as `name@host.com`. */
export function spelledOutAddresses(text: string): Edited {
  if (!maySpellOut(text)) return { text, edits: [] };
  const rewriting = openRewriting(text);
  for (const { 0: at, index } of text.matchAll(atForms)) {
    const hostStart = index + at.length;
    const local = localBefore(text, Math.max(rewriting.at(), index - localLengthMax), index);
    if (index < rewriting.at() || local === undefined) continue;
    host.lastIndex = hostStart;
    const name = host.exec(text)?.[0];
    if (name === undefined) continue;
    const dots = [...name.matchAll(dotForms)];
    // `look at example.com` is no address; `ann at example dot com` is.
    if (dots.length === 0 && at.trim().toLowerCase() === "at") continue;
    for (const { start, end } of local.toReversed()) rewriting.replace(start, end, ".");
    rewriting.replace(index, hostStart, "@");
    for (const dot of dots) {
      const start = hostStart + dot.index;
      rewriting.replace(start, start + dot[0].length, ".");
    }
  }
  return rewriting.end();
}

/** The dots that are spelled out in the name that ends at a place; undefined where there is none. */
function localBefore(text: string, from: number, to: number): Range[] | undefined {
  const dots: Range[] = [];
  for (let end = to; ;) {
    const part = localPart.exec(text.slice(from, end))?.[0];
    if (part === undefined) {
      dots.pop();
      return end === to ? undefined : dots;
    }
    const before = end - part.length;
    const dot = dotAtEnd.exec(text.slice(Math.max(from, before - dotLengthMax), before))?.[0];
    if (dot === undefined) return dots;
    end = before - dot.length;
    dots.push({ start: end, end: before });
  }
}
