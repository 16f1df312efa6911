import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { nearestName } from "../../core/base/nearest-name.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";

/** Layers in which a bare name is looked for, first to last; bronze only by its full name. */
const searchOrder = ["gold", "silver", "enriched", "ops", "quarantine"] as const;

/**
 * The table a name means: `layer.table`, a bare name in the layers from gold down, or
 * ``delta.`path` `` of a table's folder, or of the container and folder that the table has on Azure
 * (``delta.`abfss://gold@account.dfs.core.windows.net/tickets` ``). Upper and lower case are the same.
 *
 * @throws QueryError with the nearest name; QueryDeniedError for a file.
 */
export function resolveTable(
  schema: string,
  table: string,
  { tables, folder }: { tables: readonly string[]; folder: string },
): string {
  const known = new Map(tables.map((id) => [id.toLowerCase(), id]));
  for (const candidate of candidates(schema.toLowerCase(), table, folder)) {
    const found = known.get(candidate.toLowerCase());
    if (found !== undefined) return found;
  }
  const spelled = schema === "" ? table : `${schema}.${table}`;
  if (/[./\\*]/.test(table)) {
    throw new QueryDeniedError(
      `${spelled} is no table of the lake, and files can't be read here; declare it as a source in the settings`,
    );
  }
  throw new QueryError(`there is no table ${spelled}; ${hint(spelled, tables)}`);
}

function candidates(schema: string, table: string, folder: string): string[] {
  if (schema === "" || schema === "main") return searchOrder.map((layer) => `${layer}.${table}`);
  if (schema !== "delta") return [`${schema}.${table}`];
  const path = pathOf(table);
  const below = isAbsolute(path) ? relative(folder, path) : path;
  return [below.split(sep).join("/").replace(/\/$/, "").split("/").join(".")];
}

/** A folder of its own, or one of Azure's storage: its container is the layer of this lake. */
function pathOf(table: string): string {
  const [, container, path] = /^(?:abfs|wasb)s?:\/\/([^@/]+)@[^/]+\/(.+)$/i.exec(table) ?? [];
  if (container !== undefined) return `${container}/${path}`;
  return /^file:\/\/\//i.test(table) ? fileURLToPath(table) : table;
}

function hint(spelled: string, tables: readonly string[]): string {
  const bare = (id: string): string => id.slice(id.indexOf(".") + 1);
  const near =
    tables.find((id) => bare(id) === bare(spelled)) ??
    nearestName(spelled, [...tables, ...tables.map(bare)]);
  return near === undefined
    ? "`earshot sql --tables` lists what there is"
    : `did you mean ${near}?`;
}
