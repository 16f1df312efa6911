import type { Entity } from "../../core/domain/entity.ts";
import { entityClues, type EntityClue } from "./clues.ts";
import type { FitScope } from "./fit.ts";
import { parentOf, type Parent } from "./links.ts";
import { matchColumns, type Match, type NearMiss } from "./match.ts";
import type { Column, Table } from "./tables.ts";
import type { Turns } from "./turns.ts";

/** What a table could be, with what feeds what. */
export type Reading = {
  entity: string;
  matches: Match[];
  misses: NearMiss[];
  /** How the rows are identified: a column, or the hash of their content. */
  key: { column: Column; why: string; isName: boolean } | "content";
  turns: Turns | undefined;
  /** Whether its files are named after the entity. */
  isNamed: boolean;
  score: number;
};

/** What a table would be, were it not for one column that it can't be without. */
export type Lacking = { reading: Omit<Reading, "key">; target: string };

/** A table with what it is taken for; `undefined` when it fits no entity. */
export type Choice = {
  table: Table;
  turns: Turns | undefined;
  reading: Reading | undefined;
  /** The next best entity, when it comes near. */
  rival: Reading | undefined;
  /** What it seems to be even more, and can't be. */
  lacking: Lacking | undefined;
};

export type ChoiceScope = { entities: ReadonlyMap<string, Entity>; now: number };

/** Least score of a table that is taken for an entity. */
const scoreLeast = 1.7;
/** Least score for saying what a table lacks, unless its files are named after that. */
const lackingLeast = 2.5;
const rounds = 4;
/** Entities whose rows can be told by their content where nothing else identifies them. */
const events = new Set(["ticket", "conversation", "message", "activity", "feedback"]);

/**
 * Chooses an entity for every table, together: what a table is depends on what the others are, as
 * ids are told by the files they lead to. Each table takes its best reading given the others', in
 * turns, until nothing changes.
 */
export function chooseEntities(
  tables: readonly { table: Table; turns: Turns | undefined }[],
  scope: ChoiceScope,
): Choice[] {
  let choices = tables.map((one): Choice => {
    return { ...one, reading: undefined, rival: undefined, lacking: undefined };
  });
  for (let round = 0; round < rounds; round++) {
    const before = choices;
    const parents = parentsOf(choices);
    choices = choices.map((choice) =>
      choose(choice, parents, scope, referred(choice, before, scope.entities)),
    );
    if (choices.every(({ reading }, i) => signature(reading) === signature(before[i]?.reading)))
      break;
  }
  return choices;
}

function signature(reading: Reading | undefined): string {
  if (reading === undefined) return "";
  const pairs = reading.matches.map(({ target, column }) => `${target}=${column.name}`);
  return `${reading.entity}: ${pairs.join(",")}`;
}

/** Tables with a key that others may refer to, by entity. */
export function parentsOf(choices: readonly Choice[]): ReadonlyMap<string, Parent[]> {
  const parents = new Map<string, Parent[]>();
  for (const { table, reading } of choices) {
    if (reading === undefined || reading.key === "content") continue;
    const parent = { table, key: reading.key.column };
    parents.set(reading.entity, [...(parents.get(reading.entity) ?? []), parent]);
  }
  return parents;
}

/** How many columns of other tables lead to a table's key, by the entity they would lead to. */
function referred(
  { table, reading }: Choice,
  choices: readonly Choice[],
  entities: ReadonlyMap<string, Entity>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (reading === undefined || reading.key === "content") return counts;
  const own = [{ table, key: reading.key.column }];
  for (const { entity, column } of choices.flatMap((other) =>
    other.table === table ? [] : referencesOf(other, entities),
  )) {
    const overlap = parentOf(column, own)?.overlap;
    if (overlap === undefined || overlap.share < 0.8) continue;
    counts.set(entity, (counts.get(entity) ?? 0) + (overlap.isWeak ? 0.3 : 1));
  }
  return counts;
}

/** Columns of a table that refer to an entity, as it is taken now. */
export function referencesOf(
  { reading }: Choice,
  entities: ReadonlyMap<string, Entity>,
): { entity: string; column: Column }[] {
  const columns = entities.get(reading?.entity ?? "")?.columns ?? {};
  return (reading?.matches ?? []).flatMap(({ target, column }) => {
    const entity = columns[target]?.references?.entity;
    return entity === undefined ? [] : [{ entity, column }];
  });
}

function choose(
  { table, turns }: Choice,
  parents: ReadonlyMap<string, Parent[]>,
  { entities, now }: ChoiceScope,
  counts: ReadonlyMap<string, number>,
): Choice {
  const readings: Reading[] = [];
  const lackings: Lacking[] = [];
  for (const [name, clue] of entityClues) {
    const entity = entities.get(name);
    if (entity === undefined) continue;
    const { reading, key, missing } = readAs(table, turns, clue, { entity, now, parents });
    const score = reading.score + 0.8 * Math.min(2, counts.get(name) ?? 0);
    const [target, other] = missing;
    if (target === undefined && key !== undefined) readings.push({ ...reading, key, score });
    else if (target !== undefined && other === undefined)
      lackings.push({ reading: { ...reading, score }, target });
  }
  const [best, second] = readings.toSorted((a, b) => b.score - a.score);
  const [nearest] = lackings.toSorted((a, b) => b.reading.score - a.reading.score);
  const lacking = isLikelier(nearest, best) ? nearest : undefined;
  if (best === undefined || best.score < scoreLeast) {
    const texts = readings.find(({ entity }) => entity === "feedback");
    const reading = texts !== undefined && isTexts(texts, table, parents) ? texts : undefined;
    return { table, turns, reading, rival: undefined, lacking };
  }
  const isNear = second !== undefined && second.score >= 0.8 * best.score;
  return { table, turns, reading: best, rival: isNear ? second : undefined, lacking };
}

/** Whether what a table can't be is nearer than what it can. */
function isLikelier(lacking: Lacking | undefined, best: Reading | undefined): boolean {
  if (lacking === undefined) return false;
  const { score, isNamed } = lacking.reading;
  return score > (best?.score ?? 0) && score >= (isNamed ? scoreLeast : lackingLeast);
}

/** Whether texts are what a table holds, and not more about the rows of another one. */
function isTexts(
  { matches }: Reading,
  table: Table,
  parents: ReadonlyMap<string, readonly Parent[]>,
): boolean {
  const body = matches.find(({ target }) => target === "body")?.column;
  if (body === undefined || body.forms.text < 0.4 || body.filledCount < 0.5 * table.rowCount)
    return false;
  return moreAbout(table, parents) === undefined;
}

/** The table whose rows this one tells more about: its ids are the other's, each once. */
export function moreAbout(
  table: Table,
  parents: ReadonlyMap<string, readonly Parent[]>,
): Parent | undefined {
  const others = [...parents.values()].flat().filter((parent) => parent.table !== table);
  for (const column of table.columns) {
    if (column.distinctCount < 0.9 * table.rowCount || column.characters > 60) continue;
    const found = parentOf(column, others);
    if (found !== undefined && found.overlap.share >= 0.8 && !found.overlap.isWeak)
      return found.parent;
  }
  return undefined;
}

/** The table read as one entity, and the columns it can't do without that are missing. */
function readAs(
  table: Table,
  turns: Turns | undefined,
  clue: EntityClue,
  scope: FitScope,
): { reading: Omit<Reading, "key">; key: Reading["key"] | undefined; missing: string[] } {
  const { entity } = scope;
  const ownTurns = entity.name === "conversation" ? turns : undefined;
  const columns = table.columns.filter((column) => column !== ownTurns?.column);
  const { matches: all, misses } = matchColumns(columns, clue, scope);
  const matches = all.filter(({ target }) => !isDoubtful(target, all));
  const isSpoken = [table.words.file, ...columns.map(({ tokens }) => tokens)].some((words) =>
    clue.words.some((word) => words.includes(word)),
  );
  if (isSpoken) matches.push(...firstTimes(columns, matches, scope));
  const have = new Set([
    ...matches.map(({ target }) => target),
    ...(ownTurns === undefined ? [] : ["messages"]),
  ]);
  const key = keyOf(matches, scope);
  if (key !== undefined && key !== "content") have.add(entity.key);
  const needs = key === undefined ? [[entity.key], ...clue.needs] : clue.needs;
  const missing = needs.flatMap((group) => (group.some((one) => have.has(one)) ? [] : group));
  const named = fileScore(table, clue);
  const penalty = key === "content" ? 1 : key?.isName === true ? 0.3 : 0;
  const score = named - penalty + columnsScore(matches, clue) + turnsScore(ownTurns);
  const isNamed = named >= namedLeast;
  const reading = { entity: entity.name, matches, misses, turns: ownTurns, isNamed, score };
  return { reading, key, missing: [...new Set(missing)] };
}

function columnsScore(matches: readonly Match[], clue: EntityClue): number {
  return matches.reduce(
    (total, { target, weight, name }) =>
      total + weight * (clue.columns.get(target)?.weight ?? 1) * (name > 0 ? 1 : 0.8),
    0,
  );
}

function turnsScore(turns: Turns | undefined): number {
  if (turns === undefined) return 0;
  return turns.column === undefined ? 0.8 : 1.5 + turns.score * 0.5;
}

/** A time of the end without one of the beginning, and the like, found by their values alone. */
function isDoubtful(target: string, matches: readonly Match[]): boolean {
  const match = matches.find((one) => one.target === target);
  if (match === undefined || match.name >= 0.3) return false;
  return /^(?:closed_at|resolved_at|first_response_at|sla_due_at|ended_at|account_status|agent_status)$/.test(
    target,
  );
}

/**
 * For a time that a row can't be without, where no column is named so: the earliest time that every
 * row has, if all else speaks for the entity.
 */
function firstTimes(
  columns: readonly Column[],
  matches: readonly Match[],
  { entity }: FitScope,
): Match[] {
  const isClear = matches.filter(({ name }) => name >= 0.7).length >= 4;
  const missing = Object.entries(entity.columns).filter(
    ([target, { required, type }]) =>
      required === true &&
      type === "TIMESTAMPTZ" &&
      !matches.some((match) => match.target === target),
  );
  if (!isClear || missing.length !== 1) return [];
  const taken = new Set(matches.map(({ column }) => column));
  const times = columns.filter((column) => {
    const { times: found, count } = column.readings;
    const isFull = column.filledCount >= 0.98 * column.rowCount;
    return !taken.has(column) && isFull && found >= 0.98 * count && !/^9+$/.test(column.shape.text);
  });
  const [first] = times.toSorted((a, b) => middle(a) - middle(b));
  if (first === undefined) return [];
  const why = "no column is named so; of the times that every row has this is the earliest";
  return [{ target: missing[0]![0], column: first, weight: 0.3, name: 0, why }]; // there is one
}

function middle({ readings }: Column): number {
  const instants = readings.dmy.map(({ value }) => value).toSorted((a, b) => a - b);
  return instants[Math.floor(instants.length / 2)] ?? 0;
}

/** Score of a file that is named after the entity, and more than its folder is. */
const namedLeast = 1;

function fileScore({ words: { file, folder } }: Table, clue: EntityClue): number {
  const [main] = clue.words;
  if (file.at(-1) === main || (file.length === 1 && file[0] === main)) return 1.6;
  if (file.some((word) => clue.words.includes(word))) return 1.2;
  return folder.some((word) => clue.words.includes(word)) ? 0.3 : 0;
}

function keyOf(matches: readonly Match[], { entity }: FitScope): Reading["key"] | undefined {
  const match = matches.find(({ target }) => target === entity.key);
  if (match !== undefined) return { column: match.column, why: match.why, isName: false };
  const name = matches.find(({ target }) => target === "name");
  const isUnique =
    name !== undefined &&
    name.column.distinctCount >= 0.98 * name.column.filledCount &&
    name.column.filledCount >= 0.98 * name.column.rowCount;
  if (isUnique && (entity.name === "account" || entity.name === "product"))
    return { column: name.column, why: "there is no id, and all names differ", isName: true };
  return events.has(entity.name) ? "content" : undefined;
}
