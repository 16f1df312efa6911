import type { Entity, PiiClass } from "../../core/domain/entity.ts";
import type { LoadedStage } from "../enrich/stages.ts";
import type { Flow } from "./column-flow.ts";
import type { ColumnLineage } from "./column-lineage.ts";
import type { KnownTables } from "./known-tables.ts";
import type { SaidClass, SqlModel } from "./sql-model.ts";

/** Something personal that flows into a column, more than its count. */
type Personal = { source: string; schema: string; name: string; pii: PiiClass; isSame: boolean };

/** Layers whose rows hold text that is not masked yet. */
const rawLayers = ["bronze", "known", "conformed"];

/** Why something may not read the tables it reads: those of rows that are not masked yet. */
export function readingProblems(
  layer: "entity" | "model" | "stage",
  tables: readonly { schema: string; table: string }[],
): string[] {
  const forbidden = {
    entity: ["bronze", "known", "raw"],
    model: rawLayers,
    stage: [...rawLayers, "raw"],
  }[layer];
  return tables
    .filter(({ schema }) => forbidden.includes(schema.toLowerCase()))
    .map(({ schema, table }) => {
      const place = layer === "entity" ? "conformed" : "silver";
      return `reads ${schema}.${table}, where text is not masked; read it from ${place}`;
    });
}

/**
 * What is wrong with how a model of gold, or a full one of silver, says which of its columns are
 * personal: each that carries something personal must name a class of what it carries, or NONE.
 */
export function modelProblems(
  { columns }: Pick<SqlModel, "columns">,
  lineage: ColumnLineage,
  tables: KnownTables,
): string[] {
  return Object.entries(columns).flatMap(([column, { pii }]) => {
    const flow = lineage.columns.get(column.toLowerCase());
    if (flow === undefined) return [`${column} stands in its header, and its SELECT gives none`];
    const personal = personalFlow(flow, tables);
    const raw = personal.filter(({ schema }) => schema === "raw");
    if (raw.length > 0) {
      return [`${column} carries ${told(raw)}, which is not masked; read it from silver`];
    }
    return saidProblems({ column, said: pii, personal, place: "its header" });
  });
}

/**
 * What is wrong with how the model of an entity passes on what is personal. Free text is masked
 * only after it, column by column: so each goes on unchanged, under its own name. Everything else
 * personal goes into a column that the entity calls personal.
 */
export function entityProblems(
  { name: entityName, columns }: Pick<Entity, "name" | "columns">,
  lineage: ColumnLineage,
  tables: KnownTables,
): string[] {
  return [...lineage.columns].flatMap(([column, flow]) => {
    const personal = personalFlow(flow, tables);
    const said = columns[column]?.pii;
    const isRawText = ({ schema, pii }: Personal): boolean =>
      schema === "conformed" && pii === "FREE_TEXT";
    const misled = personal.filter(
      (one) => isRawText(one) && !(one.isSame && one.name === column && said === "FREE_TEXT"),
    );
    if (misled.length > 0) {
      const [{ name }] = misled as [Personal]; // there is one, as the line above says
      return [
        `${column} is made of ${told(misled)}, which is masked only behind this model; it may go on unchanged as ${name}, and nowhere else`,
      ];
    }
    if (personal.length === 0) return []; // a class of its own stays: it also names what is made up
    return saidProblems({ column, said, personal, place: `the entity ${entityName}` });
  });
}

/** What is wrong with how a stage says which of its columns are personal. */
export function stageProblems(
  { stage }: Pick<LoadedStage, "stage">,
  lineage: ColumnLineage,
  tables: KnownTables,
): string[] {
  const flows = Object.keys(stage.input).flatMap((name) => lineage.columns.get(name) ?? []);
  const personal = flows.flatMap((flow) => personalFlow(flow, tables));
  return Object.entries(stage.output).flatMap(([column, type]) => {
    const said = stage.pii?.[column];
    // A number or a time tells no text.
    if (said === undefined && type !== "VARCHAR" && type !== "VARCHAR[]") return [];
    return saidProblems({ column, said, personal, place: "its pii" });
  });
}

type Said = {
  column: string;
  said: SaidClass | undefined;
  personal: readonly Personal[];
  /** Where the class is said. */
  place: string;
};

function saidProblems({ column, said, personal, place }: Said): string[] {
  if (personal.length === 0) {
    if (said === undefined) return [];
    return [`${column} says pii: ${said}, and nothing personal flows into it; leave it out`];
  }
  const classes = [...new Set(personal.map(({ pii }) => pii))].toSorted();
  if (said === "NONE" || (said !== undefined && classes.includes(said))) return [];
  const found = said === undefined ? "says no class" : `says pii: ${said}`;
  const wanted = classes.map((name) => `\`pii: ${name}\``).join(" or ");
  const otherwise = place.startsWith("the entity")
    ? ""
    : ", or `pii: NONE` if nothing personal is left";
  return [
    `${column} carries ${told(personal)} and ${found}; write ${wanted} in ${place}${otherwise}`,
  ];
}

function personalFlow(flow: Flow, tables: KnownTables): Personal[] {
  return [...flow].flatMap(([source, kind]) => {
    const [schema = "", table = "", name = ""] = source.split(".");
    const pii = tables.get(`${schema}.${table}`)?.get(name);
    if (pii === undefined || kind === "counted") return [];
    return [{ source, schema, name, pii, isSame: kind === "same" }];
  });
}

function told(personal: readonly Personal[]): string {
  const texts = personal.map(({ source, pii }) => `${source} (${pii})`);
  return [...new Set(texts)].toSorted().join(", ");
}
