import { describe, expect, it } from "vitest";

import { findKnown } from "./find-known.ts";
import { findPeople } from "./find-people.ts";

describe("findInFileNames", () => {
  it.each([
    ["[anexo] extrato_Otávio.pdf", ["Otávio"]],
    ["statement_Grace_Miller_2026.pdf", ["Grace_Miller"]],
    ["statement_May.pdf", []],
    ["IMG_2024.jpg", []],
    ["TABLE_ROSA.csv", []],
    ["const user_Grace = 1", []],
  ])("finds in %j %j", (text, names) => {
    expect(findPeople(text, {}).map(({ start, end }) => text.slice(start, end))).toEqual(names);
  });
});

describe("findKnownInside", () => {
  it.each([
    ["see marcos_stollmann", ["marcos_stollmann"]],
    ["extrato_MARCOS.pdf", ["MARCOS"]],
    ["marcos_s@example.com", []],
    ["the_marcosian_way", []],
  ])("finds the known Marcos Stollmann in %j as %j", (text, names) => {
    const found = findKnown(text, [{ name: "Marcos Stollmann" }]);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(names);
  });
});
