import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { headerTokens, isConcept } from "./words.ts";

describe("headerTokens", () => {
  it.each([
    ["customer_id", "customer id"],
    ["customerID", "customer id"],
    ["IDCliente", "id customer"],
    ["Kundennummer", "customer id"],
    ["Geburtsdatum", "birth date"],
    ["Priorität", "priority"],
    ["prioritaet", "priority"],
    ["Data de Abertura", "date created"],
    ["n° de commande", "id order"],
    ["nº atendimento", "id ticket"],
    ["First response time (in hrs)", "first response time hours"],
    ["telefono", "phone"],
    ["createdAt", "created"],
    ["reclamações", "ticket"],
    ["segnalazioni", "ticket"],
    ["aziende", "company"],
    ["Agenten", "agent"],
    ["Kundenliste", "customer list"],
    ["solved_after_h", "resolved hours"],
    ["xyzzy42", "xyzzy"],
    ["", ""],
  ])("reads %s as %s", (header, words) => {
    expect(headerTokens(header).join(" ")).toBe(words);
  });

  it("gives each word once, whatever the header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (header) => {
        const words = headerTokens(header);
        expect(new Set(words).size).toBe(words.length);
      }),
    );
  });

  it("knows its own words by heart, and no others", () => {
    expect(["customer", "id", "phone"].every(isConcept)).toBe(true);
    expect(["kunde", "xyzzy", "constructor"].some(isConcept)).toBe(false);
  });
});
