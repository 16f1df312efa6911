import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createDetector } from "./detector.ts";
import { createMasker } from "./masker.ts";
import { normalise } from "./normalise/normalise.ts";
import type { Span } from "./span.ts";

/** A value of each type, with the words that give it away. */
const planted = [
  "write to ann.lee+shop@example.com",
  "call +55 11 91234-5678",
  "host 192.168.17.4 and 2001:db8::8a2e:370:7334",
  "https://ann:hunter2@example.com/x",
  "card 4111 1111 1111 1111",
  "IBAN DE89 3704 0044 0532 0130 00",
  "CPF 529.982.247-25",
  "CNPJ 11.222.333/0001-81",
  "my SSN is 536-22-1234",
  "passport number X1234567",
  "account number 00123456",
  "order #A-4711-22",
  "born on 1990-03-12",
  "00:1B:44:11:3A:B7",
  "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
  "password: hunter2-Zx9",
  "My name is Ann Lee.",
  "Ann",
  "Olá, meu nome é João da Silva,",
  "Rua das Flores 123, 01310-100 São Paulo",
  "4711-22",
  "ANN LEE",
];

/** What may stand around: scripts, invisible characters, halves of pairs, placeholders. */
const around = [
  " ",
  "\n",
  ", ",
  "\u200b",
  "\u00ad",
  "\u00a0",
  "\u202e",
  "\u0301",
  "\u0000",
  "\ud83d",
  "\udc4d",
  "👩\u200d💻",
  "Привет",
  "こんにちは",
  "שלום",
  "مرحبا",
  "٤١١١",
  "ＡＢ",
  "—",
  "[",
  "]",
  "(at)",
  " dot com",
  "[EMAIL_1]",
  "[PERSON_2]",
  "[TEXT_1]",
  "[EMAIL_",
  "@",
  ":",
  "1",
  "EMAIL_ab12cd_a2a2a2a2a2a2a2a2a2a2a2a2a2",
];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...planted) },
  { weight: 4, arbitrary: fc.constantFrom(...around) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }) },
);
const textOf = (max: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength: max }).map((pieces) => pieces.join(""));

const masker = createMasker(createDetector({ locations: true }));
const hints = {
  country: "BR",
  known: [{ name: "Ann Lee", email: "ann.lee@example.com", phone: "+55 11 91234-5678" }],
  team: [{ name: "João da Silva", bornOn: "1990-03-12" }],
};
const placeholder = /\[[A-Z_]+_\d+\]/y;

/** The text with the spans replaced by the placeholders that the masked text has in their places. */
function refilled(text: string, masked: string, spans: readonly Span[]): string {
  let [at, built] = [0, ""];
  for (const { start, end } of spans) {
    built += text.slice(at, start);
    placeholder.lastIndex = built.length;
    built += placeholder.exec(masked)?.[0] ?? "none";
    at = end;
  }
  return built + text.slice(at);
}

describe("mask, whatever the text", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(textOf(10), (text) => {
        const once = masker.mask(text).text;
        expect(masker.mask(once)).toEqual({ text: once, spans: [] });
      }),
    );
  });

  it("leaves what is outside of the spans as it is", () => {
    fc.assert(
      fc.property(textOf(10), (text) => {
        const { text: masked, spans } = masker.mask(text);
        expect(refilled(text, masked, spans)).toBe(masked);
      }),
    );
  });

  it("splits no surrogate pair", () => {
    fc.assert(
      fc.property(textOf(8), (text) => {
        for (const { start, end } of masker.mask(text).spans) {
          for (const at of [start, end]) {
            expect(/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))).toBe(false);
          }
        }
      }),
    );
  });

  it("leaves no value that it took, in any other notation of its letters and digits", () => {
    fc.assert(
      fc.property(textOf(10), (text) => {
        const { text: whole, spans } = masker.mask(text);
        const masked = normalise(whole).text.replaceAll(/\[[A-Z_]+_\d+\]/g, "[]");
        const left = spans
          .filter(({ type }) => type !== "TEXT" && type !== "IP")
          .map(({ start, end }) => normalise(text.slice(start, end)).text)
          .map((value) => (/\p{L}/u.test(value) ? value : value.replaceAll(/\D/g, "")))
          .filter((value) => value.length > 5 && alone(value).test(masked));
        expect(left).toEqual([]);
      }),
    );
  });
});

/** A value with no letter or digit before or behind it. */
function alone(value: string): RegExp {
  const escaped = value.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}])${escaped}(?![\p{L}\p{M}\p{N}])`, "u");
}

describe("maskTogether, whatever the texts", () => {
  it("changes nothing the second time", () => {
    const texts = fc.array(fc.option(textOf(4)), { maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.boolean(), (given, joined) => {
        const once = masker.maskTogether(given, hints, { joined });
        expect(masker.maskTogether(once, hints, { joined })).toEqual(once);
        expect(once.map((text) => text === null)).toEqual(given.map((text) => text === null));
      }),
    );
  });
});
