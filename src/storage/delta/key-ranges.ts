import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { sqlType } from "./duckdb-types.ts";
import type { StructField } from "../delta-log/schema.ts";
import { countOf, type SqlConnection } from "../delta-log/sql.ts";

/** Rows to be cut into ranges of their key. */
export type RangeInput = {
  connection: SqlConnection;
  /** The rows, in no order; read several times. */
  select: string;
  /** Columns of the key; null comes first. */
  key: readonly StructField[];
  rowsPerFile: number;
};

/** Rows of a sample for each range: ranges then differ by some hundredths in size. */
const sampleRows = 1_000;

/** Share of `rowsPerFile` that ranges aim at, so that few grow larger. */
const aim = 0.95;

/**
 * Conditions that cut rows into ranges of their key, in order, of about `rowsPerFile` rows each; a
 * single one when all rows fit a file. They depend on the keys alone: the borders are picked from
 * a sample by hash.
 */
export async function keyRanges(input: RangeInput): Promise<string[]> {
  const { connection, select, key, rowsPerFile } = input;
  const singles = key.map(
    ({ name }, i) =>
      `min(${quoteName(name)}) IS NOT DISTINCT FROM max(${quoteName(name)}) AS s${i}`,
  );
  const nulls = key.map(({ name }, i) => `count(${quoteName(name)}) AS c${i}`);
  const [row] = await connection.rows(
    `SELECT ${["count(*) AS n", ...singles, ...nulls].join(", ")} FROM (${select})`,
  );
  const rowCount = countOf(row?.n);
  if (rowCount <= rowsPerFile) return ["true"];
  // A column with one value for all rows tells no two of them apart.
  const telling = key.filter(
    (_, i) => row?.[`s${i}`] !== true || countOf(row?.[`c${i}`]) < rowCount,
  );
  const borders = await pickBorders({ ...input, key: telling }, rowCount);
  return [undefined, ...borders].map((from, i) => {
    const to = borders[i];
    const conditions = [
      ...(from === undefined ? [] : [compared(telling, from, ">", "true")]),
      ...(to === undefined ? [] : [compared(telling, to, "<", "false")]),
    ];
    return conditions.join(" AND ");
  });
}

type Border = readonly (string | null)[];

/** The first key of every range but the first, each value as text. */
async function pickBorders(
  { connection, select, key, rowsPerFile }: RangeInput,
  rowCount: number,
): Promise<Border[]> {
  const names = key.map(({ name }) => quoteName(name));
  const rangeCount = Math.ceil(rowCount / (aim * rowsPerFile));
  const every = Math.max(1, Math.floor(rowsPerFile / sampleRows));
  const order = names.map((name) => `${name} NULLS FIRST`).join(", ");
  const texts = names.map((name, i) => `CAST(${name} AS VARCHAR) AS k${i}`).join(", ");
  const rows = await connection.rows(`
    SELECT ${texts} FROM (
      SELECT ${names.join(", ")}, row_number() OVER (ORDER BY ${order}) - 1 AS place, count(*) OVER () AS total
      FROM (${select}) WHERE hash(${names.join(", ")}) % ${every} = 0)
    WHERE place > 0 AND place * ${rangeCount} // total > (place - 1) * ${rangeCount} // total
    ORDER BY place`);
  return rows.map((row) =>
    names.map((_, i) => {
      const text = row[`k${i}`];
      return typeof text === "string" ? text : null;
    }),
  );
}

/** A row's key against a border: the comparison, or `whenEqual` where they are the same. */
function compared(
  [column, ...others]: readonly StructField[],
  [text = null, ...texts]: Border,
  operator: "<" | ">",
  whenEqual: "true" | "false",
): string {
  if (column === undefined) return whenEqual;
  const name = quoteName(column.name);
  const value = text === null ? "NULL" : `CAST(${quoteText(text)} AS ${sqlType(column.type)})`;
  const rest = compared(others, texts, operator, whenEqual);
  // Null is before all values.
  const beyond =
    operator === ">"
      ? text === null
        ? `${name} IS NOT NULL`
        : `${name} > ${value}`
      : text === null
        ? "false"
        : `(${name} IS NULL OR ${name} < ${value})`;
  return `(${beyond} OR (${name} IS NOT DISTINCT FROM ${value} AND ${rest}))`;
}
