import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { copyRows, type CopiedFile } from "./copy-rows.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import type { Predicate } from "../delta-log/predicate.ts";
import type { StructField } from "../delta-log/schema.ts";
import { escapeGlob, type SqlConnection } from "../delta-log/sql.ts";
import { formatStats, parseStats } from "../delta-log/stats.ts";

/**
 * Checks that a table has the columns of a key.
 *
 * @throws DeltaSchemaError when it does not, or the key is empty.
 */
export function assertKeyColumns(schema: readonly StructField[], key: readonly string[]): void {
  const missing = key.filter((name) => !schema.some((column) => column.name === name));
  if (missing.length === 0 && key.length > 0) return;
  throw new DeltaSchemaError(`there are no columns ${missing.join(", ")} to be the key`);
}

/** Writes rows to a Parquet file that lives only as long as the staging folder; none: undefined. */
export async function copyAside(
  connection: SqlConnection,
  select: string,
  path: string,
): Promise<CopiedFile | undefined> {
  const files = await copyRows(connection, { select, path, extra: [] }, { compression: "snappy" });
  return files[0];
}

/** Rows put aside, as the FROM of a SELECT. */
export function asideSql({ path }: CopiedFile): string {
  return `read_parquet(${quoteText(escapeGlob(path))}, hive_partitioning = false)`;
}

/** The condition that rows `t` and `s` have the same key; never true of a null. */
export function sameKeySql(key: readonly string[]): string {
  return key.map((name) => `t.${quoteName(name)} = s.${quoteName(name)}`).join(" AND ");
}

/** The condition as the log tells it. */
export function sameKeyText(key: readonly string[]): string {
  return key.map((name) => `t.${name} = s.${name}`).join(" AND ");
}

/** What is true of every row that has one of the keys: between the least and the greatest. */
export function keyRange(
  key: readonly string[],
  schema: readonly StructField[],
  { rowCount, figures }: CopiedFile,
): Predicate[] {
  const { min, max } = parseStats(formatStats(rowCount, schema, figures));
  return key.flatMap((column) => [
    ...bound(column, ">=", min[column]),
    ...bound(column, "<=", max[column]),
  ]);
}

function bound(column: string, op: ">=" | "<=", value: unknown): Predicate[] {
  return typeof value === "string" ? [{ column, op, value }] : [];
}
