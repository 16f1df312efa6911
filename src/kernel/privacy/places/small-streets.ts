import { classIn, entryAt, nextHash, unitClass } from "./place-units.ts";
import { smallStreetFirst, smallStreetLast } from "./street-words.ts";
import { hashOf, WordList } from "./word-list.ts";

const words: ReadonlySet<string> = new Set([...smallStreetFirst, ...smallStreetLast]);
const endings = ["straße", "strasse", "straat", "laan", "gasse", "allee", "gracht"];
const tailLength = 3;

const wordList = new WordList(words);
const tailList = new WordList(endings.map((ending) => ending.slice(-tailLength)));

const { letter, capital, digit } = unitClass;
const slash = 47;

/** Whether a street word in small letters, of any language, stands in a stretch of text. */
export function hasSmallStreet(text: string, from: number, to: number): boolean {
  let start = from;
  let hash = 0;
  for (let at = from; at <= to; at++) {
    const entry = at < to ? entryAt(text, at) : 0;
    const kind = classIn(entry);
    if (kind === letter || kind === capital || kind === digit) {
      hash = nextHash(hash, entry);
      continue;
    }
    if (at > start && isStreet(text, start, at, hash)) return true;
    // Spanish `c/`
    if (at === start + 1 && at < to && text[start] === "c" && text.charCodeAt(at) === slash)
      return true;
    start = at + 1;
    hash = 0;
  }
  return false;
}

function isStreet(text: string, start: number, end: number, hash: number): boolean {
  if (wordList.mayHave(hash) && words.has(text.slice(start, end))) return true;
  if (end - start < 4 || !tailList.mayHave(hashOf(text, end - tailLength, end))) return false;
  const word = text.slice(start, end);
  return endings.some((ending) => word.endsWith(ending));
}
