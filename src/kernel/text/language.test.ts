import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { detectLanguage, type LanguageScores } from "./language.ts";

const text = "The invoice of last month was paid twice";

/** Gives the same scores whatever the text, and keeps what it was asked. */
function scorer(means: Record<string, number>): { scores: LanguageScores; asked: string[] } {
  const asked: string[] = [];
  const score = (words: string): number[] => {
    asked.push(words);
    return Object.values(means);
  };
  return { asked, scores: { languages: Object.keys(means), score } };
}

describe("detectLanguage", () => {
  it.each([
    [{ en: 60, pt: 30 }, "en"],
    [{ pt: 30, en: 60 }, "en"],
    [{ sk: 90, en: 60, pt: 50 }, "en"],
    [{ sk: 90 }, "fr"],
    [{}, "fr"],
    [{ en: 0 }, "fr"],
  ])("answers from %j, of en and pt or the default fr, with %s", (scores, language) => {
    const { scores: score } = scorer(scores);
    const guess = detectLanguage(text, { scores: score, fallback: "fr", plausible: ["en", "pt"] });
    expect(guess.language).toBe(language);
  });

  it("is the surer the farther the next language is", () => {
    const confidence = (means: Record<string, number>): number =>
      detectLanguage(text, { ...scorer(means), fallback: "fr" }).confidence;
    expect(confidence({ en: 60 })).toBe(1);
    expect(confidence({ en: 60, pt: 30 })).toBeGreaterThan(0.95);
    expect(confidence({ en: 60, pt: 60 })).toBeCloseTo(0.5, 9);
    expect(confidence({ en: 60, pt: 52 })).toBeLessThan(0.9);
  });

  it.each([
    "",
    "ok",
    "Obrigado! 👍",
    "[EMAIL_1] [PHONE_12] https://example.com/a-long-path",
    "1 2 3",
  ])("does not ask for %j, which has too few letters", (short) => {
    const { scores, asked } = scorer({ en: 90 });
    const guess = detectLanguage(short, { scores, fallback: "pt" });
    expect(guess).toEqual({ language: "pt", confidence: 0 });
    expect(asked).toEqual([]);
  });

  it("asks for the first 120 characters, without what has no language", () => {
    const { scores, asked } = scorer({ en: 90 });
    const long = `[PERSON_1] bought it at www.example.com @shop #deal ${"word ".repeat(300_000)}`;
    detectLanguage(long, { scores, fallback: "pt" });
    expect(asked[0]).toMatch(/^ +bought it at +word word/);
    expect(asked[0]!.length).toBe(120);
  });

  it("gives a confidence from 0 to 1, whatever the text and the scores", () => {
    const means = fc.dictionary(
      fc.string({ maxLength: 2 }),
      fc.double({ min: 0, max: 250, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.string(), means, (any, some) => {
        const guess = detectLanguage(any, { ...scorer(some), fallback: "en" });
        expect(guess.confidence).toBeGreaterThanOrEqual(0);
        expect(guess.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
