import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { parseSqlModel, tableId } from "./sql-model.ts";

const header = `summary: Counts.
grain: [day]
clock: day
columns:
  day: { type: DATE, doc: Day }
  n:   { type: BIGINT, doc: "Rows, all of them", check: ">= 1", pii: EMPLOYEE }`;

function model(headerText: string, sql = "SELECT 1") {
  return parseSqlModel("gold", "counts", `/*---\n${headerText}\n---*/\n${sql}\n`, parse);
}

describe("parseSqlModel", () => {
  it("reads a header and the SELECT after it", () => {
    const found = model(header, "SELECT day, count(*) AS n\nFROM silver.x;");
    expect(found).toEqual({
      name: "counts",
      layer: "gold",
      summary: "Counts.",
      kind: "full",
      entity: undefined,
      grain: ["day"],
      clock: "day",
      columns: {
        day: { type: "DATE", doc: "Day" },
        n: { type: "BIGINT", doc: "Rows, all of them", check: ">= 1", pii: "EMPLOYEE" },
      },
      sql: "SELECT day, count(*) AS n\nFROM silver.x",
    });
    expect(tableId(found)).toBe("gold.counts");
  });

  it("takes a model that names an entity for one of its kind, without columns", () => {
    const found = model("summary: Tickets.\nentity: ticket");
    expect([found.kind, found.entity, found.grain, found.columns]).toEqual([
      "entity",
      "ticket",
      [],
      {},
    ]);
  });

  it.each([
    ["no header", "SELECT 1", "needs a header"],
    [
      "no summary",
      `/*---\n${header.replace("summary: Counts.\n", "")}\n---*/\nSELECT 1`,
      "summary",
    ],
    ["no grain", `/*---\n${header.replace("grain: [day]\n", "")}\n---*/\nSELECT 1`, "a grain"],
    [
      "no columns",
      "/*---\nsummary: A.\ngrain: [a]\n---*/\nSELECT 1",
      "a of the grain is no column",
    ],
    [
      "a grain that is no column",
      `/*---\n${header.replace("[day]", "[week]")}\n---*/\nSELECT 1`,
      "week",
    ],
    ["a word no header has", `/*---\n${header}\nclocks: day\n---*/\nSELECT 1`, "says clocks"],
    ["a kind there is not", `/*---\n${header}\nkind: table\n---*/\nSELECT 1`, "kind table"],
    [
      "a doc cut off at its comma",
      `/*---\n${header.replace('"Rows, all of them"', "Rows, all of them")}\n---*/\nSELECT 1`,
      "n says all of them",
    ],
    ["no type", `/*---\n${header.replace("type: DATE, ", "")}\n---*/\nSELECT 1`, "day has no type"],
    [
      "a class there is not",
      `/*---\n${header.replace("EMPLOYEE", "EMPLOYE")}\n---*/\nSELECT 1`,
      "n says pii: EMPLOYE; there are DIRECT_ID, CONTACT",
    ],
    ["no doc", `/*---\n${header.replace(", doc: Day", "")}\n---*/\nSELECT 1`, "day has no doc"],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseSqlModel("gold", "counts", text, parse)).toThrow(message);
  });
});
