import { canonicalValue } from "./canonical-value.ts";
import type { DetectHints, KnownPerson } from "./hints.ts";
import { partsOf } from "./joined-people.ts";
import { normalise } from "./normalise/normalise.ts";
import { placeholder, placeholderNumberMax, type LiteralPlaceholder } from "./placeholder.ts";
import { noPrint, valuePrint } from "./value-print.ts";

/** Gives the values of one conversation their placeholders. */
export type Numbering = {
  /**
   * The placeholder of a value in plain characters: the same one for the same canonical value, else
   * the type's next.
   *
   * @throws RangeError when a type has more values than placeholders have numbers.
   */
  placeholderOf(type: string, value: string): string;
};

export type NumberingInput = {
  /** Placeholders that stand in the texts already; no value gets one of them. */
  literals: readonly LiteralPlaceholder[];
  /** Every name that the texts hold, in their order and in plain characters. */
  names: readonly string[];
  hints: DetectHints;
};

/**
 * Numbers values per type by first mention. A part of a name that stands somewhere in full, or of a
 * known person's, counts as that name.
 */
export function openNumbering({ literals, names: namesHere, hints }: NumberingInput): Numbering {
  const { known = [], team = [], country } = hints;
  const nextNumber = openNumbers(literals);
  let names: Names | undefined;
  const canonical = (type: string, value: string): string => canonicalValue(type, value, country);
  /** Only texts that name somebody need to know who is called how. */
  const fullNameOf = (name: string): string => {
    if (names === undefined) {
      const own = openNames();
      for (const here of namesHere) if (/\s/.test(here)) own.add(canonical("PERSON", here));
      names = own;
    }
    return (
      fullNameAmong(partsOf(known).map(namesOf), name) ??
      fullNameAmong(partsOf(team).map(namesOf), name) ??
      fullNameAmong([names], name) ??
      name
    );
  };
  const keyOf = (type: string, value: string): string => {
    const own = canonical(type, value);
    return type === "PERSON" ? fullNameOf(own) : own;
  };
  const byType = new Map<string, TypePlaceholders>();
  return {
    placeholderOf(type, value) {
      const before = byType.get(type);
      if (before === undefined) {
        const shown = placeholder(type, nextNumber(type));
        byType.set(type, { values: [value], prints: [], shown: [shown], byKey: undefined });
        return shown;
      }
      const { values, prints, shown } = before;
      if (before.byKey === undefined) {
        if (values[0] === value) return shown[0] ?? "";
        const print = valuePrint(type, value);
        const like = likeIn(type, before, print);
        if (like === -1) {
          const next = placeholder(type, nextNumber(type));
          values.push(value);
          prints.push(print);
          shown.push(next);
          return next;
        }
        if (values[like] === value) return shown[like] ?? "";
        before.byKey = new Map(values.map((given, i) => [keyOf(type, given), shown[i] ?? ""]));
      }
      const key = keyOf(type, value);
      const same = before.byKey.get(key) ?? placeholder(type, nextNumber(type));
      before.byKey.set(key, same);
      return same;
    },
  };
}

/** The values of a type and their placeholders. */
type TypePlaceholders = {
  /** As long as all could be told apart by their prints, which most conversations' values can. */
  values: string[];
  prints: number[];
  shown: string[];
  /** By canonical values, from the first value on that could be one of those before it. */
  byKey: Map<string, string> | undefined;
};

/** Few enough to be gone through for each further value. */
const printsMax = 64;

/** Index of a value that one with a print may be the same as; -1 where it is another for sure. */
function likeIn(type: string, { values, prints }: TypePlaceholders, print: number): number {
  // Most conversations have one value of a type, which needs no comparing.
  if (prints.length === 0) prints.push(valuePrint(type, values[0] ?? ""));
  const isUnsure = print === noPrint || prints[0] === noPrint || prints.length >= printsMax;
  return isUnsure ? 0 : prints.indexOf(print);
}

/** Numbers go on behind the highest one that the texts hold; if that leaves too few, between them. */
function openNumbers(literals: readonly LiteralPlaceholder[]): (type: string) => number {
  const taken = new Map<string, Set<number>>();
  for (const { type, number } of literals) {
    const numbers = taken.get(type) ?? new Set();
    taken.set(type, numbers.add(number));
  }
  const last = new Map<string, number>();
  for (const [type, numbers] of taken) {
    const highest = numbers.values().reduce((a, b) => Math.max(a, b), 0);
    if (highest < placeholderNumberMax / 2) last.set(type, highest);
  }
  return (type) => {
    let number = (last.get(type) ?? 0) + 1;
    while (taken.get(type)?.has(number) === true) number += 1;
    if (number > placeholderNumberMax) throw new RangeError(`too many values of type ${type}`);
    last.set(type, number);
    return number;
  };
}

type FullName = { name: string; words: ReadonlySet<string> };

type Names = {
  add(name: string): void;
  /** Full names that have a word, in the order they were added. */
  withWord(word: string): readonly FullName[];
};

const namesOfLists = new WeakMap<readonly KnownPerson[], Names>();

/** The names of a list of people; made once, since conversations share their lists. */
function namesOf(people: readonly KnownPerson[]): Names {
  let names = namesOfLists.get(people);
  if (names === undefined) {
    names = openNames();
    for (const { name } of people) {
      if (name !== undefined) names.add(canonicalValue("PERSON", normalise(name).text));
    }
    namesOfLists.set(people, names);
  }
  return names;
}

/** How many full names that share a word are tried; people of one conversation are few. */
const namesPerWordMax = 8;

function openNames(): Names {
  const byWord = new Map<string, FullName[]>();
  return {
    add(name) {
      const words = new Set(wordsOf(name));
      if (words.size < 2) return;
      for (const word of words) {
        const names = byWord.get(word) ?? [];
        byWord.set(word, names);
        if (names.length < namesPerWordMax) names.push({ name, words });
      }
    },
    withWord: (word) => byWord.get(word) ?? [],
  };
}

/** The first full name of the lists that has all the words of a name. */
function fullNameAmong(lists: readonly Names[], name: string): string | undefined {
  const words = wordsOf(name);
  const candidates = lists.flatMap((list) => list.withWord(words[0] ?? ""));
  const tried = candidates.slice(0, namesPerWordMax);
  return tried.find((candidate) => words.every((word) => candidate.words.has(word)))?.name;
}

function wordsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
}
