import { boxWords, smallUnits } from "./address-head.ts";
import {
  addressLabels,
  afterwords,
  connectors,
  countedThings,
  germanFirst,
  leadingConnectors,
  numberWords,
  smallCounted,
  unitWords,
} from "./address-words.ts";
import { parseNumber } from "./house-number.ts";
import { isMark, isOnLine, isTight, type Token } from "./place-tokens.ts";
import { skipStop } from "./short-forms.ts";
import {
  smallStreetFirst,
  smallStreetLast,
  streetEnding,
  streetFirst,
  streetLast,
  streetTails,
} from "./street-words.ts";
import { WordList } from "./word-list.ts";

const openers = "([{|=\"'“„«>:;,-";
// Tokens from the beginning of an address to its first number.
const nameReach = 11;
const streetReach = 24;
// A name is looked through this far.
const nameMax = 14;
// Code units of the longest number inside a name: `101st`.
const ordinalMax = 5;
// Code units of the longest word that can belong to a number: `quater`.
const tailMax = 6;

const germanStreets = ["straße", "strasse", "platz", "allee", "weg", "ufer", "ring", "promenade"];

const smallStarts = new WordList(smallStreetFirst, smallUnits);
const streetStarts = new WordList(streetFirst.keys(), unitWords);
const otherStarts = new WordList(boxWords, germanFirst, germanStreets, ["c", "p", "v"]);
const tails = new WordList(streetTails);
// What may stand behind a name so that an address begins with it.
const behindName = new WordList(streetLast.keys(), numberWords, ["s", "apo", "fpo", "dpo"]);
const inName = new WordList(connectors);
const leading = new WordList(leadingConnectors);
const labels = new WordList(addressLabels, afterwords);
const countedWords = new WordList(countedThings);
const smallCountedWords = new WordList(smallCounted);
const smallLast = new WordList(smallStreetLast);
const behindNumber = new WordList(
  smallStreetFirst,
  numberWords,
  leadingConnectors,
  "bis ter quater a b c d s".split(" "),
);

/**
 * What may begin at a token. Only a postcode or the words before make a weak one an address; one
 * with a number on both sides of its name may also have a state or country.
 */
export type Start = "none" | "weak" | "double" | "strong";

/**
 * Whether an address may begin at a token: most are told at a glance, by hash. What passes is to be
 * read; a name or number without a street word is weak.
 *
 * @param distance - Tokens to the next number that can belong to an address.
 */
export function startAt(tokens: readonly Token[], at: number, distance: number): Start {
  const token = tokens[at]!;
  if (token.kind === "number") return distance <= 1 ? startOfNumbered(tokens, at) : "none";
  if (token.kind !== "word" || distance > streetReach || !isOpen(tokens, at)) return "none";
  return token.capital ? startOfCapital(tokens, at, distance) : startOfSmall(tokens, at);
}

function startOfCapital(tokens: readonly Token[], at: number, distance: number): Start {
  const token = tokens[at]!;
  if (streetStarts.has(token)) {
    return isBareLetter(tokens, at) ? startOfName(tokens, at) : "strong";
  }
  if (endsLikeStreet(token)) return "strong";
  return distance > nameReach || isInsideName(tokens, at) ? "none" : startOfName(tokens, at);
}

/** Whether white space or an opening mark stands before. */
function isOpen(tokens: readonly Token[], at: number): boolean {
  const previous = tokens[at - 1];
  return tokens[at]!.spaced || previous === undefined || openers.includes(previous.text);
}

/** `R$ 5`: a short form is too short without its full stop. */
function isBareLetter(tokens: readonly Token[], at: number): boolean {
  const { start, end } = tokens[at]!;
  return end === start + 1 && !isMark(tokens[at + 1], "./");
}

/** A capitalised word before is part of the same name, unless it is a label. */
function isInsideName(tokens: readonly Token[], at: number): boolean {
  const previous = tokens[at - 1];
  return previous?.capital === true && isOnLine(tokens, at) && !labels.has(previous);
}

function startOfSmall(tokens: readonly Token[], at: number): Start {
  const token = tokens[at]!;
  const isLetter = token.end === token.start + 1;
  const isStreet = isLetter
    ? token.text === "c" && isMark(tokens[at + 1], "/")
    : smallStarts.has(token) || (endsLikeStreet(token) && streetEnding(token.lower) === 2);
  return isStreet ? "strong" : "none";
}

function endsLikeStreet(token: Token): boolean {
  const isLong = token.end - token.start > 5;
  return isLong && tails.mayHave(token.tailHash()) && streetEnding(token.lower) > 0;
}

/** A name needs a street word at its end, or a number or post office behind. */
function startOfName(tokens: readonly Token[], from: number): Start {
  if (otherStarts.has(tokens[from]!)) return "strong";
  let found: Start = "none";
  for (let at = from + 1; at < from + nameMax; at++) {
    const step = stepAt(tokens, at);
    if (step === "street") return "strong";
    if (step === "end") return found;
    if (step === "on") continue;
    if (isHouseNumber(tokens, at)) found = "weak";
    if (!mayBeInName(tokens[at]!)) return found;
    if (isTight(tokens, at + 1, ".")) at++;
  }
  return found;
}

/** What a token behind the first word of a name does to it. */
type Step = "street" | "number" | "on" | "end";

function stepAt(tokens: readonly Token[], at: number): Step {
  const token = tokens[at];
  if (token === undefined) return "street";
  if (token.kind === "mark") return mayLeadOn(tokens, at) ? "street" : "end";
  if (token.kind === "number") return "number";
  if (token.kind === "opaque") return "end";
  if (behindName.has(token) || endsLikeStreet(token)) return "street";
  if (token.lineBreaks > 0) return "end";
  if (token.capital || tokens[at - 1]!.kind === "number") return "on";
  return isConnector(tokens, at) ? "on" : "end";
}

/** `7 de Setembro`, `98th Street`. */
function mayBeInName({ start, end, lineBreaks }: Token): boolean {
  return end - start <= ordinalMax && lineBreaks === 0;
}

function isHouseNumber(tokens: readonly Token[], at: number): boolean {
  const { start, end, lineBreaks } = tokens[at]!;
  if (lineBreaks > 0 || isCounted(tokens, at + 1)) return false;
  return end - start <= ordinalMax || parseNumber(tokens, at) > at;
}

/** `40 Sekunden` */
function isCounted(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== "word" || token.lineBreaks > 0) return false;
  return countedWords.has(token) || (smallCountedWords.has(token) && smallCounted.has(token.text));
}

/** A small word inside a name; more of the name must follow. */
function isConnector(tokens: readonly Token[], at: number): boolean {
  if (!inName.has(tokens[at]!)) return false;
  const next = tokens[at + 1];
  if (next === undefined || next.capital || next.kind === "number") return true;
  return next.kind === "word" && inName.has(next);
}

/** Whether a mark may stand between a name and its number, or inside the name. */
function mayLeadOn(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at]!;
  if (text === ".") return skipStop(tokens, at) > at;
  if (!",-–".includes(text)) return "#'’".includes(text);
  const next = tokens[at + 1];
  if (next?.kind === "opaque") return false;
  return next?.kind !== "word" || behindName.has(next);
}

/** A number needs a name or a street word behind it. */
function startOfNumbered(tokens: readonly Token[], from: number): Start {
  if (!mayHaveName(tokens, from + 1)) return "none";
  const next = tokens[from + 1];
  // the rest of what may follow a number is read with it
  if (next?.capital === true && next.end > next.start + tailMax)
    return startOfStreet(tokens, from + 1);
  const first = parseNumber(tokens, from);
  if (first === from) return "none";
  let at = isOnLine(tokens, first) ? parseNumber(tokens, first) : first;
  if (isMark(tokens[at], ",")) at++;
  if (at >= tokens.length) return "strong";
  return tokens[at]!.kind === "word" && isOnLine(tokens, at) ? startOfStreet(tokens, at) : "none";
}

/** Whether what stands behind a number can lead to a name. */
function mayHaveName(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined) return true;
  if (token.kind === "mark") {
    return token.text === "," ? tokens[at + 1]?.kind !== "number" : "/#".includes(token.text);
  }
  if (token.kind === "number") return tokens[at + 1]?.kind !== "number";
  if (token.kind === "opaque" || token.lineBreaks > 0 || isCounted(tokens, at)) return false;
  return token.capital || behindNumber.has(token) || isSmallStreet(tokens, at);
}

/** The street behind its number. */
function startOfStreet(tokens: readonly Token[], from: number): Start {
  const first = tokens[from]!;
  if (streetStarts.has(first) || otherStarts.has(first)) return "strong";
  if (!first.capital) {
    if (isSmallStreet(tokens, from)) return "strong";
    if (!leading.has(first)) return "none";
  }
  let found: Start = "weak";
  for (let at = from; at < from + nameMax; at++) {
    const step = stepAt(tokens, at);
    if (step === "street") return "strong";
    if (step === "end") return found;
    if (step === "on") continue;
    found = "double";
    if (!mayBeInName(tokens[at]!)) return found;
    if (isTight(tokens, at + 1, ".")) at++;
  }
  return found;
}

/** `12 oak street` */
function isSmallStreet(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < from + 4; at++) {
    const token = tokens[at];
    if (token === undefined) return true;
    if (token.kind !== "word" || token.capital || token.lineBreaks > 0) return false;
    if (at > from && smallLast.has(token)) return true;
  }
  return false;
}
