import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { entityTypes } from "../span.ts";
import { mark, unmark } from "./marks.ts";

describe("unmark", () => {
  it.each([
    ["Write to ⟦EMAIL|ann@example.com⟧.", "Write to ann@example.com.", [[9, 24, "EMAIL"]]],
    [
      "🙂 ⟦PERSON|Ann⟧⟦LOCATION|Rio⟧",
      "🙂 AnnRio",
      [
        [3, 6, "PERSON"],
        [6, 9, "LOCATION"],
      ],
    ],
    ["⟦<⟧no mark⟦>⟧ ⟦⟧", "⟦no mark⟧ ", []],
    ["⟦X_ID|a⟦<⟧b⟧", "a⟦b", [[0, 3, "X_ID"]]],
    ["", "", []],
  ])("reads %j", (marked, text, spans) => {
    expect(unmark(marked)).toEqual({
      text,
      spans: spans.map(([start, end, type]) => ({ start, end, type })),
      problems: [],
    });
  });

  it.each([
    ["a ⟧", 0, "⟧ closes no mark"],
    ["a\n⟦EMAIL ann⟧", 1, "⟦ begins no mark"],
    ["\n\n⟦EMAIL|ann", 2, "a mark of EMAIL is not closed"],
    ["⟦EMAIL|⟧", 0, "a mark of EMAIL is empty"],
    ["⟦PERSON|Ann ⟦EMAIL|a@example.com⟧", 0, "a mark of EMAIL begins inside a mark of PERSON"],
  ])("says what is wrong in %j", (marked, line, message) => {
    const [problem] = unmark(marked).problems;
    expect(problem?.line).toBe(line);
    expect(problem?.message).toContain(message);
  });

  it("gives back any text and any spans that were marked", () => {
    const marked = fc
      .tuple(
        fc.string({ unit: fc.constantFrom("a", "⟦", "⟧", "|", "<", ">", "X", "\n", "🙂", "é") }),
        fc.array(
          fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 6 }), fc.constantFrom(...entityTypes)),
        ),
      )
      .map(([text, parts]) => ({ text, spans: laidOut(text.length, parts) }));
    fc.assert(
      fc.property(marked, ({ text, spans }) => {
        expect(unmark(mark(text, spans))).toEqual({ text, spans, problems: [] });
      }),
    );
  });
});

/** Gaps and lengths as sorted, disjoint spans within a text. */
function laidOut(
  length: number,
  parts: readonly (readonly [number, number, string])[],
): { start: number; end: number; type: string }[] {
  let at = 0;
  return parts
    .map(([gap, size, type]) => {
      const start = at + gap;
      at = start + size;
      return { start, end: at, type };
    })
    .filter(({ end }) => end <= length);
}
