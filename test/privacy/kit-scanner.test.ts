import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { scanText } from "../../src/kernel/privacy/scan/scan-text.ts";
import { entityTypes } from "../../src/kernel/privacy/span.ts";
import { sharedFiles } from "../shared-files.ts";

type Mark = { start: number; end: number; type: string };
type Row = { text: string; lang: string; locale: string; kind: string; spans: Mark[] };

/** Found and right to the letter, on all rows of a set: no change may lose one. */
const hits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "dev.jsonl.gz": {
    EMAIL: 772,
    PHONE: 873,
    IP: 367,
    URL_CRED: 277,
    CREDIT_CARD: 313,
    IBAN: 281,
    CPF: 308,
    CNPJ: 225,
    SSN: 168,
    PASSPORT: 274,
    ACCOUNT_ID: 542,
    ORDER_ID: 602,
    DOB: 433,
    MAC: 285,
    CRYPTO: 312,
    SECRET: 266,
  },
  "dev-presidio.jsonl.gz": { EMAIL: 36, PHONE: 62, CREDIT_CARD: 109, IBAN: 21, IP: 9 },
};
/** Found where nothing is marked so; more of them is as bad as a miss. */
const falseMax = 3;
const structured = entityTypes.filter((type) => !/PERSON|ADDRESS|LOCATION/.test(type));

describe.each(Object.entries(hits))("the scanner on %s", (name, expected) => {
  const { path, isThere } = sharedFiles("marked personal data", `data/pii/${name}`);
  const rows = isThere ? readRows(path) : [];
  const found = rows.map(({ text, lang, locale }) =>
    scanText(text, { language: lang, country: /_([A-Z]{2})$/.exec(locale)?.[1] }),
  );

  it.skipIf(!isThere)("finds no fewer of each type than it did", () => {
    const counts = Object.fromEntries(structured.map((type) => [type, 0]));
    rows.forEach(({ spans }, index) => {
      for (const { start, end, type } of spans) {
        const isHit = found[index]?.some(
          (span) => span.start === start && span.end === end && span.type === type,
        );
        if (isHit === true && type in counts) counts[type] = (counts[type] ?? 0) + 1;
      }
    });
    const lost = Object.entries(expected).filter(([type, count]) => (counts[type] ?? 0) < count);
    expect(lost, `of ${JSON.stringify(counts)}`).toEqual([]);
  });

  it.skipIf(!isThere)("finds next to nothing that is not there", () => {
    const wrong = rows.flatMap(({ text, spans }, index) =>
      (found[index] ?? [])
        .filter((span) => !spans.some((mark) => mark.start < span.end && span.start < mark.end))
        .map((span) => `${span.type} ${text.slice(span.start, span.end)} ${span.rule}`),
    );
    expect(wrong.length, wrong.join("; ")).toBeLessThanOrEqual(falseMax);
  });
});

function readRows(path: string): Row[] {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row); // the set's own description has these fields
}
