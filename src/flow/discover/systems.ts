import type { Entity } from "../../core/domain/entity.ts";
import { parentsOf, referencesOf, type Choice } from "./choose.ts";
import { parentOf } from "./links.ts";
import { folderOf } from "./tables.ts";

/** Least part of a column's values that lead to another table, for the two to share their ids. */
const sharedLeast = 0.3;

/**
 * The system of each table, by its name: its folder's name; tables whose ids lead to each other
 * share the one of those that most lead to.
 */
export function systemsOf(
  choices: readonly Choice[],
  entities: ReadonlyMap<string, Entity>,
  rootName: string,
): ReadonlyMap<string, string> {
  const above = new Map(choices.map(({ table }) => [table.name, table.name]));
  const home = (name: string): string => {
    const next = above.get(name) ?? name;
    return next === name ? name : home(next);
  };
  const ledTo = new Map<string, number>();
  for (const [from, to] of linksOf(choices, entities)) {
    above.set(home(from), home(to));
    ledTo.set(to, (ledTo.get(to) ?? 0) + 1);
  }
  const folders = new Map(
    choices.map(({ table }) => [table.name, folderName(table.files[0]!.name)]),
  ); // one at least
  const systemOf = (name: string): string => {
    const votes = new Map<string, number>();
    for (const [member, folder] of folders) {
      if (home(member) !== home(name)) continue;
      const system = folder === "" ? rootName : folder;
      votes.set(system, (votes.get(system) ?? 0) + 1 + 10 * (ledTo.get(member) ?? 0));
    }
    const [best] = [...votes].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return best?.[0] ?? rootName;
  };
  return new Map(choices.map(({ table }) => [table.name, systemOf(table.name)]));
}

function folderName(name: string): string {
  return folderOf(name).split("/").at(-1) ?? "";
}

/** Pairs of tables of which the first has ids of the second. */
function linksOf(
  choices: readonly Choice[],
  entities: ReadonlyMap<string, Entity>,
): [from: string, to: string][] {
  const parents = parentsOf(choices);
  return choices.flatMap((choice) =>
    referencesOf(choice, entities).flatMap(({ entity, column }): [string, string][] => {
      const led = parentOf(column, parents.get(entity) ?? []);
      const isShared = led !== undefined && led.overlap.share >= sharedLeast;
      return isShared ? [[choice.table.name, led.parent.table.name]] : [];
    }),
  );
}
