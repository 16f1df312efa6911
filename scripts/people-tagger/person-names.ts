import type { Random } from "../../src/core/base/random.ts";
import { firstNames } from "../../src/kernel/privacy/people/lists/first-names.ts";
import { lastNames } from "../../src/kernel/privacy/people/lists/last-names.ts";

const cultures = Object.keys(firstNames);
/** The words of a list. */
export const split = (words: string): string[] => words.split(" ");
/** First names by culture. */
export const firsts = new Map(
  Object.entries(firstNames).map(([key, words]) => [key, split(words)]),
);
/** Last names by culture. */
export const lasts = new Map(Object.entries(lastNames).map(([key, words]) => [key, split(words)]));

/** A first name of a language's own culture, or of another one in a third of cases. */
export function firstName(random: Random, language: string): string {
  if (random.chance(0.04)) return invented(random, 2);
  const culture = random.chance(0.68) ? language : random.pick(cultures);
  const name = random.pick(firsts.get(culture)!);
  if (random.chance(0.06)) return `${name}-${random.pick(firsts.get(culture)!)}`;
  const doubles = language === "pt" || language === "es" ? 0.22 : 0.05;
  return random.chance(doubles) ? `${name} ${random.pick(firsts.get(culture)!)}` : name;
}

const particlesOf: Readonly<Record<string, readonly string[]>> = {
  pt: ["da ", "de ", "dos ", "do ", "das "],
  es: ["de ", "de la ", "del ", "de los "],
  de: ["von ", "von der ", "zu ", "van "],
  fr: ["de ", "du ", "de la ", "Le ", "d'"],
  it: ["De ", "Di ", "Del ", "D'", "Dalla ", "Lo ", "La "],
  nl: ["van ", "van der ", "van den ", "de ", "ter ", "van de ", "den "],
  en: ["Mc", "O'", "Mac", "St. ", "van "],
};

/** A last name, with a particle now and then, double in Spanish and Portuguese. */
export function lastName(random: Random, language: string): string {
  if (random.chance(0.1)) return invented(random, 2 + random.integer(0, 1));
  const culture = random.chance(0.68) ? language : random.pick(cultures);
  const name = random.pick(lasts.get(culture)!);
  const roll = random.next();
  const particle = random.pick(particlesOf[language] ?? [""]);
  if (roll < (language === "nl" || language === "it" ? 0.25 : 0.07)) return particle + name;
  const second = random.pick(lasts.get(culture)!);
  if (roll < 0.14) return `${name}-${second}`;
  const doubles = language === "es" ? 0.6 : language === "pt" ? 0.35 : 0.02;
  return roll > 1 - doubles ? `${name} ${second}` : name;
}

/** A whole name: first and last, with an initial or a title now and then. */
export function fullName(random: Random, language: string): string {
  const first = firstName(random, language);
  const last = lastName(random, language);
  const roll = random.next();
  if (roll < 0.05) return `${first} ${capital(random)}. ${last}`;
  if (roll < 0.08) return `${capital(random)}. ${last}`;
  if (roll < 0.1) return `${capital(random)}. ${capital(random)}. ${last}`;
  if (roll < 0.13)
    return `${first} ${first.split(/[ -]/)[0]!.length % 2 === 0 ? last : capital(random) + ". " + last}`;
  if (language === "de" && roll < 0.16) return `${random.pick(["Herr", "Frau"])} ${first} ${last}`;
  return `${first} ${last}`;
}

/** A capital letter. */
export function capital(random: Random): string {
  return "ABCDEFGHJKLMNPRSTVW".charAt(random.integer(0, 18));
}

const onsets = split(
  "b br c ch d dr f fr g gr h j k kl l m n p pr r s sch sh st t tr v w z th x y",
);
const vowels = split("a e i o u a e i o ia ei au ou ie ee oo");
const codas = split("n r l s m t k x nd rt ns lt ck ff z");
const endings = split(
  "er en ov ic ez es in ini elli aux eau sson sen ski wicz oglu yan idis mann berg ard ett as os us a o i",
);

/** A word that looks like a name and is on no list. */
export function invented(random: Random, syllableCount: number): string {
  let word = "";
  for (let i = 0; i < syllableCount; i++) {
    word += random.pick(onsets) + random.pick(vowels);
    if (random.chance(0.35)) word += random.pick(codas);
  }
  if (random.chance(0.5)) word += random.pick(endings);
  return titled(word);
}

/** With a capital first. */
export function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
