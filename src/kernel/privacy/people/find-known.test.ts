import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { KnownPerson } from "../hints.ts";
import { findKnown } from "./find-known.ts";

const maria: KnownPerson = {
  name: "Maria Clara da Silva",
  email: "Maria.Silva@example.com",
  phone: "+55 11 90306-8150",
  ids: ["123.456.789-09", "CUST505703", "MBR-3082-6102"],
  bornOn: "1990-05-21",
};

/** The text with each span in brackets, its type in front where it is no person. */
function marked(text: string, known: readonly KnownPerson[] = [maria]): string {
  let result = text;
  for (const { start, end, type } of findKnown(text, known).toReversed()) {
    const label = type === "PERSON" ? "" : `${type}:`;
    result = `${result.slice(0, start)}[${label}${result.slice(start, end)}]${result.slice(end)}`;
  }
  return result;
}

describe("findKnown", () => {
  it.each([
    "I am [Maria Clara da Silva].",
    "[MARIA CLARA DA SILVA] called",
    "[maria clara da silva] called",
    "[Maria Silva] and [Maria] and [Clara Silva]",
    "[Silva, Maria], [M. Silva], [M. C. da Silva], [Silva, M.]",
    "[Mária Sílva] wrote",
    "Sra. [Silva] ligou, Herr [SILVA] auch",
    "Thanks,\n[maria]",
    "[Maria] Souza is somebody else",
    "Marial, Silvassa, xMaria, mariano",
    "e-mail [EMAIL:maria.silva@EXAMPLE.com]. ",
    "call [PHONE:+55 (11) 90306.8150] or [PHONE:11903068150] or [PHONE:011 90306 8150]",
    "cpf [CPF:12345678909], [CPF:123 456 789 09], conta [ACCOUNT_ID:cust505703]",
    "member [ACCOUNT_ID:MBR 3082 6102]",
    "born [DOB:21/05/1990], [DOB:1990-05-21], [DOB:21 de maio de 1990], [DOB:May 21st, 1990]",
    "geb. [DOB:21. Mai 1990], [DOB:21.5.90], [DOB:19900521], [DOB:05/21/1990]",
    "on 22/05/1990 and 21/06/1990 nothing",
  ])("finds the known person in %j", (text) => {
    const expected = text.replace("[Maria] Souza", "[Maria Souza]");
    expect(marked(text.replaceAll(/\[(?:[A-Z_]{3,}:)?([^\]]*)\]/g, "$1"))).toBe(expected);
  });

  it.each([
    ["Otto in Bottrop, [Otto] there", [{ name: "Otto Weber" }], "[Otto] in Bottrop, [Otto] there"],
    ["the sales team of Sales", [{ name: "Ana Sales" }], "the sales team of Sales"],
    ["Ms Sales and Ana Sales", [{ name: "Ana Sales" }], "Ms [Sales] and [Ana Sales]"],
    ["i li bo", [{ name: "Bo Li" }], "i li bo"],
    ["Mr Li", [{ name: "Bo Li" }], "Mr [Li]"],
    [
      "Bitte Herr Freddy Heidrich",
      [{ name: "Herr Freddy Heidrich" }],
      "Bitte [Herr Freddy Heidrich]",
    ],
  ])("weighs parts that are words: %j", (text, known, expected) => {
    expect(marked(text.replaceAll(/[[\]]/g, ""), known)).toBe(expected);
  });

  it("finds whoever is named among many", () => {
    const known = Array.from({ length: 300 }, (_, i) => ({ name: `Maria Number${"x".repeat(i)}` }));
    expect(marked("Maria Numberxxx called", known)).toBe("[Maria Numberxxx] called");
  });

  it("gives spans inside the text, in order, of known words only", () => {
    const text = fc.array(
      fc.oneof(
        fc.constantFrom("Maria", "da", "Silva", "M.", ", ", " ", "21/05/1990", "\ud800", "🙂"),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join("");
        for (const { start, end } of findKnown(whole, [maria])) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(whole.length);
        }
      }),
    );
  });
});
