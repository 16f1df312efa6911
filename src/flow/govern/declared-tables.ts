import type { Entity, PiiClass } from "../../core/domain/entity.ts";
import { landingColumns } from "../ingest/column-names.ts";
import type { Project } from "../pipeline/steps.ts";
import { opsTables } from "./ops-tables.ts";
import { type Feed, sourceFeeds, type StoredColumns } from "./source-columns.ts";

/** Layers as the catalog tells them. */
export type CatalogLayer = "bronze" | "silver" | "enriched" | "gold" | "quarantine" | "ops";

type DeclaredColumn = { name: string; type: string; doc: string; pii: PiiClass | undefined };

/** A table as the declarations, the settings and the lake tell it. */
export type DeclaredTable = {
  id: string;
  layer: CatalogLayer;
  summary: string;
  grain: readonly string[];
  files: readonly string[];
  columns: readonly DeclaredColumn[];
};

/** Every table that a project knows, layer by layer, by name. */
export function declaredTables(project: Project, stored: StoredColumns): DeclaredTable[] {
  const tables = [
    ...bronzeTables(project, stored),
    ...modelTables(project),
    ...stageTables(project),
    ...asideTables(project),
    ...opsTables(project, stored),
  ];
  const order = ["bronze", "silver", "enriched", "gold", "quarantine", "ops"];
  return tables.toSorted(
    (a, b) => order.indexOf(a.layer) - order.indexOf(b.layer) || (a.id < b.id ? -1 : 1),
  );
}

/** What columns mean that tables have in common. */
const commonDocs: Readonly<Record<string, string>> = {
  system: "System that owns the ids",
  _source: "Source the row came from",
  _file: "Its file",
  _row: "Its row in the file, from 1",
  _content_hash: "Hash of what the row held",
  _ingested_at: "When it landed",
  _run_id: "Run it landed in",
  key: "Key of the row that was set aside",
  reasons: "Why it was set aside",
};

function bronzeTables(project: Project, stored: StoredColumns): DeclaredTable[] {
  const feeds = Map.groupBy(
    sourceFeeds(project, stored).filter(({ feeds: fed }) => fed !== "_origin"),
    ({ table, column }) => `${table}.${column}`.toLowerCase(),
  );
  return Object.entries(project.loaded.settings.sources).map(([name, { path }]) => {
    const id = `bronze.${name}`;
    const types = stored.get(id);
    const named = [...feeds.values()].flatMap(([feed]) =>
      feed?.table === id ? [[feed.column, "VARCHAR"] as const] : [],
    );
    const columns = types === undefined ? named : Object.entries(types);
    return {
      id,
      layer: "bronze",
      summary:
        types === undefined
          ? `Rows of the source ${name}; it has not landed, so only columns that the settings name are known.`
          : `Rows of the source ${name}, as they came.`,
      grain: [],
      files: [path].flat(),
      columns: columns.map(([column, type]) => {
        const own = feeds.get(`${id}.${column}`.toLowerCase()) ?? [];
        return { name: column, type, doc: bronzeDoc(column, own), pii: strongestClass(own) };
      }),
    };
  });
}

function bronzeDoc(column: string, feeds: readonly Feed[]): string {
  if ((landingColumns as readonly string[]).includes(column)) return commonDocs[column] ?? "";
  if (feeds.length === 0) return "Feeds nothing, so nobody says what it holds";
  return `Feeds ${feeds.map(({ entity, feeds: fed }) => `${entity.name} ${fed}`).join(", ")}`;
}

/** A column that holds whole messages holds free text, whatever else stands in them. */
function strongestClass(feeds: readonly Feed[]): PiiClass | undefined {
  const classes = feeds.flatMap(({ entity, feeds: fed }) => entity.columns[fed]?.pii ?? []);
  return classes.includes("FREE_TEXT") ? "FREE_TEXT" : classes[0];
}

function modelTables({ models, entities }: Project): DeclaredTable[] {
  return [...models].map(([id, { layer, summary, grain, entity: name, columns }]) => {
    const entity = name === undefined ? undefined : entities.get(name);
    if (entity !== undefined) {
      return { ...entityTable(entity), id, layer, summary, files: [] };
    }
    const list = Object.entries(columns).map(([column, { type, doc, pii }]) => {
      return { name: column, type, doc, pii: pii === "NONE" ? undefined : pii };
    });
    return { id, layer, summary, grain, files: [], columns: list };
  });
}

function entityTable({ key, columns }: Entity): Pick<DeclaredTable, "grain" | "columns"> {
  const own = Object.entries(columns).map(([name, { type, doc, pii }]) => {
    return { name, type, doc, pii };
  });
  const places = [
    common("_source", "VARCHAR"),
    common("_file", "VARCHAR"),
    common("_row", "BIGINT"),
  ];
  return { grain: ["system", key], columns: [common("system", "VARCHAR"), ...own, ...places] };
}

function stageTables({ stages }: Project): DeclaredTable[] {
  return stages.map(({ stage }) => ({
    id: stage.writes,
    layer: "enriched",
    summary: stage.summary,
    grain: stage.key,
    files: [],
    columns: Object.entries(stage.output).map(([name, type]) => {
      const said = stage.pii?.[name];
      const pii = said === "NONE" ? undefined : said;
      return { name, type, doc: stage.docs[name] ?? "", pii };
    }),
  }));
}

function asideTables({ columns, entities }: Project): DeclaredTable[] {
  return [...entities.values()].flatMap(({ name, table }) => {
    const id = `quarantine.${table}`;
    const types = columns.get(id);
    if (types === undefined) return [];
    const list = Object.entries(types).map(([column, type]) => common(column, type));
    const summary = `Rows of ${name} that were set aside: where they stand, and why.`;
    return [{ id, layer: "quarantine", summary, grain: [], files: [], columns: list }];
  });
}

function common(name: string, type: string): DeclaredColumn {
  return { name, type, doc: commonDocs[name] ?? "", pii: undefined };
}
