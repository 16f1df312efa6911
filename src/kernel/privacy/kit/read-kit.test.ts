import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { entityTypes } from "../span.ts";
import type { MarkedRow } from "./marked-row.ts";
import { formatKit, isIdHeldOut, KitError, parseKit } from "./read-kit.ts";

const languages = ["de", "en", "es", "fr", "it", "nl", "pt"];
const rows = languages.flatMap((language) => {
  const file = `${language}.txt`;
  return parseKit(readFileSync(join(import.meta.dirname, file), "utf8"), file);
});

describe("parseKit", () => {
  it("reads rows, who they are about, and their weight", () => {
    const source = [
      "A remark.",
      "== a-1 pt_BR chats weight=2.5 | Ana Paz |  | 11 5550-0100",
      "Oi, ⟦PERSON|Ana⟧",
      "",
      "aqui",
      "",
      "== a-2 en_US logs",
    ].join("\r\n");
    expect(parseKit(source, "x")).toEqual([
      {
        id: "a-1",
        language: "pt",
        locale: "pt_BR",
        domain: "chats",
        weight: 2.5,
        known: { name: "Ana Paz", email: undefined, phone: "11 5550-0100" },
        text: "Oi, Ana\n\naqui",
        spans: [{ start: 4, end: 7, type: "PERSON" }],
        isNegative: false,
        isHeldOut: isIdHeldOut("a-1"),
      },
      expect.objectContaining({ id: "a-2", text: "", isNegative: true, weight: 1 }),
    ]);
  });

  it("says every line that is wrong, and quotes none", () => {
    const source = "== a en_US logs\nfine\n⟦EMAL|ann@example.com⟧\n== a en_US logs\nann ⟧\n== b\n";
    expect(() => parseKit(source, "mine.txt")).toThrow(KitError);
    expect(() => parseKit(source, "mine.txt")).toThrow(
      /^mine\.txt [^]*row of line 1: nothing is called EMAL;[^]*line 5: ⟧ closes no mark[^]*line 4: id a is there twice[^]*line 6: a row begins/,
    );
    expect(() => parseKit(source, "mine.txt")).not.toThrow(/ann/);
    expect(() => parseKit("plain text", "mine.txt")).toThrow(/no row/);
  });

  it("gives back what formatKit writes", () => {
    const text = fc.string({
      unit: fc.constantFrom("== ", "a", "⟦", "⟧", "|", "\n", " ", "🙂", "é"),
    });
    fc.assert(
      fc.property(fc.array(text), fc.double({ min: 1, max: 9, noNaN: true }), (texts, weight) => {
        const written = texts.map((each, index) => rowOf(`r-${index}`, each, weight));
        if (written.length === 0) return;
        expect(parseKit(formatKit(written), "x")).toEqual(written);
      }),
    );
  });
});

describe("isIdHeldOut", () => {
  it("takes about one in three, and none that came with a change of the detector", () => {
    const ids = Array.from({ length: 300 }, (_, i) => i);
    const count = (name: string): number => ids.filter((i) => isIdHeldOut(`${name}-${i}`)).length;
    expect(count("de")).toBeGreaterThan(75);
    expect(count("de")).toBeLessThan(125);
    expect(count("de-addr")).toBe(0);
  });
});

describe("the kit of hard cases", () => {
  it("has rows in seven languages, and negatives", () => {
    expect(rows.length).toBeGreaterThanOrEqual(420);
    for (const language of languages) {
      const own = rows.filter((row) => row.language === language);
      expect(own.length, language).toBeGreaterThanOrEqual(45);
    }
    expect(rows.filter(({ isNegative }) => isNegative).length / rows.length).toBeGreaterThan(0.35);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it("has every type in tuned and in held-out rows", () => {
    for (const isHeldOut of [false, true]) {
      const part = rows.filter((row) => row.isHeldOut === isHeldOut);
      const types = new Set(part.flatMap(({ spans }) => spans.map(({ type }) => type)));
      expect([...types]).toEqual(expect.arrayContaining([...entityTypes]));
    }
    const share = rows.filter(({ isHeldOut }) => isHeldOut).length / rows.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
  });

  it("is written as formatKit writes it", () => {
    expect(parseKit(formatKit(rows), "x")).toEqual(rows);
  });
});

function rowOf(id: string, text: string, weight: number): MarkedRow {
  return {
    id,
    language: "en",
    locale: "en_US",
    domain: "x",
    text,
    spans: [],
    weight,
    isNegative: true,
    isHeldOut: isIdHeldOut(id),
  };
}
