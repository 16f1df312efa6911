import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { detectLanguage, type LanguageScores } from "./language.ts";

const text = "The invoice of last month was paid twice";

/** Gives the same scores whatever the text, and keeps what it was asked. */
function scorer(scores: Record<string, number>): { scores: LanguageScores; asked: string[] } {
  const asked: string[] = [];
  return { asked, scores: (words) => (asked.push(words), scores) };
}

describe("detectLanguage", () => {
  it.each([
    [{ en: 0.6, pt: 0.3 }, "en"],
    [{ pt: 0.3, en: 0.6 }, "en"],
    [{ sk: 0.9, en: 0.6, pt: 0.5 }, "en"],
    [{ sk: 0.9 }, "fr"],
    [{}, "fr"],
    [{ en: 0 }, "fr"],
  ])("answers from %j, of en and pt or the default fr, with %s", (scores, language) => {
    const { scores: score } = scorer(scores);
    const guess = detectLanguage(text, { scores: score, fallback: "fr", plausible: ["en", "pt"] });
    expect(guess.language).toBe(language);
  });

  it("is the surer the farther the next language is", () => {
    const confidence = (scores: Record<string, number>): number =>
      detectLanguage(text, { ...scorer(scores), fallback: "fr" }).confidence;
    expect(confidence({ en: 0.6 })).toBe(1);
    expect(confidence({ en: 0.6, pt: 0.2 })).toBeGreaterThan(0.95);
    expect(confidence({ en: 0.6, pt: 0.6 })).toBeCloseTo(0.5, 9);
    expect(confidence({ en: 0.6, pt: 0.55 })).toBeLessThan(0.9);
  });

  it.each([
    "",
    "ok",
    "Obrigado! 👍",
    "[EMAIL_1] [PHONE_12] https://example.com/a-long-path",
    "1 2 3",
  ])("does not ask for %j, which has too few letters", (short) => {
    const { scores, asked } = scorer({ en: 0.9 });
    const guess = detectLanguage(short, { scores, fallback: "pt" });
    expect(guess).toEqual({ language: "pt", confidence: 0 });
    expect(asked).toEqual([]);
  });

  it("asks for the first 120 characters, without what has no language", () => {
    const { scores, asked } = scorer({ en: 0.9 });
    const long = `[PERSON_1] bought it at www.example.com @shop #deal ${"word ".repeat(300_000)}`;
    detectLanguage(long, { scores, fallback: "pt" });
    expect(asked[0]).toMatch(/^ +bought it at +word word/);
    expect(asked[0]!.length).toBe(120);
  });

  it("gives a confidence from 0 to 1, whatever the text and the scores", () => {
    const scores = fc.dictionary(fc.string({ maxLength: 2 }), fc.double({ min: 0, max: 0.99 }));
    fc.assert(
      fc.property(fc.string(), scores, (any, some) => {
        const guess = detectLanguage(any, { scores: () => some, fallback: "en" });
        expect(guess.confidence).toBeGreaterThanOrEqual(0);
        expect(guess.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
