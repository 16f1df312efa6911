import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { codesMax } from "./code-text.ts";
import { scanText } from "./scan-text.ts";

const hostile = [
  "a:a:",
  "1.1.1.",
  "123-45-",
  ".",
  "@",
  "a@a.",
  "1",
  "(((",
  "+1+1",
  "::::",
  "0x0x",
  "1 ",
  "12 34 ",
  "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
  "a_",
  "-----BEGIN PRIVATE KEY-----",
  "password:",
  "eyJ",
  "EMAIL_ab12cd_",
  "[EMAIL_",
  "http://a@",
  "DE89 3704 ",
  "+49 (0)",
  "ff-",
  "1 de ",
  "May 1 ",
  "\ud800",
  "order 1",
  "a\n1",
  "\u0301",
  "x@x.x",
  "a-1",
  "sk-",
  "1'",
] as const;

/** Any sequence of code units, lone surrogates too. */
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((codes) => String.fromCharCode(...codes));

function found(text: string, country?: string): string[] {
  return scanText(text, { country }).map(
    ({ type, start, end }) => `${type} ${text.slice(start, end)}`,
  );
}

describe("scanText", () => {
  it.each([
    ["Write to ann.o'neil+x@mail.example.com.", "EMAIL ann.o'neil+x@mail.example.com"],
    ["Mail <josé@exämple.org>, now", "EMAIL josé@exämple.org"],
    ["my mail is ann@example.com.Thanks", "EMAIL ann@example.com"],
    ["12345678901@example.com", "EMAIL 12345678901@example.com"],
    ["from 10.0.0.1:8080 or 2001:db8::fb96.", "IP 10.0.0.1", "IP 2001:db8::fb96"],
    ["ver (131.222.143.194) en la ficha", "IP 131.222.143.194"],
    [
      "postgres://svc:pa55@db.example.net:5432/x?y=1).",
      "URL_CRED postgres://svc:pa55@db.example.net:5432/x?y=1",
    ],
    ["card 4111 1111 1111 1111 until 12/27", "CREDIT_CARD 4111 1111 1111 1111"],
    ["3782-822463-10005", "CREDIT_CARD 3782-822463-10005"],
    ["to DE89 3704 0044 0532 0130 00 please", "IBAN DE89 3704 0044 0532 0130 00"],
    ["gb82west12345698765432", "IBAN gb82west12345698765432"],
    [
      "CPF 529.982.247-25, CNPJ 11.222.333/0001-81",
      "CPF 529.982.247-25",
      "CNPJ 11.222.333/0001-81",
    ],
    ["CNPJ 12.ABC.345/01DE-35", "CNPJ 12.ABC.345/01DE-35"],
    ["My SSN is 123-45-6789", "SSN 123-45-6789"],
    [
      "Router 00:1A:2b:3c:4D:5e and BA-FE-95-AE-62-4E",
      "MAC 00:1A:2b:3c:4D:5e",
      "MAC BA-FE-95-AE-62-4E",
    ],
    ["to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT by", "CRYPTO 1BoatSLRHtKNngkdXEeobR76b53LETtpyT"],
    [
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
      "CRYPTO bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ],
    ["password: hunter2!", "SECRET hunter2!"],
    [`{"api_key": "abcdef", "b": 1}`, "SECRET abcdef"],
    ["Authorization: Bearer abc.def-1234", "SECRET abc.def-1234"],
    [
      "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nok",
      "SECRET -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
    ],
    [
      "my key ghp_AabhAsrhoqduHMuKcxTaMRGIFBVZgoffwANF.",
      "SECRET ghp_AabhAsrhoqduHMuKcxTaMRGIFBVZgoffwANF",
    ],
    ["My passport number is C67988267.", "PASSPORT C67988267"],
    ["Il mio passaporto è YA1234567", "PASSPORT YA1234567"],
    ["Das Kundenkonto 8956599669 läuft", "ACCOUNT_ID 8956599669"],
    ["numéro client MBR-9211-8833", "ACCOUNT_ID MBR-9211-8833"],
    [
      "La commande n° 2026-896491 et la commande #228090",
      "ORDER_ID 2026-896491",
      "ORDER_ID #228090",
    ],
    ["bestelling 428-1455273-6231246", "ORDER_ID 428-1455273-6231246"],
    ["born 7/23/70", "DOB 7/23/70"],
    ["Nasci em 24 de junho de 1952.", "DOB 24 de junho de 1952"],
    ["Mein Geburtsdatum ist der 20. August 1971.", "DOB 20. August 1971"],
    ["née le 1er mars 1980", "DOB 1er mars 1980"],
    ["Date of birth: January 5th, 1980", "DOB January 5th, 1980"],
  ])("finds in %j: %j", (text, ...expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ["Call +1 (555) 010-9999 today", "+1 (555) 010-9999", ""],
    ["+49 (0)89 0691 8894", "+49 (0)89 0691 8894", ""],
    ["+5511972020048", "+5511972020048", ""],
    ["001-253-366-9781", "001-253-366-9781", ""],
    ["Desk: (898)666-3621x0135", "(898)666-3621x0135", ""],
    ["me ligue (11) 93231-4917", "(11) 93231-4917", "BR"],
    ["unter 0160/7682548 an", "0160/7682548", "DE"],
    ["au 06 12 34 56 78", "06 12 34 56 78", "FR"],
    ["al 637 50 02 77", "637 50 02 77", "ES"],
    ["al 333 1234567", "333 1234567", "IT"],
    ["tel. 06-12345678", "06-12345678", "NL"],
    ["bel 0612345678", "0612345678", "NL"],
    ["on 07700 900123", "07700 900123", "GB"],
    ["al 55 1234 5678", "55 1234 5678", "MX"],
    ["no 912 345 678", "912 345 678", "PT"],
    ["unter 0664 1234567", "0664 1234567", "AT"],
    ["Phone: 5403926876", "5403926876", "US"],
  ])("finds the phone in %j", (text, phone, country) => {
    expect(found(text, country)).toEqual([`PHONE ${phone}`]);
  });

  it.each([
    "Order 4711 is late",
    "the app v4.10.97, version 1.2.3.4",
    "SKU-19641494",
    "NF-e 747368571",
    "191031bb-e3be-4776-a6a4-82e0bd37d0c9",
    "12345678-1234-1234-1234-123456789012",
    "05ae4d450c0a4c17a0191995221b597e12345678",
    "1733767187776",
    "2026-11-20T17:15:00Z",
    "R$ 4745,66 and $1,958.99",
    "0.844065570064493",
    "3 weeks and 4 days, 12 calls",
    "23:60:41",
    "delivered on 20/09/2026",
    "std::vector<int> a::b",
    "iPhone 15 Pro Max",
    "https://example.com/a/1",
    "password: forgotten, please help",
    "customer since 2019",
    "12 345 678 units",
    "a ratio of 1:2:3",
    "[EMAIL_1] and [ORDER_ID_12]",
    "EMAIL_ab12cd_abcdefghijklmnopqrstuvwxyz",
    "order [ORDER_ID_12345]",
    "password: [SECRET_12]",
    "\ud800 \udc00 \0",
    "",
    "@",
    ":",
    "=",
  ])("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("gives sorted and disjoint spans within the text, whatever the text", () => {
    const piece = fc.oneof(anyUnits, fc.constantFrom(...hostile));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const edges = scanText(text, { country: "BR" }).flatMap(({ start, end }) => [start, end]);
        const all = [0, ...edges, text.length];
        expect(all).toEqual(all.toSorted((one, other) => one - other));
      }),
    );
  });

  it("finds the same in a text whatever it read before", () => {
    const piece = fc.oneof(anyUnits, fc.constantFrom(...hostile), fc.constantFrom("1", ":", "@"));
    const text = fc.array(piece).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        scanText(" ".repeat(4_096), {});
        const spans = scanText(after, {});
        scanText(after + before, {});
        expect(scanText(after, {})).toEqual(spans);
      }),
    );
  });

  it("finds values all along a text that is longer than can be read at once", () => {
    const places = [0, codesMax - 100_005, codesMax - 5, codesMax + 50_000, codesMax + 300_000];
    let text = "";
    for (const [i, place] of places.entries()) text = `${text.padEnd(place)}ann${i}@example.com`;
    expect(found(text)).toEqual(places.map((_, i) => `EMAIL ann${i}@example.com`));
  });

  it("never touches a placeholder or a pseudonym", () => {
    const masked = fc.constantFrom("[EMAIL_1]", "[ORDER_ID_12]", `PHONE_ab12cd_${"a2".repeat(13)}`);
    const piece = fc.oneof(fc.string(), fc.constantFrom(...hostile, "order ", "tel ", " ", "="));
    fc.assert(
      fc.property(fc.array(piece), masked, fc.array(piece), (before, middle, after) => {
        const start = before.join("").length + 1;
        const text = `${before.join("")} ${middle} ${after.join("")}`;
        const touching = scanText(text, {}).filter(
          (span) => span.end > start && span.start < start + middle.length,
        );
        expect(touching).toEqual([]);
      }),
    );
  });

  it.each(hostile)("finishes 2,000 units of %j", (unit) => {
    expect(scanText(unit.repeat(2_000 / unit.length), {})).toBeInstanceOf(Array);
  });
});
