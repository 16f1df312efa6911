import type { KnownPerson } from "./hints.ts";

type People = readonly KnownPerson[];

const parts = new WeakMap<People, readonly People[]>();

/**
 * Several lists of people as one. What a search looks up in it is made of what the lists have, so
 * that hundreds of colleagues are prepared once, and not for each customer they stand beside: pass
 * the same arrays each time.
 */
export function joinPeople(lists: readonly People[]): People {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const joined = lists.flat();
  parts.set(joined, lists.flatMap(partsOf));
  return joined;
}

/** The lists that a list was joined of; itself where it was not. */
export function partsOf(people: People): readonly People[] {
  return parts.get(people) ?? [people];
}
