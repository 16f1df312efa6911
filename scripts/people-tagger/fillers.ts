import type { Random } from "../../src/core/base/random.ts";
import { commonWords } from "../../src/kernel/privacy/people/lists/common-words.ts";
import { namesakes } from "../../src/kernel/privacy/people/lists/namesakes.ts";
import {
  brandWords,
  calendarWords,
  placeWords,
} from "../../src/kernel/privacy/people/lists/other-words.ts";
import {
  capital,
  firstName,
  firsts,
  fullName,
  invented,
  lastName,
  lasts,
  split,
  titled,
} from "./person-names.ts";

/** Something put into a slot of a frame; `isPerson` marks a name to be found. */
export type Filler = { text: string; isPerson: boolean };

const namesakeList = namesakes.split("|");
const brands = split(brandWords).filter((word) => word.length > 3);
const places = split(placeWords).slice(0, 270);
const calendar = split(calendarWords).filter((word) => word.length > 3);

const orgForms: Readonly<Record<string, readonly string[]>> = {
  en: [
    "{L} & {L} LLP",
    "{L} Ltd",
    "{L} Inc.",
    "{X} Corp",
    "The {X} Group",
    "{L} and Sons",
    "Bank of {K}",
    "University of {K}",
    "{L}, {L} and {L}",
    "St. {F} Hospital",
    "{L} Holdings",
    "{X} Insurance",
    "Hotel {X}",
    "{F}'s Diner",
    "{L} Bros",
    "{X} Software",
    "{F} {L} School",
    "{F} {L} Library",
    "the {F} {L} Bridge",
    "{L} Stadium",
    "{F} {L} Airport",
    "{L} Park",
    "{F} {L} Foundation",
  ],
  pt: [
    "Banco {X}",
    "Padaria {F}",
    "{L} & Filhos Ltda",
    "{L} Advogados",
    "Hospital {F}",
    "Hospital São {F}",
    "Grupo {X}",
    "Colégio {L}",
    "Construtora {L}",
    "Lojas {X}",
    "{X} S.A.",
    "Clínica {L}",
    "Escola Municipal {F} {L}",
    "Santa Casa de {K}",
    "Supermercado {L}",
    "Seguros {X}",
    "Escola {F} {L}",
    "Aeroporto {F} {L}",
    "Praça {L}",
    "Ponte {F} {L}",
    "Biblioteca {F} {L}",
    "Fundação {F} {L}",
    "Viaduto {L}",
  ],
  es: [
    "Banco {X}",
    "Panadería {F}",
    "{L} e Hijos S.L.",
    "{L} Abogados",
    "Hospital {L}",
    "Hospital San {F}",
    "Grupo {X}",
    "Colegio {L}",
    "Construcciones {L}",
    "Tiendas {X}",
    "{X} S.A.",
    "Clínica {L}",
    "Ferretería {L}",
    "Restaurante Casa {F}",
    "Seguros {X}",
    "Colegio {F} {L}",
    "Aeropuerto {F} {L}",
    "Plaza {L}",
    "Puente {F} {L}",
    "Biblioteca {F} {L}",
    "Fundación {F} {L}",
    "Mercado {L}",
  ],
  de: [
    "{L} GmbH",
    "{L} & {L} KG",
    "{L} AG",
    "Bäckerei {L}",
    "Autohaus {L}",
    "{X} Versicherung",
    "Stadtwerke {K}",
    "Sparkasse {K}",
    "Klinikum {K}",
    "Hotel {X}",
    "Gasthof {L}",
    "{L} und Partner",
    "Kanzlei {L}",
    "Elektro {L}",
    "Praxis Dr. {L}",
    "{F}-{L}-Schule",
    "Flughafen {F} {L}",
    "{L}platz",
    "{L}brücke",
    "{F}-{L}-Halle",
    "{F} {L} Stiftung",
  ],
  fr: [
    "Groupe {X}",
    "Boulangerie {L}",
    "{L} et Fils",
    "Cabinet {L}",
    "Hôpital {L}",
    "Lycée {F} {L}",
    "Clinique {L}",
    "{L} SARL",
    "Assurances {X}",
    "Garage {L}",
    "Hôtel {X}",
    "Chez {F}",
    "Banque {X}",
    "Établissements {L}",
    "Pharmacie {L}",
    "école {F} {L}",
    "collège {F} {L}",
    "place {L}",
    "pont {F} {L}",
    "bibliothèque {F} {L}",
    "Fondation {F} {L}",
    "gare {L}",
  ],
  it: [
    "Gruppo {X}",
    "Panificio {L}",
    "{L} e Figli",
    "Studio Legale {L}",
    "Ospedale San {F}",
    "Liceo {L}",
    "Clinica {L}",
    "{L} S.r.l.",
    "Assicurazioni {X}",
    "Officina {L}",
    "Hotel {X}",
    "Trattoria da {F}",
    "Banca {X}",
    "{L} S.p.A.",
    "Farmacia {L}",
    "scuola {F} {L}",
    "aeroporto {F} {L}",
    "piazza {L}",
    "ponte {F} {L}",
    "biblioteca {F} {L}",
    "Fondazione {F} {L}",
    "stazione {L}",
  ],
  nl: [
    "{L} B.V.",
    "Bakkerij {L}",
    "{L} en Zonen",
    "Garage {L}",
    "Ziekenhuis {K}",
    "{X} Verzekeringen",
    "Hotel {X}",
    "Basisschool {X}",
    "{L} Advocaten",
    "Groep {X}",
    "Bank {X}",
    "Apotheek {L}",
    "Café {F}",
    "{L} Makelaars",
    "Slagerij {L}",
    "{F} {L}school",
    "{L}brug",
    "{L}plein",
    "station {L}",
    "{F} {L} Stichting",
    "{L}bibliotheek",
  ],
};

/** A company; surnames in it are no people. */
function company(random: Random, language: string): string {
  if (random.chance(0.4))
    return random.pick(brands).replace(/^./, (letter) => letter.toUpperCase());
  return random
    .pick(orgForms[language]!)
    .replaceAll("{L}", () => random.pick(lasts.get(language)!))
    .replaceAll("{F}", () => random.pick(firsts.get(language)!))
    .replaceAll("{K}", () => titled(random.pick(places)))
    .replaceAll("{X}", () =>
      random.chance(0.5) ? invented(random, 2) : commonTitle(random, language),
    );
}

function commonTitle(random: Random, language: string): string {
  const words = split(commonWords[language]!).filter((word) => word.length > 3);
  return titled(random.pick(words));
}

const streetForms: Readonly<Record<string, readonly string[]>> = {
  en: [
    "{N} {L} Street",
    "{N} {L} Road",
    "{N} {X} Avenue",
    "Flat {N}, {L} House",
    "{N} {F} Drive Apt. {N}",
  ],
  pt: [
    "Rua {F} {L}, {N}",
    "Av. {L}, {N}",
    "Avenida Dr. {F} {L}, {N}",
    "Travessa {X}, {N}",
    "Praça {F} {L}",
    "Alameda {L}, {N}",
  ],
  es: [
    "Calle {F} {L} {N}",
    "Avenida de {L} {N}",
    "C/ {L}, {N}",
    "Plaza {F} {L} {N}",
    "Paseo de {X}, {N}",
    "Ronda {L} {N}",
  ],
  de: [
    "{L}straße {N}",
    "{F}-{L}-Straße {N}",
    "{L}weg {N}",
    "Am {X} {N}",
    "{L}platz {N}",
    "{F}-{L}-Ring {N}",
  ],
  fr: [
    "{N} rue {F} {L}",
    "{N} avenue de {X}",
    "{N} boulevard {L}",
    "{N} place {F} {L}",
    "{N} impasse {L}",
  ],
  it: ["Via {F} {L} {N}", "Corso {L} {N}", "Piazza {F} {L}, {N}", "Viale {L} {N}", "Via {X} {N}"],
  nl: ["{L}straat {N}", "{F} {L}laan {N}", "{L}weg {N}", "{X}plein {N}", "{L}gracht {N}"],
};

function street(random: Random, language: string): string {
  return random
    .pick(streetForms[language]!)
    .replaceAll("{L}", () => random.pick(lasts.get(language)!))
    .replaceAll("{F}", () => random.pick(firsts.get(language)!))
    .replaceAll("{X}", () => commonTitle(random, language))
    .replaceAll("{N}", () => String(random.integer(1, 900)));
}

/** Title-case words of a language that are no name: a product, a headline, a department. */
function titleWords(random: Random, language: string): string {
  const count = random.integer(1, 3);
  const words = Array.from({ length: count }, () => commonTitle(random, language));
  if (random.chance(0.3)) words[0] = titled(random.pick(brands));
  if (random.chance(0.15)) words[0] = invented(random, 2);
  if (random.chance(0.3))
    words.push(random.pick(["Pro", "Plus", "Max", "Mini", "X", "15", "3000", "App", "Box", "Air"]));
  return words.join(" ");
}

const townEndings: Readonly<Record<string, readonly string[]>> = {
  en: ["ville", "ton", "burgh", "field", "port", "bury", "shire", "haven", "mouth", "stad"],
  pt: ["", " do Sul", " da Serra", " Grande", " das Flores", " de Minas", " Alegre"],
  es: ["", " de la Sierra", " del Río", " de Arriba", " del Mar"],
  de: ["stadt", "burg", "hausen", "dorf", "heim", "bach", "ingen"],
  fr: ["-sur-Mer", "ville", "-sur-Loire", "-les-Bains", ""],
  it: [" Terme", " sul Mare", " Superiore", "ano", ""],
  nl: ["dam", "veen", "hoven", "drecht", "wijk", "dorp"],
};

const saints = split("San Santa São Santo St. Saint Sankt Sint");

function town(random: Random, language: string): string {
  if (random.chance(0.07)) return `${random.pick(saints)} ${random.pick(firsts.get(language)!)}`;
  if (random.chance(0.65)) return titled(random.pick(places));
  const base = random.chance(0.5) ? invented(random, 1) : random.pick(lasts.get(language)!);
  const prefix = random.chance(0.2)
    ? random.pick(["New ", "North ", "San ", "São ", "Bad ", "Port ", "East ", "Saint-", "Nova "])
    : "";
  return prefix + base + random.pick(townEndings[language]!);
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.integer(0, 9)).join("");

const compoundHeads = split(
  "Kunden Liefer Rechnungs Vertrags Zahlungs Bestell Versand Konto Karten Geräte Netz Strom Wasser Versicherungs Steuer Personal Arbeits Urlaubs Kranken Fahr Reise Flug Hotel Zimmer Garten Küchen Wasch Kühl Bild Daten Sicherheits Zugangs Anmelde Service Technik Software Druck Telefon Mobil Internet Fernseh Miet Wohnungs Bau Schul Prüfungs Sitzungs Markt Preis Rabatt Gutschein Waren Lager Paket",
);
const compoundTails = split(
  "konto adresse nummer abteilung vertrag gebühr karte gerät anschluss versicherung erklärung rechnung maschine schrank schirm schutz code formular leitung mitarbeiter team plan termin bericht antrag eingang ausgang system vorgang bestätigung liste korb haus dienst problem fehler bescheid stelle zeit quittung verwaltung prüfung",
);

const camelWords = split(
  "service handler manager parser client server factory order payment user cache index",
);

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => capital(random)).join("");
}

function hexPairs(random: Random, separator: string): string {
  const pairs = Array.from({ length: 6 }, () =>
    random.integer(0, 255).toString(16).padStart(2, "0"),
  );
  const text = pairs.join(separator);
  return random.chance(0.5) ? text.toUpperCase() : text;
}

function dayText(random: Random): string {
  const [year, month, day] = [
    random.integer(1950, 2026),
    random.integer(1, 12),
    random.integer(1, 28),
  ];
  return random.pick([
    `${day}/${month}/${year}`,
    `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
    `${day}.${month}.${year}`,
    `${day} ${titled(random.pick(calendar.slice(0, 12)))} ${year}`,
  ]);
}

/** Fills the slot of this letter. */
export function fill(slot: string, random: Random, language: string): Filler {
  const plain = (text: string): Filler => ({ text, isPerson: false });
  switch (slot) {
    case "P":
      return { text: fullName(random, language), isPerson: true };
    case "F":
      return { text: firstName(random, language), isPerson: true };
    case "L":
      return { text: lastName(random, language), isPerson: true };
    default:
      return plain(plainFillers[slot]!(random, language));
  }
}

const plainFillers: Readonly<Record<string, (random: Random, language: string) => string>> = {
  O: company,
  S: street,
  K: town,
  B: titleWords,
  H: titleWords,
  N: (random) => titled((random.pick(compoundHeads) + random.pick(compoundTails)).toLowerCase()),
  W: (random) => titled(random.pick(calendar)),
  D: dayText,
  E: (random, language) =>
    `${firstName(random, language)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, "")}${random.integer(1, 99)}@example.com`,
  U: (random) => `+${random.integer(1, 99)} ${digits(random, 3)} ${digits(random, 4)}`,
  I: (random) => `${random.pick(["#", "", "", "ORD-", "A", "INV", "CASE-"])}${digits(random, 6)}`,
  A: (random) =>
    `${random.pick(["$", "R$ ", "€ ", "£"])}${random.integer(5, 900)}.${digits(random, 2)}`,
  M: (random) => hexPairs(random, random.pick([":", "-", "."])),
  G: (random) =>
    `${letters(random, 2)}${digits(random, 2)} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)}`,
  C: (random) => letters(random, random.integer(2, 6)),
  R: (random) => random.pick(["A", "B", "C", "D", "IV", "X", "II", "G", "N"]),
  J: (random) => invented(random, 1) + (random.chance(0.5) ? titled(random.pick(camelWords)) : ""),
  Y: (random, language) =>
    random.chance(0.6)
      ? random.pick(namesakeList)
      : `${random.pick(firsts.get(language)!)} ${random.pick(lasts.get(language)!)}`,
  X: (random, language) =>
    random.chance(0.2) ? titleWords(random, language) : commonTitle(random, language),
  Q: (random) => `10.${random.integer(0, 255)}.${random.integer(0, 255)}.7`,
};
