import { numberWords, unitWords } from "./address-words.ts";
import { isMark, isOnLine, isTight, lowerAt, textAt, type Token } from "./place-tokens.ts";
import { skipStop } from "./short-forms.ts";
import { WordList } from "./word-list.ts";

const unitWordList = new WordList(unitWords);
const unitId = /^(?:\d{1,5}[\p{L}º°]{0,3}|\p{Lu}{1,2}\d{0,4}|\d{1,4}-?\p{Lu}?)$/u;
const unitSide = /^(?:[A-D]|Dto|Dcha|Izq|Izda|Esq|DTO|DCHA|IZQ|ESQ)$/u;
const floor = /^(?:\d{1,2}(?:[ºª°]|er|[eè]me|e|st|nd|rd|th)?)$/u;
const floorDoor = /^\d{1,2}[ºª]\p{L}{1,3}$/u;
const floorWord =
  /^(?:andar|stock|og|ug|etage|étage|piso|floor|verdieping|dto|esq|izq|izda|dcha|direito|esquerdo|izquierda|derecha|planta)$/u;
const floorSide =
  /^(?:links|rechts|mitte|li|re|esq|dto|izq|dcha|gauche|droite|frente|izquierda|derecha)$/u;

/** The end of a part of a building here: `Apt. 305`, `bloco B`, `2º andar`, `r/c esq`, `#4`. */
export function parseUnit(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first === undefined) return from;
  if (first.kind === "number") return parseFloor(tokens, from);
  if (first.text === "#") return unitId.test(textAt(tokens, from + 1)) ? from + 2 : from;
  if (isGroundFloor(tokens, from)) return skipSide(tokens, from + 3);
  return unitWords.has(first.lower) ? parseNumberedUnit(tokens, from) : from;
}

/** The end of a part of a building that begins with a word for it; bounded. */
export function parseWordUnit(tokens: readonly Token[], from: number): number {
  const first = tokens[from];
  if (first?.kind !== "word" || !unitWordList.has(first)) return from;
  return parseNumberedUnit(tokens, from);
}

function parseNumberedUnit(tokens: readonly Token[], from: number): number {
  let at = isTight(tokens, from + 1, ".") ? from + 2 : from + 1;
  if (numberWords.has(lowerAt(tokens, at))) at = skipStop(tokens, at + 1);
  if (isMark(tokens[at], ":°")) at++;
  if (!isOnLine(tokens, at) || !unitId.test(textAt(tokens, at))) return from;
  const hasSide = isOnLine(tokens, at + 1) && unitSide.test(textAt(tokens, at + 1));
  return hasSide ? skipStop(tokens, at + 2) : at + 1;
}

/** Portuguese `r/c`. */
function isGroundFloor(tokens: readonly Token[], at: number): boolean {
  const isSlash = lowerAt(tokens, at) === "r" && isTight(tokens, at + 1, "/");
  return isSlash && lowerAt(tokens, at + 2) === "c";
}

/** Steps over `esq.`, `links` behind a floor. */
function skipSide(tokens: readonly Token[], at: number): number {
  const hasSide = isOnLine(tokens, at) && floorSide.test(lowerAt(tokens, at));
  return hasSide ? skipStop(tokens, at + 1) : at;
}

function parseFloor(tokens: readonly Token[], from: number): number {
  if (floorDoor.test(textAt(tokens, from))) return from + 1;
  if (!floor.test(textAt(tokens, from))) return from;
  let at = from + 1;
  if (isTight(tokens, at, ".°")) at++;
  if (/^[ºª]$/u.test(textAt(tokens, at))) at++;
  if (!isOnLine(tokens, at)) return from;
  const isDoor = /[ºª°]$/u.test(textAt(tokens, at - 1)) && /^\p{Lu}$/u.test(textAt(tokens, at));
  if (!isDoor && !floorWord.test(lowerAt(tokens, at))) return from;
  return skipSide(tokens, skipStop(tokens, at + 1));
}
