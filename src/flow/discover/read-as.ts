import type { EntityClue } from "./clues.ts";
import type { FitScope } from "./fit.ts";
import { matchColumns, type Match, type NearMiss } from "./match.ts";
import type { Column, Table } from "./tables.ts";
import { isBirth, isOfPeople } from "./traits.ts";
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

/** Entities whose rows can be told by their content where nothing else identifies them. */
const events = new Set(["ticket", "conversation", "message", "activity", "feedback"]);

/** The table read as one entity, and the columns it can't do without that are missing. */
export function readAs(
  table: Table,
  turns: Turns | undefined,
  clue: EntityClue,
  scope: FitScope,
): { reading: Omit<Reading, "key">; key: Reading["key"] | undefined; missing: string[] } {
  const { entity } = scope;
  const ownTurns = entity.name === "conversation" ? turns : undefined;
  const columns = table.columns.filter((column) => column !== ownTurns?.column);
  const isPeople = isOfPeople(columns);
  const { matches: all, misses } = matchColumns(columns, clue, { ...scope, isOfPeople: isPeople });
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
    return (
      !taken.has(column) &&
      !isBirth(column) &&
      isFull &&
      found >= 0.98 * count &&
      !/^9+$/.test(column.shape.text)
    );
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
