import type { Span } from "../span.ts";
import type { KnownIndex } from "./known-index.ts";
import { foldedHash } from "./fold.ts";
import { gap } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

const monthNames: readonly string[] = [
  "january jan janeiro enero ene januar jänner janvier janv gennaio gen januari",
  "february feb fevereiro fev febrero februar feber février févr febbraio febr februari",
  "march mar março marzo märz mrz mars maart mrt",
  "april apr abril abr avril avr aprile",
  "may maio mai mayo maggio mag mei",
  "june jun junho junio juni juin giugno giu",
  "july jul julho julio juli juillet juil luglio lug",
  "august aug agosto ago août aout augustus",
  "september sep sept setembro set septiembre septembre settembre",
  "october oct outubro out octubre oktober okt octobre ottobre ott",
  "november nov novembro noviembre novembre",
  "december dec dezembro dez diciembre dic dezember décembre déc dicembre",
];
const months = new Map(
  monthNames.flatMap((names, index) =>
    names.split(" ").map((name) => [foldedHash(name), index + 1] as const),
  ),
);
const fillers = new Set(["de", "del", "of", "the", "le", "il", "den"].map(foldedHash));
const widthMax = 4;
const wordsMax = 12;
const numberMin = 5;
const digitsOnly = /^\d+$/;
const numberMax = 32;

type Day = { month: number; day: number };

/** Adds the known days of birth, in numbers or words, the year in front or behind, two digits or four. */
export function findKnownBirths(tokens: Tokens, index: KnownIndex, spans: Span[]): void {
  for (let i = 0; i < tokens.count; i++) {
    const code = tokens.text.charCodeAt(tokens.starts[i]!);
    if (code < 0x30 || code > 0x39) continue;
    for (const year of yearsOf(wordAt(tokens, i))) {
      for (const birth of index.births.get(year) ?? []) {
        const other = [-1, 1]
          .map((step) => dayAndMonth(tokens, i, step, birth))
          .find((at) => at !== undefined);
        if (other === undefined) continue;
        const start = tokens.starts[Math.min(i, other)]!;
        const end = tokens.ends[Math.max(i, other)]!;
        spans.push({ start, end, type: "DOB", rule: "known:birth", score: 0.98 });
      }
    }
    addCompact(tokens, i, index, spans);
  }
}

function wordAt(tokens: Tokens, index: number): string {
  return tokens.text.slice(
    tokens.starts[index],
    Math.min(tokens.ends[index]!, tokens.starts[index]! + 24),
  );
}

function yearsOf(word: string): number[] {
  if (/^\d{4}$/.test(word)) return [Number(word)];
  return /^\d{2}$/.test(word) ? [1900 + Number(word), 2000 + Number(word)] : [];
}

/** The far one of the two words beside the year that are this day and month; undefined without. */
function dayAndMonth(tokens: Tokens, year: number, step: number, birth: Day): number | undefined {
  let nearer: number | undefined;
  for (let i = year + step; Math.abs(i - year) <= 5 && i >= 0 && i < tokens.count; i += step) {
    const right = Math.max(i, i - step);
    if (tokens.starts[right]! - tokens.ends[right - 1]! > widthMax) return undefined;
    if ((tokens.gaps[right]! & gap.newline) !== 0) return undefined;
    if (fillers.has(tokens.hashes[i]!)) continue;
    if (nearer === undefined) nearer = i;
    else {
      const isDate =
        (isMonth(tokens, i, birth) && isDay(tokens, nearer, birth)) ||
        (isMonth(tokens, nearer, birth) && isDay(tokens, i, birth));
      return isDate ? i : undefined;
    }
  }
  return undefined;
}

function isMonth(tokens: Tokens, index: number, { month }: Day): boolean {
  return (months.get(tokens.hashes[index]!) ?? numberOf(wordAt(tokens, index))) === month;
}

function isDay(tokens: Tokens, index: number, { day }: Day): boolean {
  return numberOf(wordAt(tokens, index)) === day;
}

function numberOf(word: string): number {
  const digits = /^(\d{1,2})(?:st|nd|rd|th|er|º|ª|°|o|a|e)?$/i.exec(word)?.[1];
  return digits === undefined ? Number.NaN : Number(digits);
}

/** "19900521" and "21051990" */
function addCompact(tokens: Tokens, at: number, index: KnownIndex, spans: Span[]): void {
  const word = wordAt(tokens, at);
  if (!/^\d{8}$/.test(word)) return;
  const readings = [
    [word.slice(0, 4), word.slice(4, 6), word.slice(6)],
    [word.slice(4), word.slice(2, 4), word.slice(0, 2)],
    [word.slice(4), word.slice(0, 2), word.slice(2, 4)],
  ].map((parts) => parts.map(Number) as [number, number, number]); // three slices each
  const isBirth = readings.some(([year, month, day]) =>
    index.births.get(year)?.some((birth) => birth.month === month && birth.day === day),
  );
  if (!isBirth) return;
  const start = tokens.starts[at]!;
  spans.push({ start, end: tokens.ends[at]!, type: "DOB", rule: "known:birth", score: 0.95 });
}

/** Adds the known e-mail addresses, in any case. */
export function findKnownEmails(text: string, index: KnownIndex, spans: Span[]): void {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const start = addressStart(text, at);
    const end = addressEnd(text, at);
    if (!index.emails.has(text.slice(start, end).toLowerCase())) continue;
    spans.push({ start, end, type: "EMAIL", rule: "known:email", score: 1 });
  }
}

function addressStart(text: string, at: number): number {
  let start = at;
  while (
    start > 0 &&
    at - start < 64 &&
    /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u.test(text[start - 1]!)
  ) {
    start--;
  }
  while (start < at && !/[\p{L}\p{N}]/u.test(text.charAt(start))) start++;
  return start;
}

function addressEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && end - at < 255 && /[\p{L}\p{N}.-]/u.test(text.charAt(end))) end++;
  while (end > at && /[.-]/.test(text.charAt(end - 1))) end--;
  return end;
}

/** Adds the known phones and ids, whatever separates their digits. */
export function findKnownNumbers(tokens: Tokens, index: KnownIndex, spans: Span[]): void {
  for (let i = 0; i < tokens.count; i++) {
    if (!hasDigit(tokens, i) && !index.idLeads.has(lead(tokens, i))) continue;
    const found = numberFrom(tokens, i, index);
    if (found === undefined) continue;
    spans.push({ ...found.span, rule: "known:number", score: 1 });
    i = found.last;
  }
}

function hasDigit(tokens: Tokens, index: number): boolean {
  const end = Math.min(tokens.ends[index]!, tokens.starts[index]! + 24);
  for (let at = tokens.starts[index]!; at < end; at++) {
    const code = tokens.text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) return true;
  }
  return false;
}

function lead(tokens: Tokens, index: number): string {
  const start = tokens.starts[index]!;
  return tokens.text.slice(start, start + 2).toLowerCase();
}

type Found = { span: { start: number; end: number; type: string }; last: number };

/** The longest known number that begins at a word. */
function numberFrom(tokens: Tokens, first: number, index: KnownIndex): Found | undefined {
  let value = "";
  let isDigits = true;
  let found: Found | undefined;
  for (let i = first; i < tokens.count && i < first + wordsMax; i++) {
    if (i > first && !joinsNumber(tokens, i)) break;
    const word = wordAt(tokens, i);
    if (word === "0" && tokens.text.charAt(tokens.ends[i]!) === ")") continue;
    value += word.toLowerCase();
    isDigits &&= digitsOnly.test(word);
    if (value.length > numberMax) break;
    const type = value.length < numberMin ? undefined : typeOf(value, isDigits, index);
    if (type === undefined) continue;
    const start =
      type === "PHONE" ? leadOf(tokens.text, tokens.starts[first]!) : tokens.starts[first]!;
    found = { span: { start, end: tokens.ends[i]!, type }, last: i };
  }
  return found;
}

function joinsNumber(tokens: Tokens, index: number): boolean {
  if (tokens.ends[index]! - tokens.starts[index]! > numberMax) return false;
  const allowed = gap.space | gap.dot | gap.hyphen | gap.other; // brackets and slashes
  const width = tokens.starts[index]! - tokens.ends[index - 1]!;
  return width <= 3 && (tokens.gaps[index]! & ~allowed) === 0;
}

/** A phone begins with its plus and bracket. */
function leadOf(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 2 && /[+(]/.test(text.charAt(start - 1))) start--;
  return start;
}

function typeOf(value: string, isDigits: boolean, index: KnownIndex): string | undefined {
  const type = index.ids.get(value);
  if (type !== undefined || !isDigits) return type;
  const known = index.phones.get(value.slice(-7));
  if (known === undefined) return undefined;
  const digits = value.replace(/^0+/, "");
  const isPhone = known.some((phone) => {
    const [short, long] = phone.length < digits.length ? [phone, digits] : [digits, phone];
    return short.length >= 7 && long.length - short.length <= 4 && long.endsWith(short);
  });
  return isPhone ? "PHONE" : undefined;
}
