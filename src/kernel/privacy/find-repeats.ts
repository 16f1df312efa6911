import type { Detector, Tier } from "./compose-detector.ts";
import { isBeyondPlane, valueTier, type Value } from "./find-values.ts";
import type { KnownPerson } from "./hints.ts";

/** A value that a detector found, in plain characters. */
export type FoundValue = Value & { rule: string };

/** Most people of one conversation whose names are looked for in parts. */
const peopleMax = 200;

/**
 * Makes a tier of what was found already: one that a cue gave away, such as an order id, is
 * known from then on without it, and of somebody who was named in full the first name alone.
 */
export function repeatTier({ findNamed }: Detector, values: readonly FoundValue[]): Tier {
  const options = { rule: "repeat", isExact: isOnlyExact };
  const people = findNamed === undefined ? [] : peopleOf(values);
  const findValues = valueTier(values.filter(isTelling), options);
  if (findNamed === undefined || people.length === 0) return findValues;
  return (text, hints) => [...findValues(text, hints), ...findNamed(text, people, hints)];
}

/** Those named in full whom nobody told of. */
function peopleOf(values: readonly FoundValue[]): KnownPerson[] {
  const names = values
    .filter(({ type, rule, text }) => type === "PERSON" && rule !== "repeat" && text.includes(" "))
    .map(({ text }) => text);
  return [...new Set(names)].slice(0, peopleMax).map((name) => ({ name }));
}

/**
 * One or two letters, or a number below 1,000, are anybody's; and what is too long for the index
 * would cost a search of its own.
 */
function isTelling({ text }: Value): boolean {
  if (text.length > 200) return false;
  if (text.length <= 3 && /^\d{1,3}$/.test(text)) return false;
  if (/[A-Za-z0-9]{3}/.test(text)) return !isBeyondPlane(text);
  return /[\p{L}\p{N}]{3}/u.test(text) && !isBeyondPlane(text);
}

/** A name of one word is a word of some language as well, and few digits are all alike. */
function isOnlyExact({ type, text }: Value, keyLength: number): boolean {
  return type === "IP" || keyLength < 6 || (type === "PERSON" && !text.includes(" "));
}
