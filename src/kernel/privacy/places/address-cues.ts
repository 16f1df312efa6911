import type { Token } from "./place-tokens.ts";
import { WordList } from "./word-list.ts";

// A word that tells of living, sending or an address …
const cueWord =
  /(?<![\p{L}\p{N}])(?:restaurant|hotel|shop|store|clinic|house|apartment|venue|party|live[sd]?|living|reside[sd]?|residing|residence|moved|moving|relocated|ship|shipped|send|sent|deliver|delivery|delivered|mail(?:ing)?|address(?:es)?|located|home|offices?|taxi|return|meet|drops?|pick|stops?|driver|mor[aoe]|morava|moramos|moradia|resid\p{L}*|mudei|mudamos|mudança|entreg\p{L}*|envi\p{L}*|endere[çc]o|domic[ií]li\p{L}*|fica|localizad[ao]|mand\p{L}*|viv[eoí]\p{L}*|mud[eéó]|mudado|direcci[oó]n|ubicad[ao]|wohn\p{L}*|\p{L}*adresse|anschrift|liefer\p{L}*|schick\p{L}*|umgezogen|gezogen|ziehe\p{L}*|zustell\p{L}*|habit\p{L}*|livr\p{L}*|envoy\p{L}*|résid\p{L}*|déménag\p{L}*|demeur\p{L}*|abit\p{L}*|indirizzo|sped\p{L}*|consegn\p{L}*|trasferit\p{L}*|inviat\p{L}*|wo(?:on|ont|nen)|woonachtig|\p{L}*adres|bezorg\p{L}*|lever\p{L}*|stuur\p{L}*|sturen|verstu\p{L}*|verhuisd|verzend\p{L}*)(?![\p{L}\p{N}])/iu;

// … and what stands directly before the address.
const leadWords =
  "wohne wohnt wohnen woon woont habite to at in on is em para na no é a en es hacia al an nach auf ist lautet der die das au aux à est le la il è op naar te aan de het".split(
    " ",
  );
const leads = new WordList(leadWords);
// Code units that the longest of these takes with white space behind it.
const leadMax = 24;
const lead = new RegExp(`(?:[:>]|(?<![\\p{L}\\p{N}])(?:${leadWords.join("|")}))\\s*$`, "iu");

/** Whether the token before an address can lead to it: the words before need not be read if not. */
export function mayLeadToAddress(before: Token | undefined): boolean {
  if (before?.kind === "mark") return ":>".includes(before.text);
  return before?.kind !== "word" || leads.has(before) || /\W/.test(before.text);
}

const reach = 60;
const anyCueWord = new RegExp(cueWord.source, "giu");

/** Tells whether the words just before a place say that an address comes there. */
export type CueSearch = (start: number) => boolean;

/**
 * Searches one text for `I moved to `, `Entregar em ` and the like; asked from left to right, it
 * looks for each cue once.
 */
export function addressCueSearch(text: string): CueSearch {
  let nextAt = -1;
  return (start) => {
    const from = Math.max(0, start - 2 * reach);
    if (!lead.test(text.slice(Math.max(0, start - leadMax), start))) return false;
    if (nextAt < from) {
      anyCueWord.lastIndex = from;
      nextAt = anyCueWord.exec(text)?.index ?? text.length;
    }
    return nextAt < start && hasAddressCue(text, start);
  };
}

function hasAddressCue(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - reach), start);
  const sentence = before.slice(
    Math.max(...[". ", "! ", ".\n"].map((mark) => before.lastIndexOf(mark))) + 1,
  );
  return cueWord.test(sentence);
}
