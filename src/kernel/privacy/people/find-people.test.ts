import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { findPeople } from "./find-people.ts";

/** The text with each name in brackets. */
function marked(text: string): string {
  let result = text;
  for (const { start, end } of findPeople(text, {}).toReversed()) {
    result = `${result.slice(0, start)}[${result.slice(start, end)}]${result.slice(end)}`;
  }
  return result;
}

function expectMarked(text: string): void {
  expect(marked(text.replaceAll(/[[\]]/g, ""))).toBe(text);
}

describe("findPeople", () => {
  it.each([
    "Hi, my name is [Grace O'Neill] and I cannot log in.",
    "my name is [peter walsh], call me",
    "this is [Jon Lovelace] from Acme",
    "I spoke with [Mary-Ann Fields] yesterday",
    "Mr. [Bean], Mrs [Doe] and Dr. [Amy Pond] came",
    "Dear [Ms] [Hart],".replace("[Ms]", "Ms"),
    "Hi [Karen],\nplease help",
    "Kind regards,\n[Laura Stone]\nHead of Sales",
    "Thanks, [Bob]",
    "Não gostei do [Douglas]",
    "Não gostei da [Fernanda], foi grossa",
    "a complaint about [Douglas]",
    "[João], boa tarde, já estou olhando aqui",
    "[Jane], hello, I'm on it",
    "Oi [Maria],",
    "oi [maria]",
    "fala com a [Fernanda]",
    "Travelers: [NAKAGAWA/HIROSHI] MR",
    "Mi cuñado, [Everardo], lo recibe",
    "Abraço,\n[Inês Almeida]\nRiverside Lodge",
    "[Ann Lee]\nHarvest Moon Direct",
    "boa tarde, Cansei. nossa integração recebe timeout",
    "Thanks.\n\nCheers,\n[Ian Dawson]",
    "chase chase denied the chargeback",
    "I need AUD, how do I convert it?",
    "I cannot name X as a beneficiary",
    "Schlagloch an der Konrad-Adenauer-Allee",
    "[Nora Field] <nora@example.com> wrote",
    "Please add [Ted Moss] (ted.moss@example.org) to it",
    "You are chatting with [Priya].",
  ])("reads English cues: %j", expectMarked);

  it.each([
    "Meu nome é [João da Silva] e preciso de ajuda",
    "me chamo [ana beatriz], oi",
    "Oi, aqui é a [Tainá].",
    "O Sr. [Moura] e a Sra. [Lúcia Prates] ligaram",
    "Falei com a [Débora] ontem",
    "Prezado [Carlos],\n",
    "Atenciosamente,\n[Heitor Vila Nova]",
    "Att, [Rute]",
  ])("reads Portuguese cues: %j", expectMarked);

  it.each([
    "Me llamo [Íñigo Garmendia] y no funciona",
    "Hola, soy [Lucía].",
    "El señor [Quiroga] llamó",
    "La cuenta está a nombre de [Elena de la Vega].",
    "Estimada [Rocío]:\n",
    "Un saludo, [Fermín Otxoa]",
  ])("reads Spanish cues: %j", expectMarked);

  it.each([
    "Mein Name ist [Jürgen Groß-Weber] und ich warte.",
    "Ich heiße [Anke Lübke].",
    "Herr [Pfleiderer] und Frau Dr. [Zöllner] riefen an",
    "Ich habe gestern mit [Uwe Zabel] gesprochen.",
    "Sehr geehrte Frau [Wrobel],",
    "Mit freundlichen Grüßen\n[Beate Kolbe]",
    "MfG [Detlef Kunz]",
  ])("reads German cues: %j", expectMarked);

  it.each([
    "Je m'appelle [Aurélie Lefort] et j'attends.",
    "Mme [Vasseur] et M. [Petit] sont venus",
    "J'ai parlé avec [Gaëtan Roche] hier",
    "Bonjour [Sylvie],",
    "Cordialement,\n[Étienne Marchand]",
    "au nom de [Camille Dufour]",
  ])("reads French cues: %j", expectMarked);

  it.each([
    "Mi chiamo [Ludovica Sforza] e attendo",
    "Buongiorno, sono [Gianluca De Santis].",
    "Ho parlato con [Teresa Bruni] ieri",
    "Gentile [Marta],",
    "Cordiali saluti,\n[Pietro Amato]",
    "Il sig. [Rinaldi] ha chiamato",
  ])("reads Italian cues: %j", expectMarked);

  it.each([
    "Mijn naam is [Joost van der Meer] en ik wacht.",
    "Ik heb gesproken met [Sanne de Wit] gisteren",
    "Beste [Lotte],",
    "Met vriendelijke groet,\n[Kees Verhoeven]",
    "Mevrouw [Bakker] belde",
    "op naam van [Pieter Dekker].",
  ])("reads Dutch cues: %j", expectMarked);

  it.each([
    "",
    "The Terms of Service changed in March.",
    "Semana do Consumidor na Microsoft Teams",
    "I am Very Happy with Google Pay",
    "This is Important. It is Monday.",
    "Ich bin Kunde seit 2016, die Rechnung ist da",
    "Dear Customer, Hello Team, Prezados, Sehr geehrte Damen und Herren,",
    "Regards, Customer Service",
    "Thanks, I will",
    "my name is [PERSON_1] and PERSON_ab12cd_abcdefghijklmnopqrstuvwxyz",
    "Thanks, joana@example.com",
  ])("sees nobody in %j", (text) => {
    expect(findPeople(text, {})).toEqual([]);
  });

  it.each([
    "[Rosa Quintal];rosa.q77@example.com;Braga",
    "[Wim Terlouw] | wterlouw@example.org",
    "I, [Agnes Whitlock], declare",
    "hi dr [okonkwo], it is me",
    "My brother-in-law [Rupert] has the key",
    "Onze zoon [Wessel] belt later",
  ])("reads lists, declarations and relatives: %j", expectMarked);

  it.each([
    "a mug of Dr Pepper",
    "It arrives in August.",
    "Frau Kundin, Sra. Gerente",
    "Cc::Parser",
  ])("takes things, days and roles for nobody: %j", (text) => {
    expect(findPeople(text, {})).toEqual([]);
  });

  it.each([
    "Yesterday [Sandra Petersen] signed for the box.",
    "Luego [Marisol Quintana] me colgó.",
    "The parcel is for [Jennifer Stein], not me",
  ])("reads names without a cue: %j", expectMarked);

  it("gives spans inside the text that touch no other, without space at their ends", () => {
    const parts = ["my name is ", "Mr ", "Dear ", "Ana", "Lee", "de", ",\n", "A.", "<a@b.c>", "🙂"];
    const text = fc.array(
      fc.oneof(fc.constantFrom(...parts, "\ud800", "\u0627\u0644"), fc.string()),
    );
    fc.assert(
      fc.property(text, (pieces) => {
        const whole = pieces.join("");
        let free = 0;
        for (const { start, end, type } of findPeople(whole, {})) {
          expect(type).toBe("PERSON");
          expect(start).toBeGreaterThanOrEqual(free);
          expect(whole.slice(start, end).trim()).toHaveLength(end - start);
          expect(end).toBeGreaterThan(start);
          free = end;
        }
      }),
    );
  });

  it.each(["Mr ", "A. ", "A", "Mr Mr.", "Ana ", "my name is ", "Dear,\n", "a@", "de ", "O'"])(
    "reads long runs of %j to the end",
    (piece) => {
      const text = piece.repeat(Math.ceil(50_000 / piece.length));
      for (const { end } of findPeople(text, {})) expect(end).toBeLessThanOrEqual(text.length);
    },
  );
});
