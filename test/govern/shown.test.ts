import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Catalog, Earshot } from "../../src/surface/engine/engine.ts";
import { openSample, type Company } from "../pipeline/company.ts";

let company: Company;
let lake: Earshot;
let catalog: Catalog;

beforeAll(async () => {
  company = await openSample();
  lake = company.open();
  await lake.run();
  catalog = await lake.catalog({ isPersonal: true });
});
afterAll(() => company[Symbol.asyncDispose]());

/** Columns that show what is personal in one way, with the table of each. */
function columnsThatShow(shown: string): [table: string, column: string][] {
  const found = catalog.flatMap(({ id, layer, columns }) =>
    layer === "bronze"
      ? []
      : columns
          .filter((one) => one.shown === shown)
          .map(({ name }) => [id, name] as [string, string]),
  );
  expect(found.length, `columns that show a ${shown}`).toBeGreaterThan(0);
  return found;
}

/** How many values of each column there are that a condition holds for, by `table.column`. */
async function counts(
  columns: readonly (readonly [string, string])[],
  condition: (column: string) => string,
): Promise<Record<string, number>> {
  const selects = columns.map(
    ([table, column]) =>
      `SELECT '${table}.${column}' AS name, count(*) FILTER (WHERE ${condition(column)}) AS n FROM ${table}`,
  );
  const rows = await lake.rows(selects.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, n }) => [name as string, Number(n)]));
}

const none = (columns: readonly (readonly [string, string])[]): Record<string, number> =>
  Object.fromEntries(columns.map((names) => [names.join("."), 0]));

describe("what the catalog says is shown", () => {
  it("is a pseudonym, or an agent's id, where it says pseudonym", async () => {
    const columns = columnsThatShow("pseudonym");
    const other = await counts(
      columns,
      (name) => `NOT regexp_full_match(${name}, '[A-Z_]+_[a-z0-9]+_[a-z2-7]{20,}|agent \\S+')`,
    );
    expect(other).toEqual(none(columns));
    const filled = await counts(columns, (name) => `${name} IS NOT NULL`);
    expect(Object.values(filled).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_000);
  });

  it("is the first day of a year where it says year", async () => {
    const columns = columnsThatShow("year");
    expect(await counts(columns, (name) => `dayofyear(${name}) <> 1`)).toEqual(none(columns));
  });

  it("is text without e-mail addresses, and with placeholders, where it says masked text", async () => {
    const columns = columnsThatShow("masked text");
    const address = String.raw`[\w.+-]+@[\w-]+\.[a-z]{2,}`;
    expect(await counts(columns, (name) => `regexp_matches(${name}, '${address}')`)).toEqual(
      none(columns),
    );
    const masked = await counts(columns, (name) => `regexp_matches(${name}, '\\[[A-Z]+_\\d+\\]')`);
    expect(Object.values(masked).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
  });

  it("is made up of ids where it says as is", async () => {
    const columns = columnsThatShow("as is");
    expect(await counts(columns, (name) => `${name} NOT LIKE 'agent %'`)).toEqual(none(columns));
  });
});
