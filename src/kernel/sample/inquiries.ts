import type { Random } from "../../core/base/random.ts";
import { emailOf } from "./accounts.ts";
import type { Table } from "./csv.ts";
import { drawFacts } from "./facts.ts";
import { inquiryKinds, urgencyPhrases } from "./inquiry-phrases.ts";
import { formatIsoInstant } from "./instant.ts";
import { manners, type Sentiment } from "./phrases.ts";
import { type Facts, fill, type Language } from "./scene.ts";
import { drawInstant, type People } from "./tickets.ts";

/** One inquiry as it stands in raw/inquiries.ndjson. */
export type RawInquiry = {
  readonly inquiry_id: string;
  readonly subject: string;
  readonly body: string;
  readonly sender_email: string;
  readonly sender_name: string;
  readonly channel: string;
  readonly received_at: string;
};

/** Inquiries in both files. */
const inquiryCount = 300;

const sentiments: readonly (readonly [Sentiment, number])[] = [
  ["POSITIVE", 22],
  ["NEUTRAL", 45],
  ["NEGATIVE", 33],
];

/** Letters to the lawyers and to human resources are seldom jolly. */
const soberSentiments: typeof sentiments = [
  ["POSITIVE", 4],
  ["NEUTRAL", 70],
  ["NEGATIVE", 26],
];

/** Draws the inquiries: as they came, and with the labels a person would give them. */
export function buildInquiries(
  random: Random,
  people: People,
  asOf: number,
): { raw: RawInquiry[]; labeled: Table } {
  const instants = Array.from({ length: inquiryCount }, () =>
    drawInstant(random, asOf, [0, 45]),
  ).toSorted((a, b) => a - b);
  const drawn = instants.map((at, index) => drawInquiry(random, { people, at, index }));
  return {
    raw: drawn.map(({ raw }) => raw),
    labeled: {
      path: "labeled/inquiries.csv",
      columns: ["inquiry_id", "subject", "body", "category", "sentiment", "urgency", "department"],
      rows: drawn.map(({ raw, labels }) => ({
        inquiry_id: raw.inquiry_id,
        subject: raw.subject,
        body: raw.body,
        ...labels,
      })),
    },
  };
}

/** How often each kind is critical, against 86 times that it is not; the others never are. */
const criticalWeights: Readonly<Record<string, number>> = {
  technical_support: 34,
  billing: 10,
  legal: 14,
};

type Labels = { category: string; sentiment: string; urgency: string; department: string };

function drawInquiry(
  random: Random,
  { people, at, index }: { people: People; at: number; index: number },
): { raw: RawInquiry; labels: Labels } {
  const kind = inquiryKinds[index % inquiryKinds.length]!; // six of them
  const customer = random.pick(people.customers);
  const { language, name } = customer;
  const company = people.companies.find(({ companyId }) => companyId === customer.companyId)!; // drawn from it
  const facts = drawFacts(random, { customer, company, agent: undefined, at });
  const isSober = kind.category === "legal" || kind.category === "hr";
  const sentiment = random.weighted(isSober ? soberSentiments : sentiments);
  const urgency = drawUrgency(random, sentiment, kind.category);
  const isDeadline = urgency === "critical" && kind.category !== "technical_support";
  const [subject, body] = random.pick(kind.texts[language]);
  const isPrivate = kind.category === "hr" || random.chance(0.2);
  const pressure = isDeadline ? "deadline" : urgency;
  return {
    raw: {
      inquiry_id: `INQ-${String(index + 1).padStart(5, "0")}`,
      subject: shouted(fill(subject, facts), urgency, language),
      body: bodyOf(random, { body, facts, language, sentiment, pressure }),
      sender_email: isPrivate ? emailOf(random, name, "mail.example.net") : customer.email,
      sender_name: name,
      channel: random.weighted(channels),
      received_at: formatIsoInstant(at),
    },
    labels: {
      category: kind.category,
      sentiment: sentiment.toLowerCase(),
      urgency,
      department: kind.department,
    },
  };
}

const channels = [
  ["EMAIL", 60],
  ["PORTAL", 25],
  ["API", 15],
] as const;

function drawUrgency(random: Random, sentiment: Sentiment, category: string): string {
  const calm = [
    ["low", 5],
    ["medium", 4],
    ["high", 1],
  ] as const;
  const pressed = [
    ["low", 20],
    ["medium", 40],
    ["high", 26],
    ["critical", criticalWeights[category] ?? 0],
  ] as const;
  return random.weighted<string>(sentiment === "POSITIVE" ? calm : pressed);
}

function shouted(subject: string, urgency: string, language: Language): string {
  if (urgency !== "critical") return subject;
  return `${language === "pt" ? "URGENTE" : "URGENT"}: ${subject}`;
}

function bodyOf(
  random: Random,
  {
    body,
    facts,
    language,
    sentiment,
    pressure,
  }: { body: string; facts: Facts; language: Language; sentiment: Sentiment; pressure: string },
): string {
  const { greetings, signOffs, tones } = manners[language];
  const tone = tones[sentiment];
  const middle = [
    sentiment === "NEUTRAL" ? "" : random.pick(tone.openers),
    body,
    random.pick(urgencyPhrases[language][pressure] ?? [""]),
    random.chance(0.5) ? random.pick(tone.closers) : "",
  ];
  const text = middle.filter((part) => part !== "").join(" ");
  const isLetter = random.chance(0.7);
  return fill(
    isLetter ? `${random.pick(greetings)}\n\n${text}\n\n${random.pick(signOffs)}\n{name}` : text,
    facts,
  );
}
