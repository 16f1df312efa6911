import { quoteText } from "../../core/base/sql-text.ts";
import type { ColumnTypes } from "../pipeline/lake.ts";
import type { Project } from "../pipeline/steps.ts";
import { type Catalog, type CatalogColumn, type CatalogTable, makeCatalog } from "./catalog.ts";

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
  const withColumns = { ...project, columns: new Map([...project.columns, [id, columns]]) };
  let sql: string | undefined;
  const view = {
    /** Made when somebody asks: most commands don't. */
    get sql(): string {
      sql ??= catalogSelect(makeCatalog(withColumns));
      return sql;
    },
  };
  return { ...withColumns, views: new Map([...project.views, [id, view]]) };
}

function catalogSelect(catalog: Catalog): string {
  const rows = catalog
    .filter(({ layer }) => layer !== "bronze")
    .flatMap((table) => table.columns.map((column, place) => tuple(table, column, place + 1)));
  const names = Object.keys(columns);
  const casts = Object.entries(columns).map(
    ([name, type]) => `CAST(${name} AS ${type}) AS ${name}`,
  );
  return `SELECT ${casts.join(", ")} FROM (VALUES ${rows.join(",\n")}) AS c(${names.join(", ")})`;
}

function tuple(
  { id: table, layer }: CatalogTable,
  column: CatalogColumn,
  position: number,
): string {
  const { name, type, pii, tag, shown, doc, from } = column;
  const bare = table.slice(layer.length + 1);
  const inLake = from.filter((origin) => !origin.column.startsWith("bronze."));
  const made = `[${inLake.map((origin) => literal(origin.column)).join(", ")}]`;
  const head = [layer, bare, name].map(literal);
  const tail = [type, pii, tag, shown, doc].map(literal);
  return `(${[...head, position, ...tail, made].join(", ")})`;
}

/** A text as SQL. Its points are apart from the rest: what names a table is read by it. */
function literal(text: string | undefined): string {
  return text === undefined ? "NULL" : quoteText(text).replaceAll(".", ".' || '");
}
