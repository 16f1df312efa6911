import type { Entity } from "../../core/domain/entity.ts";
import { entityClues } from "./clues.ts";
import { parentOf, type Parent } from "./links.ts";
import { readAs, type Reading } from "./read-as.ts";
import type { Column, Table } from "./tables.ts";
import type { Turns } from "./turns.ts";

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
  const { readings, lackings } = attempts(table, turns, { entities, now, parents, counts });
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

type AttemptScope = ChoiceScope & {
  parents: ReadonlyMap<string, Parent[]>;
  /** Columns of other tables that lead here, by the entity they would lead to. */
  counts: ReadonlyMap<string, number>;
};

/** The table read as every entity: those it can be, and those that one column is missing for. */
function attempts(
  table: Table,
  turns: Turns | undefined,
  { entities, now, parents, counts }: AttemptScope,
): { readings: Reading[]; lackings: Lacking[] } {
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
  return { readings, lackings };
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
