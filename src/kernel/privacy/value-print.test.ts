import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalValue } from "./canonical-value.ts";
import { noPrint, valuePrint } from "./value-print.ts";

const types = ["EMAIL", "PHONE", "CPF", "IBAN", "ORDER_ID"] as const;
const letters = {
  EMAIL: "aAbB1@.+-_ :<>é".split(""),
  PHONE: "0000111259 ()+-./,x#é".split(""),
  CPF: "12aA.-/ é".split(""),
  IBAN: "12aA.-/ é".split(""),
  ORDER_ID: "12aA.-/# é".split(""),
};

describe("valuePrint", () => {
  it.each([
    ["EMAIL", "Ana.Silva+1@Example.com", "ana.silva+1@example.COM"],
    ["PHONE", "+55 (11) 98765-4321", "011 98765.4321"],
    ["CPF", "529.982.247-25", "52998224725"],
    ["IBAN", "DE89 3704 0044 0532 0130 00", "de89370400440532013000"],
  ])("gives two notations of %s one number, and another value another", (type, one, same) => {
    const print = valuePrint(type, one);
    expect(print).not.toBe(noPrint);
    expect(valuePrint(type, same)).toBe(print);
    expect(valuePrint(type, `${one}7`)).not.toBe(print);
  });

  it.each([
    ["EMAIL", "<ana@example.com>"],
    ["PHONE", "+49 (0)30 1234567"],
    ["PHONE", "555-123"],
    ["PHONE", "+55 11 98765-4321 ext 5"],
    ["CPF", "５２９.982.247-25"],
    ["CPF", "..."],
    ["PERSON", "Ana Silva"],
  ])("tells nothing of the %s %j", (type, value) => {
    expect(valuePrint(type, value)).toBe(noPrint);
  });

  it("has one number for values of one canonical form", () => {
    const values = fc.constantFrom(...types).chain((type) => {
      const text = fc.string({ unit: fc.constantFrom(...letters[type]), minLength: 1 });
      const country = fc.constantFrom(undefined, "BR", "US", "DE", "HU", "RU");
      return fc.tuple(fc.constant(type), text, country, fc.constantFrom(...rewritings));
    });
    const property = fc.property(values, ([type, value, country, rewrite]) => {
      const [one, other] = [value, rewrite(value)];
      const [print, otherPrint] = [valuePrint(type, one), valuePrint(type, other)];
      if (print === noPrint || otherPrint === noPrint || print === otherPrint) return;
      expect(canonicalValue(type, one, country)).not.toBe(canonicalValue(type, other, country));
    });
    fc.assert(property, { numRuns: 3_000 });
  });
});

const rewritings: readonly ((value: string) => string)[] = [
  (value) => value.toUpperCase(),
  (value) => value.replace(/[^a-z0-9@]/gi, ""),
  (value) => `0${value}`,
  (value) => `00${value}`,
  (value) => `+55${value}`,
  (value) => value.replace(/^\D*0+/, "+"),
  (value) => value.replace(/\d/, ""),
];
