import type { Entity, PiiClass } from "../../core/domain/entity.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import { type SaidClass, type SqlModel, tableId } from "./sql-model.ts";

/** What the product declares: its entities, SQL models and stages. */
export type Declared = {
  entities: ReadonlyMap<string, Entity>;
  models: readonly SqlModel[];
  stages: readonly LoadedStage[];
};

/**
 * Columns of every table that a model may name, by table, each with why it is personal. Their names
 * are in lower case, as SQL tells no case of them apart.
 */
export type KnownTables = ReadonlyMap<string, ReadonlyMap<string, PiiClass | undefined>>;

/** The tables that a model may name, also those it must not name. */
export function knownTables({ entities, models, stages }: Declared): KnownTables {
  const tables = new Map<string, ReadonlyMap<string, PiiClass | undefined>>();
  for (const { table, columns } of entities.values()) {
    const own = Object.entries(columns).map(([name, { pii }]) => [name, pii] as const);
    const withSystem = [["system", undefined] as const, ...own];
    const places = ["_source", "_file", "_row"].map((name) => [name, undefined] as const);
    tables.set(`conformed.${table}`, new Map([...withSystem, ["_origin", undefined]]));
    tables.set(`raw.${table}`, new Map(withSystem));
    tables.set(`silver.${table}`, new Map([...withSystem, ...places]));
  }
  for (const model of models) {
    if (model.kind === "entity") continue;
    const columns = Object.entries(model.columns).map(
      ([name, { pii }]) => [name.toLowerCase(), classOf(pii)] as const,
    );
    tables.set(tableId(model), new Map(columns));
    tables.set(`raw.${model.name}`, new Map(columns));
  }
  for (const { stage } of stages) {
    const columns = Object.keys(stage.output).map(
      (name) => [name, classOf(stage.pii?.[name])] as const,
    );
    tables.set(stage.writes, new Map(columns));
  }
  return tables;
}

function classOf(said: SaidClass | undefined): PiiClass | undefined {
  return said === "NONE" ? undefined : said;
}
