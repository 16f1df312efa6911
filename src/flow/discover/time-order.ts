import { quoteText } from "../../core/base/sql-text.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import type { Choice } from "./choose.ts";
import type { Reading } from "./read-as.ts";
import { exceeds } from "./shares.ts";
import { percent } from "./traits.ts";

/** Times that cannot be before the first one: rows where they are would be set aside. */
const begins: Readonly<Record<string, { start: string; ends: readonly string[] }>> = {
  ticket: { start: "created_at", ends: ["first_response_at", "resolved_at", "closed_at"] },
};

const wrongMost = 0.05;

/** Takes away times of the end that stand before the beginning in too many rows. */
export async function withoutWrongOrder(choice: Choice, connection: Connection): Promise<Choice> {
  const { reading, table } = choice;
  const pair = begins[reading?.entity ?? ""];
  const start = reading?.matches.find(({ target }) => target === pair?.start)?.column;
  if (reading === undefined || pair === undefined || start === undefined) return choice;
  const wrong = new Map<string, string>();
  for (const { target, column } of reading.matches) {
    if (!pair.ends.includes(target)) continue;
    const at = [start, column].map(({ name }) =>
      table.columns.findIndex((one) => one.name === name),
    );
    const rows = table.sample
      .map((row) => at.map((i) => row[i]?.trim().slice(0, 60) ?? ""))
      .filter((row) => !row.includes(""));
    const share = await reversedShare(rows, connection);
    if (exceeds(wrongMost, share * rows.length, rows.length))
      wrong.set(target, `in ${percent(share)} of the rows it is before ${start.name}`);
  }
  if (wrong.size === 0) return choice;
  return { ...choice, reading: without(reading, wrong) };
}

function without(reading: Reading, wrong: ReadonlyMap<string, string>): Reading {
  const dropped = reading.matches.filter(({ target }) => wrong.has(target));
  return {
    ...reading,
    matches: reading.matches.filter(({ target }) => !wrong.has(target)),
    misses: [
      ...reading.misses,
      ...dropped.map(({ target, column }) => ({ target, column, why: wrong.get(target)! })),
    ], // filtered by it
  };
}

/** Part of the rows whose second time is before the first, whichever way days and months stand. */
async function reversedShare(
  rows: readonly (readonly string[])[],
  connection: Connection,
): Promise<number> {
  if (rows.length === 0) return 0;
  const values = rows.map(
    (row) => `(${row.map((value) => quoteText(value.replaceAll("\0", ""))).join(", ")})`,
  );
  const counts = ["dmy", "mdy"].map(
    (order) =>
      `avg(CASE WHEN as_timestamp(b, '${order}', 'UTC') < as_timestamp(a, '${order}', 'UTC') THEN 1.0 ELSE 0.0 END)`,
  );
  const row = await connection.row(
    `SELECT least(${counts.join(", ")}) AS share FROM (VALUES ${values.join(", ")}) AS t(a, b)`,
  );
  return Number(textOf(row?.["share"]));
}
