import { assert } from "../../core/base/errors.ts";
import { type Random, seededRandom } from "../../core/base/random.ts";
import type { Company, Customer } from "./accounts.ts";
import { chunkCharsMax } from "./csv.ts";
import { dayMs, formatDay, startOfDay } from "./instant.ts";
import { anyFullName, places } from "./names.ts";
import { spokenDay } from "./facts.ts";
import { formatCnpj, formatCpf, randomDigits, randomTestCard } from "./brazil-ids.ts";
import { manners } from "./phrases.ts";
import type { Language } from "./scene.ts";
import { scenes } from "./scenes.ts";
import type { People } from "./tickets.ts";

/** Lines of one bulk file, the last one may have fewer. */
export const bulkFileLineCount = 250_000;

/** Chats that share one seed: the stream can start at any multiple of it. */
const blockLineCount = 1_000;

const daysBackMax = 90;

/**
 * Opens the stream of bulk chats: one flat JSON object a line, about 300 bytes, texts practically
 * all distinct. A block of 1,000 chats has its own seed, so any part can be written alone.
 * Memory: one chunk, whatever the number. Cost: about 1.5 µs a line.
 */
export function openBulkChats(
  seed: number,
  people: People,
  asOf: number,
): (first: number, count: number) => Iterable<string> {
  const tables = tablesOf(seed, people, asOf);
  return function* bulkChats(first, count) {
    let chunk = "";
    for (let index = first; index < first + count;) {
      const block = Math.floor(index / blockLineCount);
      const random = seededRandom(`${seed}/bulk/${block}`);
      const blockEnd = Math.min((block + 1) * blockLineCount, first + count);
      for (let i = block * blockLineCount; i < blockEnd; i++) {
        const line = bulkLine(random, tables, i);
        if (i < index) continue; // drawn only to bring the stream forward
        if (chunk.length + line.length > chunkCharsMax) {
          yield chunk;
          chunk = "";
        }
        chunk += line;
      }
      index = blockEnd;
    }
    if (chunk !== "") yield chunk;
  };
}

/** A template cut at its slots: texts and slot numbers in turn. */
type Template = readonly (string | number)[];

type Tables = {
  readonly heads: readonly string[];
  readonly languages: readonly Language[];
  readonly channels: readonly string[];
  readonly days: readonly string[];
  readonly twoDigits: readonly string[];
  readonly templates: Readonly<Record<Language, readonly Template[]>>;
  readonly openers: Readonly<Record<Language, readonly string[]>>;
  readonly slots: Readonly<Record<Language, readonly Slot[]>>;
};

type Slot = (random: Random) => string;

function tablesOf(seed: number, people: People, asOf: number): Tables {
  const random = seededRandom(`${seed}/bulk tables`);
  const companies = new Map(people.companies.map((company) => [company.companyId, company]));
  const today = startOfDay(asOf);
  const active = people.customers.filter(
    ({ companyId }) => companies.get(companyId)?.status === "ACTIVE",
  );
  const slots = { pt: slotsOf(random, "pt", today), en: slotsOf(random, "en", today) };
  const byLanguage = <T>(make: (language: Language) => T): Record<Language, T> => ({
    pt: make("pt"),
    en: make("en"),
  });
  return {
    heads: active.map((customer) => headOf(customer, companies.get(customer.companyId))),
    languages: active.map(({ language }) => language),
    channels: ["CHAT", "WHATSAPP"].map((channel) => `"channel":"${channel}","region":"`),
    days: Array.from(
      { length: daysBackMax },
      (_, index) => `${formatDay(today - (index + 1) * dayMs)}T`,
    ),
    twoDigits: Array.from({ length: 100 }, (_, index) => String(index).padStart(2, "0")),
    slots: { pt: [...slots.pt.values()], en: [...slots.en.values()] },
    templates: byLanguage((language) => templatesOf(language, slots[language])),
    openers: byLanguage((language) => [
      ...manners[language].chatGreetings.map((text) =>
        escaped(`${text}${text.endsWith("?") ? " " : ", "}`),
      ),
      ...manners[language].tones.NEGATIVE.openers.slice(0, 4).map((text) => escaped(`${text} `)),
      "",
    ]),
  };
}

/** Slots with so many values that a text with one of them hardly ever comes twice. */
const distinctSlots = /\{(terminal|order|protocol|e2e|phone|email)\}/;

const tails: Readonly<Record<Language, readonly string[]>> = {
  pt: [" Protocolo {protocol}.", " Pedido {order}.", " Me liguem no {phone}.", " É a {terminal}."],
  en: [" Case {protocol}.", " Order {order}.", " Call me on {phone}.", " It's {terminal}."],
};

/** Every problem as told in the language; those with few values get a tail with many. */
function templatesOf(language: Language, slots: ReadonlyMap<string, Slot>): Template[] {
  return scenes.flatMap((scene) =>
    scene[language].cases.flatMap(({ problem }) =>
      distinctSlots.test(problem)
        ? [cut(problem, slots)]
        : tails[language].map((tail) => cut(problem + tail, slots)),
    ),
  );
}

function headOf(customer: Customer, company: Company | undefined): string {
  return `","company_id":"${customer.companyId}","customer_id":"${customer.customerId}",|${company?.place.region ?? ""}`;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function cut(text: string, slots: ReadonlyMap<string, Slot>): Template {
  const names = [...slots.keys()];
  return escaped(text)
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : slotIndex(names, part)));
}

function slotIndex(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  assert(index >= 0, `no bulk slot for {${name}}`);
  return index;
}

/** How each slot is filled on the fly; every value is safe within a JSON string. */
function slotsOf(random: Random, language: Language, today: number): Map<string, Slot> {
  const people = Array.from({ length: 400 }, () => anyFullName(random, language));
  const days = Array.from({ length: 28 }, (_, index) =>
    spokenDay(today - (90 + index) * dayMs, language),
  );
  const cards = Array.from({ length: 500 }, () => randomTestCard(random));
  const cpfs = Array.from({ length: 2_000 }, () => formatCpf(randomDigits(random, 9)));
  const cnpjs = Array.from({ length: 500 }, () => formatCnpj(`${randomDigits(random, 8)}0001`));
  const number =
    (low: number, high: number): Slot =>
    (draw) =>
      String(draw.integer(low, high));
  const point = language === "pt" ? "," : ".";
  return new Map<string, Slot>([
    ["terminal", (draw) => `M${draw.integer(3, 5)}0-${draw.integer(100_000, 999_999)}`],
    ["amount", (draw) => `R$ ${draw.integer(8, 999)}${point}${draw.integer(10, 99)}`],
    ["order", (draw) => `#${draw.integer(100_000, 9_999_999)}`],
    ["protocol", (draw) => `2${draw.integer(1_000_000, 9_999_999)}`],
    ["e2e", (draw) => `E${draw.integer(10_000_000, 99_999_999)}${draw.integer(100_000, 999_999)}`],
    ["ip", (draw) => `203.0.113.${draw.integer(1, 254)}`],
    [
      "phone",
      (draw) => `(${draw.integer(11, 99)}) 9555${draw.integer(0, 9)}-${draw.integer(1_000, 9_999)}`,
    ],
    ["card4", number(1_000, 9_999)],
    ["count", number(3, 9)],
    ["error", (draw) => `E-${draw.integer(100, 999)}`],
    ["percent", (draw) => `${draw.integer(2, 4)}${point}${draw.integer(10, 99)}%`],
    [
      "hour",
      (draw) => `${draw.integer(8, 19)}${language === "pt" ? "h" : ":"}${draw.integer(10, 59)}`,
    ],
    ["day", (draw) => draw.pick(days)],
    ["city", (draw) => draw.pick(places).city],
    ["plan", (draw) => draw.pick(["Plus", "Pro", "Essencial"])],
    ["person", (draw) => draw.pick(people)],
    ["agentName", (draw) => draw.pick(people)],
    ["email", (draw) => `loja${draw.integer(1_000, 99_999)}@mail.example.net`],
    ["card", (draw) => draw.pick(cards)],
    ["cpf", (draw) => draw.pick(cpfs)],
    ["cnpj", (draw) => draw.pick(cnpjs)],
  ]);
}

function bulkLine(random: Random, tables: Tables, index: number): string {
  const who = random.integer(0, tables.heads.length - 1);
  const language = tables.languages[who]!; // one a head
  const [ids, region] = tables.heads[who]!.split("|") as [string, string]; // both set by headOf
  const template = random.pick(tables.templates[language]);
  const slots = tables.slots[language];
  let text = random.pick(tables.openers[language]);
  for (const part of template) text += typeof part === "string" ? part : slots[part]!(random); // cut() numbers them
  const day = random.pick(tables.days);
  const hour = random.integer(10, 22);
  const minute = random.integer(0, 29);
  const second = tables.twoDigits[random.integer(0, 59)]!; // 100 of them
  const started = `${day}${hour}:${tables.twoDigits[minute]!}:${second}Z`;
  const ended = `${day}${hour}:${tables.twoDigits[minute + random.integer(2, 29)]!}:${second}Z`;
  return (
    `{"chat_id":"BC-${String(index + 1).padStart(8, "0")}${ids}${random.pick(tables.channels)}${region}` +
    `","started_at":"${started}","ended_at":"${ended}","speaker":"customer","text":"${text}"}\n`
  );
}
