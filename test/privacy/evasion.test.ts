import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { createDetector } from "../../src/kernel/privacy/detector.ts";
import { sharedFiles } from "../shared-files.ts";

type Marked = { start: number; end: number; type: string };
type Row = { kind: string; locale: string; text: string; spans: Marked[] };

const kit = sharedFiles("marked texts with personal data", "data/pii/dev.jsonl.gz");
const detector = createDetector({ people: false, addresses: false });
const types = new Set(["EMAIL", "PHONE", "CREDIT_CARD", "CPF", "IBAN"]);

const eachCharacter = (change: (character: string) => string) => (value: string) =>
  Array.from(value, change).join("");
const digitsFrom = (zero: number) => (value: string) =>
  value.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const lookAlikes = new Map(
  ["aа", "eе", "oо", "pр", "cс", "xх", "AА", "BВ", "EЕ", "TТ"].map(([a, b]) => [a, b]),
);

/** Ways in which a value is hidden from a search, by intent or by an editor. */
const tricks: [name: string, change: (value: string) => string][] = [
  ["nothing", (value) => value],
  ["zero-width spaces", (value) => Array.from(value).join("\u200b")],
  ["soft hyphens", (value) => Array.from(value).join("\u00ad")],
  ["marks that strike through", (value) => value.replaceAll(/[a-z\d]/gi, "$&\u0336")],
  [
    "full-width forms",
    eachCharacter((c) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)),
  ],
  ["no-break spaces", (value) => value.replaceAll(" ", "\u00a0")],
  ["dashes", (value) => value.replaceAll("-", "–")],
  ["Arabic digits", digitsFrom(0x660)],
  ["digits of mathematics", digitsFrom(0x1d7ce)],
  ["Cyrillic letters", eachCharacter((c) => lookAlikes.get(c) ?? c)],
  ["words for @", (value) => value.replace("@", " (at) ").replaceAll(/\.(?=.*[a-z]$)/g, " dot ")],
];

function markedRows(): Row[] {
  const lines = gunzipSync(readFileSync(kit.path)).toString("utf8").trim().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Row);
  return rows.filter(({ spans }) => spans.some(({ type }) => types.has(type)));
}

/** The row with its values changed, and where they stand now. */
function disguised({ text, spans }: Row, change: (value: string) => string) {
  let [at, written] = [0, ""];
  const marked: Marked[] = [];
  for (const { start, end, type } of spans.toSorted((a, b) => a.start - b.start)) {
    written += text.slice(at, start);
    const value = text.slice(start, end);
    const shown = types.has(type) ? change(value) : value;
    if (types.has(type))
      marked.push({ start: written.length, end: written.length + shown.length, type });
    written += shown;
    at = end;
  }
  return { text: written + text.slice(at), marked };
}

describe.runIf(kit.isThere)("values disguised by", () => {
  const rows = kit.isThere ? markedRows() : [];

  it.each(tricks)("%s are found", (_, change) => {
    let [hits, all] = [0, 0];
    for (const row of rows) {
      const { text, marked } = disguised(row, change);
      const found = detector.detect(text, { country: row.locale.slice(-2) });
      all += marked.length;
      hits += marked.filter(({ start, end, type }) =>
        found.some((span) => span.start <= start && span.end >= end - 1 && span.type === type),
      ).length;
    }
    expect(all).toBeGreaterThan(2_000);
    expect(hits / all).toBeGreaterThanOrEqual(0.97);
  });
});
