import type { Random } from "../../core/base/random.ts";
import type { TicketStatus } from "../../core/domain/ticket-status.ts";
import { type Agent, type Company, type Customer, teams } from "./accounts.ts";
import type { Row } from "./csv.ts";
import { drawFacts } from "./facts.ts";
import { dayMs, formatInstant, hourMs, minuteMs, startOfDay } from "./instant.ts";
import type { Sentiment } from "./phrases.ts";
import type { Facts, Scene } from "./scene.ts";
import { sceneOf, scenes } from "./scenes.ts";
import { subjectOf, tell, type Telling } from "./voice.ts";

/** Hours to a resolution by priority. */
export const slaHours = { CRITICAL: 4, HIGH: 8, MEDIUM: 24, LOW: 48 } as const;

/** How urgent a ticket is. */
export type Priority = keyof typeof slaHours;

/** A ticket as it truly is, before anything is planted in the file. */
export type Ticket = {
  readonly ticketId: string;
  readonly company: Company;
  readonly customer: Customer;
  readonly agent: Agent | undefined;
  readonly createdAt: number;
  readonly status: TicketStatus;
  readonly priority: Priority;
  readonly scene: Scene;
  readonly channel: string;
  readonly subject: string;
  readonly description: string;
  readonly resolutionHours: number | undefined;
  readonly firstResponseMinutes: number | undefined;
  readonly isSlaBreached: boolean;
  readonly npsScore: number | undefined;
  readonly csatScore: number | undefined;
  readonly sentiment: Sentiment;
  readonly telling: Telling;
  readonly facts: Facts;
};

/** The people that tickets are drawn among. */
export type People = {
  readonly companies: readonly Company[];
  readonly customers: readonly Customer[];
  readonly agents: readonly Agent[];
};

/** What is fixed about a ticket before it is drawn. */
export type TicketSeed = {
  readonly createdAt: number;
  readonly subcategory?: string;
  readonly customer?: Customer;
};

const channels = [
  ["EMAIL", 28],
  ["CHAT", 24],
  ["WHATSAPP", 24],
  ["PHONE", 14],
  ["PORTAL", 10],
] as const;

const sceneWeights: Readonly<Record<string, number>> = {
  PIX_PROBLEM: 6,
  POS_ISSUE: 11,
  CONNECTION_ERROR: 9,
  CARD_READING: 7,
  CHARGEBACK: 8,
  MISSING_PAYMENT: 9,
  INCORRECT_FEE: 8,
  RECEIPT: 5,
  PLAN_CHANGE: 6,
  CANCELLATION: 5,
  CONTRACT_INQUIRY: 4,
  POOR_SERVICE: 5,
  SYSTEM_DOWNTIME: 6,
  LONG_WAIT: 5,
  HOW_TO: 9,
  FEATURE_INQUIRY: 6,
};

/** Draws a whole ticket around its seed; nothing of it lies after `asOf`. */
export function drawTicket(
  random: Random,
  seed: TicketSeed,
  { people, asOf }: { people: People; asOf: number },
): Omit<Ticket, "ticketId"> {
  const { createdAt } = seed;
  const ageHours = (asOf - createdAt) / hourMs;
  const customer = seed.customer ?? pickCustomer(random, people, ageHours / 24);
  const company = people.companies.find((item) => item.companyId === customer.companyId)!; // drawn from it
  const scene =
    seed.subcategory === undefined ? pickScene(random, company) : sceneOf(seed.subcategory);
  const sentiment = drawSentiment(random, scene, company.isChurner);
  const priority = drawPriority(random, sentiment, scene);
  const channel = random.weighted(channels);
  const progress = drawProgress(random, { ageHours, priority, isUnlucky: company.isChurner });
  const agent =
    progress.firstResponseMinutes === undefined && random.chance(0.7)
      ? undefined
      : pickAgent(random, people.agents, { scene, ageHours });
  const facts = drawFacts(random, {
    customer,
    company,
    agent,
    at: createdAt,
  });
  const plot = random.pick(scene[customer.language].cases);
  const telling = {
    scene,
    plot,
    language: customer.language,
    sentiment,
    channel,
    facts,
    at: createdAt,
  };
  const isSettled = progress.status === "RESOLVED" || progress.status === "CLOSED";
  return {
    ...progress,
    company,
    customer,
    agent,
    createdAt,
    priority,
    scene,
    channel,
    sentiment,
    subject: subjectOf(random, telling),
    description: tell(random, telling),
    csatScore:
      isSettled && random.chance(0.74)
        ? drawCsat(random, sentiment, progress.isSlaBreached)
        : undefined,
    npsScore: isSettled && random.chance(0.55) ? drawNps(random, sentiment) : undefined,
    telling,
    facts,
  };
}

/** An instant `daysMin` to `daysMax` days back, mostly in Brazilian office hours on weekdays. */
export function drawInstant(
  random: Random,
  asOf: number,
  [daysMin, daysMax]: readonly [number, number],
): number {
  for (let tries = 0; ; tries++) {
    const day = startOfDay(asOf) - random.integer(daysMin, daysMax) * dayMs;
    const weekday = new Date(day).getUTCDay();
    const isWeekend = weekday === 0 || weekday === 6;
    if (isWeekend && tries < 4 && random.chance(0.6)) continue;
    const hour = random.chance(0.85) ? random.integer(11, 21) : random.integer(0, 23);
    const instant = day + hour * hourMs + random.integer(0, 3_599) * 1_000;
    if (instant < asOf - 20 * minuteMs) return instant;
    if (daysMax === 0 || tries > 8) return instant - dayMs;
  }
}

/** The ticket as it stands in tickets.csv. */
export function ticketRow(ticket: Ticket): Row {
  return {
    ticket_id: ticket.ticketId,
    company_id: ticket.company.companyId,
    customer_id: ticket.customer.customerId,
    agent_id: ticket.agent?.agentId ?? "",
    created_at: formatInstant(ticket.createdAt),
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.scene.category,
    subcategory: ticket.scene.subcategory,
    channel: ticket.channel,
    subject: ticket.subject,
    description: ticket.description,
    resolution_time_hours: ticket.resolutionHours?.toFixed(2) ?? "",
    first_response_time_minutes: ticket.firstResponseMinutes?.toString() ?? "",
    sla_breached: ticket.isSlaBreached ? "TRUE" : "FALSE",
    nps_score: ticket.npsScore?.toString() ?? "",
    csat_score: ticket.csatScore?.toString() ?? "",
    sentiment: ticket.sentiment,
    tags: ticket.scene.tags.join(";"),
  };
}

function pickCustomer(random: Random, people: People, ageDays: number): Customer {
  const weights = new Map(
    people.companies.map((company) => {
      if (company.status === "INACTIVE") return [company.companyId, ageDays > 95 ? 1 : 0] as const;
      return [company.companyId, company.isChurner ? 3 : 1] as const;
    }),
  );
  return random.weighted(
    people.customers.map((one) => [one, weights.get(one.companyId) ?? 0] as const),
  );
}

function pickScene(random: Random, company: Company): Scene {
  const sour = ["CANCELLATION", "POOR_SERVICE", "LONG_WAIT", "INCORRECT_FEE"];
  return random.weighted(
    scenes.map((scene) => {
      const extra = company.isChurner && sour.includes(scene.subcategory) ? 3 : 1;
      return [scene, (sceneWeights[scene.subcategory] ?? 1) * extra] as const;
    }),
  );
}

function pickAgent(
  random: Random,
  agents: readonly Agent[],
  { scene, ageHours }: { scene: Scene; ageHours: number },
): Agent {
  const team = agents.filter(
    (agent) =>
      agent.team === teams[scene.category] && (agent.status === "ACTIVE" || ageHours > 60 * 24),
  );
  return random.weighted(
    team.map((agent) => [agent, agent.specialization === scene.subcategory ? 4 : 1] as const),
  );
}

function drawSentiment(
  random: Random,
  { category, subcategory }: Scene,
  isChurner: boolean,
): Sentiment {
  if (category === "COMPLAINT") return random.chance(0.86) ? "NEGATIVE" : "MIXED";
  const sour = isChurner ? 3 : 1;
  const sad =
    category === "INFORMATION" || subcategory === "PLAN_CHANGE" || subcategory === "RECEIPT"
      ? 6
      : 42;
  const happy = sad === 6 ? 34 : 6;
  return random.weighted([
    ["NEGATIVE", sad * sour],
    ["MIXED", sad === 6 ? 4 : 11],
    ["POSITIVE", happy / sour],
    ["NEUTRAL", 40 / sour],
  ]);
}

function drawPriority(random: Random, sentiment: Sentiment, { category }: Scene): Priority {
  if (category === "INFORMATION") return random.chance(0.7) ? "LOW" : "MEDIUM";
  const heat = sentiment === "NEGATIVE" ? 2 : 1;
  return random.weighted([
    ["CRITICAL", 5 * heat],
    ["HIGH", 16 * heat],
    ["MEDIUM", 42],
    ["LOW", 26],
  ]);
}

type Progress = Pick<
  Ticket,
  "status" | "resolutionHours" | "firstResponseMinutes" | "isSlaBreached"
>;

/** How far the ticket came: old ones are closed, fresh ones may be untouched. */
function drawProgress(
  random: Random,
  { ageHours, priority, isUnlucky }: { ageHours: number; priority: Priority; isUnlucky: boolean },
): Progress {
  const target = slaHours[priority];
  const isBreach = random.chance(isUnlucky ? 0.18 : 0.045);
  const share = isBreach ? 1.05 + 1.6 * random.next() ** 2 : 0.12 + 0.8 * random.next();
  const resolutionHours = Math.round(Math.max(target * share, 0.75) * 100) / 100;
  const response = Math.round(Math.exp(1.2 + 3.2 * random.next()) * (isBreach ? 1.6 : 1));
  const responseMax = Math.floor(resolutionHours * 60 - 35);
  const firstResponseMinutes = Math.min(Math.max(response, 2), responseMax);
  const unsolved = { resolutionHours: undefined, isSlaBreached: false };
  const isUnheard = ageHours < firstResponseMinutes / 60 + 0.5;
  const fate = drawFate(random, ageHours);
  if (isUnheard || fate === "OPEN") {
    return { ...unsolved, status: "OPEN", firstResponseMinutes: undefined };
  }
  if (fate !== undefined) return { ...unsolved, status: fate, firstResponseMinutes };
  if (ageHours < resolutionHours + 1) {
    return { ...unsolved, status: "IN_PROGRESS", firstResponseMinutes };
  }
  const isClosed = ageHours > resolutionHours + 30 && random.chance(ageHours > 480 ? 0.97 : 0.72);
  return {
    status: isClosed ? "CLOSED" : "RESOLVED",
    resolutionHours,
    firstResponseMinutes,
    isSlaBreached: resolutionHours > target,
  };
}

/** What keeps a ticket from being solved, if anything does. */
function drawFate(
  random: Random,
  ageHours: number,
): "CANCELLED" | "OPEN" | "PENDING_CUSTOMER" | undefined {
  if (random.chance(0.035)) return "CANCELLED";
  if (ageHours < 60 && random.chance(0.26)) return "OPEN";
  if (ageHours < 240 && random.chance(0.07)) return "PENDING_CUSTOMER";
  return undefined;
}

function drawCsat(random: Random, sentiment: Sentiment, isBreach: boolean): number {
  const base = { POSITIVE: 5, NEUTRAL: 4, MIXED: 3, NEGATIVE: 2 }[sentiment];
  return Math.min(5, Math.max(1, base + random.integer(-1, 1) - (isBreach ? 1 : 0)));
}

function drawNps(random: Random, sentiment: Sentiment): number {
  const [low, high] = { POSITIVE: [8, 10], NEUTRAL: [6, 9], MIXED: [4, 8], NEGATIVE: [0, 5] }[
    sentiment
  ] as [number, number];
  return random.integer(low, high);
}
