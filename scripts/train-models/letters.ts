import type { Random } from "../../src/core/base/random.ts";
import type { Language } from "./grammar.ts";

type Frames = { readonly openers: readonly string[]; readonly closers: readonly string[] };

/** What people write around what they want, and what says nothing about it. */
const frames: Readonly<Record<Language, Frames>> = {
  en: {
    openers: [
      "Hello,",
      "Dear support team,\n\nI am writing about the following.",
      "Hi, customer number [ACCOUNT_ID_1] here.",
      "Good morning, this is [PERSON_1] from the shop in [LOCATION_1].",
      "Dear Sir or Madam,",
      "hey guys, quick one:",
    ],
    closers: [
      "Best regards,\n[PERSON_1]",
      "You can reach me at [PHONE_1] or [EMAIL_1].",
      "Looking forward to your reply.\n\nSent from my phone",
      "Kind regards, [PERSON_1], [LOCATION_1]",
      "Please let me know.",
    ],
  },
  pt: {
    openers: [
      "Olá,",
      "Prezados,\n\nescrevo sobre o seguinte.",
      "Oi, aqui é [PERSON_1], cliente [ACCOUNT_ID_1].",
      "Boa tarde, falo da loja de [LOCATION_1].",
      "Bom dia, tudo bem?",
      "gente, uma coisa:",
    ],
    closers: [
      "Atenciosamente,\n[PERSON_1]",
      "Meu telefone é [PHONE_1] e o e-mail [EMAIL_1].",
      "Fico no aguardo.\n\nEnviado do meu celular",
      "Att, [PERSON_1], CNPJ [CNPJ_1]",
      "Me avisem, por favor.",
    ],
  },
  es: {
    openers: [
      "Hola,",
      "Estimados señores:",
      "Buenos días, soy [PERSON_1], cliente [ACCOUNT_ID_1].",
    ],
    closers: ["Un saludo,\n[PERSON_1]", "Mi teléfono es [PHONE_1].", "Quedo a la espera."],
  },
  de: {
    openers: [
      "Hallo,",
      "Sehr geehrte Damen und Herren,",
      "Guten Tag, hier [PERSON_1], Kundennummer [ACCOUNT_ID_1].",
    ],
    closers: [
      "Mit freundlichen Grüßen\n[PERSON_1]",
      "Sie erreichen mich unter [PHONE_1].",
      "Bitte um Rückmeldung.",
    ],
  },
  fr: {
    openers: ["Bonjour,", "Madame, Monsieur,", "Bonjour, ici [PERSON_1], client [ACCOUNT_ID_1]."],
    closers: [
      "Cordialement,\n[PERSON_1]",
      "Mon numéro : [PHONE_1].",
      "Dans l'attente de votre retour.",
    ],
  },
  it: {
    openers: ["Salve,", "Gentili signori,", "Buongiorno, sono [PERSON_1], cliente [ACCOUNT_ID_1]."],
    closers: ["Cordiali saluti,\n[PERSON_1]", "Il mio numero è [PHONE_1].", "Resto in attesa."],
  },
};

/** The sentence as a letter: a greeting before it, a farewell after it, with masked names in both. */
export function asLetter(sentence: string, language: Language, random: Random): string {
  const { openers, closers } = frames[language];
  const gap = random.pick([" ", "\n", "\n\n"]);
  return [random.pick(openers), sentence, random.pick(closers)].join(gap);
}
