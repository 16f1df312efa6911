import { hashOf } from "./word-list.ts";
import { classAt, classIn, entryAt, nextHash, unitClass } from "./place-units.ts";

/** What a token of a postal address can be; an opaque one is never part of an address. */
export type TokenKind = "word" | "number" | "mark" | "opaque";

/** A word, a number with its letter or range (`12a`, `12-14`), or a single mark. */
export class Token {
  kind: TokenKind = "word";
  readonly start: number;
  end: number;
  /** Line breaks between the token before and this one. */
  lineBreaks = 0;
  /** There is white space, or the beginning of the text, before it. */
  spaced = false;
  /** It begins with a capital letter. */
  capital = false;
  /** Of a word: its hash, as {@link hashOf} gives it. */
  hash = 0;
  private readonly source: string;
  private own: string | undefined = undefined;
  private small: string | undefined = undefined;

  constructor(source: string, start: number) {
    this.source = source;
    this.start = start;
    this.end = start;
  }

  /** As it is written; most tokens are passed without it. */
  get text(): string {
    return (this.own ??= this.source.slice(this.start, this.end));
  }

  /** The hash of its last three code units. */
  tailHash(): number {
    return hashOf(this.source, Math.max(this.start, this.end - 3), this.end);
  }

  /** In small letters. */
  get lower(): string {
    return (this.small ??= this.kind === "word" ? this.text.toLowerCase() : this.text);
  }
}

const { gap, letter, capital, digit, joiner, underscore, mark } = unitClass;

const placeholder = /\[[A-Z][A-Z0-9_]{0,40}_\d{1,9}\]/y;
const address = /:\/\/\S*/y;

/** Tokens of a stretch of text, and how far they are read. */
export type TokenRun = {
  readonly text: string;
  readonly tokens: Token[];
  /** Behind the last token. */
  at: number;
  /** Where the stretch ends. */
  readonly to: number;
};

/**
 * The tokens of a stretch of text, with offsets into the whole text (UTF-16). Linear.
 *
 * @param from - First code unit; it should not stand inside a word.
 */
export function tokenise(text: string, from: number, to: number): Token[] {
  const run: TokenRun = { text, tokens: [], at: from, to };
  readOn(run, to);
  return run.tokens;
}

/** Reads the tokens that begin before an index. */
export function readOn(run: TokenRun, until: number): void {
  const { text, tokens, to } = run;
  let lineBreaks = 0;
  let spaced = run.tokens.length === 0;
  for (let { at } = run; at < until;) {
    const kind = classAt(text, at);
    if (kind === gap) {
      if (text.charCodeAt(at) === 10) lineBreaks++;
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
    run.at = at = token.end;
  }
}

function readToken(text: string, start: number, to: number): Token {
  const first = classAt(text, start);
  const token = new Token(text, start);
  if (first === mark || first === joiner) readMark(token, text);
  else {
    readRun(token, text, to);
    if (first === digit && token.kind === "word") token.kind = "number";
    if (first === capital) token.capital = token.kind !== "opaque";
    else if (token.capital) token.capital = isElided(text, start, token.end);
  }
  return token;
}

/** Letters, digits and what joins them; an underscore or `://` behind makes them opaque. */
function readRun(token: Token, text: string, to: number): void {
  let hash = 0;
  let end = token.start;
  for (; end < to; end++) {
    const entry = entryAt(text, end);
    const kind = classIn(entry);
    if (kind === gap || kind === mark) break;
    if (kind === joiner && !isJoined(text, end, to)) break;
    if (kind === underscore) token.kind = "opaque";
    else if (kind === capital) token.capital = true;
    hash = nextHash(hash, entry);
  }
  token.hash = hash;
  token.end = end;
  if (text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) === 47)
    readOpaque(token, text, address);
  if (token.kind === "opaque") token.capital = false;
}

// An elided article may stand before the capital: `d'Alsace`, `dell'Orso`.
const elided = /^\p{Ll}{1,4}['’]\p{Lu}/u;

function isElided(text: string, start: number, end: number): boolean {
  return elided.test(text.slice(start, Math.min(end, start + 8)));
}

/** Whether a hyphen or apostrophe here stands between letters or digits. */
function isJoined(text: string, at: number, to: number): boolean {
  if (at + 1 >= to) return false;
  const next = classAt(text, at + 1);
  return next === letter || next === capital || next === digit;
}

function readMark(token: Token, text: string): void {
  const { start } = token;
  const unit = text.charCodeAt(start);
  const isPair = unit >= 0xd800 && unit < 0xdc00 && text.codePointAt(start)! > 0xffff;
  token.kind = "mark";
  token.end = start + (isPair ? 2 : 1);
  if (unit === 91) readOpaque(token, text, placeholder, start);
}

/** Extends a token over what is no part of any address. */
function readOpaque(token: Token, text: string, pattern: RegExp, from = token.end): void {
  pattern.lastIndex = from;
  if (!pattern.test(text)) return;
  token.kind = "opaque";
  token.end = pattern.lastIndex;
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
