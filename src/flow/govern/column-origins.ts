import type { FlowKind } from "../warehouse/column-flow.ts";
import type { Project } from "../pipeline/steps.ts";
import { sourceFeeds, type StoredColumns } from "./source-columns.ts";

/** A column that another one is made of, and how: see `FlowKind`. */
export type Origin = { column: string; how: FlowKind };

/** Answers where columns come from; columns are named `layer.table.column`. */
export type Origins = {
  /** The columns it is made of, one step back. */
  direct(column: string): readonly Origin[];
  /** The columns of bronze whose values get into it, over all steps. */
  roots(column: string): readonly string[];
};

/** Traces columns through all tables of a project, back to the columns of its sources. */
export function columnOrigins(project: Project, stored: StoredColumns): Origins {
  const feeds = new Map<string, Origin[]>();
  for (const { table, column, entity, feeds: fed } of sourceFeeds(project, stored)) {
    const id = `conformed.${entity.table}.${fed}`;
    feeds.set(id, [...(feeds.get(id) ?? []), { column: `${table}.${column}`, how: "value" }]);
  }
  const known = new Map<string, readonly string[]>();

  function direct(column: string): readonly Origin[] {
    const [table, name] = splitColumn(column);
    const origins = flowInto(project, table, name)
      .flatMap((origin) =>
        origin.column.startsWith("conformed.") ? (feeds.get(origin.column) ?? []) : [origin],
      )
      // Where a row came from stands in one struct until silver; each part feeds its own column.
      .filter((origin) => !places.has(name) || splitColumn(origin.column)[1] === name);
    return [...new Map(origins.map((origin) => [origin.column, origin])).values()];
  }

  function roots(column: string): readonly string[] {
    if (column.startsWith("bronze.")) return [column];
    const found = known.get(column);
    if (found !== undefined) return found;
    known.set(column, []); // a table that reads itself adds nothing
    const carried = direct(column).filter(({ how }) => how !== "counted");
    const list = [...new Set(carried.flatMap((origin) => roots(origin.column)))].toSorted();
    known.set(column, list);
    return list;
  }
  return { direct, roots };
}

/** `layer.table` and the column's name. */
export function splitColumn(column: string): [table: string, name: string] {
  const at = column.indexOf(".", column.indexOf(".") + 1);
  return [column.slice(0, at), column.slice(at + 1)];
}

const places = new Set(["_source", "_file", "_row", "_content_hash"]);

function flowInto(project: Project, table: string, name: string): Origin[] {
  const [layer = "", bare = ""] = table.split(".");
  if (layer === "quarantine") return asideFlow(project, bare, name);
  if (layer === "raw") {
    // The same SQL over rows that were typed and nothing else.
    const id = [`silver.${bare}`, `gold.${bare}`].find((one) => project.lineage.has(one));
    return id === undefined ? [] : flowInto(project, id, name);
  }
  const columns = project.lineage.get(table)?.columns;
  const flow = columns?.get(name) ?? (places.has(name) ? columns?.get("_origin") : undefined);
  return [...(flow ?? [])].map(([column, how]) => ({ column, how }));
}

/** Rows that were set aside: where they stand, and their key. */
function asideFlow(project: Project, table: string, name: string): Origin[] {
  const entity = [...project.entities.values()].find((one) => one.table === table);
  if (entity === undefined) return [];
  const from = name === "key" ? entity.key : places.has(name) ? "_origin" : undefined;
  return from === undefined ? [] : [{ column: `conformed.${table}.${from}`, how: "value" }];
}
