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

/** Whether a street word in small letters, of any language, stands in a stretch of the text. */
type StreetSearch = (from: number, to: number) => boolean;

/** Searches stretches of one text that begin and end ever further on; no word is read twice. */
export function smallStreetSearch(text: string): StreetSearch {
  let read = 0;
  let last = -1;
  return (from, to) => {
    if (last >= from) return true;
    for (let start = Math.max(read, from, 0); start < to; start = read) {
      let hash = 0;
      let at = start;
      for (; at < text.length; at++) {
        const entry = entryAt(text, at);
        const kind = classIn(entry);
        if (kind !== letter && kind !== capital && kind !== digit) break;
        hash = nextHash(hash, entry);
      }
      read = at + 1;
      // Spanish `c/`
      const isCalle = at === start + 1 && text[start] === "c" && text.charCodeAt(at) === slash;
      if (isCalle || (at > start && isStreet(text, start, at, hash))) {
        last = start;
        return true;
      }
    }
    return false;
  };
}

function isStreet(text: string, start: number, end: number, hash: number): boolean {
  if (wordList.mayHave(hash) && words.has(text.slice(start, end))) return true;
  if (end - start < 4 || !tailList.mayHave(hashOf(text, end - tailLength, end))) return false;
  const word = text.slice(start, end);
  return endings.some((ending) => word.endsWith(ending));
}
