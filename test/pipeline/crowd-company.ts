import type { Random } from "../../src/core/base/random.ts";

/** A row of text columns. */
export type TextRow = Readonly<Record<string, string | null>>;

/** Rows of tables that tell who is known, and of those that hold texts. */
export type CrowdCompany = {
  contacts: TextRow[];
  accounts: TextRow[];
  conversations: TextRow[];
  tickets: TextRow[];
  messages: TextRow[];
};

const systems = ["desk", "shop"];
const accountIds = Array.from({ length: 8 }, (_, i) => `A${i}`);
const contactIds = Array.from({ length: 60 }, (_, i) => `P${i}`);
const ticketIds = Array.from({ length: 40 }, (_, i) => `T${i}`);
const firstNames =
  "Oriel Zelma Ivo Bettina Quirin Thekla Wanda Ottokar Silvia Ramona Ludwina Egon".split(" ");
const surnames =
  "Quintanar Brandvold Castellan Ekdahl Wimbledorf Abendroth Kvist Zumwalt Ostrander".split(" ");

/**
 * A company whose account A0 has most of the contacts and conversations. Two contacts share an id, in
 * one system or two; conversations are of nobody, of a contact without an account, of a person of
 * another account, or by way of tickets of several accounts.
 */
export function crowdCompany(random: Random, conversationCount: number): CrowdCompany {
  const contacts = Array.from({ length: 90 }, (_, i) => contactOf(random, i));
  const accounts = [...accountIds, "A0"].map((id) => ({
    system: random.pick(systems),
    account_id: id,
    name: maybe(random, 0.8, `Padaria da ${random.pick(firstNames)}`),
    tax_id: maybe(random, 0.8, digits(random, 14)),
  }));
  const people = { contacts, accounts };
  const tickets = ticketIds.map((id) => ({
    system: random.pick(systems),
    ticket_id: id,
    ...someone(random),
    subject: textOf(random, people),
    description: textOf(random, people),
  }));
  const conversations = Array.from({ length: conversationCount }, (_, i) => ({
    system: random.pick(systems),
    conversation_id: `C${i}`,
    ticket_id: maybe(random, 0.2, random.pick(ticketIds)),
    ...(random.chance(0.2) ? { contact_id: null, account_id: null } : someone(random)),
  }));
  const messages = Array.from({ length: conversationCount * 5 }, (_, i) => {
    const { system, conversation_id: conversationId } = random.pick(conversations);
    return {
      system: random.chance(0.05) ? random.pick(systems) : system,
      message_id: `M${i}`,
      conversation_id: maybe(random, 0.95, conversationId),
      ticket_id: maybe(random, 0.3, random.pick(ticketIds)),
      sent_at: maybe(random, 0.95, `2026-01-01T00:${random.integer(10, 59)}:00Z`),
      body: maybe(random, 0.98, textOf(random, people)),
    };
  });
  return { ...people, conversations, tickets, messages };
}

function contactOf(random: Random, index: number): TextRow {
  const born = `19${random.integer(50, 99)}-0${random.integer(1, 9)}-1${random.integer(0, 9)}`;
  const email = `${random.pick(surnames).toLowerCase()}${index}@example.com`;
  return {
    system: random.pick(systems),
    contact_id: contactIds[index] ?? random.pick(contactIds),
    account_id: random.chance(0.4) ? "A0" : maybe(random, 0.8, random.pick(accountIds)),
    full_name: maybe(random, 0.9, nameOf(random)),
    email: maybe(random, 0.5, email),
    phone: maybe(random, 0.5, `+55 11 9${digits(random, 4)}-${digits(random, 4)}`),
    national_id: maybe(random, 0.5, digits(random, 11)),
    birth_date: maybe(random, 0.5, born),
  };
}

/** Whom a record names: some who are not there, often the large account. */
function someone(random: Random): TextRow {
  return {
    contact_id: maybe(random, 0.8, random.pick([...contactIds, "P-gone"])),
    account_id: random.chance(0.5)
      ? "A0"
      : maybe(random, 0.8, random.pick([...accountIds, "A-gone"])),
  };
}

function textOf(
  random: Random,
  { contacts, accounts }: Pick<CrowdCompany, "contacts" | "accounts">,
): string {
  const one = random.pick(contacts);
  const name = one["full_name"] ?? nameOf(random);
  const [first, last] = name.split(" ");
  return random.pick([
    `aqui é ${name}, ligue ${one["phone"] ?? digits(random, 8)}`,
    `${first} e ${nameOf(random)} pediram, ${one["email"] ?? "ninguém"} não respondeu`,
    `fala com ${last?.toLowerCase()} sobre ${one["national_id"] ?? "nada"}`,
    `nascido em ${one["birth_date"] ?? "2026"}; ${random.pick(accounts)["tax_id"] ?? "sem número"}`,
    `a ${random.pick(accounts)["name"] ?? "loja"} pediu, obrigado ${first}`,
    "nada de novo",
  ]);
}

const nameOf = (random: Random): string => `${random.pick(firstNames)} ${random.pick(surnames)}`;

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.integer(0, 9)).join("");
}

function maybe(random: Random, share: number, value: string): string | null {
  return random.chance(share) ? value : null;
}
