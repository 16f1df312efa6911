import { makeCatalog, type Catalog } from "../../flow/govern/catalog.ts";
import { type CatalogChoice, chooseTables } from "../../flow/govern/choose-tables.ts";
import {
  databricksFiles,
  type DatabricksOptions,
  type SqlFile,
} from "../../flow/govern/databricks.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { listTables } from "../../flow/pipeline/lake.ts";
import { sqlType } from "../../storage/delta/duckdb-types.ts";
import { withProject, type OpenProject, type Scope } from "./scope.ts";

/** Which part of the catalog is read. */
export type CatalogInput = CatalogChoice & { signal?: AbortSignal | undefined };

/** Reads what the catalog tells of tables, with the columns of those that have landed. */
export function readCatalog(scope: Scope, input: CatalogInput): Promise<Catalog> {
  return withProject(scope, input.signal, async (open) => {
    const catalog = makeCatalog(open.project, await storedColumns(open));
    return chooseTables(catalog, input).map((table) => {
      return { ...table, files: table.files.map((file) => maskPlain(file)) };
    });
  });
}

/** How the Databricks form is made. */
export type DatabricksInput = DatabricksOptions & { signal?: AbortSignal | undefined };

/** Makes the statements that bring the tables of support to Databricks; needs no data. */
export function readDatabricksFiles(scope: Scope, options: DatabricksInput): Promise<SqlFile[]> {
  return withProject(scope, options.signal, async ({ project }) =>
    databricksFiles(project, makeCatalog(project), options),
  );
}

/** Columns of bronze and ops, which no declaration tells. */
async function storedColumns({
  executor,
  lake,
}: OpenProject): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const stored = new Map<string, Readonly<Record<string, string>>>();
  for (const id of await listTables(lake)) {
    if (!/^(bronze|ops)\./.test(id)) continue;
    const snapshot = await executor.snapshot(id);
    const columns =
      // headers are the source's own words, and some are an address
      snapshot?.schema.map(({ name, type }) => [maskPlain(name), shortType(sqlType(type))]) ?? [];
    stored.set(id, Object.fromEntries(columns) as Record<string, string>);
  }
  return stored;
}

function shortType(type: string): string {
  return type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
}
