import { foldedHash } from "../../kernel/privacy/people/fold.ts";
import { list, listsOf } from "../../kernel/privacy/people/lexicon.ts";
import { headerTokens } from "./words.ts";

/** What values look like, by their form alone. */
export type Form =
  | "email"
  | "phone"
  | "url"
  | "uuid"
  | "tax"
  | "national"
  | "person"
  | "currency"
  | "list"
  | "object"
  | "text";

/** What is known of one column from the rows that were looked at. Nothing here leaves the room. */
export type ColumnProfile = {
  name: string;
  /** Words of the vocabulary in its name. */
  tokens: string[];
  rowCount: number;
  filledCount: number;
  distinctCount: number;
  /** Values with how often each occurs; only the first `countedMax` different ones. */
  counts: ReadonlyMap<string, number>;
  /** Some of the different values, evenly over all. */
  picked: string[];
  /** Part of the picked values that have a form, 0 to 1. */
  forms: Readonly<Record<Form, number>>;
  /** Mean of characters and of words of the picked values. */
  characters: number;
  words: number;
  /** Commonest shape of the values, such as `AAA-9999`, and the part of them that have it. */
  shape: { text: string; share: number };
};

const countedMax = 200_000;
const pickedMax = 400;
/** Longer texts are cut; lists are not, as they would be none then. */
const textCharacters = 2_000;

const forms: Readonly<Record<Exclude<Form, "person" | "text">, RegExp>> = {
  email: /^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/i,
  phone:
    /^(?=(?:\D*\d){8,15}\D*$)(?:\+|00|\()?[\d\s()./-]*[\s()./+-][\d\s()./-]*(?:x\d+)?$|^\+\d{8,15}$/,
  url: /^https?:\/\/\S+$/i,
  uuid: /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i,
  tax: /^\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}$|^(?:DE|FR|IT|ES|AT|PT|GB|NL|BE)[A-Z0-9]{8,11}$/,
  national:
    /^\d{3}\.\d{3}\.\d{3}-\d{2}$|^\d{3}-\d{2}-\d{4}$|^\d{8}-?[A-Z]$|^[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]$/,
  currency: /^(?:USD|EUR|GBP|BRL|CHF|JPY|CNY|INR|CAD|AUD|MXN|ARS|CLP|COP|SEK|NOK|DKK|PLN)$/i,
  list: /^\s*\[.*\]\s*$/s,
  object: /^\s*\{.*\}\s*$/s,
};

const firstNames = new Set(
  (
    "james john robert michael william david richard joseph thomas charles daniel matthew anthony mark steven paul andrew joshua kevin brian george edward peter frank " +
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret sandra ashley emily emma olivia sophia anna laura julia alice amy rachel hannah christina kelly crystal " +
    "maria jose joao ana carlos luiz paulo pedro lucas marcos antonio francisco fernanda juliana camila gabriela rafael bruno felipe gustavo beatriz larissa thiago rodrigo mariana patricia renata " +
    "juan luis miguel javier manuel jesus alejandro sergio pablo lucia carmen isabel sofia elena pilar marta rosa diego fernando " +
    "hans peter klaus jurgen wolfgang thomas andreas stefan michael christian martin markus sabine petra monika ursula claudia andrea katrin anja heike lena lukas jonas felix max anke birgit uwe dieter " +
    "jean pierre michel philippe alain nicolas christophe laurent marie nathalie isabelle sylvie catherine francoise celine camille julien antoine sophie claire luc " +
    "giuseppe giovanni francesco marco alessandro andrea stefano luca matteo giulia chiara francesca valentina paola roberto mario anna silvia elisa " +
    "ali ahmed mohammed wei li priya raj amit fatima yusuf omar ivan olga dmitri natasha erik lars sven ingrid"
  ).split(" "),
);

/** Profiles one column from its values, `""` for none. */
export function profileColumn(name: string, values: readonly string[]): ColumnProfile {
  const counts = new Map<string, number>();
  let filledCount = 0;
  for (const value of values) {
    const text = meant(value);
    if (text === undefined) continue;
    filledCount += 1;
    const kept = text.startsWith("[") ? text : text.slice(0, textCharacters);
    const known = counts.get(kept);
    if (known !== undefined || counts.size < countedMax) counts.set(kept, (known ?? 0) + 1);
  }
  const picked = evenly([...counts.keys()], pickedMax);
  const share = (test: (value: string) => boolean): number =>
    picked.length === 0 ? 0 : picked.filter(test).length / picked.length;
  const byPattern = Object.fromEntries(
    Object.entries(forms).map(([form, pattern]) => [form, share((value) => pattern.test(value))]),
  ) as Record<keyof typeof forms, number>; // its keys are theirs
  return {
    name,
    tokens: headerTokens(name),
    rowCount: values.length,
    filledCount,
    distinctCount: counts.size,
    counts,
    picked,
    forms: { ...byPattern, person: share(isPerson), text: share(isText) },
    characters: mean(picked.map((value) => value.length)),
    words: mean(picked.map((value) => value.split(/\s+/).length)),
    shape: commonestShape(picked),
  };
}

/** A value without blanks around it; undefined where it stands for nothing. */
function meant(value: string): string | undefined {
  const text = value.trim();
  const isNothing = text.length <= 4 && /^(?:|null|n\/a|#n\/a|none|nan|-|--|\?)$/i.test(text);
  return isNothing ? undefined : text;
}

/** Up to `most` items, from everywhere in the list. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!); // in range
}

/**
 * Whether a text reads like the name of a person: its first word is a common first name, or its
 * first and last word are on lists of names and on none of other words.
 */
export function isPerson(value: string): boolean {
  if (value.length > 60) return false;
  const words = value.replace(/^(?:mr|mrs|ms|dr|herr|frau|sr|sra|don)\.? /i, "").split(/\s+/);
  if (words.length > 5 || !words.every((word) => /^[\p{L}'’.-]+$/u.test(word))) return false;
  const first = words[0]?.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase() ?? "";
  return firstNames.has(first) || isFullName(words);
}

const otherWords = list.common | list.place | list.brand | list.calendar;

function isFullName(words: readonly string[]): boolean {
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return isOn(list.first, first) && isOn(list.last, last);
}

function isOn(names: number, word = ""): boolean {
  const lists = listsOf(foldedHash(word));
  return (lists & names) !== 0 && (lists & otherWords) === 0;
}

/** Sentences, not names of things. */
function isText(value: string): boolean {
  const words = value.split(/\s+/).length;
  return (
    (words >= 6 && value.length >= 25 && !/^[[{]/.test(value)) ||
    (words >= 4 && /[.!?]$/.test(value))
  );
}

function commonestShape(values: readonly string[]): { text: string; share: number } {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value.length > 40) continue;
    const text = value
      .replace(/\p{Lu}/gu, "A")
      .replace(/\p{Ll}/gu, "a")
      .replace(/\p{N}/gu, "9");
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return first === undefined
    ? { text: "", share: 0 }
    : { text: first[0], share: first[1] / values.length };
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}
