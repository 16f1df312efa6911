import { describe, expect, it } from "vitest";

import { KitError, isIdHeldOut } from "./read-kit.ts";
import { parseMarkedLines } from "./read-lines.ts";

const span = { start: 3, end: 6, type: "PERSON" };

describe("parseMarkedLines", () => {
  it("reads what the shared kit writes, and less", () => {
    const crm = { name: "Ana Paz", email: "ana@example.com", phone: null };
    const full = { id: "d-1", lang: "pt", locale: "pt_BR", kind: "msg", text: "Oi Ana", crm };
    const lines = [
      JSON.stringify({ ...full, spans: [span], templates: ["9bd4cb"], held_out: true }),
      "",
      JSON.stringify({ id: 7, text: "Oi", spans: [], kind: "neg", crm: null }),
    ];
    expect(parseMarkedLines(lines.join("\n"), "x")).toEqual([
      {
        id: "d-1",
        language: "pt",
        locale: "pt_BR",
        domain: "msg",
        text: "Oi Ana",
        spans: [span],
        isNegative: false,
        known: { name: "Ana Paz", email: "ana@example.com", phone: undefined },
        isHeldOut: true,
        weight: 1,
      },
      {
        id: "7",
        language: "und",
        locale: "und",
        domain: "neg",
        text: "Oi",
        spans: [],
        isNegative: true,
        isHeldOut: isIdHeldOut("7"),
        weight: 1,
      },
    ]);
  });

  it.each([
    ["{", "line 1: no JSON"],
    ["7", "line 1: id and text are wanted"],
    ['{"id":"a","text":"secret"}', "line 1: spans are wanted"],
    ['{"id":"a","text":"secret","spans":[{}]}', "line 1: a span has start, end and type"],
    [
      '{"id":"a","text":"secret","spans":[{"start":3,"end":9,"type":"IP"}]}',
      "line 1: a span goes from 3 to 9, and the text to 6",
    ],
    ["", "no row"],
  ])("says what is wrong in %j, and quotes no text", (source, message) => {
    const reading = (): unknown => parseMarkedLines(source, "mine.jsonl");
    expect(reading).toThrow(KitError);
    expect(reading).toThrow(message);
    expect(reading).not.toThrow("secret");
  });
});
