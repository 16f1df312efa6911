import { describe, expect, it } from "vitest";

import { detectLanguage } from "../../src/kernel/text/language.ts";
import { languageScores } from "../../src/flow/enrich/language-detector.ts";

const plausible = ["en", "pt", "es", "de", "fr", "it"];

describe("languageScores", () => {
  it.each([
    ["My invoice is wrong, please correct it before Friday.", "en"],
    ["Minha fatura está errada, podem corrigir até sexta-feira?", "pt"],
    ["Mi factura está mal, ¿pueden corregirla antes del viernes?", "es"],
    ["Meine Rechnung ist falsch, bitte korrigieren Sie sie bis Freitag.", "de"],
    ["Ma facture est fausse, merci de la corriger avant vendredi.", "fr"],
    ["La mia fattura è sbagliata, potete correggerla entro venerdì?", "it"],
  ])("knows the language of %j", async (text, language) => {
    const scores = await languageScores();
    const guess = detectLanguage(text, { scores, fallback: "xx", plausible });
    expect(guess.language).toBe(language);
    expect(guess.confidence).toBeGreaterThan(0.9);
  });

  it.each(["日本語".repeat(9), "\uD800".repeat(99), "x".repeat(1_000_000), "😀".repeat(400)])(
    "takes any text",
    async (text) => {
      const scores = await languageScores();
      expect(detectLanguage(text, { scores, fallback: "en" }).confidence).toBeLessThanOrEqual(1);
    },
  );
});
