import { sqlType } from "./duckdb-types.ts";
import type { StructField } from "../delta-log/schema.ts";
import { quoteText, quoteTexts } from "../../core/base/sql-text.ts";
import { escapeGlob } from "../delta-log/sql.ts";

/** Parquet files as the FROM of a SELECT. */
export type ParquetSource = {
  from: string;
  /** What each column is called there: names of our own, by the column's. */
  names: ReadonlyMap<string, string>;
};

/**
 * Reads columns of Parquet files by name, in the types given, null where a file does not have
 * them. They get names of our own, so that none clashes with DuckDB's virtual columns
 * `file_index` and `file_row_number`, which the SELECT may use.
 *
 * @param rowCount - Rows in all the files; without it DuckDB takes 1,000 a file, and joins go the
 *   wrong way round.
 */
export function parquetSource(
  paths: readonly string[],
  columns: readonly StructField[],
  rowCount: number | undefined,
): ParquetSource {
  const names = new Map(columns.map(({ name }, i) => [name, `c${i}`]));
  const members = columns.map(
    ({ name, type }, i) =>
      `${quoteText(name)}: {name: 'c${i}', type: ${quoteText(sqlType(type))}, default_value: NULL}`,
  );
  // The reader wants at least one column, were it one that no file has.
  if (members.length === 0) members.push("'': {name: 'c', type: 'INTEGER', default_value: NULL}");
  const list = quoteTexts(paths.map(escapeGlob));
  const schema = `MAP {${members.join(", ")}}`;
  const cardinality = rowCount === undefined ? "" : `, explicit_cardinality = ${rowCount}`;
  const options = `hive_partitioning = false, schema = ${schema}${cardinality}`;
  return { from: `read_parquet(${list}, ${options})`, names };
}
