import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createDetector } from "./detector.ts";
import { openNumbering } from "./numbering.ts";
import { prepareRendered, render } from "./rendered.ts";

const detector = createDetector({ people: false, addresses: false });

const pieces = [
  "ann@example.com",
  "+55 11 91234-5678",
  "order #47112",
  "[EMAIL_1]",
  "[EMAIL_",
  "_1]",
  "[",
  "]",
  "(at)",
  "(",
  " at ",
  " dot ",
  "dot",
  "com",
  "\u00a0",
  "\u200b",
  "é",
  "e\u0301",
  "\u0430",
  "\ud800",
  "word",
  " ",
  ", ",
];

describe("prepareRendered", () => {
  it("makes of a rendered text what the detector would make of it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const before = detector.prepare(text);
        const spans = detector.search(before);
        const values = spans.map(({ start, end }) => ({ text: text.slice(start, end) }));
        const numbering = openNumbering({ literals: [], names: [], hints: {} });
        const rendered = render({ text, spans }, numbering, values);

        const { placeholders, ...made } = prepareRendered(detector, before, rendered);

        const { placeholders: wanted, ...rest } = detector.prepare(rendered.text);
        expect({ ...made, plain: made.plain.text }).toEqual({ ...rest, plain: rest.plain.text });
        expect(placeholders).toMatchObject(wanted.map(({ start, end }) => ({ start, end })));
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads no placeholder of a type that the detector does not know", () => {
    const text = "so 4711";
    const spans = [{ start: 3, end: 7, type: "STRANGE", rule: "test", score: 1 }];
    const numbering = openNumbering({ literals: [], names: [], hints: {} });
    const rendered = render({ text, spans }, numbering, [{ text: "4711" }]);

    expect(prepareRendered(detector, detector.prepare(text), rendered).searched).toBe(
      "so [STRANGE_1]",
    );
  });
});
