import { deltaType, parseDuckType, sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "./errors.ts";
import { field, widens, type DeltaType, type StructField } from "./schema.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { textOf, type SqlConnection } from "./sql.ts";

/** One column that a SELECT gives. */
export type SelectColumn = {
  name: string;
  /** The Delta type that its DuckDB type is written as. */
  type: DeltaType;
  /** DuckDB's own name of its type. */
  duckType: string;
};

/**
 * The columns of a SELECT, without running it.
 *
 * @throws DeltaSchemaError when two names differ in case only, or a type has no Delta type.
 */
export async function describeSelect(
  connection: SqlConnection,
  select: string,
): Promise<SelectColumn[]> {
  const rows = await connection.rows(`DESCRIBE ${select}`);
  const columns = rows.map((row) => {
    const [name, duckType] = [textOf(row.column_name), textOf(row.column_type)];
    return { name, duckType, type: deltaType(parseDuckType(duckType), name) };
  });
  const seen = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) {
      throw new DeltaSchemaError(
        `the SELECT gives two columns named ${name} (case does not count); rename one with AS`,
      );
    }
    seen.add(folded);
  }
  return columns;
}

/** The schema of a table made of a SELECT's rows. */
export function schemaOfSelect(columns: readonly SelectColumn[]): StructField[] {
  return columns.map(({ name, type }) => field(name, type));
}

/**
 * Fits a SELECT's columns to a table: every column must be the table's, of its type or one that
 * widens to it; `add_columns` also lets columns be missing (null then) or new (added at the end).
 *
 * @returns The table's schema after the write.
 * @throws DeltaSchemaError when they do not fit.
 */
export function mergeSchema(
  columns: readonly SelectColumn[],
  schema: readonly StructField[],
  { folder, mode }: { folder: string; mode: "strict" | "add_columns" },
): StructField[] {
  const given = new Map(columns.map((column) => [column.name, column]));
  const known = new Map(schema.map((column) => [column.name.toLowerCase(), column.name]));
  const problems: string[] = [];
  for (const { name, type } of schema) {
    const column = given.get(name);
    if (column === undefined && mode === "strict") problems.push(`column ${name} is missing`);
    if (column !== undefined && !widens(column.type, type)) {
      problems.push(`column ${name} is ${show(column.type)}, the table has ${show(type)}`);
    }
  }
  const added = columns.filter(({ name }) => known.get(name.toLowerCase()) !== name);
  for (const { name } of added) {
    const other = known.get(name.toLowerCase());
    if (other !== undefined) problems.push(`column ${name} is spelled ${other} in the table`);
    else if (mode === "strict") problems.push(`column ${name} is not in the table`);
  }
  if (problems.length > 0) {
    throw new DeltaSchemaError(
      `the rows do not fit ${folder}: ${problems.join("; ")}; cast or rename in the SELECT` +
        (mode === "strict" ? ", or allow new columns with schemaMode 'add_columns'" : ""),
    );
  }
  return [...schema, ...schemaOfSelect(added)];
}

function show(type: DeltaType): string {
  return typeof type === "string" ? type : sqlType(type);
}

/**
 * The SELECT that is written: the given one with its columns in the table's order and cast to the
 * table's types. It is the given one itself when nothing is to be changed.
 */
export function projectSelect(
  select: string,
  columns: readonly SelectColumn[],
  schema: readonly StructField[],
): string {
  const given = new Map(columns.map((column) => [column.name, column]));
  const written = schema.filter(({ name }) => given.has(name));
  const asIs = written.every(({ name, type }, i) => {
    const column = columns[i];
    return column?.name === name && isWrittenAs(column, type);
  });
  if (asIs && written.length === columns.length) return select;
  const list = written.map(({ name, type }) => {
    const column = given.get(name);
    const keep = column !== undefined && isWrittenAs(column, type);
    return keep ? quoteName(name) : `${quoteName(name)}::${sqlType(type)} AS ${quoteName(name)}`;
  });
  return `SELECT ${list.join(", ")} FROM (${select})`;
}

/** True when a column's DuckDB type is the very one that stands for the Delta type. */
function isWrittenAs({ duckType }: SelectColumn, type: DeltaType): boolean {
  return meaningOf(duckType) === meaningOf(sqlType(type)); // the texts may quote names differently
}

function meaningOf(duckType: string): string {
  return JSON.stringify(parseDuckType(duckType));
}

/**
 * Checks that columns can become partition folders.
 *
 * @throws DeltaSchemaError when one is missing or of a type without a text form, or none is left.
 */
export function assertPartitionable(
  schema: readonly StructField[],
  partitionBy: readonly string[],
): void {
  for (const name of partitionBy) {
    const type = schema.find((column) => column.name === name)?.type;
    if (type === undefined)
      throw new DeltaSchemaError(`there is no column ${name} to partition by`);
    if (typeof type !== "string" || type === "binary") {
      throw new DeltaSchemaError(`column ${name} is ${show(type)}; partition by a plain value`);
    }
  }
  if (schema.length > 0 && schema.every(({ name }) => partitionBy.includes(name))) {
    throw new DeltaSchemaError(
      "every column is a partition column; keep at least one in the files",
    );
  }
}
