import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shippedEncoder } from "../../kernel/learn/shipped-encoder.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { summarizeText } from "./summarize-text.ts";

const encoder = shippedEncoder();
const summarize = (text: string, wordCountMax = 50): string | null =>
  summarizeText(maskedAlready(text), { encoder, wordCountMax });

const long = `Hello,
I was charged twice for my order of last week. The invoice shows two lines for the same product.
The weather is nice here. Please refund the second payment to my card. I have been a customer for
six years and this is the first time that it happens.
Best regards,
Ann`;

describe("summarizeText", () => {
  it("begins with the first sentence that says something", () => {
    expect(summarize(long, 12)).toBe("I was charged twice for my order of last week.");
  });

  it("gives as many sentences as the words allow", () => {
    const summary = summarize(long, 25) ?? "";
    expect(summary).toContain("I was charged twice");
    expect(summary.split(/\s+/).length).toBeLessThanOrEqual(25);
    expect(summary.length).toBeGreaterThan((summarize(long, 12) ?? "").length);
  });

  it("cuts a first sentence that is too long", () => {
    expect(summarize(long, 3)).toBe("I was charged…");
  });

  it("takes any number of words for 0", () => {
    expect(summarize(long, 0)).toContain("six years");
  });

  it.each(["", "  ", "[EMAIL_1]", "1234"])("says nothing of %j", (text) => {
    expect(summarize(text)).toBeNull();
  });

  it.each(["I want a refund.", "ok", "Hello,"])("leaves %j as it is", (text) => {
    expect(summarize(text)).toBe(text);
  });

  it("never has more words than it may", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 30 }), (text, most) => {
        const summary = summarize(text, most) ?? "";
        expect(summary.match(/\S+/g)?.length ?? 0).toBeLessThanOrEqual(most);
      }),
    );
  });
});
