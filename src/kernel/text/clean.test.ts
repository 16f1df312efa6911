import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { meaningfulRanges } from "./clean.ts";

/** As `sliceMasked` of kernel/privacy puts it together. */
function cleaned(text: string): string {
  return meaningfulRanges(text)
    .map(({ start, end }) => text.slice(start, end))
    .join("\n");
}

const headers = {
  en: "On Mon, 3 May 2026 at 10:00, [PERSON_1] <[EMAIL_1]> wrote:",
  pt: "Em seg., 3 de mai. de 2026 às 10:00, [PERSON_1] <[EMAIL_1]> escreveu:",
  es: "El lun, 3 may 2026 a las 10:00, [PERSON_1] (<[EMAIL_1]>) escribió:",
  de: "Am Mo., 3. Mai 2026 um 10:00 Uhr schrieb [PERSON_1] <[EMAIL_1]>:",
  fr: "Le lun. 3 mai 2026 à 10:00, [PERSON_1] <[EMAIL_1]> a écrit :",
  it: "Il giorno lun 3 mag 2026 alle ore 10:00 [PERSON_1] <[EMAIL_1]> ha scritto:",
};

describe("meaningfulRanges", () => {
  it.each([
    ["Hi team, my card was refused.", "my card was refused."],
    ["Hello [PERSON_1],\n\nmy card was refused.", "my card was refused."],
    ["Good morning! How are you? My card was refused", "My card was refused"],
    ["hi my card is broken.", "my card is broken."],
    ["Dear Sir or Madam,\nI want my money.", "I want my money."],
    ["Broken\nDear Support Team,\n\nI hope this message reaches you well. Help!", "Broken\nHelp!"],
    ["Broken\nHi, it is", "Broken\nHi, it is"],
    ["Dear customers leave", "Dear customers leave"],
    ["Olá, tudo bem? Preciso da fatura.", "Preciso da fatura."],
    ["Bom dia pessoal!\nO app caiu.", "O app caiu."],
    ["Prezados Senhores,\n\nO app caiu.", "O app caiu."],
    ["Caro demais esse plano.", "Caro demais esse plano."],
    ["Salve o arquivo antes.", "Salve o arquivo antes."],
    ["Buenos días, ¿qué tal? No llega mi pedido", "No llega mi pedido"],
    ["Estimado equipo: no llega mi pedido", "no llega mi pedido"],
    ["Sehr geehrte Damen und Herren,\ndie Rechnung fehlt.", "die Rechnung fehlt."],
    ["Hallo Frau Müller, die Rechnung fehlt.", "die Rechnung fehlt."],
    ["Liebe auf den ersten Blick", "Liebe auf den ersten Blick"],
    ["Bonjour Madame,\nje n’ai rien reçu.", "je n’ai rien reçu."],
    ["Cher Paul, je n’ai rien reçu.", "je n’ai rien reçu."],
    ["Buongiorno a tutti, non funziona.", "non funziona."],
    ["Gentile [PERSON_1],\nnon funziona.", "non funziona."],
  ])("drops the greeting of %j", (text, expected) => {
    expect(cleaned(text)).toBe(expected);
  });

  it.each([
    ["It broke.\n\nBest regards,\nAnn Lee\nACME Inc.\n[PHONE_1]", "It broke."],
    ["It broke.\nThanks!", "It broke."],
    ["It broke.\nThank you in advance, [PERSON_1]", "It broke."],
    ["It broke.\n-- \nAnn Lee\nhttps://example.com", "It broke."],
    ["It broke.\n\nSent from my iPhone", "It broke."],
    ["It broke.\n\nGet Outlook for Android", "It broke."],
    ["It broke.\n\nSent from my bank to yours", "It broke.\n\nSent from my bank to yours"],
    ["Parou.\n\nAtenciosamente,\n[PERSON_1]", "Parou."],
    ["Parou.\nObrigada desde já,\n[PERSON_1]", "Parou."],
    ["Parou.\n\nEnviado do meu iPhone", "Parou."],
    ["No va.\nUn saludo,\nAna", "No va."],
    ["No va.\nMuchas gracias\n\nEnviado desde mi iPhone", "No va."],
    ["Es geht nicht.\n\nMit freundlichen Grüßen\nUwe Maß", "Es geht nicht."],
    ["Es geht nicht.\nVG\nUwe", "Es geht nicht."],
    ["Es geht nicht.\n\nVon meinem iPhone gesendet", "Es geht nicht."],
    ["Rien reçu.\n\nBien cordialement,\nPaul", "Rien reçu."],
    ["Rien reçu.\nEnvoyé de mon iPhone", "Rien reçu."],
    ["Non va.\n\nCordiali saluti\nPaolo", "Non va."],
    ["Non va.\nInviato da iPhone", "Non va."],
    ["Thanks\nBut it broke again on Monday.", "Thanks\nBut it broke again on Monday."],
    ["Late\nThanks for nothing\nWhere is it?", "Late\nThanks for nothing\nWhere is it?"],
  ])("drops the closing of %j", (text, expected) => {
    expect(cleaned(text)).toBe(expected);
  });

  it.each(Object.entries(headers))("drops what is quoted below a header in %s", (_, header) => {
    expect(cleaned(`Still broken.\n\n${header}\n> Did you restart?\n> Ann`)).toBe("Still broken.");
    expect(cleaned(`Still broken.\n\n${header}\n\nDid you restart?`)).toBe("Still broken.");
    expect(cleaned(`Hi,\n${header}\n> Did it work?\n\nNo.`)).toBe("No.");
    const at = header.indexOf(" ", 40);
    const wrapped = `${header.slice(0, at)}\r\n${header.slice(at + 1)}`;
    expect(cleaned(`Still broken.\r\n${wrapped}\r\n> Really?`)).toBe("Still broken.");
  });

  it.each([
    "-----Original Message-----\nFrom: [PERSON_1]\nSubject: x\n\nold",
    "---------- Forwarded message ---------\nold",
    "-----Mensagem original-----\nold",
    "-----Mensaje original-----\nold",
    "-----Ursprüngliche Nachricht-----\nold",
    "-----Message d'origine-----\nold",
    "-----Messaggio originale-----\nold",
    "From: [PERSON_1]\nSent: Monday\nTo: [EMAIL_1]\nSubject: x\n\nold",
    "De: [PERSON_1]\nEnviado: segunda-feira\nPara: [EMAIL_1]\nAssunto: x\n\nold",
    "De: [PERSON_1]\nEnviado el: lunes\nPara: [EMAIL_1]\nAsunto: x\n\nold",
    "Von: [PERSON_1]\nGesendet: Montag\nAn: [EMAIL_1]\nBetreff: x\n\nold",
    "De : [PERSON_1]\nEnvoyé : lundi\nÀ : [EMAIL_1]\nObjet : x\n\nold",
    "Da: [PERSON_1]\nInviato: lunedì\nA: [EMAIL_1]\nOggetto: x\n\nold",
  ])("drops the older message below %j", (older) => {
    expect(cleaned(`Still broken.\n\n${older}`)).toBe("Still broken.");
  });

  it.each([
    "",
    " \n ",
    "Hi",
    "Bom dia!",
    "Thanks,\nAnn",
    "> only this\n> is here",
    "-----Original Message-----\nold",
    "From: the shop\nI got nothing.",
    "On Monday they wrote:\nnever again",
  ])("keeps all of %j, of which nothing else would be left", (text) => {
    expect(cleaned(text)).toBe(text.trim());
  });

  it("gives answers between the quoted lines as ranges of their own", () => {
    const text = "> Restarted?\nYes.\n> Helped?\nNo.\n\nIt is broken.";
    expect(meaningfulRanges(text)).toEqual([
      { start: 13, end: 17 },
      { start: 28, end: 46 },
    ]);
  });

  it("keeps ranges in order and in bounds, and changes nothing the second time", () => {
    const line = fc.oneof(
      fc.constantFrom("", "Hi,", "Hi Ann, Hello.", "Olá, tudo bem?", "> old", "--", "Thanks,"),
      fc.constantFrom("Best regards", "Sent from my iPhone", "It broke.", "Ann", "\r", "From: x"),
      fc.constantFrom("Sent: x", "Subject: x", headers.en, headers.de, "\u00A0", "Hello? "),
      fc.constantFrom("how are you?", "-----Original Message-----", "Hi Hi Hi Hi Hi Hi Hi Hi x"),
      fc.string(),
    );
    const texts = fc.array(line, { maxLength: 9 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0;
        for (const { start, end } of meaningfulRanges(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
        expect(cleaned(cleaned(text))).toBe(cleaned(text));
        expect(cleaned(text) === "").toBe(text.trim() === "");
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["greetings", "Hi Ann, ".repeat(120_000)],
    ["names", `Hi ${"Ann ".repeat(250_000)}`],
    ["closings", "Thanks,\n\n\n".repeat(20_000)],
    ["headers", "On 1 Ann wrote:\n\n".repeat(60_000)],
    ["quotes", ">".repeat(1_000_000)],
    ["one line", "x ".repeat(500_000)],
  ])("reads %s without end", (_, text) => {
    expect(meaningfulRanges(text).length).toBeGreaterThan(0);
  });
});
