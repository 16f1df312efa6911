import type { DetectHints } from "../hints.ts";
import type { Span } from "../span.ts";
import { chained } from "./cues.ts";
import { foldedHash } from "./fold.ts";
import type { Name } from "./find-cued.ts";
import { indexOf, type KnownIndex } from "./known-index.ts";
import { list } from "./lexicon.ts";
import { hasCapital, joinsName } from "./names.ts";
import { gap, shape, type Tokens, tokenize } from "./tokens.ts";

/** Longest name that is looked for, in words; a longer one counts by its first ones. */
const wordsMax = 8;
/** What a chain of words is; the sum of these. */
const begins = 1;
const ends = 2;
/** Could be somebody's name: counts only with its legal form, or beside a word such as "loja". */
const needsContext = 4;

/** Names and their beginnings, by the {@link chained} hashes of their words. */
type Index = Map<number, number>;

/** Words `from` to `to` (not included) that are a name of an organisation, legal form and all. */
type Stretch = { from: number; to: number };

const names = list.first | list.last;
const legalForms = hashesOf(
  "ltda limitada me mei epp eireli sa ss cia gmbh mbh ag kg kgaa ohg ug ek ev se sarl sas sasu eurl sci snc inc incorporated llc llp lp ltd limited plc corp corporation co company bv nv vof srl srls spa sl slu slne ab as oy aps",
);
const organisationWords = hashesOf(
  "loja lojas empresa banco equipe suporte app aplicativo site plataforma sistema marca franquia company firm store stores shop brand bank team support website platform empresa tienda tiendas equipo soporte marca aplicacion firma unternehmen laden marke kundendienst kundenservice shop societe entreprise magasin magasins marque equipe banque boutique azienda societa negozio negozi marchio squadra banca bedrijf winkel winkels merk klantenservice",
);

/** What is looked up of the organisations of a record, and the people who are called like one. */
export type Organisations = { indexes: readonly Index[]; people: readonly KnownIndex[] };

/**
 * The organisations of the hints and those of all texts; undefined without any. To be made before
 * a text is cut into words, since names are cut with the same arrays. An array is indexed once.
 */
export function organisationsOf(
  hints: DetectHints,
  always: readonly string[] = [],
): Organisations | undefined {
  const { organisations = [], known = [], team = [] } = hints;
  const lists = [organisations, always].filter(({ length }) => length > 0);
  if (lists.length === 0) return undefined;
  return { indexes: lists.map(indexOfNames), people: [indexOf(known), indexOf(team)] };
}

/**
 * Takes organisations out of names that a cue or the tagger found: "Carla da Maré" becomes
 * "Carla", "Padaria do João" nobody. Left as they are: names that somebody known bears exactly so,
 * and those that read like a person's and stand without legal form or context.
 *
 * Linear in the text, whatever the number of organisations.
 */
export function withoutOrganisations(
  tokens: Tokens,
  found: readonly Name[],
  organisations: Organisations,
): Name[] {
  return found.flatMap((name) => {
    const parts: Name[] = [];
    let { from } = name;
    for (const stretch of stretchesIn(tokens, name, organisations)) {
      if (stretch.from > from) parts.push({ ...name, from, to: stretch.from });
      from = Math.max(from, stretch.to);
    }
    if (from === name.from) return [name];
    if (from < name.to) parts.push({ ...name, from });
    return parts.map((part) => trimmed(tokens, part)).filter((part) => isName(tokens, part));
  });
}

/** Leaves out what is part of an organisation's name: "Carla" in "Padaria da Carla Ltda". */
export function outsideOrganisations(
  text: string,
  spans: readonly Span[],
  organisations: Organisations,
): readonly Span[] {
  if (spans.length === 0) return spans;
  const tokens = tokenize(text);
  const kept: Span[] = [];
  let word = 0;
  let stretch: Stretch | undefined;
  for (const span of spans) {
    while (word < tokens.count && tokens.starts[word]! < span.end) {
      const next = stretchAt(tokens, word, organisations);
      stretch = next ?? stretch;
      word = next === undefined ? word + 1 : next.to;
    }
    if (stretch === undefined || !isInside(tokens, span, stretch)) kept.push(span);
  }
  return kept;
}

function isInside(tokens: Tokens, { start, end }: Span, { from, to }: Stretch): boolean {
  return start >= tokens.starts[from]! && end <= tokens.ends[to - 1]!;
}

/** Organisations that overlap a name, in order, none overlapping another. */
function stretchesIn(tokens: Tokens, name: Name, organisations: Organisations): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = Math.max(0, name.from - wordsMax); i < name.to; i++) {
    const stretch = stretchAt(tokens, i, organisations);
    if (stretch === undefined) continue;
    i = stretch.to - 1;
    if (stretch.to > name.from && !isSurname(tokens, name, stretch)) stretches.push(stretch);
  }
  return stretches;
}

/** The longest name of an organisation that begins at a word. */
function stretchAt(
  tokens: Tokens,
  from: number,
  { indexes, people }: Organisations,
): Stretch | undefined {
  const found = indexes.map((index) => stretchOf(tokens, from, { index, people }));
  return found.reduce((a, b) => (a === undefined || (b !== undefined && b.to > a.to) ? b : a));
}

type Lookup = { index: Index; people: readonly KnownIndex[] };

function stretchOf(tokens: Tokens, from: number, { index, people }: Lookup): Stretch | undefined {
  let chain = 0;
  let best: Stretch | undefined;
  for (let i = from; i < tokens.count && i < from + wordsMax; i++) {
    if (i > from && !joinsWords(tokens, i)) break;
    chain = chained(chain, tokens.hashes[i]!);
    const kind = index.get(chain);
    if (kind === undefined) break;
    if ((kind & ends) === 0) continue;
    const to = afterLegalForms(tokens, i + 1);
    const isClear = (kind & needsContext) === 0 || to > i + 1 || hasContext(tokens, from, to);
    const isPerson = people.some(({ wholeNames }) => wholeNames.has(chain));
    if (isClear && !isPerson) best = { from, to };
  }
  return best;
}

/** Nothing but a space, a hyphen, "&" and the like between two words. */
function joinsWords(tokens: Tokens, index: number): boolean {
  const between = tokens.gaps[index]!;
  return (between & gap.newline) === 0 && tokens.starts[index]! - tokens.ends[index - 1]! <= 3;
}

function hasContext(tokens: Tokens, from: number, to: number): boolean {
  if (from > 0 && joinsWords(tokens, from) && isOrganisationWord(tokens, from - 1)) return true;
  return to < tokens.count && joinsWords(tokens, to) && isOrganisationWord(tokens, to);
}

function isOrganisationWord(tokens: Tokens, index: number): boolean {
  return organisationWords.has(tokens.hashes[index]!);
}

/** "Anna Krawczyk", "Frau Krawczyk": people are called like the firms of their families. */
function isSurname(tokens: Tokens, name: Name, { from, to }: Stretch): boolean {
  if (to - from > 1 || from === 0 || !joinsName(tokens, from)) return false;
  if ((tokens.lists[from - 1]! & list.honorific) !== 0) return true;
  return from > name.from && (tokens.lists[from - 1]! & names) !== 0;
}

/** "Carla da | Maré": a name does not end in a particle, nor begin with one. */
function trimmed(tokens: Tokens, name: Name): Name {
  let { from, to } = name;
  while (from < to && isOnly(tokens.lists[from]!, list.particle)) from++;
  while (from < to && isOnly(tokens.lists[to - 1]!, list.particle)) to--;
  return { ...name, from, to };
}

function isOnly(lists: number, kind: number): boolean {
  return (lists & kind) !== 0 && (lists & names) === 0;
}

/** What is left of a name is one unless all its words are other words: "Equipe | Maré". */
function isName(tokens: Tokens, { from, to }: Name): boolean {
  for (let i = from; i < to; i++) {
    const lists = tokens.lists[i]!;
    const isOther = (lists & names) === 0 && (lists & ~list.vocabulary) !== 0;
    if (!isOther && !isOrganisationWord(tokens, i) && hasLetters(tokens, i)) return true;
  }
  return false;
}

function hasLetters(tokens: Tokens, index: number): boolean {
  return hasCapital(tokens, index) || tokens.shapes[index] === shape.lower;
}

const indexOfList = new WeakMap<readonly string[], Index>();

function indexOfNames(organisations: readonly string[]): Index {
  let index = indexOfList.get(organisations);
  if (index === undefined) {
    index = new Map();
    for (const name of organisations) addName(index, name);
    indexOfList.set(organisations, index);
  }
  return index;
}

function addName(index: Index, name: string): void {
  const tokens = tokenize(name);
  let count = Math.min(tokens.count, wordsMax);
  for (let i = 1; i < count; i++) if (afterLegalForms(tokens, i) === tokens.count) count = i;
  let chain = 0;
  for (let i = 0; i < count; i++) {
    chain = chained(chain, tokens.hashes[i]!);
    const isLast = i === count - 1;
    const kind = isLast ? ends | (isLikePerson(tokens, count) ? needsContext : 0) : begins;
    const other = index.get(chain) ?? 0;
    index.set(chain, other | kind);
  }
}

/** "Marisa", "João da Silva", "Ana Krawczyk": names all over, or a first name and unlisted words. */
function isLikePerson(tokens: Tokens, count: number): boolean {
  const known = (i: number): number => tokens.lists[i]! & ~list.vocabulary;
  const startsWithFirst = (known(0) & list.first) !== 0;
  for (let i = 0; i < count; i++) {
    const lists = known(i);
    const isBrand = (lists & list.brand) !== 0 && (lists & list.first) === 0;
    const isPart = (lists & (names | list.particle)) !== 0 && !isBrand;
    if (!isPart && !(startsWithFirst && tokens.lists[i] === 0)) return false;
  }
  return true;
}

/** The word after the legal forms that stand at a word: "Ltda", "S.A.", "GmbH & Co. KG". */
function afterLegalForms(tokens: Tokens, start: number): number {
  let at = start;
  while (at < tokens.count && joinsWords(tokens, at)) {
    const next = afterLegalForm(tokens, at);
    if (next === at) break;
    at = next;
  }
  return at;
}

function afterLegalForm(tokens: Tokens, at: number): number {
  const isWritten = tokens.shapes[at] !== shape.lower || widthOf(tokens, at) > 2;
  if (isWritten && legalForms.has(tokens.hashes[at]!)) return at + 1;
  let letters = "";
  for (let i = at; i < tokens.count && i < at + 4 && widthOf(tokens, i) === 1; i++) {
    if (i > at && !joinsWords(tokens, i)) break;
    letters += tokens.text.charAt(tokens.starts[i]!);
    if (letters.length > 1 && legalForms.has(foldedHash(letters))) return i + 1;
  }
  return at;
}

function widthOf(tokens: Tokens, index: number): number {
  return tokens.ends[index]! - tokens.starts[index]!;
}

function hashesOf(words: string): ReadonlySet<number> {
  return new Set(words.split(" ").map(foldedHash));
}
