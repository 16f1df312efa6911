/** What a token of a postal address can be; an opaque one is never part of an address. */
export type TokenKind = "word" | "number" | "mark" | "opaque";

/** A word, a number with its letter or range (`12a`, `12-14`), or a single mark. */
export type Token = {
  kind: TokenKind;
  text: string;
  lower: string;
  start: number;
  end: number;
  /** Line breaks between the token before and this one. */
  lineBreaks: number;
  /** There is white space, or the beginning of the text, before it. */
  spaced: boolean;
  /** It begins with a capital letter. */
  capital: boolean;
};

const gap = 1;
const letter = 2;
const capital = 3;
const digit = 4;
const joiner = 5;
const underscore = 6;
const mark = 7;

// The class of each code unit, filled when it is first met: a regular expression each time is slow.
const classes = new Uint8Array(65_536);

function classOf(unit: number): number {
  return classes[unit] || (classes[unit] = findClass(String.fromCharCode(unit)));
}

function findClass(character: string): number {
  if (/\s/u.test(character)) return gap;
  if (character === "_") return underscore;
  if (/['’´-]/u.test(character)) return joiner;
  if (/\p{Lu}/u.test(character)) return capital;
  if (/[\p{L}\p{M}]/u.test(character)) return letter;
  return /\p{N}/u.test(character) ? digit : mark;
}

/** Whether white space stands here. */
export function isSpaceAt(text: string, at: number): boolean {
  return classOf(text.charCodeAt(at)) === gap && at >= 0 && at < text.length;
}

/** Whether a capital letter stands here. */
export function isCapitalAt(text: string, at: number): boolean {
  return classOf(text.charCodeAt(at)) === capital && at >= 0 && at < text.length;
}

/** Whether a small letter stands here. */
export function isLetterAt(text: string, at: number): boolean {
  return classOf(text.charCodeAt(at)) === letter && at >= 0 && at < text.length;
}

const placeholder = /\[[A-Z][A-Z0-9_]{0,40}_\d{1,9}\]/y;
const address = /:\/\/\S*/y;

/**
 * The tokens of a stretch of text, with offsets into the whole text (UTF-16). Linear.
 *
 * @param from - First code unit; it should not stand inside a word.
 */
export function tokenise(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let lineBreaks = 0;
  let spaced = true;
  for (let at = from; at < to;) {
    const unit = text.charCodeAt(at);
    if (classOf(unit) === gap) {
      if (unit === 10) lineBreaks++;
      spaced = true;
      at++;
      continue;
    }
    const token = readToken(text, at, to);
    token.lineBreaks = lineBreaks;
    token.spaced = spaced;
    tokens.push(token);
    lineBreaks = 0;
    spaced = false;
    at = token.end;
  }
  return tokens;
}

function readToken(text: string, start: number, to: number): Token {
  const first = classOf(text.charCodeAt(start));
  if (first === mark || first === joiner) return readMark(text, start);
  const { end, isOpaque, hasCapital } = readRun(text, start, to);
  address.lastIndex = end;
  if (text.charCodeAt(end) === 58 && address.test(text)) {
    return newToken("opaque", text.slice(start, address.lastIndex), start, false);
  }
  const found = text.slice(start, end);
  if (isOpaque) return newToken("opaque", found, start, false);
  const isCapital = first === capital || (hasCapital && elided.test(found));
  return newToken(first === digit ? "number" : "word", found, start, isCapital);
}

type Run = { end: number; isOpaque: boolean; hasCapital: boolean };

/** Letters, digits and what joins them; an underscore makes the run opaque. */
function readRun(text: string, start: number, to: number): Run {
  const run: Run = { end: start, isOpaque: false, hasCapital: false };
  for (; run.end < to; run.end++) {
    const kind = classOf(text.charCodeAt(run.end));
    if (kind === gap || kind === mark) break;
    if (kind === joiner && !isJoined(text, run.end, to)) break;
    if (kind === underscore) run.isOpaque = true;
    else if (kind === capital) run.hasCapital = true;
  }
  return run;
}

// An elided article may stand before the capital: `d'Alsace`, `dell'Orso`.
const elided = /^\p{Ll}{1,4}['’]\p{Lu}/u;

/** Whether a hyphen or apostrophe here stands between letters or digits. */
function isJoined(text: string, at: number, to: number): boolean {
  if (at + 1 >= to) return false;
  const next = classOf(text.charCodeAt(at + 1));
  return next === letter || next === capital || next === digit;
}

function readMark(text: string, start: number): Token {
  placeholder.lastIndex = start;
  const opaque = text.charCodeAt(start) === 91 ? placeholder.exec(text) : null;
  if (opaque !== null) return newToken("opaque", opaque[0], start, false);
  const found = String.fromCodePoint(text.codePointAt(start)!);
  return newToken("mark", found, start, false);
}

function newToken(kind: TokenKind, text: string, start: number, isCapital: boolean): Token {
  const lower = kind === "word" ? text.toLowerCase() : text;
  const end = start + text.length;
  return { kind, text, lower, start, end, lineBreaks: 0, spaced: false, capital: isCapital };
}

/** Whether a token is one of these marks. */
export function isMark(token: Token | undefined, marks: string): boolean {
  return token?.kind === "mark" && marks.includes(token.text);
}

/** What a token is written like; empty when there is none. */
export function textAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? "";
}

/** The token in small letters; empty when there is none. */
export function lowerAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.lower ?? "";
}

/** Whether there is a token here that no line break stands before. */
export function isOnLine(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.lineBreaks === 0;
}

/** Whether a capitalised word stands here. */
export function isCapitalWord(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token !== undefined && token.kind === "word" && token.capital;
}

/** Whether one of these marks stands directly behind the token before, without white space. */
export function isTight(tokens: readonly Token[], at: number, marks: string): boolean {
  return isMark(tokens[at], marks) && !tokens[at]!.spaced;
}
