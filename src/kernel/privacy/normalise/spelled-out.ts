import { openRewriting, type Edited } from "./offset-map.ts";

/** Ways to write `@` in words: in brackets, or the word of Portuguese and Spanish alone. */
const atForms =
  /[ \t]?(?:[([{<][ \t]?(?:at|ät|a|arroba|@)[ \t]?[)\]}>]|[ \t](?:arroba|at)[ \t])[ \t]?/gi;

/** What has to be in a text that spells an address out. */
const clue = /[([{<] ?(?:at|ät|a|arroba|@) ?[)\]}>]| (?:arroba|dot|ponto|punto|punkt|point) /i;

const localPart = /(?<![\p{L}\p{N}])[\w.+-]{1,64}$/u;

const gap = String.raw`[ \t]`;
const dotWord = "(?:dot|ponto|punto|punkt|point)";
const dotForm = `(?:${gap}?[([{<]${gap}?(?:${dotWord}|\\.)${gap}?[)\\]}>]${gap}?|${gap}${dotWord}${gap})`;
const dotForms = new RegExp(dotForm, "gi");

/** A name of a machine, its dots spelled out or not; the last part is of letters. */
const host = new RegExp(
  String.raw`(?:[a-z0-9-]{1,63}(?:\.|${dotForm})){1,5}[a-z]{2,24}(?![\p{L}\p{N}])`,
  "iuy",
);

/** Writes `name (at) host dot com` and its like as `name@host.com`. */
export function spelledOutAddresses(text: string): Edited {
  if (!clue.test(text)) return { text, edits: [] };
  const rewriting = openRewriting(text);
  for (const { 0: at, index } of text.matchAll(atForms)) {
    const hostStart = index + at.length;
    const before = text.slice(Math.max(rewriting.at(), index - 65), index);
    if (index < rewriting.at() || !localPart.test(before)) continue;
    host.lastIndex = hostStart;
    const name = host.exec(text)?.[0];
    if (name === undefined) continue;
    const dots = [...name.matchAll(dotForms)];
    // `look at example.com` is no address; `ann at example dot com` is.
    if (dots.length === 0 && at.trim().toLowerCase() === "at") continue;
    rewriting.replace(index, hostStart, "@");
    for (const dot of dots) {
      const start = hostStart + dot.index;
      rewriting.replace(start, start + dot[0].length, ".");
    }
  }
  return rewriting.end();
}
