import { quoteText } from "../../core/base/sql-text.ts";
import type { ColumnTypes } from "../pipeline/lake.ts";
import type { Project } from "../pipeline/steps.ts";
import { makeCatalog } from "./catalog.ts";

const id = "ops.catalog";

const columns: ColumnTypes = {
  layer: "VARCHAR",
  table_name: "VARCHAR",
  column_name: "VARCHAR",
  position: "BIGINT",
  type: "VARCHAR",
  pii: "VARCHAR",
  tag: "VARCHAR",
  shown: "VARCHAR",
  doc: "VARCHAR",
  made_of: "VARCHAR[]",
};

/**
 * Adds the table `ops.catalog` to a project, which tells every column of silver, enriched, gold and
 * quarantine in SQL. It is computed when asked, so it is never behind. Bronze is left out: its
 * columns are those of the files, which only the lake knows.
 */
export function withCatalogView(project: Project): Project {
  const rows = makeCatalog(project)
    .filter(({ layer }) => layer !== "bronze")
    .flatMap((table) =>
      table.columns.map((column, place) => {
        const { name, type, pii, tag, shown, doc, from } = column;
        const bare = table.id.slice(table.layer.length + 1);
        const inLake = from.filter((origin) => !origin.column.startsWith("bronze."));
        const made = `[${inLake.map((origin) => literal(origin.column)).join(", ")}]`;
        const head = [table.layer, bare, name].map(literal);
        const tail = [type, pii, tag, shown, doc].map(literal);
        return `(${[...head, place + 1, ...tail, made].join(", ")})`;
      }),
    );
  const casts = Object.entries(columns).map(
    ([name, type]) => `CAST(${name} AS ${type}) AS ${name}`,
  );
  const sql = `SELECT ${casts.join(", ")} FROM (VALUES ${rows.join(",\n")}) AS c(${Object.keys(columns).join(", ")})`;
  return {
    ...project,
    views: new Map([...project.views, [id, { sql }]]),
    columns: new Map([...project.columns, [id, columns]]),
  };
}

/** A text as SQL. Its points are apart from the rest: what names a table is read by it. */
function literal(text: string | undefined): string {
  return text === undefined ? "NULL" : quoteText(text).replaceAll(".", ".' || '");
}
