import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclarations } from "../base/declarations.ts";
import type { Entity } from "./entity.ts";

/** Every entity, by its singular name. */
export async function loadEntities(): Promise<ReadonlyMap<string, Entity>> {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "entities");
  const entities = await loadDeclarations<Entity>(folder);
  return new Map(entities.map((entity) => [entity.name, entity]));
}
