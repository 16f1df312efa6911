import { nearestName } from "../../core/base/nearest-name.ts";
import { QueryError } from "../query/query-errors.ts";
import type { Catalog, CatalogTable } from "./catalog.ts";

/** Which part of the catalog is meant. */
export type CatalogChoice = {
  /** Tables, such as `gold.customers` or `customers`, and layers; default: all. */
  tables?: readonly string[];
  /** Only personal columns, and tables that have some. */
  isPersonal?: boolean;
};

/**
 * The tables meant by `layer.table`, a bare name or a layer; of each all columns, or only the
 * personal ones, and then no table without any.
 *
 * @throws QueryError with the nearest name where one means nothing.
 */
export function chooseTables(
  catalog: Catalog,
  { tables: names = [], isPersonal = false }: CatalogChoice,
): Catalog {
  const meant = (table: CatalogTable, name: string): boolean =>
    [table.id, table.layer, table.id.slice(table.layer.length + 1)].includes(name.toLowerCase());
  for (const name of names) {
    if (catalog.some((table) => meant(table, name))) continue;
    const near = nearestName(
      name,
      catalog.flatMap(({ id }) => [id, id.slice(id.indexOf(".") + 1)]),
    );
    const hint = near === undefined ? "`earshot catalog` lists all" : `did you mean ${near}?`;
    throw new QueryError(`there is no table ${name}; ${hint}`);
  }
  const chosen = catalog.filter(
    (table) => names.length === 0 || names.some((name) => meant(table, name)),
  );
  if (!isPersonal) return chosen;
  return chosen
    .map((table) => ({ ...table, columns: table.columns.filter(({ pii }) => pii !== undefined) }))
    .filter(({ columns }) => columns.length > 0);
}
