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
const lead = new RegExp(`(?:[:>]|(?<![\\p{L}\\p{N}])(?:${leadWords.join("|")}))\\s*$`, "iu");

/** Whether the token before an address can lead to it: the words before need not be read if not. */
export function mayLeadToAddress(before: Token | undefined): boolean {
  if (before?.kind === "mark") return ":>".includes(before.text);
  return before?.kind !== "word" || leads.has(before) || /\W/.test(before.text);
}

const reach = 60;

/** Whether the words just before say that an address comes: `I moved to `, `Entregar em `. */
export function hasAddressCue(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - reach), start);
  if (!lead.test(before)) return false;
  const sentence = before.slice(
    Math.max(...[". ", "! ", ".\n"].map((mark) => before.lastIndexOf(mark))) + 1,
  );
  return cueWord.test(sentence);
}
