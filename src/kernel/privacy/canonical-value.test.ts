import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalValue } from "./canonical-value.ts";
import { entityTypes } from "./span.ts";

const invisible = "\u200b";

describe("canonicalValue", () => {
  it.each([
    [
      "EMAIL",
      "ana@example.com",
      ["Ana@Example.COM", " ana@example.com ", "mailto:ana@example.com"],
    ],
    ["EMAIL", "ana@example.com", ["Ana Silva <ana@example.com>", `ana${invisible}@example.com`]],
    ["EMAIL", "ana+shop@example.com", ["Ana+Shop@example.com"]],
    ["CPF", "52998224725", ["529.982.247-25", "529 982 247 25", "５２９.982.247-25"]],
    ["CNPJ", "12ABC34501DE35", ["12.abc.345/01de-35", "12ABC34501DE35"]],
    ["SSN", "078051120", ["078-05-1120", "078 05 1120"]],
    ["CREDIT_CARD", "4111111111111111", ["4111 1111 1111 1111", "4111-1111-1111-1111"]],
    ["IBAN", "DE89370400440532013000", ["de89 3704 0044 0532 0130 00"]],
    ["ACCOUNT_ID", "AC12345", ["ac-12345", "AC 12345", "#AC12345"]],
    ["NATIONAL_ID", "123", ["١٢٣", "1-2-3"]],
    [
      "PERSON",
      "joão da silva",
      ["João da Silva", "JOÃO  DA SILVA", "Sr. João da Silva", "Jo\u0061\u0303o da silva"],
    ],
    ["PERSON", "joão da silva", ["da Silva, João", "da Silva, Dr. João"]],
    ["PERSON", "mary o'neil", ["Mrs. Mary O’Neil", "Dr Mary O'Neil, PhD", "O'Neil, Mary"]],
    ["PERSON", "j smith jr", ["J. Smith Jr.", "Mr J Smith Jr"]],
    ["PERSON", "hans müller", ["Herr Dr. Hans Müller", "Prof. Dr. Hans Müller"]],
    ["IP", "192.168.1.1", ["192.168.001.001", "::ffff:192.168.1.1", "::ffff:c0a8:101"]],
    ["IP", "2001:db8::1", ["2001:0DB8:0:0:0:0:0:1", "[2001:db8::1]"]],
    ["MAC", "00:1a:2b:3c:4d:5e", ["00-1A-2B-3C-4D-5E", "001A.2B3C.4D5E", "001a2b3c4d5e"]],
    ["DOB", "1990-01-31", ["31/01/1990", "31.1.1990", "01/31/1990", "1990/1/31", "19900131"]],
    [
      "DOB",
      "1990-01-31",
      ["31 January 1990", "Jan 31, 1990", "31 de janeiro de 1990", "31. Januar 1990"],
    ],
    ["DOB", "1990-01-31", ["1990-01-31T00:00:00Z", "31st of January 1990"]],
    ["CRYPTO", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", [" 1BoatSLRHtKNngkdXEeobR76b53LETtpyT"]],
    ["ADDRESS", "12 main street", ["12  Main\nStreet"]],
    ["BADGE", "b-7 x", ["B-7  X"]],
  ])("gives %s the form %s however it is written", (type, form, notations) => {
    for (const notation of notations) expect(canonicalValue(type, notation)).toBe(form);
    expect(canonicalValue(type, form)).toBe(form);
  });

  it.each([
    ["BR", "+5511987654321", ["(11) 98765-4321", "011 98765 4321", "+55 11 98765-4321"]],
    ["BR", "+5511987654321", ["5511987654321", "0055 11 987654321", "0 15 11 98765-4321"]],
    [
      "US",
      "+15551234567",
      ["(555) 123-4567", "1-555-123-4567", "001-555-123-4567", "tel:+15551234567"],
    ],
    [
      "US",
      "+15551234567x89",
      ["555.123.4567x89", "555-123-4567 ext. 89", "+1 555 123 4567;ext=89"],
    ],
    ["GB", "+442079460958", ["020 7946 0958", "+44 (0)20 7946 0958", "0044 20 7946 0958"]],
    ["DE", "+4915112345678", ["0151 12345678", "0151/12345678", "4915112345678"]],
    ["IT", "+390612345678", ["06 1234 5678", "+39 06 1234 5678"]],
    ["ES", "+34612345678", ["612 34 56 78", "34612345678", "612-345-678"]],
    ["RU", "+79161234567", ["8 (916) 123-45-67"]],
    [undefined, "+15551234567", ["+1 (555) 123-4567", "001 555 123 4567"]],
    [undefined, "5551234567", ["(555) 123-4567", "555 123 4567"]],
    ["XX", "5551234567", ["555 123 4567"]],
  ])("gives a phone of %s the form %s", (country, form, notations) => {
    for (const notation of notations) expect(canonicalValue("PHONE", notation, country)).toBe(form);
  });

  it.each([
    ["PHONE", "n/a"],
    ["PHONE", "-"],
    ["PHONE", "1-800-flowers"],
    ["NATIONAL_ID", "--"],
    ["IP", "1.2.3.400"],
    ["IP", "fe80::1%eth0"],
    ["MAC", "no mac"],
    ["DOB", "02/03/1990"],
    ["DOB", "31/02/1990"],
    ["DOB", "in spring"],
    ["PERSON", "dr."],
    ["EMAIL", ""],
  ])("leaves %s %s as it is, since it can't be read as one", (type, value) => {
    expect(canonicalValue(type, value)).toBe(value);
  });

  it("reads days in the order of the country", () => {
    expect(canonicalValue("DOB", "02/03/1990", "US")).toBe("1990-02-03");
    expect(canonicalValue("DOB", "02/03/1990", "BR")).toBe("1990-03-02");
  });

  it("changes nothing when applied twice", () => {
    const types = fc.constantFrom(...entityTypes, "NATIONAL_ID", "TAX_ID", "ID");
    const countries = fc.constantFrom(undefined, "BR", "US", "DE", "IT", "HU", "RU", "XX");
    const texts = fc.oneof(
      fc.uint16Array({ maxLength: 20 }).map((units) => String.fromCharCode(...units)),
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[0-9+ ()./:x,;=#abf<>@mailto\u0130\u00a0\u0663-]{0,20}$/u),
      fc.stringMatching(/^\+?[0-9 ()-]{3,18}$/),
    );
    fc.assert(
      fc.property(types, texts, countries, (type, text, country) => {
        const once = canonicalValue(type, text, country);
        expect(canonicalValue(type, once, country)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
