import { eld } from "eld/medium";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { detectLanguage } from "../../src/kernel/text/language.ts";
import { languageScores } from "../../src/flow/enrich/language-detector.ts";

/** What the package gives that our table comes from: `x / (x + 25)` of each mean score. */
function expectSame(text: string): void {
  const given = eld.detect(text).getScores();
  const scores = languageScores();
  const means = scores.score(text);
  scores.languages.forEach((language, i) => {
    const mean = means[i]!;
    expect(mean / (mean + 25), `${language} of ${text}`).toBeCloseTo(given[language] ?? 0, 12);
  });
}

const plausible = ["en", "pt", "es", "de", "fr", "it"];

describe("languageScores", () => {
  it.each([
    ["My invoice is wrong, please correct it before Friday.", "en"],
    ["Minha fatura está errada, podem corrigir até sexta-feira?", "pt"],
    ["Mi factura está mal, ¿pueden corregirla antes del viernes?", "es"],
    ["Meine Rechnung ist falsch, bitte korrigieren Sie sie bis Freitag.", "de"],
    ["Ma facture est fausse, merci de la corriger avant vendredi.", "fr"],
    ["La mia fattura è sbagliata, potete correggerla entro venerdì?", "it"],
  ])("knows the language of %j", (text, language) => {
    expectSame(text);
    const scores = languageScores();
    const guess = detectLanguage(text, { scores, fallback: "xx", plausible });
    expect(guess.language).toBe(language);
    expect(guess.confidence).toBeGreaterThan(0.9);
  });

  it.each(["日本語".repeat(9), "\uD800".repeat(99), "x".repeat(1_000_000), "😀".repeat(400)])(
    "takes any text",
    (text) => {
      expectSame(text);
      const scores = languageScores();
      expect(detectLanguage(text, { scores, fallback: "en" }).confidence).toBeLessThanOrEqual(1);
    },
  );

  it("gives the scores of the package that the table comes from, whatever the text", () => {
    const pieces = fc.constantFrom(
      ..."the,Rechnung,não,l’été,don't,ΣΑΣ,ΟΔΟΣ,İstanbul,ışık,привет,ДЕЛО,日本語,ไทย,한국어,العربية,हिन्दी,'',’, ,., - ,42,😀,\uD800,x".split(
        ",",
      ),
      "ß".repeat(40),
    );
    const mixed = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(""));
    const spaced = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(" "));
    const any = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(fc.property(fc.oneof(mixed, spaced, any), expectSame), { numRuns: 200 });
  });
});
