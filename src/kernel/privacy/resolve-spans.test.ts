import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { resolveSpans } from "./resolve-spans.ts";
import type { Span } from "./span.ts";

function span(start: number, end: number, type: string, score = 0.9): Span {
  return { start, end, type, rule: "test", score };
}

function brief(spans: readonly Span[]): string {
  return spans.map(({ start, end, type }) => `${start}-${end} ${type}`).join(", ");
}

const text = "abcdefghij klmnopqrst";

describe("resolveSpans", () => {
  it.each<[string, Span[], string]>([
    ["nothing", [], ""],
    ["what is apart", [span(5, 8, "EMAIL"), span(0, 3, "PHONE")], "0-3 PHONE, 5-8 EMAIL"],
    ["neighbours", [span(0, 3, "PHONE"), span(3, 8, "PHONE")], "0-3 PHONE, 3-8 PHONE"],
    ["the same twice", [span(0, 3, "PHONE"), span(0, 3, "PHONE")], "0-3 PHONE"],
    ["e-mail in a URL", [span(0, 9, "URL_CRED"), span(3, 7, "EMAIL")], "0-9 URL_CRED"],
    ["id in an address", [span(0, 9, "ADDRESS"), span(3, 7, "ORDER_ID")], "0-9 ADDRESS"],
    ["name in an address", [span(2, 5, "PERSON"), span(0, 9, "ADDRESS")], "0-9 ADDRESS"],
    [
      "card in an address",
      [span(0, 9, "ADDRESS"), span(3, 7, "CREDIT_CARD", 1)],
      "0-3 ADDRESS, 3-7 CREDIT_CARD, 7-9 ADDRESS",
    ],
    ["crossing", [span(0, 6, "PERSON"), span(4, 9, "EMAIL")], "0-4 PERSON, 4-9 EMAIL"],
    ["a gap left over", [span(8, 11, "PERSON"), span(4, 10, "EMAIL")], "4-10 EMAIL"],
    ["check digit against cue", [span(0, 9, "PASSPORT"), span(0, 9, "CPF", 1)], "0-9 CPF"],
    ["length at one rank", [span(0, 5, "ORDER_ID"), span(0, 9, "ACCOUNT_ID")], "0-9 ACCOUNT_ID"],
  ])("resolves %s", (_, spans, expected) => {
    expect(brief(resolveSpans(text, spans))).toBe(expected);
  });

  it.each([span(-1, 2, "EMAIL"), span(3, 3, "EMAIL"), span(0, 22, "EMAIL"), span(0.5, 2, "EMAIL")])(
    "refuses %o",
    (wrong) => {
      expect(() => resolveSpans(text, [wrong])).toThrow("no span");
    },
  );

  it("covers what was covered, disjoint and in order, whatever the spans", () => {
    const types = ["EMAIL", "PERSON", "ADDRESS", "ORDER_ID", "CPF"];
    const any = fc
      .tuple(fc.nat(38), fc.integer({ min: 1, max: 20 }), fc.constantFrom(...types))
      .map(([start, length, type]) => span(start, Math.min(40, start + length), type));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (spans) => {
        const resolved = resolveSpans("x".repeat(40), spans);
        const covered = (list: readonly Span[], i: number): number =>
          list.filter(({ start, end }) => start <= i && i < end).length;
        for (let i = 0; i < 40; i += 1) {
          expect(covered(resolved, i)).toBe(Math.min(1, covered(spans, i)));
        }
        expect(resolved).toEqual(resolved.toSorted((a, b) => a.start - b.start));
      }),
    );
  });

  it("compares a number of times that grows with the spans, not with their square", () => {
    const nested = (count: number): number => {
      let looks = 0;
      const spans = Array.from({ length: count }, (_, i) => {
        const one = span(i, 2 * count - i, "PERSON");
        return Object.defineProperty(one, "type", { get: () => ((looks += 1), "PERSON") });
      });
      resolveSpans("x".repeat(2 * count), spans);
      return looks;
    };
    expect(nested(4_000) / nested(2_000)).toBeLessThan(3);
  });
});
