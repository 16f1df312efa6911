import { assert } from "../../core/base/errors.ts";
import { enumerations, type Enumeration } from "../../core/domain/enumeration.ts";
import type { Project } from "../pipeline/steps.ts";
import type { Catalog, CatalogColumn, CatalogTable } from "./catalog.ts";
import { splitColumn } from "./column-origins.ts";
import { supportTables, type SupportTable } from "./support-tables.ts";

/** How the tables of support get into Databricks. */
export type DatabricksOptions = {
  /** Catalog and schema of the tables, `main.support`; default: those in use there. */
  schema?: string | undefined;
  /** Folder that holds a file of each table; default `dbfs:/FileStore/tickets`. */
  path?: string | undefined;
  /** Form of those files; default `parquet`. */
  files?: "parquet" | "csv" | undefined;
};

/** Where the files of the tables stand, if nobody says otherwise. */
const databricksFolder = "dbfs:/FileStore/tickets";

/** A file of SQL. */
export type SqlFile = { name: string; text: string };

/**
 * The Databricks form of the five tables of support: what creates them with their constraints and
 * the tags of what identifies customers, what tags all else that is personal, and what loads them.
 * Each may run again: tables and tags stay as they are, constraints are made anew, and COPY INTO
 * passes over files that it has loaded.
 */
export function databricksFiles(
  project: Project,
  catalog: Catalog,
  options: DatabricksOptions = {},
): SqlFile[] {
  const tables = supportTables.map((support) => found(catalog, support));
  const name = (table: string): string =>
    options.schema === undefined ? table : `${quotedPath(options.schema)}.${table}`;
  const create = tables.map((table) => createTable(table, name));
  const checks = tables.flatMap((table) => checkStatements(project, table, name));
  const load = tables.map((table) => copyInto(table, name, options));
  return [
    {
      name: "ddl_tables.sql",
      text: sqlText(
        "The tables of support as Delta, with their constraints, and the tags of what identifies customers.\nKeys and references are told, not enforced; NOT NULL and CHECK are enforced.",
        [...create, ...checks, ...tagStatements(tables, "pii", name)],
      ),
    },
    {
      name: "tag_personal_data.sql",
      text: sqlText(
        "Tags of what else is personal: employees, authors of messages, free text.",
        tagStatements(tables, "personal_data", name),
      ),
    },
    { name: "load_data.sql", text: sqlText(loadHead(options), load) },
  ];
}

type Naming = (table: string) => string;
type Found = { support: SupportTable; table: CatalogTable; columns: readonly CatalogColumn[] };

function found(catalog: Catalog, support: SupportTable): Found {
  const table = catalog.find(({ id }) => id === `gold.${support.name}`);
  assert(table !== undefined, `there is no table gold.${support.name}`);
  const columns = support.columns.map((wanted) => {
    const column = table.columns.find(({ name }) => name === wanted);
    assert(column !== undefined, `gold.${support.name} has no column ${wanted}`);
    return column;
  });
  return { support, table, columns };
}

function createTable({ support, table, columns }: Found, name: Naming): string {
  const required = new Set([support.key, ...support.required]);
  const lines = columns.map(({ name: column, type, doc }) =>
    [column, sparkType(type), required.has(column) ? "NOT NULL" : "", `COMMENT ${text(doc)}`]
      .filter((part) => part !== "")
      .join(" "),
  );
  const key = `CONSTRAINT ${support.name}_key PRIMARY KEY (${support.key})`;
  const references = Object.entries(support.references).map(([column, parent]) => {
    const { key: parentKey } = supportTables.find((other) => other.name === parent)!; // one of the five
    return `CONSTRAINT ${support.name}_${column} FOREIGN KEY (${column}) REFERENCES ${name(parent)} (${parentKey})`;
  });
  const body = [...lines, key, ...references].map((line) => `  ${line}`).join(",\n");
  return `CREATE TABLE IF NOT EXISTS ${name(support.name)} (\n${body}\n)\nUSING DELTA\nCOMMENT ${text(table.summary)}`;
}

/** CHECK can't stand in CREATE TABLE there. */
function checkStatements(project: Project, one: Found, name: Naming): string[] {
  const { support, table, columns } = one;
  return columns.flatMap((column) => {
    const condition = conditionOn(project, table, column);
    if (condition === undefined) return [];
    const [own, constraint] = [name(support.name), `${support.name}_${column.name}`];
    return [
      `ALTER TABLE ${own} DROP CONSTRAINT IF EXISTS ${constraint}`,
      `ALTER TABLE ${own} ADD CONSTRAINT ${constraint} CHECK (${column.name} ${condition})`,
    ];
  });
}

/** What every value of a column fulfils: as its header says, or the entity it comes from. */
function conditionOn(
  project: Project,
  { id }: CatalogTable,
  { name, pii, from }: CatalogColumn,
): string | undefined {
  if (pii !== undefined) return undefined; // what shows is not what was checked
  const said = project.models.get(id)?.columns[name]?.check;
  const [origin] = from;
  if (said !== undefined || from.length !== 1 || origin?.how !== "same") return said;
  return entityCondition(project, origin.column);
}

function entityCondition(project: Project, column: string): string | undefined {
  const [table, name] = splitColumn(column);
  const entity = project.entities.get(project.models.get(table)?.entity ?? "");
  const declared = entity?.columns[name];
  if (declared?.enumeration === undefined) return declared?.check;
  const { values, open }: Enumeration = enumerations[declared.enumeration];
  return open === true ? undefined : `IN (${values.map(text).join(", ")})`;
}

function tagStatements(
  tables: readonly Found[],
  tag: "pii" | "personal_data",
  name: Naming,
): string[] {
  return tables.flatMap(({ support, columns }) =>
    columns
      .filter((column) => column.tag === tag)
      .map(
        (column) =>
          `ALTER TABLE ${name(support.name)} ALTER COLUMN ${column.name} SET TAGS (${text(tag)} = ${text(column.pii ?? "")})`,
      ),
  );
}

function copyInto(
  { support, columns }: Found,
  name: Naming,
  { path = databricksFolder, files = "parquet" }: DatabricksOptions,
): string {
  const list = columns.map(({ name: column, type }) =>
    files === "csv" ? fromText(column, type) : column,
  );
  const file = text(`${path.replace(/\/+$/, "")}/${support.name}.${files}`);
  const csv = `\nFORMAT_OPTIONS ('header' = 'true', 'multiLine' = 'true', 'quote' = '"', 'escape' = '"')`;
  return [
    `COPY INTO ${name(support.name)}`,
    `FROM (\n  SELECT\n    ${list.join(",\n    ")}\n  FROM ${file}\n)`,
    `FILEFORMAT = ${files.toUpperCase()}${files === "csv" ? csv : ""}`,
  ].join("\n");
}

/** A column of a CSV file, whose columns are all text. */
function fromText(column: string, type: string): string {
  if (type === "VARCHAR") return column;
  if (type === "VARCHAR[]") return `split(translate(${column}, '[]"', ''), '[;|,] *') AS ${column}`;
  return `CAST(${column} AS ${sparkType(type)}) AS ${column}`;
}

function loadHead({ path = databricksFolder, files = "parquet" }: DatabricksOptions): string {
  const lines = supportTables.map(
    ({ name }) =>
      `  earshot sql "SELECT * FROM gold.${name}" --format ${files} --output ${name}.${files}\n` +
      `  databricks fs cp ${name}.${files} ${path.replace(/\/+$/, "")}/${name}.${files}`,
  );
  return `Loads each table after those it refers to. A file that was loaded is not loaded again.\nThe files, masked as gold is, are made and brought there by\n${lines.join("\n")}`;
}

const sparkTypes: Readonly<Record<string, string>> = {
  VARCHAR: "STRING",
  "VARCHAR[]": "ARRAY<STRING>",
  "DOUBLE[]": "ARRAY<DOUBLE>",
  TIMESTAMPTZ: "TIMESTAMP",
};

function sparkType(type: string): string {
  return sparkTypes[type] ?? type;
}

/** A text as Databricks reads it: there two quotes in a row are nothing, and \ escapes. */
function text(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

function quotedPath(path: string): string {
  return path
    .split(".")
    .map((part) => `\`${part.replaceAll("`", "``")}\``)
    .join(".");
}

function sqlText(head: string, statements: readonly string[]): string {
  const comment = head.split("\n").map((line) => `-- ${line}`);
  return `${comment.join("\n")}\n\n${statements.map((statement) => `${statement};`).join("\n\n")}\n`;
}
