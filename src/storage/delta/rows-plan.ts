import { deltaType, parseDuckType, sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { field, widens, type DeltaType, type StructField } from "../delta-log/schema.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { textOf, type SqlConnection } from "../delta-log/sql.ts";

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

/** `strict`: the columns are the table's; `add_columns`: some may be new or missing. */
export type SchemaMode = "strict" | "add_columns";

/** Rows that fit a table. */
export type FittedRows = {
  /** Gives the columns of `schema`. */
  select: string;
  /** The table's schema after the write. */
  schema: StructField[];
  /** The same for another version of the table; throws where the rows do not fit that one. */
  fit: (snapshot: Snapshot | undefined) => StructField[];
};

/**
 * Fits rows to the table they are written to; without a table they make its schema.
 *
 * @throws DeltaSchemaError when they do not fit.
 */
export async function fitRows(
  { folder, connection }: { folder: string; connection: SqlConnection },
  base: Snapshot | undefined,
  { select, schemaMode: mode = "strict" }: { select: string; schemaMode?: SchemaMode },
): Promise<FittedRows> {
  const columns = await describeSelect(connection, select);
  const fit = fitColumns(columns, { folder, mode });
  const schema = fit(base);
  return { select: projectSelect(select, columns, schema), schema, fit };
}

/** Tells the schema that a table has once it has rows of these columns. */
export function fitColumns(
  columns: readonly SelectColumn[],
  target: { folder: string; mode: SchemaMode },
): FittedRows["fit"] {
  return (snapshot) =>
    snapshot === undefined
      ? schemaOfSelect(columns)
      : mergeSchema(columns, snapshot.schema, target);
}

/**
 * Fits a SELECT's columns to a table: every column must be the table's, of its type or one that
 * widens to it; `add_columns` also lets columns be missing (null then) or new (added at the end).
 * The same holds for members of structs, which are matched by name wherever they stand.
 *
 * The table's own types never change: Delta lets no reader expect that.
 *
 * @returns The table's schema after the write.
 * @throws DeltaSchemaError when they do not fit.
 */
export function mergeSchema(
  columns: readonly SelectColumn[],
  schema: readonly StructField[],
  { folder, mode }: { folder: string; mode: SchemaMode },
): StructField[] {
  const fit: Fit = { mode, problems: [] };
  const merged = mergeFields(columns, schema, fit);
  if (fit.problems.length === 0) return merged;
  throw new DeltaSchemaError(
    `the rows do not fit ${folder}: ${fit.problems.join("; ")}; cast or rename in the SELECT` +
      (mode === "strict" ? ", or allow new columns with schemaMode 'add_columns'" : "") +
      "; only overwriting the whole table changes the type of a column",
  );
}

type Fit = { mode: SchemaMode; problems: string[]; within?: string };

function mergeFields(
  given: readonly { name: string; type: DeltaType }[],
  fields: readonly StructField[],
  { mode, problems, within = "" }: Fit,
): StructField[] {
  const byName = new Map(given.map((column) => [column.name, column.type]));
  const known = new Map(fields.map(({ name }) => [name.toLowerCase(), name]));
  const merged = fields.map((column) => {
    const path = within + column.name;
    const type = byName.get(column.name);
    if (type !== undefined) {
      return { ...column, type: mergeType(type, column.type, { mode, problems, within: path }) };
    }
    if (mode === "strict") problems.push(`column ${path} is missing`);
    return column;
  });
  const added = given.filter(({ name }) => known.get(name.toLowerCase()) !== name);
  for (const { name } of added) {
    const other = known.get(name.toLowerCase());
    if (other !== undefined) {
      problems.push(`column ${within}${name} is spelled ${within}${other} in the table`);
    } else if (mode === "strict") problems.push(`column ${within}${name} is not in the table`);
  }
  return [...merged, ...added.map(({ name, type }) => field(name, type))];
}

/** @param fit - `within` is the column itself. */
function mergeType(given: DeltaType, type: DeltaType, fit: Fit): DeltaType {
  const inside = (name: string): Fit => ({ ...fit, within: `${fit.within}.${name}` });
  if (typeof given !== "string" && typeof type !== "string") {
    if (given.type === "struct" && type.type === "struct") {
      return { ...type, fields: mergeFields(given.fields, type.fields, inside("")) };
    }
    if (given.type === "array" && type.type === "array") {
      const elementType = mergeType(given.elementType, type.elementType, inside("element"));
      return { ...type, elementType };
    }
    if (given.type === "map" && type.type === "map") {
      const keyType = mergeType(given.keyType, type.keyType, inside("key"));
      return {
        ...type,
        keyType,
        valueType: mergeType(given.valueType, type.valueType, inside("value")),
      };
    }
  }
  if (!widens(given, type)) {
    fit.problems.push(`column ${fit.within} is ${show(given)}, the table has ${show(type)}`);
  }
  return type;
}

function show(type: DeltaType): string {
  return typeof type === "string" ? type : sqlType(type);
}

/**
 * The SELECT that is written: the given one with its columns in the table's order, cast to the
 * table's types, and null where it lacks one. It is the given one itself when nothing is to be
 * changed.
 */
export function projectSelect(
  select: string,
  columns: readonly SelectColumn[],
  schema: readonly StructField[],
): string {
  const given = new Map(columns.map((column) => [column.name, column]));
  const asIs = schema.every(({ name, type }, i) => {
    const column = columns[i];
    return column?.name === name && isWrittenAs(column, type);
  });
  if (asIs && schema.length === columns.length) return select;
  const list = schema.map(({ name, type }) => {
    const column = given.get(name);
    const quoted = quoteName(name);
    if (column !== undefined && isWrittenAs(column, type)) return quoted;
    return `${column === undefined ? "NULL" : quoted}::${sqlType(type)} AS ${quoted}`;
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
