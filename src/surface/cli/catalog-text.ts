import type { Catalog, CatalogColumn, CatalogTable } from "../engine/engine.ts";
import { formatCount, formatTable } from "./table.ts";

/** The catalog for people, line by line. */
export function describeCatalog(catalog: Catalog, { lineage }: { lineage: boolean }): string[] {
  const columnCount = catalog.reduce((sum, { columns }) => sum + columns.length, 0);
  const personalCount = catalog.reduce(
    (sum, { columns }) => sum + columns.filter(({ pii }) => pii !== undefined).length,
    0,
  );
  return [
    ...catalog.flatMap((table) => [...describeTable(table, lineage), ""]),
    `${counted(catalog.length, "table")}, ${counted(columnCount, "column")}, ${formatCount(personalCount)} personal.`,
  ];
}

function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

function describeTable(table: CatalogTable, lineage: boolean): string[] {
  const { id, layer, summary, grain, files, columns, filteredBy } = table;
  const hasFiles = files.length > 0 && (lineage || layer === "bronze");
  const head = ["column", "type", "personal", "shows", lineage ? "made of" : "meaning"];
  const rows = columns.map((column) => [
    column.name,
    column.type,
    column.pii ?? "",
    column.pii === undefined ? "" : column.shown,
    lineage ? madeOf(column) : column.doc,
  ]);
  return [
    `${id}: ${summary}`,
    ...(grain.length === 0 ? [] : [`One row for each ${grain.join(", ")}.`]),
    ...(hasFiles ? [`Values come from ${files.join(", ")}.`] : []),
    ...(lineage && filteredBy.length > 0 ? [`Rows decided by ${filteredBy.join(", ")}.`] : []),
    ...(columns.length === 0 ? [] : [formatTable(head, rows)]),
  ];
}

/** What a column is made of, one step back, and behind it where in bronze that came from. */
function madeOf({ from, roots }: CatalogColumn): string {
  const direct = from.map(({ column, how }) => (how === "counted" ? `count of ${column}` : column));
  const further = roots.filter((root) => !from.some(({ column }) => column === root));
  if (further.length === 0) return direct.join(", ");
  return `${direct.join(", ")} ← ${further.join(", ")}`;
}

/** The catalog as JSON, in the spelling of the lake's columns. */
export function jsonCatalog(catalog: Catalog): unknown {
  return catalog.map(({ id, layer, summary, grain, files, filteredBy, columns }) => ({
    table: id,
    layer,
    summary,
    grain,
    files,
    filtered_by: filteredBy,
    columns: columns.map(({ name, type, doc, pii, tag, shown, from, roots }) => {
      const made = { made_of: from, roots };
      return { column: name, type, doc, pii: pii ?? null, tag: tag ?? null, shown, ...made };
    }),
  }));
}
