import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { composeDetector, type Tier } from "../../../kernel/privacy/compose-detector.ts";
import { openCsvMasker, type CsvMaskerOptions } from "./csv-masker.ts";
import { openJsonMasker, unseenError, type JsonMaskerOptions } from "./json-masker.ts";
import { MaskInputError } from "./mask-input-error.ts";
import { openSpanFinder } from "./span-finder.ts";
import { maskTextPart, openTextParts, type TextPart } from "./text-parts.ts";
import { emptyTally, type Transform } from "./transform.ts";

/** Finds `x@y` as an e-mail address and seven digits or more as a phone. */
const plainTier: Tier = (text, { known = [] }) => {
  const names = known.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const forms: [string, RegExp][] = [
    ["EMAIL", /[a-z]+@[a-z]+(?:\.[a-z]+)*/gi],
    ["PHONE", /\d{7,}/g],
    ...names.map((name): [string, RegExp] => ["PERSON", new RegExp(name, "g")]),
  ];
  return forms.flatMap(([type, form]) =>
    Array.from(text.matchAll(form), ({ index, 0: found }) => {
      return { start: index, end: index + found.length, type, rule: "test", score: 1 };
    }),
  );
};
const detector = composeDetector({ tiers: [plainTier] });

/** The whole answer to a text that comes in pieces of some length. */
function through(transform: Transform, text: string, pieceLength = Infinity): string {
  let output = "";
  for (let at = 0; at < text.length; at += pieceLength)
    output += transform.push(text.slice(at, at + pieceLength));
  return output + transform.end();
}

/** What a mistake in the input is told as. */
function failureOf(work: () => unknown): string {
  try {
    work();
    return "nothing failed";
  } catch (error) {
    return error instanceof MaskInputError ? error.message : String(error);
  }
}

const csv = (options: Partial<CsvMaskerOptions> = {}): Transform =>
  openCsvMasker({
    detector,
    tally: emptyTally(),
    columns: [],
    group: undefined,
    delimiter: undefined,
    recordLengthMax: 10_000,
    ...options,
  });
const json = (options: Partial<JsonMaskerOptions> = {}): Transform =>
  openJsonMasker({
    detector,
    tally: emptyTally(),
    fields: [],
    group: undefined,
    isLines: true,
    recordLengthMax: 10_000,
    seen: new Set(),
    ...options,
  });
const spans = (): Transform =>
  openSpanFinder({ detector, tally: emptyTally(), recordLengthMax: 10_000 });
/** Cuts a text in parts and masks them. */
function plainText(partLength?: number): Transform {
  const parts = openTextParts(detector, partLength);
  const tally = emptyTally();
  const masked = (cut: readonly TextPart[]): string =>
    cut.map((part) => maskTextPart(detector, part, tally)).join("");
  return { push: (piece) => masked(parts.push(piece)), end: () => masked(parts.end()) };
}

describe("openTextParts", () => {
  it.each([
    ["", ""],
    ["nothing here\r\n", "nothing here\r\n"],
    ["\ufeffa@b.c\r\nd@e.f, A@b.c\n", "\ufeff[EMAIL_1]\r\n[EMAIL_2], [EMAIL_1]\n"],
  ])("makes of %j %j", (given, masked) => {
    expect(through(plainText(), given)).toBe(masked);
    expect(through(plainText(), given, 1)).toBe(masked);
  });

  it("cuts a long text in gaps, never in a value, and loses nothing", () => {
    const value = "someone@example.com";
    const words = Array.from({ length: 20_000 }, (_, i) => (i % 7 === 0 ? value : `word${i % 3}`));
    const separators = [" ", "\n", "\n\n", ", "];
    const long = words.map((word, i) => word + separators[i % 4]).join("");
    const masked = through(plainText(20_000), long, 3_000);
    expect(masked).not.toContain("@");
    expect(masked.replaceAll("[EMAIL_1]", value)).toBe(long);
  });

  it("masks a stretch without gaps whole, to its end", () => {
    const long = `before ${"_".repeat(400_000)}a@b.c behind a@b.c`;
    const masked = through(plainText(10_000), long, 5_000);
    expect(masked).toMatch(/^(?:before )?\[TEXT_1\] behind \[EMAIL_1\]$/);
  });
});

describe("openCsvMasker", () => {
  it.each<[string, Partial<CsvMaskerOptions>, string, string]>([
    ["all columns", {}, "a,b\nx@y,1234567\n", "a,b\n[EMAIL_1],[PHONE_1]\n"],
    ["one by name", { columns: ["b"] }, "a,b\nx@y,p@q\n", "a,b\nx@y,[EMAIL_1]\n"],
    ["one by number", { columns: ["1"] }, "a,b\nx@y,p@q\n", "a,b\n[EMAIL_1],p@q\n"],
    ["a name that is a number first", { columns: ["1"] }, "2,1\nx@y,p@q", "2,1\nx@y,[EMAIL_1]"],
    ["its own numbers in each row", {}, "a\nx@y\np@q\n", "a\n[EMAIL_1]\n[EMAIL_1]\n"],
    [
      "one numbering in a group",
      { columns: ["b"], group: "a" },
      "a,b\n1,x@y\n1,p@q x@y\n2,p@q\n",
      "a,b\n1,[EMAIL_1]\n1,[EMAIL_2] [EMAIL_1]\n2,[EMAIL_1]\n",
    ],
    [
      "rows of no group by themselves",
      { columns: ["b"], group: "a" },
      "a,b\n,x@y\n,p@q\n",
      "a,b\n,[EMAIL_1]\n,[EMAIL_1]\n",
    ],
    ["quotes", {}, 'a\r\n"say ""x@y"", ok"\r\n', 'a\r\n"say ""[EMAIL_1]"", ok"\r\n'],
    ["what is empty", {}, 'a,b\n,""\n\nx@y,\n', 'a,b\n,""\n\n[EMAIL_1],\n'],
    ["lines in a field", {}, 'a\n"x@y\n\np@q"\n', 'a\n"[EMAIL_1]\n\n[EMAIL_2]"\n'],
    ["semicolons", {}, "a;b,c\nx@y;1,5\n", "a;b,c\n[EMAIL_1];1,5\n"],
    ["a mark of order", { columns: ["a"] }, '\ufeff"a",b\nx@y,p@q', '\ufeff"a",b\n[EMAIL_1],p@q'],
    ["returns alone", {}, "a,b\rx@y,1\r", "a,b\r[EMAIL_1],1\r"],
    ["quotes inside of a word", {}, 'a\nit"s x@y\n', 'a\nit"s [EMAIL_1]\n'],
    ["spaces", {}, "a, b\n x@y , 1\n", "a, b\n [EMAIL_1] , 1\n"],
    ["a short row", {}, "a,b\nx@y\n", "a,b\n[EMAIL_1]\n"],
    ["a head alone", {}, "a,b", "a,b"],
    ["nothing", {}, "", ""],
  ])("masks %s", (_, options, given, masked) => {
    for (const length of [1, 2, 3, Infinity])
      expect(through(csv(options), given, length), String(length)).toBe(masked);
  });

  it.each<[Partial<CsvMaskerOptions>, string, string]>([
    [{ columns: ["c"] }, "a,b\n1,2\n", "there is no column c: the first line has 2 columns"],
    [{ columns: ["3"] }, "a,b\n1,2\n", "there is no column 3"],
    [{ group: "c" }, "a,b\n1,2\n", "there is no column c"],
    [{}, 'a,b\n1,2\n"Eve,2\n3,4\n', "line 3: a quote is opened here and never closed"],
    [{}, 'a,b\n"1" Eve,2\n', "line 2: text stands behind a closing quote"],
    [{}, 'a\n"x\ny"\n1,Eve\n', "line 4: it has 2 fields and the first line 1"],
    [{ recordLengthMax: 5 }, 'a\n"Eve is here', "line 2: "],
  ])("with %j says of %j: %s", (options, given, message) => {
    for (const length of [1, Infinity]) {
      const failure = failureOf(() => through(csv(options), given, length));
      expect(failure).toContain(message);
      expect(failure).not.toContain("Eve");
    }
  });

  it("changes nothing but what is personal, in pieces of any length", () => {
    const field = fc.oneof(
      fc.constantFrom("", "x@y", "1234567", "a;b", 'q"x', "two\nlines", "tab\t", "ü 😀"),
      fc.string({ maxLength: 8 }),
    );
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.nat(7), fc.constantFrom("\n", "\r\n"), (given, length, end) => {
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const lines = [["h1", "h2"], ...given].map((row) => row.map(quoted).join(",") + end);
        const original = lines.join("");
        const hide = (value: string): string => through(plainText(), value);
        const expected = given.map((row) => [quoted(hide(row[0] ?? "")), quoted(row[1] ?? "")]);
        const rest = expected.map((row) => row.join(",") + end).join("");
        expect(through(csv({ columns: ["h1"] }), original, length + 1)).toBe(lines[0] + rest);
      }),
    );
  });
});

describe("openJsonMasker", () => {
  it.each<[string, Partial<JsonMaskerOptions>, string, string]>([
    ["all strings", {}, '{"a": "x@y", "b":["p@q"]}\n', '{"a": "[EMAIL_1]", "b":["[EMAIL_2]"]}\n'],
    ["keys and numbers", {}, '{"x@y":1234567,"n":-1.5e3}', '{"[EMAIL_1]":"[PHONE_1]","n":-1.5e3}'],
    [
      "one field",
      { fields: ["c.name"] },
      '{"c":{"name":"x@y","id":"x@y"},"name":"x@y"}',
      '{"c":{"name":"[EMAIL_1]","id":"x@y"},"name":"x@y"}',
    ],
    [
      "a field in a list, and all inside of it",
      { fields: ["m"] },
      '{"m":[{"t":"x@y","n":{"x@y":1}},"p@q"],"o":"x@y"}',
      '{"m":[{"t":"[EMAIL_1]","n":{"[EMAIL_1]":1}},"[EMAIL_2]"],"o":"x@y"}',
    ],
    ["escapes", {}, '{"a":"\\u0078@y \\"\\u00e9\\n"}', '{"a":"[EMAIL_1] \\"\\u00e9\\n"}'],
    [
      "keys with escapes",
      { fields: ["\né"] },
      '{"\\n\\u00e9":"x@y"}',
      '{"\\n\\u00e9":"[EMAIL_1]"}',
    ],
    ["what is empty", {}, '{"a":"","b":null}\r\n\n[]\n', '{"a":"","b":null}\r\n\n[]\n'],
    [
      "groups",
      { fields: ["t"], group: "c" },
      '{"c":1,"t":"x@y"}\n{"c":1,"t":"p@q"}\n{"c":2,"t":"p@q"}\n',
      '{"c":1,"t":"[EMAIL_1]"}\n{"c":1,"t":"[EMAIL_2]"}\n{"c":2,"t":"[EMAIL_1]"}\n',
    ],
    [
      "rows of no group by themselves",
      { fields: ["t"], group: "c" },
      '{"c":null,"t":"x@y"}\n{"c":null,"t":"p@q"}\n{"t":"z@y"}\n{"t":"p@q"}\n',
      '{"c":null,"t":"[EMAIL_1]"}\n{"c":null,"t":"[EMAIL_1]"}\n{"t":"[EMAIL_1]"}\n{"t":"[EMAIL_1]"}\n',
    ],
    ["a mark of order", {}, '\ufeff{"a":"x@y"}\n', '\ufeff{"a":"[EMAIL_1]"}\n'],
    ["a bare string", {}, '"x@y"', '"[EMAIL_1]"'],
    [
      "many lines",
      { isLines: false },
      '[\n "x@y",\n "p@q"\n]',
      '[\n "[EMAIL_1]",\n "[EMAIL_2]"\n]',
    ],
  ])("masks %s", (_, options, given, masked) => {
    for (const length of [1, 5, Infinity])
      expect(through(json(options), given, length)).toBe(masked);
  });

  it.each([
    ['{"a":1}\n{"a":Eve}\n', "line 2: this is no JSON; is --format right?"],
    ['{"a":"Eve', "line 1: this is no JSON"],
    [`"${"Eve".repeat(9_000)}"`, "line 1: this record is longer than 10000"],
  ])("says of %j: %s", (given, message) => {
    const failure = failureOf(() => through(json(), given, 3_000));
    expect(failure).toContain(message);
    expect(failure).not.toContain("Eve");
  });

  it("tells which fields were there, so that a typo is refused", () => {
    const seen = new Set<string>();
    const fields = ["bdy", "a.c", "a"];
    through(json({ fields, seen }), '{"a":{"b":"x@y"}}\n');
    expect(unseenError(fields, seen).message).toContain("no row has a field bdy or a.c;");
  });

  it("hides every string of any JSON value and leaves the rest", () => {
    const hideAll = (value: unknown): unknown => {
      if (typeof value === "string") return value.replaceAll("<x@y>", "<[EMAIL_1]>");
      if (Array.isArray(value)) return value.map(hideAll);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [hideAll(k), hideAll(v)]));
    };
    const string = fc
      .array(fc.constantFrom("<x@y>", " ", "{", "}", "[", ",", ":", '"', "\\", "\u0001", "é", "😀"))
      .map((parts) => parts.join(""));
    const value = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        string,
        fc.constantFrom(null, true, 1.5, -2.5e-7),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(string, tie("tree"), { maxKeys: 3 }),
      ),
    })).tree;
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(0, 2),
        fc.integer({ min: 1, max: 9 }),
        (tree, indent, n) => {
          const written = JSON.stringify(tree, null, indent).replaceAll("é", "\\u00e9");
          const masked = through(json({ isLines: false, recordLengthMax: 1e6 }), written, n);
          expect(JSON.parse(masked)).toEqual(hideAll(tree));
          expect(masked).toBe(written.replaceAll(/x@y/g, "[EMAIL_1]"));
        },
      ),
    );
  });
});

describe("openSpanFinder", () => {
  it.each([
    ['{"id":7,"text":"é x@y"}\n', '{"id":7,"spans":[{"start":2,"end":5,"type":"EMAIL"}]}\n'],
    [
      '{"id":"a","text":""}\n\n{"id":"b","text":null}',
      '{"id":"a","spans":[]}\n{"id":"b","spans":[]}\n',
    ],
    [
      '{"id":1,"text":"Ana 😀 Ana","locale":"pt_BR","crm":{"name":"Ana","email":null}}',
      '{"id":1,"spans":[{"start":0,"end":3,"type":"PERSON"},{"start":7,"end":10,"type":"PERSON"}]}\n',
    ],
    ['{"text":"","crm":null,"locale":5}', '{"id":null,"spans":[]}\n'],
  ])("answers %j with %j", (given, answer) => {
    for (const length of [1, Infinity]) expect(through(spans(), given, length)).toBe(answer);
  });

  it.each([
    ['{"id":1,"text":""}\n["Eve"]\n', "line 2: this is no object"],
    ['{"id":1,"text":{"Eve":1}}', "line 1: it has no text"],
    ["Eve", "line 1: this is no JSON"],
  ])("says of %j: %s", (given, message) => {
    const failure = failureOf(() => through(spans(), given));
    expect(failure).toContain(message);
    expect(failure).not.toContain("Eve");
  });

  it("gives language and country of the locale to the detector", () => {
    const seen: unknown[] = [];
    const watching = composeDetector({
      tiers: [
        (_text, { country, language }) => {
          seen.push([language, country]);
          return [];
        },
      ],
    });
    const rows = ["pt_BR", "en-us", "de", ""].map((locale) =>
      JSON.stringify({ id: 1, text: "x", locale }),
    );
    const options = { detector: watching, tally: emptyTally(), recordLengthMax: 1_000 };
    through(openSpanFinder(options), rows.join("\n"));
    expect(seen).toEqual([
      ["pt", "BR"],
      ["en", "US"],
      ["de", undefined],
      [undefined, undefined],
    ]);
  });
});
