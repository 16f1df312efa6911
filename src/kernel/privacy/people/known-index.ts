import type { KnownPerson } from "../hints.ts";
import { partsOf } from "../joined-people.ts";
import { chained } from "./cues.ts";
import { list } from "./lexicon.ts";
import { shape, tokenize } from "./tokens.ts";

type Lookup<K, V> = Pick<ReadonlyMap<K, V>, "get" | "size">;
type Members<V> = Pick<ReadonlySet<V>, "has" | "size">;
type Day = { month: number; day: number };

/** What is looked up of the known people of a record, by the hash or the digits of what is looked for. */
export type KnownIndex = {
  /** Hash of a part of a name: the people (by number, ascending) who bear it. */
  people: Lookup<number, readonly number[]>;
  /** For each person the first letters of their names, folded, and the title the record has. */
  initials: readonly string[];
  titles: readonly number[];
  /** Names as they are written, without titles: the {@link chained} hashes of their words. */
  wholeNames: Members<number>;
  /** In lower case. */
  emails: Members<string>;
  /** Last seven digits: all digits, without the plus and zeros in front. */
  phones: Lookup<string, readonly string[]>;
  /** Letters and digits only, lower case: the type. */
  ids: Lookup<string, string>;
  /** The first two letters or digits of each id. */
  idLeads: Members<string>;
  /** Year: month and day. */
  births: Lookup<number, readonly Day[]>;
};

const indexes = new WeakMap<readonly KnownPerson[], KnownIndex>();

/** The index of a list of people, made once a list: a conversation's texts share it. */
export function indexOf(known: readonly KnownPerson[]): KnownIndex {
  let index = indexes.get(known);
  if (index === undefined) {
    const parts = partsOf(known);
    index = parts.length === 1 ? build(known) : joined(parts.map(indexOf));
    indexes.set(known, index);
  }
  return index;
}

/** The index of several lists in a row: it looks into theirs, and gives what one of all would. */
function joined(parts: readonly KnownIndex[]): KnownIndex {
  const starts: number[] = [];
  let count = 0;
  for (const { initials } of parts) {
    starts.push(count);
    count += initials.length;
  }
  const members = <V>(of: (part: KnownIndex) => Members<V>): Members<V> => ({
    size: sum(parts, (part) => of(part).size),
    has: (value) => parts.some((part) => of(part).has(value)),
  });
  const lists = <K, V>(of: (part: KnownIndex) => Lookup<K, readonly V[]>) => ({
    size: sum(parts, (part) => of(part).size),
    get: (key: K) => someOf(parts, (part) => of(part).get(key)),
  });
  return {
    people: {
      size: sum(parts, ({ people }) => people.size),
      get: (hash) =>
        someOf(parts, ({ people }, i) => people.get(hash)?.map((person) => person + starts[i]!)),
    },
    initials: parts.flatMap(({ initials }) => initials),
    titles: parts.flatMap(({ titles }) => titles),
    wholeNames: members(({ wholeNames }) => wholeNames),
    emails: members(({ emails }) => emails),
    phones: lists(({ phones }) => phones),
    // Of two that are written differently the last one counts, as in one list.
    ids: {
      size: sum(parts, ({ ids }) => ids.size),
      get: (key) => parts.findLast(({ ids }) => ids.get(key) !== undefined)?.ids.get(key),
    },
    idLeads: members(({ idLeads }) => idLeads),
    births: lists(({ births }) => births),
  };
}

function sum(parts: readonly KnownIndex[], sizeOf: (part: KnownIndex) => number): number {
  return parts.reduce((total, part) => total + sizeOf(part), 0);
}

/** What all parts have, in their order; undefined where none has anything. */
function someOf<T>(
  parts: readonly KnownIndex[],
  valuesOf: (part: KnownIndex, place: number) => readonly T[] | undefined,
): readonly T[] | undefined {
  let all: readonly T[] | undefined;
  // Asked for every word of every text.
  for (let place = 0; place < parts.length; place++) {
    const values = valuesOf(parts[place]!, place);
    if (values !== undefined) all = all === undefined ? values : [...all, ...values];
  }
  return all;
}

/** An index while it is made. */
type GrowingIndex = {
  people: Map<number, number[]>;
  initials: string[];
  titles: number[];
  wholeNames: Set<number>;
  emails: Set<string>;
  phones: Map<string, string[]>;
  ids: Map<string, string>;
  idLeads: Set<string>;
  births: Map<number, Day[]>;
};

function build(known: readonly KnownPerson[]): KnownIndex {
  const index: GrowingIndex = {
    people: new Map(),
    initials: [],
    titles: [],
    wholeNames: new Set(),
    emails: new Set(),
    phones: new Map(),
    ids: new Map(),
    idLeads: new Set(),
    births: new Map(),
  };
  for (const [number, person] of known.entries()) {
    addName(index, number, person.name ?? "");
    const email = (person.email ?? "").trim().toLowerCase();
    if (/^[^\s@]+@[^\s@]+$/.test(email)) index.emails.add(email);
    addPhone(index, person.phone ?? "");
    for (const id of person.ids ?? []) addId(index, id);
    addBirth(index, person.bornOn ?? "");
  }
  return index;
}

function addName(index: GrowingIndex, number: number, name: string): void {
  const tokens = tokenize(name);
  let initials = "";
  let title = 0;
  let chain = 0;
  for (let i = 0; i < tokens.count; i++) {
    const hash = tokens.hashes[i]!;
    const lists = tokens.lists[i]!;
    const isName = (lists & (list.first | list.last)) !== 0;
    if ((lists & list.honorific) !== 0 && !isName) title = hash;
    else chain = chained(chain, hash);
    if ((lists & (list.honorific | list.particle)) !== 0 && !isName) continue;
    if (tokens.shapes[i] === shape.opaque) continue;
    initials += firstLetter(name, tokens.starts[i]!);
    if (tokens.ends[i]! - tokens.starts[i]! < 2) continue;
    const bearers = index.people.get(hash);
    if (bearers === undefined) index.people.set(hash, [number]);
    else if (bearers.at(-1) !== number) bearers.push(number);
  }
  index.initials.push(initials);
  index.titles.push(title);
  index.wholeNames.add(chain);
}

/** The letter at a place, in lower case without accents. */
export function firstLetter(text: string, at: number): string {
  return text.charAt(at).normalize("NFD").charAt(0).toLowerCase();
}

/** Digits of a phone number as they are compared: no plus, no zeros in front. */
function phoneDigits(phone: string): string {
  return phone.replaceAll("(0)", "").replaceAll(/\D/g, "").replace(/^0+/, "");
}

function addPhone(index: GrowingIndex, phone: string): void {
  const digits = phoneDigits(phone);
  if (digits.length < 7 || digits.length > 15) return;
  const key = digits.slice(-7);
  index.phones.set(key, [...(index.phones.get(key) ?? []), digits]);
}

/** A number as it is compared: letters and digits, lower case. */
function idKey(id: string): string {
  return id.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

function addId(index: GrowingIndex, id: string): void {
  const key = idKey(id);
  if (key.length < 5 || !/\d/.test(key)) return;
  index.ids.set(key, idType(id, key));
  index.idLeads.add(key.slice(0, 2));
}

function idType(id: string, key: string): string {
  if (/^\d{3}-\d{2}-\d{4}$/.test(id)) return "SSN";
  if (/^\d{11}$/.test(key)) return "CPF";
  if (/^[\da-z]{12}\d{2}$/.test(key)) return "CNPJ";
  return "ACCOUNT_ID";
}

function addBirth(index: GrowingIndex, bornOn: string): void {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(bornOn);
  if (parts === null) return;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]; // three groups
  index.births.set(year, [...(index.births.get(year) ?? []), { month, day }]);
}
