import type { Json } from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { evenly, type ColumnProfile } from "./profile.ts";

/** Something read in a value, and the rows that have this value. */
export type Read = { value: number; rows: number };

/** What a run would read in a column's values, by the functions that silver itself uses. */
export type Readings = {
  /** Rows whose values were tried. */
  count: number;
  /** Milliseconds since 1970 of those that are times, with the day before the month, and after it. */
  dmy: Read[];
  mdy: Read[];
  /** Rows with times of either order. */
  times: number;
  /** Whether day and month stand in an order that is not given by the form. */
  isOrdered: boolean;
  /** Those that are numbers, with a decimal point, and with a decimal comma. */
  point: Read[];
  comma: Read[];
  /** Rows with yes and no. */
  booleans: number;
};

/** Rows in which something was read. */
export function rowsOf(reads: readonly Read[]): number {
  return reads.reduce((sum, { rows }) => sum + rows, 0);
}

const valuesMax = 150_000;
const charactersMax = 60;

/** Tries the picked values of columns as times, numbers and yes or no; in the order of the columns. */
export async function readValues(
  profiles: readonly ColumnProfile[],
  connection: Connection,
): Promise<Readings[]> {
  const each = Math.max(20, Math.min(300, Math.floor(valuesMax / Math.max(1, profiles.length))));
  const readings = profiles.map((): Readings => {
    return {
      count: 0,
      dmy: [],
      mdy: [],
      times: 0,
      isOrdered: false,
      point: [],
      comma: [],
      booleans: 0,
    };
  });
  const tried: string[] = [];
  for (const [i, { picked, counts }] of profiles.entries()) {
    for (const value of evenly(picked, each)) {
      const rows = counts.get(value) ?? 1;
      readings[i]!.count += rows; // one each
      if (value.length > charactersMax || value.includes("\0") || !/\d|^\p{L}{1,10}$/u.test(value))
        continue;
      tried.push(`(${i}, ${rows}, ${quoteText(value)})`);
      if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/.test(value)) readings[i]!.isOrdered = true;
    }
  }
  for (let at = 0; at < tried.length; at += 20_000) {
    const rows = await connection.rows(`
      SELECT i, n, epoch_ms(as_timestamp(v, 'dmy', 'UTC')) AS dmy, epoch_ms(as_timestamp(v, 'mdy', 'UTC')) AS mdy,
        as_double(v, '.') AS point, as_double(v, ',') AS comma, as_boolean(v) AS yes
      FROM (VALUES ${tried.slice(at, at + 20_000).join(", ")}) AS t(i, n, v)`);
    for (const row of rows) add(readings[Number(row["i"])]!, row); // its index
  }
  return readings;
}

function add(reading: Readings, row: Readonly<Record<string, Json>>): void {
  const rows = Number(row["n"]);
  const put = (reads: Read[], value: Json | undefined): boolean => {
    if (value === null || value === undefined) return false;
    reads.push({ value: Number(textOf(value)), rows });
    return true;
  };
  const isDmy = put(reading.dmy, row["dmy"]);
  const isMdy = put(reading.mdy, row["mdy"]);
  if (isDmy || isMdy) reading.times += rows;
  put(reading.point, row["point"]);
  put(reading.comma, row["comma"]);
  if (row["yes"] !== null) reading.booleans += rows;
}
