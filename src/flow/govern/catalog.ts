import type { PiiClass } from "../../core/domain/entity.ts";
import type { Project } from "../pipeline/steps.ts";
import { columnOrigins, type Origin, splitColumn } from "./column-origins.ts";
import { type CatalogLayer, declaredTables, type DeclaredTable } from "./declared-tables.ts";
import { sourceFeeds, type StoredColumns } from "./source-columns.ts";

/**
 * How a column shows what is personal in it.
 *
 * - `raw`: as it came; nobody but the pipeline reads bronze.
 * - `masked text`: with placeholders in place of what is personal.
 * - `pseudonym`: the same value has the same pseudonym everywhere.
 * - `year`: a date by its year.
 * - `as is`: nothing personal stands in it.
 */
export type Shown = "raw" | "masked text" | "pseudonym" | "year" | "as is";

/**
 * Tag of a personal column in a Databricks catalog. `pii` is what identifies a customer in the
 * customer's own record; `personal_data` is all the rest: employees, authors' names, free text.
 */
export type PersonalTag = "pii" | "personal_data";

/** One column of a table. */
export type CatalogColumn = {
  name: string;
  type: string;
  doc: string;
  pii: PiiClass | undefined;
  tag: PersonalTag | undefined;
  shown: Shown;
  /** The columns it is made of, one step back. */
  from: readonly Origin[];
  /** The columns of bronze whose values get into it, over all steps. */
  roots: readonly string[];
};

/** One table of the lake. */
export type CatalogTable = {
  /** `gold.customers` */
  id: string;
  layer: CatalogLayer;
  summary: string;
  /** Columns that together are unique; empty where none are. */
  grain: readonly string[];
  /** Files that its values come from, as the settings name them. */
  files: readonly string[];
  /** Columns that decide which rows there are, or in which order. */
  filteredBy: readonly string[];
  columns: readonly CatalogColumn[];
};

/** Every table that a project knows, layer by layer, by name. */
export type Catalog = readonly CatalogTable[];

/** Entities whose rows are a customer's own record. */
const customerRecords: ReadonlySet<string> = new Set(["account", "contact"]);

/**
 * Makes the catalog: every table with its columns, why each is personal, how it shows that, and what
 * it is made of. Reads no row. Costs some milliseconds.
 *
 * @param stored - Columns of tables that are there, for the layers whose columns nothing declares:
 * bronze and ops. A source's columns are unknown until it has landed.
 */
export function makeCatalog(project: Project, stored: StoredColumns = new Map()): Catalog {
  const origins = columnOrigins(project, stored);
  const tables = declaredTables(project, stored);
  const classes = personalClasses(tables);
  const fed = feedEntities(project, stored);
  const shownOf = memoized((column: string): Shown => {
    const pii = classes.get(column);
    if (column.startsWith("bronze.")) return "raw";
    if (pii === undefined) return "as is";
    const carries = (origin: Origin): boolean =>
      origin.how !== "counted" && classes.has(origin.column) && shownOf(origin.column) !== "as is";
    const isEntity = project.models.get(splitColumn(column)[0])?.kind === "entity";
    const flows = isEntity ? entityFlows(project, column) : origins.direct(column).filter(carries);
    // What a model makes up, such as an agent's name out of the id, needs no mask.
    return flows.length > 0 ? maskOf(pii) : "as is";
  });
  const isCustomers = memoized((column: string): boolean => {
    const entity = project.models.get(splitColumn(column)[0])?.entity ?? fed.get(column);
    if (entity !== undefined) return customerRecords.has(entity);
    return origins
      .direct(column)
      .some((origin) => classes.has(origin.column) && isCustomers(origin.column));
  });
  const tagOf = (column: string): PersonalTag | undefined => {
    const pii = classes.get(column);
    if (pii === undefined) return undefined;
    const identifies = pii !== "FREE_TEXT" && pii !== "EMPLOYEE";
    return identifies && isCustomers(column) ? "pii" : "personal_data";
  };
  return tables.map(({ columns: declared, ...table }) => {
    const columns = declared.map(({ name, type, doc, pii }) => {
      const id = `${table.id}.${name}`;
      const [shown, tag] = [shownOf(id), tagOf(id)];
      const [from, roots] = [origins.direct(id), origins.roots(id)];
      return { name, type, doc, pii, tag, shown, from, roots };
    });
    const filteredBy = [...(project.lineage.get(table.id)?.filters ?? [])].toSorted();
    return { ...table, files: filesBehind(columns, tables), filteredBy, columns };
  });
}

/** Files of the sources whose values get into any of the columns. */
function filesBehind(
  columns: readonly { roots: readonly string[] }[],
  tables: readonly DeclaredTable[],
): string[] {
  const sources = new Set(
    columns.flatMap(({ roots }) => roots.map((root) => splitColumn(root)[0])),
  );
  const files = tables.flatMap((table) => (sources.has(table.id) ? table.files : []));
  return [...new Set(files)];
}

function maskOf(pii: PiiClass): Shown {
  if (pii === "FREE_TEXT") return "masked text";
  return pii === "BIRTH_DATE" ? "year" : "pseudonym";
}

function personalClasses(tables: readonly DeclaredTable[]): ReadonlyMap<string, PiiClass> {
  return new Map(
    tables.flatMap(({ id, columns }) =>
      columns.flatMap(({ name, pii }): [string, PiiClass][] =>
        pii === undefined ? [] : [[`${id}.${name}`, pii]],
      ),
    ),
  );
}

/** Flows into a column of an entity that carry something personal of any entity. */
function entityFlows(project: Project, column: string): Origin[] {
  const [table, name] = splitColumn(column);
  const flow = [...(project.lineage.get(table)?.columns.get(name.toLowerCase()) ?? [])];
  return flow.flatMap(([from, how]) => {
    const [of, own] = splitColumn(from);
    const entity = [...project.entities.values()].find((one) => of.endsWith(`.${one.table}`));
    const isPersonal = how !== "counted" && entity?.columns[own]?.pii !== undefined;
    return isPersonal ? [{ column: from, how }] : [];
  });
}

/** The entity that each column of bronze feeds, by its name. */
function feedEntities(project: Project, stored: StoredColumns): ReadonlyMap<string, string> {
  return new Map(
    sourceFeeds(project, stored).map(({ table, column, entity }) => [
      `${table}.${column}`,
      entity.name,
    ]),
  );
}

function memoized<T>(compute: (column: string) => T): (column: string) => T {
  const known = new Map<string, T>();
  return (column) => {
    const found = known.get(column);
    if (found !== undefined) return found;
    const value = compute(column);
    known.set(column, value);
    return value;
  };
}
