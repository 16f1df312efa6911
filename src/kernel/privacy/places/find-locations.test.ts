import { array, assert, constantFrom, nat, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { findLocations } from "./find-locations.ts";

const found = (text: string): string[] =>
  findLocations(text, {}).map(({ start, end }) => text.slice(start, end));

describe("findLocations", () => {
  it.each<[string, string[]]>([
    ["I moved to Chicago last year", ["Chicago"]],
    ["The parcel arrived in Port Amelia.", ["Port Amelia"]],
    ["We were in New York City and in São Paulo.", ["New York City", "São Paulo"]],
    ["Estonia was fun, so was St. Louis", ["Estonia", "St. Louis"]],
    ["Moro em Vila das Flores e a entrega atrasou", ["Vila das Flores"]],
    ["Vivo en Valladolid y tarda mucho", ["Valladolid"]],
    ["Die Lieferung kam nie in Bad Kreuznach an", ["Bad Kreuznach"]],
    ["Ich wohne in Frankfurt am Main.", ["Frankfurt am Main"]],
    ["geboren am 12.10.1953 in Aurich, Reisepass", ["Aurich"]],
    ["J'habite à Saint-Malo depuis mai", ["Saint-Malo"]],
    ["Abito a L'Aquila", ["L'Aquila"]],
    ["Ik woon in Den Haag", ["Den Haag"]],
    ["Der Zug von Kassel nach Fulda", ["Kassel", "Fulda"]],
    ["She works in Reading", ["Reading"]],
  ])("finds the places of %s", (text, places) => {
    expect(found(text)).toEqual(places);
  });

  it.each([
    "",
    "I am reading a nice book",
    "Reading is fun",
    "Paris Hilton called",
    "Dr. Sofia Madrid called",
    "I moved to Windows and to Premium",
    "It arrived in March",
    "wir essen um 12",
    "live at 12 Oak Street, Springfield, IL 62701, USA",
    "Bottroper und Madrider",
    "[LOCATION_1] in [PERSON_1]",
  ])("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("gives spans in order, apart and inside any text", () => {
    const piece = oneof(
      constantFrom(
        "in ",
        "moved to ",
        "New York",
        "St. ",
        "Nice",
        ", ",
        "12 Oak Street",
        "\n",
        "São ",
      ),
      nat(0xffff).map((unit) => String.fromCharCode(unit)),
    );
    assert(
      property(array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        let last = 0;
        for (const { start, end } of findLocations(text, {})) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
    );
  });
});
