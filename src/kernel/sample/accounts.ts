import type { Random } from "../../core/base/random.ts";
import { randomCnpj, randomCpf, randomDigits } from "./brazil-ids.ts";
import type { Row } from "./csv.ts";
import { dayMs, formatDay, startOfDay } from "./instant.ts";
import { newCompanyName, newFullName, type Place, places, segments, slug } from "./names.ts";
import type { Category, Language } from "./scene.ts";
import { scenesOf } from "./scenes.ts";

/** A merchant, customer of the acquirer. */
export type Company = {
  readonly companyId: string;
  readonly name: string;
  readonly language: Language;
  readonly place: Place;
  readonly cnpj: string;
  readonly segment: string;
  readonly size: string;
  readonly contractStart: number;
  readonly monthlyVolume: number;
  readonly status: "ACTIVE" | "INACTIVE";
  /** 0 to 1; above 0.6 exactly for the planted churners. */
  readonly churnRisk: number;
  readonly isChurner: boolean;
};

/** A person at a merchant. */
export type Customer = {
  readonly customerId: string;
  readonly companyId: string;
  readonly name: string;
  readonly language: Language;
  readonly email: string;
  readonly cpf: string;
  readonly birthDay: string;
  readonly phone: string;
  readonly role: string;
};

/** A person who answers tickets. */
export type Agent = {
  readonly agentId: string;
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly specialization: string;
  readonly avgCsat: number;
  readonly ticketsResolved: number;
  readonly status: "ACTIVE" | "INACTIVE";
};

/** Which team answers which category. */
export const teams: Readonly<Record<Category, string>> = {
  TECHNICAL: "Technical Support",
  FINANCIAL: "Finance",
  COMMERCIAL: "Sales",
  COMPLAINT: "Escalation",
  INFORMATION: "Sales",
};

const sizes = [
  { name: "MICRO", weight: 24, volume: 18_000 },
  { name: "SMALL", weight: 34, volume: 75_000 },
  { name: "MEDIUM", weight: 24, volume: 380_000 },
  { name: "LARGE", weight: 12, volume: 1_900_000 },
  { name: "ENTERPRISE", weight: 6, volume: 9_500_000 },
] as const;

const roles = [
  ["OWNER", 30],
  ["MANAGER", 24],
  ["FINANCE", 16],
  ["OPERATOR", 16],
  ["IT", 8],
  ["CASHIER", 6],
] as const;

const teamSeats: readonly (readonly [category: Category, seats: number])[] = [
  ["TECHNICAL", 10],
  ["FINANCIAL", 6],
  ["COMMERCIAL", 5],
  ["COMPLAINT", 4],
];

/** Draws the companies; exactly `churnerCount` of them have a churn risk above 0.6. */
export function drawCompanies(
  random: Random,
  { count, churnerCount, asOf }: { count: number; churnerCount: number; asOf: number },
): Company[] {
  const taken = new Set<string>();
  const fates = random.shuffled(
    Array.from({ length: count }, (_, index) => {
      if (index < churnerCount) return "churner";
      return index < churnerCount + 5 ? "inactive" : "stays";
    }),
  );
  return fates.map((fate, index) => {
    const language: Language = random.chance(0.5) ? "pt" : "en";
    const segment = random.weighted(segments.map((item) => [item, item.weight] as const));
    const isHighValue = segment.name === "TELECOM" || segment.name === "BANKING";
    const size = random.weighted(
      sizes.map((item) => [item, isHighValue ? 100 - item.weight : item.weight] as const),
    );
    const isChurner = fate === "churner";
    const risk = isChurner ? 0.63 + 0.33 * random.next() : 0.03 + 0.52 * random.next() ** 1.6;
    return {
      companyId: `CMP-${String(index + 1).padStart(4, "0")}`,
      name: newCompanyName(random, segment, { language, taken }),
      language,
      place: random.pick(places),
      cnpj: randomCnpj(random),
      segment: segment.name,
      size: size.name,
      contractStart: startOfDay(asOf) - random.integer(120, 2_400) * dayMs,
      monthlyVolume: Math.round(size.volume * (0.5 + 1.3 * random.next()) * 100) / 100,
      status: fate === "inactive" ? "INACTIVE" : "ACTIVE",
      churnRisk: Math.round(risk * 100) / 100,
      isChurner,
    };
  });
}

/** Draws the people: at least one at each company, the rest anywhere, larger companies more. */
export function drawCustomers(
  random: Random,
  { companies, count, asOf }: { companies: readonly Company[]; count: number; asOf: number },
): Customer[] {
  const taken = new Set<string>();
  const weights = { MICRO: 1, SMALL: 2, MEDIUM: 4, LARGE: 6, ENTERPRISE: 8 } as Record<
    string,
    number
  >;
  const weighted = companies.map((company) => [company, weights[company.size] ?? 1] as const);
  const employers = [...companies];
  while (employers.length < count) employers.push(random.weighted(weighted));
  return random.shuffled(employers.slice(0, count)).map((company, index) => {
    const other: Language = company.language === "pt" ? "en" : "pt";
    const language = random.chance(0.92) ? company.language : other;
    const name = newFullName(random, random.chance(0.9) ? language : other, taken);
    return {
      customerId: `CUS-${String(index + 1).padStart(5, "0")}`,
      companyId: company.companyId,
      name,
      language,
      email: emailOf(random, name, `${slug(company.name)}.example.com`),
      cpf: randomCpf(random),
      birthDay: formatDay(startOfDay(asOf) - random.integer(19 * 365, 70 * 365) * dayMs),
      phone: randomPhone(random, company.place.areaCode),
      role: random.weighted(roles),
    };
  });
}

/** Draws the agents, each in a team; the last of the two largest teams left the company. */
export function drawAgents(random: Random): Agent[] {
  const taken = new Set<string>();
  const agents: Agent[] = [];
  for (const [category, seats] of teamSeats) {
    const skills = scenesOf(category).map((scene) => scene.subcategory);
    for (let seat = 0; seat < seats; seat++) {
      const name = newFullName(random, random.chance(0.7) ? "pt" : "en", taken);
      agents.push({
        agentId: `AGT-${String(agents.length + 1).padStart(3, "0")}`,
        name,
        email: `${slug(name.split(" ")[0] ?? "")}.${slug(name.split(" ").at(-1) ?? "")}@mare.example.com`,
        team: teams[category],
        specialization: skills[seat % skills.length] ?? "",
        avgCsat: random.integer(31, 49) / 10,
        ticketsResolved: random.integer(80, 2_400),
        status: seats > 5 && seat === seats - 1 ? "INACTIVE" : "ACTIVE",
      });
    }
  }
  return agents;
}

/** A Brazilian mobile number of the area, its subscriber part from a range kept for the sample. */
export function randomPhone(random: Random, areaCode: string): string {
  return `+55 (${areaCode}) 9${random.integer(5550, 5559)}-${randomDigits(random, 4)}`;
}

/** An e-mail address made of a name the ways people make them. */
export function emailOf(random: Random, name: string, domain: string): string {
  const words = name.split(" ").map(slug);
  const [first = "", last = ""] = [words[0], words.at(-1)];
  const mailbox = random.weighted([
    [`${first}.${last}`, 5],
    [`${first}${last}`, 2],
    [`${first.slice(0, 1)}${last}`, 2],
    [`${first}_${last}${random.integer(1, 99)}`, 1],
  ]);
  return `${mailbox}@${domain}`;
}

/** The company as it stands in companies.csv. */
export function companyRow(company: Company): Row {
  return {
    company_id: company.companyId,
    company_name: company.name,
    cnpj: company.cnpj,
    segment: company.segment,
    company_size: company.size,
    contract_start_date: formatDay(company.contractStart),
    monthly_transaction_volume: company.monthlyVolume.toFixed(2),
    status: company.status,
    churn_risk_score: company.churnRisk.toFixed(2),
  };
}

/** The person as they stand in customers.csv. */
export function customerRow(customer: Customer): Row {
  return {
    customer_id: customer.customerId,
    company_id: customer.companyId,
    customer_name: customer.name,
    email: customer.email,
    cpf: customer.cpf,
    birth_date: customer.birthDay,
    phone: customer.phone,
    role: customer.role,
  };
}

/** The agent as they stand in agents.csv. */
export function agentRow(agent: Agent): Row {
  return {
    agent_id: agent.agentId,
    agent_name: agent.name,
    email: agent.email,
    team: agent.team,
    specialization: agent.specialization,
    avg_csat: agent.avgCsat.toFixed(1),
    tickets_resolved: String(agent.ticketsResolved),
    status: agent.status,
  };
}
