import type { Random } from "../../core/base/random.ts";
import type { Company, Customer } from "./accounts.ts";
import { drawFacts } from "./facts.ts";
import { formatIsoInstant, minuteMs } from "./instant.ts";
import { manners, type Sentiment } from "./phrases.ts";
import { fill, type Language } from "./scene.ts";
import { sceneOf, scenes } from "./scenes.ts";
import { drawInstant, type People } from "./tickets.ts";
import { tell, type Telling, typed } from "./voice.ts";

/** One line of a chat. */
export type Turn = {
  readonly speaker: "customer" | "agent";
  readonly name: string;
  readonly text: string;
  readonly at: string;
};

/** One chat as it stands in sample_chats.json. */
export type Chat = {
  readonly chat_id: string;
  readonly company_id: string;
  readonly customer_id: string;
  readonly channel: string;
  readonly region: string;
  readonly started_at: string;
  readonly ended_at: string;
  readonly turns: readonly Turn[];
};

/** Chats in sample_chats.json. */
const chatCount = 200;

const highValueSegments = ["TELECOM", "BANKING"];
const frustratedCount = 5;

/** Draws the chats, oldest first; some are of furious customers of high-value companies. */
export function buildChats(
  random: Random,
  people: People,
  asOf: number,
): { chats: Chat[]; frustratedHighValueIds: string[] } {
  const companies = new Map(people.companies.map((company) => [company.companyId, company]));
  const active = people.customers.filter(
    ({ companyId }) => companies.get(companyId)?.status === "ACTIVE",
  );
  const precious = active.filter(({ companyId }) =>
    highValueSegments.includes(companies.get(companyId)?.segment ?? ""),
  );
  const instants = Array.from({ length: chatCount }, () =>
    drawInstant(random, asOf, [1, 60]),
  ).toSorted((a, b) => a - b);
  const furious = new Set(
    random.shuffled(instants.map((_, index) => index)).slice(0, frustratedCount),
  );
  const chats = instants.map((at, index) => {
    const isFurious = furious.has(index);
    const customer = random.pick(isFurious ? precious : active);
    const company = companies.get(customer.companyId)!; // the customer was drawn from it
    return drawChat(random, {
      customer,
      company,
      people,
      at,
      isFurious,
      chatId: `CHAT-${String(index + 1).padStart(4, "0")}`,
    });
  });
  return {
    chats,
    frustratedHighValueIds: chats
      .filter((_, index) => furious.has(index))
      .map(({ chat_id }) => chat_id),
  };
}

type ChatSeed = {
  readonly chatId: string;
  readonly customer: Customer;
  readonly company: Company;
  readonly people: People;
  readonly at: number;
  readonly isFurious: boolean;
};

function drawChat(random: Random, seed: ChatSeed): Chat {
  const { customer, company, people, at, isFurious } = seed;
  const scene = isFurious ? sceneOf(random.pick(maddening)) : random.pick(scenes);
  const agent = random.pick(people.agents.filter(({ status }) => status === "ACTIVE"));
  const facts = drawFacts(random, {
    customer,
    company,
    agent,
    at,
  });
  const isSour = isFurious || scene.category === "COMPLAINT";
  const telling: Telling = {
    scene,
    plot: random.pick(scene[customer.language].cases),
    language: customer.language,
    sentiment: isSour ? "NEGATIVE" : random.weighted(moods),
    channel: random.pick(["CHAT", "CHAT", "WHATSAPP"]),
    facts,
    at,
  };
  const lines = isFurious ? furiousLines(random, telling) : calmLines(random, telling);
  return assemble(random, seed, { channel: telling.channel, lines, agentName: agent.name });
}

const maddening = ["SYSTEM_DOWNTIME", "PIX_PROBLEM", "LONG_WAIT", "MISSING_PAYMENT"] as const;

const moods: readonly (readonly [Sentiment, number])[] = [
  ["NEUTRAL", 45],
  ["NEGATIVE", 30],
  ["POSITIVE", 15],
  ["MIXED", 10],
];

/** A chat that ends with the problem solved. */
function calmLines(random: Random, telling: Telling): Line[] {
  const { plot, facts, sentiment, language } = telling;
  const manner = manners[language];
  const says = (phrase: string): Line => ["customer", typed(random, fill(phrase, facts), telling)];
  const answers = (phrase: string): Line => ["agent", fill(phrase, facts)];
  const ending = sentiment === "NEGATIVE" ? manner.stillUnhappy : manner.thanks;
  return [
    ["customer", tell(random, telling)],
    answers(random.pick(manner.agentGreetings)),
    answers(plot.question),
    says(plot.detail),
    ...(random.chance(0.5) ? [says(random.pick(manner.contacts))] : []),
    ...(random.chance(0.2) ? [says(random.pick(manner.chasers))] : []),
    answers(plot.fix),
    ...(random.chance(0.8) ? [says(random.pick(ending))] : []),
    ...(random.chance(0.6) ? [answers(random.pick(manner.agentClosings))] : []),
  ];
}

/** A chat of somebody who has had enough; nothing gets solved and they say that they leave. */
function furiousLines(random: Random, telling: Telling): Line[] {
  const { plot, facts, language } = telling;
  const manner = manners[language];
  const says = (phrase: string): Line => ["customer", typed(random, fill(phrase, facts), telling)];
  const answers = (phrase: string): Line => ["agent", fill(phrase, facts)];
  return [
    ["customer", rage(random, telling)],
    answers(random.pick(manner.agentGreetings)),
    answers(plot.question),
    says(plot.detail),
    answers(random.pick(manner.updates)),
    says(random.pick(manner.chasers)),
    says(random.pick(manner.tones.NEGATIVE.closers)),
    says(random.pick(manner.leaving)),
  ];
}

type Line = readonly [speaker: Turn["speaker"], text: string];

function assemble(
  random: Random,
  { chatId, customer, company, at }: ChatSeed,
  { channel, lines, agentName }: { channel: string; lines: readonly Line[]; agentName: string },
): Chat {
  let instant = at;
  const turns = lines.map(([speaker, text], index): Turn => {
    if (index > 0) instant += random.integer(12, 110) * 1_000;
    return {
      speaker,
      name: speaker === "customer" ? customer.name : agentName,
      text,
      at: formatIsoInstant(instant),
    };
  });
  return {
    chat_id: chatId,
    company_id: company.companyId,
    customer_id: customer.customerId,
    channel,
    region: company.place.region,
    started_at: formatIsoInstant(at),
    ended_at: formatIsoInstant(
      Math.min(instant + random.integer(5, 50) * 1_000, at + 30 * minuteMs),
    ),
    turns,
  };
}

/** The first message of somebody who has had enough: capitals, repeated marks, repeat contact. */
function rage(random: Random, { language, facts, plot }: Telling): string {
  const opener = random.pick(manners[language].tones.NEGATIVE.openers).toUpperCase();
  return fill(`${opener} ${plot.problem} ${repeats[language]}`, facts);
}

const repeats: Readonly<Record<Language, string>> = {
  pt: "É a {count}ª vez que reclamo!!! E-mail {email}, telefone {phone}, IP {ip}, ME LIGUEM AGORA!!!",
  en: "I've complained {count} times!!! E-mail {email}, phone {phone}, IP {ip}, CALL ME NOW!!!",
};
