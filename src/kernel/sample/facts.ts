import type { Random } from "../../core/base/random.ts";
import { type Agent, type Company, type Customer, emailOf, randomPhone } from "./accounts.ts";
import { randomCpf, randomDigits, randomTestCard } from "./brazil-ids.ts";
import { dayMs } from "./instant.ts";
import { anyFullName, places } from "./names.ts";
import type { Facts, Language } from "./scene.ts";

const englishMonths =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** Who and what a case is about. */
export type Cast = {
  readonly customer: Customer;
  readonly company: Pick<Company, "name" | "cnpj">;
  readonly agent: Agent | undefined;
  readonly at: number;
};

/** Draws the facts of one case; every message of the case is filled from the same ones. */
export function drawFacts(random: Random, { customer, company, agent, at }: Cast): Facts {
  const { language, name } = customer;
  const person = anyFullName(random, language);
  const agentName = agent?.name ?? anyFullName(random, "pt");
  const hour = `${random.integer(8, 19)}`;
  const count = random.integer(3, 9);
  const minutes = random.pick(["00", "15", "30", "40", "50"]);
  return {
    name,
    first: firstWord(name),
    company: company.name,
    email: random.chance(0.8) ? customer.email : emailOf(random, name, "mail.example.net"),
    phone: random.chance(0.85) ? customer.phone : randomPhone(random, random.pick(places).areaCode),
    cpf: random.chance(0.85) ? customer.cpf : randomCpf(random),
    cnpj: company.cnpj,
    person,
    agentName,
    agentFirst: firstWord(agentName),
    amount: randomAmount(random, language),
    order: `#${random.pick(["PED-", "", "BR", "2-"])}${randomDigits(random, 6)}`,
    terminal: `${random.pick(["M30", "M50", "MSmart"])}-${randomDigits(random, 6)}`,
    card4: randomDigits(random, 4),
    card: randomTestCard(random),
    e2e: endToEndId(random, at),
    day: spokenDay(at - count * dayMs, language),
    soon: spokenDay(at + random.integer(1, 5) * dayMs, language),
    hour: language === "pt" ? `${hour}h${minutes}` : `${hour}:${minutes}`,
    count: String(count),
    percent: `${random.integer(2, 4)}${language === "pt" ? "," : "."}${random.integer(10, 99)}%`,
    error: random.pick(["E-101", "E-204", "0x8F", "TO-91", "C14", "503", "COM-07", "A-33"]),
    plan: random.pick(["Essencial", "Plus", "Pro", "Família"]),
    city: random.pick(places).city,
    protocol: `${new Date(at).getUTCFullYear()}${randomDigits(random, 7)}`,
    ip: randomIp(random),
  };
}

/** An amount of money as people write it in the language: `R$ 1.249,90` or `R$ 1,249.90`. */
function randomAmount(random: Random, language: Language): string {
  const whole = Math.round(Math.exp(3.4 + 4.6 * random.next()));
  const cents = random.pick(["00", "00", "90", "50", "99", "37", "12"]);
  const grouped = String(whole).replaceAll(/\B(?=(\d{3})+$)/g, language === "pt" ? "." : ",");
  return `R$ ${grouped}${language === "pt" ? "," : "."}${cents}`;
}

/** An address of the ranges kept for documentation (RFC 5737, RFC 3849) or of a private network. */
function randomIp(random: Random): string {
  const host = random.integer(2, 254);
  return random.pick([
    `203.0.113.${host}`,
    `198.51.100.${host}`,
    `192.0.2.${host}`,
    `192.168.${random.integer(0, 9)}.${host}`,
    `2001:db8::${host.toString(16)}:${random.integer(4_096, 65_000).toString(16)}`,
  ]);
}

/** The day as people write it in a message: `09/03` or `March 9`. */
export function spokenDay(instant: number, language: Language): string {
  const iso = new Date(instant).toISOString();
  const [month, day] = [iso.slice(5, 7), iso.slice(8, 10)];
  return language === "pt"
    ? `${day}/${month}`
    : `${englishMonths[Number(month) - 1]} ${Number(day)}`;
}

/** First word of a full name. */
export function firstWord(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** A PIX end-to-end id: `E`, eight digits of the bank, the minute, eleven letters or digits. */
function endToEndId(random: Random, at: number): string {
  const minute = new Date(at).toISOString().slice(0, 16).replaceAll(/\D/g, "");
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const tail = Array.from({ length: 11 }, () => letters[random.integer(0, 31)]).join("");
  return `E${randomDigits(random, 8)}${minute}${tail}`;
}
