import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sentenceRanges } from "./sentences.ts";

function sentences(text: string): string[] {
  return sentenceRanges(text).map(({ start, end }) => text.slice(start, end));
}

describe("sentenceRanges", () => {
  it.each([
    ["", []],
    [" \n ", []],
    ["It broke", ["It broke"]],
    ["It broke. Help! Why?! Now…", ["It broke.", "Help!", "Why?!", "Now…"]],
    ["it broke. please help", ["it broke.", "please help"]],
    [
      "Dr. Lee paid 3.50 approx. on Jan. 3. Fine.",
      ["Dr. Lee paid 3.50 approx. on Jan. 3.", "Fine."],
    ],
    ["J. R. Lee wrote. Yes.", ["J. R. Lee wrote.", "Yes."]],
    ["See example.com. It is v2.1.0 now.", ["See example.com.", "It is v2.1.0 now."]],
    ["Write to [EMAIL_1]. Call [PHONE_2].", ["Write to [EMAIL_1].", "Call [PHONE_2]."]],
    ["1. Open the app. 2. Wait.", ["1. Open the app.", "2. Wait."]],
    ["Dear all\nIt broke\n\nAgain", ["Dear all", "It broke", "Again"]],
    ["He said “it broke.” Then he left.", ["He said “it broke.”", "Then he left."]],
    ["O Sr. Silva mora na av. Brasil. Parou.", ["O Sr. Silva mora na av. Brasil.", "Parou."]],
    ["La Sra. Gil pagó 3,50 €. ¿Y ahora?", ["La Sra. Gil pagó 3,50 €.", "¿Y ahora?"]],
    ["Das geht z.B. nicht. Hr. Maß wartet.", ["Das geht z.B. nicht.", "Hr. Maß wartet."]],
    ["M. Petit attend, env. 3 jours. Merci !", ["M. Petit attend, env. 3 jours.", "Merci !"]],
    ["Il sig. Rossi aspetta. Perché?", ["Il sig. Rossi aspetta.", "Perché?"]],
    [
      "The parcel that I ordered in the last week of March\nhas not come. Why?",
      ["The parcel that I ordered in the last week of March\nhas not come.", "Why?"],
    ],
  ])("cuts %j", (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it("leaves out white space only, and keeps the order", () => {
    const unit = fc.constantFrom("a", "B", ".", "!", "…", " ", "\n", "1", ")", "”", "Dr", "[X_1]");
    fc.assert(
      fc.property(
        fc.array(unit).map((units) => units.join("")),
        (text) => {
          let last = 0;
          for (const { start, end } of sentenceRanges(text)) {
            expect(text.slice(last, start).trim()).toBe("");
            expect(end).toBeGreaterThan(start);
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            last = end;
          }
          expect(text.slice(last).trim()).toBe("");
        },
      ),
    );
  });

  it.each([".", "a. ", "!\n", "Dr. ", "x", "\n", ".)"])("reads a megabyte of %j", (unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    expect(sentenceRanges(text).length).toBeLessThanOrEqual(text.length);
  });
});
