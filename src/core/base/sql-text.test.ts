import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { quoteName, quoteText, quoteTexts } from "./sql-text.ts";

describe("quoteName, quoteText", () => {
  it("quote what needs it", () => {
    expect(quoteName('a"b')).toBe('"a""b"');
    expect(quoteText("it's")).toBe("'it''s'");
    expect(quoteTexts(["a", "b'"])).toBe("['a', 'b''']");
    expect(quoteTexts([])).toBe("[]");
  });

  it("leave no quote that would end them", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(quoteText(text).slice(1, -1).replaceAll("''", "")).not.toContain("'");
        expect(quoteName(text).slice(1, -1).replaceAll('""', "")).not.toContain('"');
      }),
    );
  });
});
