import type { KnownPerson } from "../hints.ts";
import { chained } from "./cues.ts";
import { list } from "./lexicon.ts";
import { shape, tokenize } from "./tokens.ts";

/** What is looked up of the known people of a record, by the hash or the digits of what is looked for. */
export type KnownIndex = {
  /** Hash of a part of a name: the people (by number, ascending) who bear it. */
  people: Map<number, number[]>;
  /** For each person the first letters of their names, folded, and the title the record has. */
  initials: string[];
  titles: number[];
  /** Names as they are written, without titles: the {@link chained} hashes of their words. */
  wholeNames: Set<number>;
  /** In lower case. */
  emails: Set<string>;
  /** Last seven digits: all digits, without the plus and zeros in front. */
  phones: Map<string, string[]>;
  /** Letters and digits only, lower case: the type. */
  ids: Map<string, string>;
  /** The first two letters or digits of each id. */
  idLeads: Set<string>;
  /** Year: month and day. */
  births: Map<number, { month: number; day: number }[]>;
};

const indexes = new WeakMap<readonly KnownPerson[], KnownIndex>();

/** The index of a list of people, made once a list: a conversation's texts share it. */
export function indexOf(known: readonly KnownPerson[]): KnownIndex {
  let index = indexes.get(known);
  if (index === undefined) {
    index = build(known);
    indexes.set(known, index);
  }
  return index;
}

function build(known: readonly KnownPerson[]): KnownIndex {
  const index: KnownIndex = {
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

function addName(index: KnownIndex, number: number, name: string): void {
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

function addPhone(index: KnownIndex, phone: string): void {
  const digits = phoneDigits(phone);
  if (digits.length < 7 || digits.length > 15) return;
  const key = digits.slice(-7);
  index.phones.set(key, [...(index.phones.get(key) ?? []), digits]);
}

/** A number as it is compared: letters and digits, lower case. */
function idKey(id: string): string {
  return id.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

function addId(index: KnownIndex, id: string): void {
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

function addBirth(index: KnownIndex, bornOn: string): void {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(bornOn);
  if (parts === null) return;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]; // three groups
  index.births.set(year, [...(index.births.get(year) ?? []), { month, day }]);
}
