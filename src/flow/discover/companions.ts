import type { Entity } from "../../core/domain/entity.ts";
import type { Choice } from "./choose.ts";
import type { Reading } from "./read-as.ts";
import { entityClues } from "./clues.ts";
import { parentOf, type Parent } from "./links.ts";
import { matchColumns, type Match } from "./match.ts";
import type { Column } from "./tables.ts";

/** References whose records may stand in the same rows, and how many more columns make one. */
const held: Readonly<Record<string, { entity: string; columnsLeast: number }>> = {
  conversation_id: { entity: "conversation", columnsLeast: 0 },
  contact_id: { entity: "contact", columnsLeast: 1 },
  account_id: { entity: "account", columnsLeast: 1 },
};

/**
 * Further sources over files that hold two kinds of records: the people or companies whose ids and
 * attributes stand in each row of a ticket, and the conversations that nothing but their messages
 * tells of. Rows of one id become one.
 */
export function companionsOf(
  choices: readonly Choice[],
  parents: ReadonlyMap<string, readonly Parent[]>,
  { entities, now }: { entities: ReadonlyMap<string, Entity>; now: number },
): Choice[] {
  return choices.flatMap((choice) => {
    const { reading, table } = choice;
    return (reading?.matches ?? []).flatMap(({ target, column }): Choice[] => {
      const { entity: name = "", columnsLeast = 0 } = held[target] ?? {};
      const entity = entities.get(name);
      if (entity === undefined || reading === undefined || reading.entity === name) return [];
      if (parentOf(column, parents.get(name) ?? []) !== undefined) return [];
      const columns = [column, ...unusedColumns(choice, name)];
      const matches = partMatches(columns, entity, column, now);
      if (matches.length < columnsLeast) return [];
      const why = "the same file holds these records too; rows of one id become one";
      const own: Match = { target: entity.key, column, weight: 0.9, name: 1, why };
      const part: Reading = {
        entity: name,
        matches: [own, ...matches],
        misses: [],
        key: { column, why, isName: false },
        turns: undefined,
        isNamed: false,
        score: 0,
      };
      const named = { ...table, name: `${table.name}_${entity.table}` };
      const none = { turns: undefined, rival: undefined, lacking: undefined };
      return [{ table: named, reading: part, ...none }];
    });
  });
}

/** Columns that feed nothing and are named after the other entity, or hold addresses and numbers. */
function unusedColumns({ table, reading }: Choice, name: string): Column[] {
  const used = new Set(reading?.matches.map(({ column }) => column));
  const words = entityClues.get(name)?.words ?? [];
  return table.columns.filter(
    (column) => !used.has(column) && column.tokens.some((token) => words.includes(token)),
  );
}

function partMatches(
  columns: readonly Column[],
  entity: Entity,
  key: Column,
  now: number,
): Match[] {
  const clue = entityClues.get(entity.name);
  if (clue === undefined) return [];
  const { matches } = matchColumns(columns, clue, { entity, now, parents: new Map() });
  return matches.filter(
    ({ column, name, target }) => column !== key && name >= 0.7 && target !== entity.key,
  );
}
