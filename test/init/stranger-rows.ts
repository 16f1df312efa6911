import { seededRandom } from "../../src/core/base/random.ts";

/** Values for made-up exports; the same on every run. */
export const draw = seededRandom("strangers");

/** One of some values. */
export function pick<T>(items: readonly T[]): T {
  return draw.pick(items);
}

let clock = Date.UTC(2025, 0, 1);

/** A day and time of 2025, by its parts; each is later than the one before. */
export function instant(): { year: string; month: string; day: string; time: string } {
  clock += draw.integer(60, 6_000) * 1_000;
  const [year = "", month = "", day = "", time = ""] = new Date(clock).toISOString().split(/[-T.]/);
  return { year, month, day, time };
}

/** `2025-03-04 10:20:30`. */
export function iso(separator = " "): string {
  const { year, month, day, time } = instant();
  return `${year}-${month}-${day}${separator}${time}`;
}

export const sentences = {
  en: [
    "My order has not arrived and nobody answers the phone.",
    "The card reader shows an error after the last update, please help.",
    "I was charged twice for the same month and want my money back.",
    "How do I change the address of my account? I could not find it.",
    "Great service, the agent was friendly and solved it within minutes.",
  ],
  de: [
    "Meine Bestellung ist noch nicht angekommen, bitte um Rückmeldung.",
    "Das Gerät startet nach dem Update nicht mehr und zeigt einen Fehler.",
    "Mir wurde der Betrag zweimal abgebucht, ich möchte ihn zurück.",
    "Wie ändere ich die Anschrift in meinem Kundenkonto? Danke.",
  ],
  pt: [
    "Meu pedido não chegou e ninguém atende o telefone da loja.",
    "A maquininha mostra um erro depois da última atualização, ajudem.",
    "Fui cobrado duas vezes no mesmo mês e quero meu dinheiro de volta.",
    "Como faço para mudar o endereço da minha conta? Obrigado.",
  ],
  es: [
    "Mi pedido no ha llegado y nadie contesta al teléfono.",
    "El terminal muestra un error desde la última actualización, ayuda.",
    "Me cobraron dos veces el mismo mes y quiero la devolución.",
  ],
  fr: [
    "Ma commande n'est pas arrivée et personne ne répond au téléphone.",
    "Le terminal affiche une erreur depuis la mise à jour, aidez-moi.",
    "Très bon service, le problème a été résolu en quelques minutes.",
  ],
} as const;

export const people = [
  "Maria Souza",
  "John Carter",
  "Anna Schmidt",
  "Pierre Martin",
  "Laura Rossi",
  "Carlos Lima",
  "Emma Wright",
  "Thomas Weber",
];

/** An address of a made-up person. */
export function address(index: number): string {
  return `${draw.pick(people).toLowerCase().replace(" ", ".")}${index}@mail.example.com`;
}

/** `count` rows below a header. */
export function table(
  header: readonly string[],
  count: number,
  row: (index: number) => readonly (string | number)[],
): string[][] {
  return [[...header], ...Array.from({ length: count }, (_, i) => row(i + 1).map(String))];
}
