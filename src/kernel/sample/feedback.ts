import { assert } from "../../core/base/errors.ts";
import type { Random } from "../../core/base/random.ts";
import type { Table } from "./csv.ts";
import { drawFacts } from "./facts.ts";
import { feedbackTopics, remarks } from "./feedback-phrases.ts";
import { formatInstant } from "./instant.ts";
import { type Defect, entriesOf, finish, mess } from "./mess.ts";
import { fill, type Language } from "./scene.ts";
import { drawInstant, type People } from "./tickets.ts";

/** Rows of feedback.csv. */
const feedbackCount = 400;

const ratings = [
  [1, 16],
  [2, 13],
  [3, 16],
  [4, 24],
  [5, 31],
] as const;

/** Builds feedback/feedback.csv: short reviews whose words agree with the rating. */
export function buildFeedback(
  random: Random,
  people: People,
  asOf: number,
): { table: Table; defects: Defect[] } {
  const companies = new Map(people.companies.map((company) => [company.companyId, company]));
  const instants = Array.from({ length: feedbackCount }, () =>
    drawInstant(random, asOf, [1, 120]),
  ).toSorted((a, b) => a - b);
  const rows = instants.map((at, index) => {
    const customer = random.pick(people.customers);
    const company = companies.get(customer.companyId)!; // the customer was drawn from it
    const agent = random.pick(people.agents);
    const facts = drawFacts(random, {
      customer,
      company,
      agent,
      at,
    });
    const rating = random.weighted(ratings);
    return {
      feedback_id: `FB-${String(index + 1).padStart(5, "0")}`,
      company_id: customer.companyId,
      customer_id: customer.customerId,
      rating: random.chance(0.07) ? "" : String(rating),
      created_at: formatInstant(at),
      text: fill(review(random, rating, customer.language), facts),
    };
  });
  const entries = entriesOf(rows);
  mess(random, entries, {
    blank: [20, ["text"]],
    emptyNullWord: [9, ["rating"]],
    dateForm: [90, ["created_at"]],
  });
  return finish(entries, {
    path: "feedback/feedback.csv",
    columns: ["feedback_id", "company_id", "customer_id", "rating", "created_at", "text"],
  });
}

function review(random: Random, rating: number, language: Language): string {
  const [first, second] = random.shuffled(feedbackTopics);
  assert(first !== undefined && second !== undefined, "reviews need two topics");
  const remark = random.pick(remarks[language][rating - 1] ?? []);
  if (rating === 3) {
    const [good, bad] = [random.pick(first.good[language]), random.pick(second.bad[language])];
    return [remark, good, random.pick(turns[language]), bad].join(" ");
  }
  const side = rating > 3 ? "good" : "bad";
  const points = [first, second]
    .slice(0, random.chance(0.4) ? 2 : 1)
    .map((topic) => random.pick(topic[side][language]));
  return (random.chance(0.5) ? [...points, remark] : [remark, ...points]).join(" ");
}

const turns: Readonly<Record<Language, readonly string[]>> = {
  pt: ["Só que tem isto:", "O lado ruim:", "Mas..."],
  en: ["The downside:", "One thing though:", "But..."],
};
