import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclarations } from "../base/declarations.ts";
import { assert } from "../base/errors.ts";
import type { Entity } from "./entity.ts";

/** Every entity, by its singular name. */
export async function loadEntities(): Promise<ReadonlyMap<string, Entity>> {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "entities");
  return entitiesByName(await loadDeclarations<Entity>(folder));
}

/**
 * Puts entities under their names.
 *
 * @throws AssertionError when they disagree among themselves; that is a bug in a declaration: two
 * of one table, a key that is no column, a reference to nothing, or a name that two columns of one
 * entity take for theirs, so that a source's column could mean either.
 */
export function entitiesByName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  const byName = new Map(entities.map((entity) => [entity.name, entity]));
  assert(byName.size === entities.length, "two entities have the same name");
  const tables = new Set(entities.map(({ table }) => table));
  assert(tables.size === entities.length, "two entities have the same table");
  for (const { name, key, columns } of entities) {
    assert(columns[key] !== undefined, `entity ${name}: its key ${key} is no column`);
    const owners = new Map<string, string>();
    for (const [column, { aliases = [], references }] of Object.entries(columns)) {
      for (const word of [column, ...aliases]) {
        const owner = owners.get(word);
        assert(owner === undefined, `entity ${name}: both ${owner} and ${column} are ${word}`);
        owners.set(word, column);
      }
      const parent = references?.entity;
      assert(
        parent === undefined || byName.has(parent),
        `entity ${name}: ${column} refers to the entity ${parent}, which there is not`,
      );
    }
  }
  return byName;
}
