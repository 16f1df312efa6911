import { seededRandom, type Random } from "../src/core/base/random.ts";
import {
  luhnCheckDigit,
  randomCnpj,
  randomCpf,
  randomDigits,
} from "../src/kernel/sample/brazil-ids.ts";
import { anyFullName, slug } from "../src/kernel/sample/names.ts";
import type { MaskRow } from "./mask-timing.ts";

/** Rows of a speed test: `dense` has personal data in every one, `sparse` in a tenth of them. */
export type Density = "dense" | "sparse";

const rowChars = 300;
const sparseShare = 0.1;

const plainSentences = [
  "The invoice of last month shows two items that we did not order, and the discount is missing.",
  "Nobody answers in the chat since Monday, although the page says replies take 15 minutes.",
  "Version 2.14.3 of the app closes by itself when I open the list of payments.",
  "We pay R$ 1.249,90 a month for 12 seats and use 9 of them, please check the plan.",
  "O pedido chegou incompleto e a caixa estava aberta, falta o carregador e o manual.",
  "Depois da atualização o terminal reinicia a cada 20 minutos e perde a conexão.",
  "La factura de marzo llegó dos veces y el descuento del 15 % no aparece en ninguna.",
  "El repartidor dejó el paquete en la puerta a las 18:30 y no avisó a nadie.",
  "Seit dem Update vom 3. Mai dauert jede Abfrage 40 Sekunden statt wie früher zwei.",
  "Bitte prüfen Sie, warum die Lieferung noch nicht angekommen ist, Status seit 5 Tagen gleich.",
  "It worked with the old cable, so I think the new one is broken; can you send another?",
  "Great service, the technician explained everything and was done in half an hour.",
];

type Slot = (random: Random) => string;

const digits =
  (count: number): Slot =>
  (random) =>
    randomDigits(random, count);
const email: Slot = (random) =>
  `${slug(anyFullName(random, "en"))}${random.integer(1, 99)}@mail.example.com`;
const person: Slot = (random) => anyFullName(random, random.pick(["en", "pt"]));
const hex =
  (count: number): Slot =>
  (random) =>
    Array.from({ length: count }, () => random.integer(0, 15).toString(16)).join("");
const address4: Slot = (random) =>
  [random.integer(11, 223), ...[0, 0, 0].map(() => random.integer(1, 254))].join(".");
const address6: Slot = (random) => Array.from({ length: 8 }, () => hex(4)(random)).join(":");
const macAddress: Slot = (random) => Array.from({ length: 6 }, () => hex(2)(random)).join(":");
const card: Slot = (random) => {
  const body = `4${randomDigits(random, 14)}`;
  return `${body}${luhnCheckDigit(body)}`.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
};
const birthday: Slot = (random) =>
  `${random.integer(10, 28)}/0${random.integer(1, 9)}/19${random.integer(50, 99)}`;

/** Sentences around personal data; those of the labelled sets are others. */
const denseSentences: readonly Slot[] = [
  (random) => `Please answer to ${email(random)} and copy ${email(random)}.`,
  (random) => `Phone me at +55 11 9${digits(4)(random)}-${digits(4)(random)} after six.`,
  (random) =>
    `Ligue para (21) 9${digits(4)(random)}-${digits(4)(random)}, fala com ${person(random)}.`,
  (random) => `Meu CPF é ${randomCpf(random)} e o CNPJ da loja ${randomCnpj(random)}.`,
  (random) => `The card ${card(random)} was charged twice.`,
  (random) => `Refund it to ${iban(random)}, account holder ${person(random)}.`,
  (random) => `Login from ${address4(random)} at 10:42, then from ${address6(random)}.`,
  (random) => `The router ${macAddress(random)} has no link since the update.`,
  (random) => `My name is ${person(random)}, born on ${birthday(random)}.`,
  (random) =>
    `See https://${slug(person(random))}:${hex(8)(random)}@files.example.com/in for the logs.`,
  (random) => `Wallet 0x${hex(40)(random)} got nothing.`,
  (random) =>
    `order #${digits(8)(random)} is for ${person(random)}, 0${digits(3)(random)} ${digits(7)(random)}.`,
  (random) => `api_key=sk_live_${hex(24)(random)} stopped working.`,
  (random) =>
    `SSN 5${digits(2)(random)}-4${digits(1)(random)}-1${digits(3)(random)}, passport no. ${passport(random)}.`,
];

/** `count` rows of about 300 characters, the same for the same arguments. */
export function speedRows(density: Density, count: number): MaskRow[] {
  const random = seededRandom(`mask ${density}`);
  return Array.from({ length: count }, (_, i) => {
    const isDense = density === "dense" || random.chance(sparseShare);
    return { id: `${density}-${i}`, text: isDense ? denseText(random) : plainText(random, "") };
  });
}

function denseText(random: Random): string {
  let text = "";
  while (text.length < rowChars - 80) text += `${random.pick(denseSentences)(random)} `;
  return plainText(random, text);
}

/** Fills up with sentences that hold nothing personal, the last one cut. */
function plainText(random: Random, start: string): string {
  let text = start;
  while (text.length < rowChars) text += `${random.pick(plainSentences)} `;
  return text.slice(0, Math.max(rowChars, start.length)).trimEnd();
}

/** A German IBAN with its check digits (ISO 13616). */
function iban(random: Random): string {
  const body = randomDigits(random, 18);
  const rest = BigInt(`${body}131400`) % 97n; // DE as numbers, and 00
  return `DE${String(98n - rest).padStart(2, "0")}${body}`;
}

function passport(random: Random): string {
  return `${random.pick(["C", "F", "L", "P"])}${randomDigits(random, 8)}`;
}

const hostileChars = 50_000;
const hostilePieces = [
  ..."a:a: |1.1.1.|123-45-|.|@|a@|a@a.|+1 |(1) |0-|1 |http://|http://a:|::|fe80:|0x|DE89 |bc1q|-----|sk_live_|eyJhbGci|#1|10/10/|Rua |Mr. |my name is |A. |Ana |é\u0301|\u200B1|１|😀|\u0000".split(
    "|",
  ),
  "4111 1111 1111 1112 ",
  "000.000.000-01 ",
  "Dr. Dr. ",
  "a.b-c_d+",
  "user:pass@",
];

/** Texts of 50,000 characters that cost a careless pattern minutes. */
export function hostileRows(): MaskRow[] {
  return hostilePieces.map((piece) => ({
    id: JSON.stringify(piece),
    text: piece.repeat(Math.ceil(hostileChars / piece.length)).slice(0, hostileChars),
  }));
}
