import { describe, expect, it } from "vitest";

import type { Catalog, CatalogTable } from "./catalog.ts";
import { chooseTables } from "./choose-tables.ts";

function table(layer: CatalogTable["layer"], name: string, isPersonal: boolean): CatalogTable {
  const pii = isPersonal ? ("CONTACT" as const) : undefined;
  const plain = { type: "VARCHAR", doc: "A", tag: undefined, shown: "as is" as const };
  const rest = { ...plain, from: [], roots: [] };
  const columns = [
    { name: "id", pii: undefined, ...rest },
    { name: "email", pii, ...rest },
  ];
  return {
    id: `${layer}.${name}`,
    layer,
    summary: "A.",
    grain: [],
    files: [],
    filteredBy: [],
    columns,
  };
}

const catalog: Catalog = [
  table("silver", "tickets", false),
  table("gold", "tickets", false),
  table("gold", "customers", true),
];

const ids = (chosen: Catalog): string[] => chosen.map(({ id }) => id);

describe("chooseTables", () => {
  it.each([
    [[], ["silver.tickets", "gold.tickets", "gold.customers"]],
    [["gold.tickets"], ["gold.tickets"]],
    [["tickets"], ["silver.tickets", "gold.tickets"]],
    [["gold"], ["gold.tickets", "gold.customers"]],
    [
      ["Gold.Customers", "silver"],
      ["silver.tickets", "gold.customers"],
    ],
  ])("takes %j for %j", (tables, expected) => {
    expect(ids(chooseTables(catalog, { tables }))).toEqual(expected);
  });

  it("leaves only personal columns, and tables that have some", () => {
    const [only, ...more] = chooseTables(catalog, { isPersonal: true });
    expect([only?.id, only?.columns.map(({ name }) => name), more]).toEqual([
      "gold.customers",
      ["email"],
      [],
    ]);
  });

  it.each([
    ["gold.custmers", "there is no table gold.custmers; did you mean gold.customers?"],
    ["tikets", "did you mean tickets?"],
    ["zzzzzzzz", "`earshot catalog` lists all"],
  ])("names the nearest table to %s", (name, message) => {
    expect(() => chooseTables(catalog, { tables: [name] })).toThrow(message);
  });
});
