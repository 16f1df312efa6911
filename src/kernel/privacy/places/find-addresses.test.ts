import { array, assert, constantFrom, nat, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { findAddresses } from "./find-addresses.ts";

const found = (text: string): string[] =>
  findAddresses(text, {}).map(({ start, end }) => text.slice(start, end));

/** The text without its marks, and what stood between them. */
function unmark(marked: string): { text: string; addresses: string[] } {
  const addresses = [...marked.matchAll(/«([^»]*)»/gu)].map((match) => match[1]!);
  return { text: marked.replaceAll(/[«»]/gu, ""), addresses };
}

describe("findAddresses", () => {
  it.each([
    "Please ship to «12 Oak Street, Springfield, IL 62701» today.",
    "I live at «12 Oak Street».",
    "We moved from «1600 Pennsylvania Ave NW, Washington, DC 20500» last year.",
    "My address: «350 Fifth Avenue, Suite 3300, New York, NY 10118, USA».",
    "Mail it to «P.O. Box 4410, Austin, TX 78765-4410».",
    "send it to «221B Baker Street, London NW1 6XE».",
    "Our office: «10 Downing St, London, SW1A 2AA, UK».",
    "Deliver to «Flat 3, 12 Smith Street, Leeds, LS1 4AB» please",
    "Ship to «Flat 93c, Page orchard, Phillipsland, SE0 7YG» please",
    "My new address is «3 Jones manors, East Abbie, B1 2CC».",
    "Deliver it to «Studio 12, Khan mills, Lake Joshua, ML4 2XY» by Friday.",
    "send to «24 Sussex Drive, Ottawa, ON K1M 1M4, Canada»",
    "I'm at «1 Macquarie Street, Sydney NSW 2000».",
    "John Smith\n«45 Elm Road\nManchester\nM1 2AB»\n\nThanks",
    "Moro na «Rua Augusta, 1500, apto 42, Consolação, São Paulo - SP, 01304-001».",
    "Meu endereço é «R. das Flores, 123 - Bloco B, Curitiba/PR - CEP 80010-000».",
    "«Av. Paulista, 1578 - Bela Vista, São Paulo - SP, 01310-200» é o novo endereço.",
    "Entrega na «Rua 7 de Setembro, nº 45, Centro, Blumenau - SC»",
    "Enviar para «Caixa Postal 123, 70040-020 Brasília - DF».",
    "Fica na «Quadra 5, Lote 12, Setor Sul, Brasília - DF, 70000-000».",
    "Endereço: «Rodovia BR-101, km 12, s/n, Palhoça - SC»",
    "Envie para «Rua do Carmo, 12, 2º Dto, 1200-093 Lisboa», obrigado.",
    "Moro na «Av. da Liberdade 245, 3.º A, 1250-143 Lisboa, Portugal».",
    "A minha morada é «Praceta de Lopes, S/N, 4480-123 Vila do Conde».",
    "Vivo en «Calle Mayor 12, 3º B, 28013 Madrid».",
    "Enviar a «C/ Alcalá, 45, 2º izq., 28014 Madrid, España».",
    "Mi dirección es «Avda. de la Constitución, nº 7, 41004 Sevilla».",
    "Enviar a «Calle 5 de Mayo 123, Col. Centro, C.P. 06000, Ciudad de México, CDMX».",
    "Vivo en «Av. Insurgentes Sur 1602, Crédito Constructor, 03940 Ciudad de México».",
    "Mi nueva dirección es «Circunvalación Sur Robles 234 Interior 345, San Rosa de la Montaña, JAL 12345».",
    "Vivo en «Privada Chiapas 123 Edif. 4 , Depto. 5, Nueva Georgia, CO 39551-1234».",
    "Envíelo a «Carrera 7 # 45-67, Bogotá, Colombia».",
    "Lieferadresse: «Hauptstraße 5, 80331 München».",
    "Ich wohne in der «Berliner Str. 12a, 10115 Berlin».",
    "Meine neue Adresse ist «Am Markt 3, 07743 Jena».",
    "Ich wohne «An der Alten Post 4, 50667 Köln».",
    "Bitte an «Postfach 12 34, 80331 München» senden.",
    "Wir sind «Unter den Linden 5, 10117 Berlin».",
    "Max Mustermann\n«Musterweg 7\n12345 Musterstadt\nDeutschland»\n\nViele Grüße",
    "«Lisa-Schmid-Gasse 2/3/14, 1050 Wien» ist die neue Adresse.",
    "Lieferung an «Mariahilfer Straße 12/5, 1060 Wien, Österreich».",
    "Bitte liefern an «Jonas-Huber-Ring 17, 8010 Graz».",
    "J'habite au «12 rue de la Paix, 75002 Paris».",
    "Mon adresse est «12, rue de Martin, 34567 Sainte Julie-la-Forêt».",
    "Livrer à «rue de Pires, 13006 Marseille».",
    "Merci d'envoyer au «3 bis, avenue du Général de Gaulle, Bât. B, 69003 Lyon, France».",
    "Domicilié au «5 impasse des Lilas, 31000 Toulouse».",
    "Envoyer à «BP 120, 06000 Nice» merci",
    "J'ai déménagé au «8, place de l'Église, 67000 Strasbourg»",
    "Nouvelle adresse: «chemin Louise Roux, 54120 Besson-les-Bains»",
    "Abito in «via Roma 12, 20121 Milano (MI)».",
    "Il mio indirizzo è «Viale dei Mille 45, interno 3, 50131 Firenze FI».",
    "Spedire a «Borgo Ottavio 59 Piano 5, 13862, Villa Bianca (KR)», grazie.",
    "Residente in «Piazza Garibaldi 7, 80142 Napoli».",
    "Consegna in «Corso Vittorio Emanuele II, 24 - 10123 Torino»",
    "Mi sono trasferito in «Incrocio Zoe 8, 74015, Quarto Mario lido (TA)».",
    "Ik woon op «Keizersgracht 123, 1015 CJ Amsterdam».",
    "Mijn nieuwe adres is «Jurrebaan 46, 8951HC, Hoogblokland».",
    "Stuur het naar «Prins Hendrikkade 33-2, 1012 TM Amsterdam».",
    "Bezorgen op «Laan van Meerdervoort 10 bis, 2517 AC Den Haag».",
    "Stuur naar «Postbus 123, 3500 AA Utrecht».",
    "Ik ben verhuisd naar «Tijnpad 4, 1183 EC, Noord-Scharwoude».",
    "«1015 Avenue des Champs, 1003 Lausanne, Suisse» est",
    "Hi [PERSON_1], my address is «12 Oak Street, Springfield» [PHONE_1]",
    "Adresse: «Bahnhofstrasse 12, CH-8001 Zürich»",
    "Address «12 Oak Street», [EMAIL_1]",
    "moro na «rua das flores, 123» desde maio",
    "i live at «12 oak street» now",
  ])("finds the whole of %s and no more", (marked) => {
    const { text, addresses } = unmark(marked);
    expect(found(text)).toEqual(addresses);
  });

  it.each([
    "",
    "   ",
    "Wall Street is down 5 % today.",
    "In 2023 Wall Street lost 3 %.",
    "the 5 star Avenue plan costs 20 USD",
    "Ich habe es via e-mail 3 mal geschickt.",
    "paid via PayPal 2 weeks ago",
    "enviado via Correios 3 dias atrás",
    "A rua está fechada há 3 dias.",
    "I want to place an order for 12 items.",
    "place 3 orders, 12 Items",
    'str.split(",", 12) fails in str. 5',
    "It costs 12,50 Euro.",
    "Calle 13 is a band.",
    "Escucho a Calle 13 todos los días",
    "Version 3.2.1 on Windows 11, 64 Bit",
    "I moved to Office 365 and 2 Google Drive accounts.",
    "iPhone 15, 12000 Euro",
    "Bestellung 4711, 80331 Kunden",
    "Speicherplatz 5 GB",
    "The call at 10:30, Monday 12 May 2024.",
    "I have 3 Premium Plans and 2 Main Points",
    "Room 5, Floor 3",
    "On March 12, 2024 Best Regards",
    "Order 12345 Shipped 2 May",
    "500 GB Hard Drive",
    "3 Way Street Fighter 2",
    "Seit dem 3. Mai 2024 Probleme mit Monitoring 24",
    "Parkplatz 12 ist frei",
    "Ref 12345, Maria Silva",
    "The 2024 Park Avenue Concert",
    "I live on the 5th floor",
    "La plaza 3 está ocupada",
    "No lugar 3, Plano Premium",
    "Tenho 3 Avenida Shopping vales",
    "Am Montag 5 Stunden gewartet",
    "cours 3 de Anglais, place 12",
    "J'ai 3 cours de Français",
    "Le 12 place est prise",
    "Il corso 3 è finito",
    "Via WhatsApp 2 messaggi",
    "Strada facendo 3 volte",
    "My address is EMAIL_ab12cd_abcdefghijklmnopqrstuvwxyz and 12",
  ])("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    ["My address is «12 Oak Street», [CITY_1], [PERSON_1]"],
    ["[PERSON_1] lives at «12 Oak Street, Springfield» [PHONE_1]"],
    ["Rua [PERSON_1], 12, Centro"],
    ["PERSON_ab12cd_abcdefghijklmnopqrstuvwxyz mora na «Rua Augusta, 12»"],
    ["Hauptstraße [ORDER_ID_12], 80331 München"],
  ])("leaves placeholders out: %s", (marked) => {
    const { text, addresses } = unmark(marked);
    expect(found(text)).toEqual(addresses);
  });

  it("gives offsets in UTF-16 code units behind emoji, right-to-left text and lone surrogates", () => {
    const text = "😀 שלום \ud800 12 Oak Street, Springfield, IL 62701 \udc00";
    expect(found(text)).toEqual(["12 Oak Street, Springfield, IL 62701"]);
  });

  it("reads an address whose town stands where it stops reading", () => {
    const street = `12 A${"a".repeat(170)} Street`;
    expect(found(`${street}, Springfield and more`)).toEqual([street]);
  });

  it("finds every address of a text", () => {
    const text =
      "From 12 Oak Street, Leeds LS1 4AB to Hauptstraße 5, 80331 München. And then more.";
    expect(found(text)).toEqual(["12 Oak Street, Leeds LS1 4AB", "Hauptstraße 5, 80331 München"]);
  });
});

const pieces = [
  "Rua Augusta",
  "Hauptstraße",
  "12 Oak Street",
  "Apt. 3",
  "12345",
  "80331 München",
  "SE1 7YG",
  "São Paulo - SP",
  "via Roma",
  "PO Box 12",
  "s/n",
  "[EMAIL_1]",
  "EMAIL_ab12cd_abcdefghijklmnopqrstuvwxyz",
  ", ",
  " ",
  "\n",
  "/",
  "(",
  "#",
  "\ud800",
  "😀",
  "ש",
  "nº",
  "de",
  "moved to",
  "-",
  ".",
];
const anyText = array(
  oneof(
    constantFrom(...pieces),
    nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
  {
    maxLength: 30,
  },
).map((parts) => parts.join(" ".repeat(parts.length % 2)));

describe("findAddresses after a list of parts of buildings", () => {
  it("keeps those that can belong to the address", () => {
    const text = "Torre 1, Bloco 2, Andar 3, Apto 4, Sala 5, Rua Augusta, 1500";
    expect(found(text)).toEqual(["Andar 3, Apto 4, Sala 5, Rua Augusta, 1500"]);
  });
});

describe("findAddresses on any text", () => {
  it("gives spans in order, apart, inside the text, without white space at their ends", () => {
    assert(
      property(anyText, (text) => {
        let last = 0;
        for (const { start, end, type } of findAddresses(text, {})) {
          expect(type).toBe("ADDRESS");
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          const span = text.slice(start, end);
          expect(span.trim()).toBe(span);
          last = end;
        }
      }),
    );
  });

  it("never touches a placeholder or a pseudonym", () => {
    assert(
      property(anyText, (text) => {
        const spans = findAddresses(text, {});
        for (const match of text.matchAll(/\[[A-Z]+_\d+\]|EMAIL_\w+/gu)) {
          const end = match.index + match[0].length;
          expect(spans.some((span) => span.start < end && match.index < span.end)).toBe(false);
        }
      }),
    );
  });

  it.each([
    "Rua Rua ",
    "Rua 1 ",
    "12345 ",
    "Ab 1 ",
    "Apt. 3 ",
    "1, ",
    ",",
    "Flat 3, ",
    "s/n ",
    "-",
  ])("reads 50,000 code units of %j", (piece) => {
    const text = piece.repeat(Math.ceil(50_000 / piece.length));
    expect(findAddresses(text, {}).length).toBeLessThan(text.length);
  });
});
