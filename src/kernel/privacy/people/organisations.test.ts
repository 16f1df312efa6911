import { describe, expect, it } from "vitest";

import { findPeople } from "./find-people.ts";

const organisations = ["Maré", "Padaria do João Ltda", "Marisa S.A.", "Ana Krawczyk GmbH"];

function namesIn(text: string, hints = {}): string[] {
  return findPeople(text, { organisations, ...hints }).map(({ start, end }) =>
    text.slice(start, end),
  );
}

describe("withoutOrganisations", () => {
  it.each([
    ["Olá, aqui é Carla da Maré.", ["Carla"]],
    ["Olá, aqui é Carla da maré.", ["Carla"]],
    ["Oi Maré, tudo bem?", []],
    ["Atenciosamente,\nMARÉ", []],
    ["falei com Padaria do João", []],
    ["falei com Padaria do João Ltda.", []],
    ["falei com Marisa", ["Marisa"]],
    ["falei com Marisa S.A.", []],
    ["Oi Marisa, bom dia", ["Marisa"]],
    ["Hello Marisa team,", []],
    ["my name is Anna Maré", ["Anna Maré"]],
    ["Herr Krawczyk", ["Krawczyk"]],
    ["my name is Ana Krawczyk", ["Ana Krawczyk"]],
    ["written by Ana Krawczyk GmbH", []],
  ])("leaves of the people in %j %j", (text, people) => {
    expect(namesIn(text)).toEqual(people);
  });

  it("leaves the name alone that somebody known bears", () => {
    expect(namesIn("Oi Maré, tudo bem?", { known: [{ name: "Maré" }] })).toEqual(["Maré"]);
    expect(namesIn("Oi Maré, tudo bem?", { team: [{ name: "Sra. Maré" }] })).toEqual(["Maré"]);
  });
});
