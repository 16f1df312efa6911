import { describe, expect, it } from "vitest";

import { cleaned, readInstant, type ReadRow, ReadSample } from "./reading.ts";

const dayMs = 86_400_000;
const outcomeWeights: Record<string, number> = {
  meeting: 0.9,
  positive: 0.8,
  replied: 0.7,
  neutral: 0.4,
  "no answer": 0.1,
};

/** The rule's score, written again from its definition. */
function leadScore(
  activities: readonly ReadRow[],
  leads: readonly ReadRow[],
  { median, asOf }: { median: number; asOf: number },
): number {
  const weights = activities.map(
    (row) => outcomeWeights[cleaned(row["outcome"]).toLowerCase()] ?? Number.NaN,
  );
  const last = Math.max(
    ...activities.map((row) => readInstant(row["interaction_date"]) ?? Number.NaN),
  );
  const days = Math.floor((asOf - last) / dayMs);
  const total = leads.reduce((sum, row) => sum + Number(row["deal_value"]), 0);
  const isWinner = leads.some((row) => cleaned(row["deal_status"]).toLowerCase() === "won");
  const score =
    40 * (1 - weights.reduce((product, weight) => product * (1 - weight), 1)) +
    25 * (days <= 14 ? 1 : 0.5 ** ((days - 14) / 30)) +
    20 * Math.min(1, total / median) +
    10 * (weights.filter((weight) => weight >= 0.7).length / weights.length) +
    (isWinner ? 5 : 0);
  return Math.round(score * 10) / 10;
}

function byCustomer(rows: readonly ReadRow[], id: string): ReadRow[] {
  return rows.filter((row) => row["customer_id"] === id);
}

describe("the sales files", () => {
  it.each([
    ["2026-03-09T00:00:00Z", 42],
    ["2026-03-09T11:59:59Z", 42],
    ["2026-03-09T12:00:00Z", 7],
    ["2028-02-29T23:59:59Z", 1],
  ])("give the eight indicators at %s with seed %i", (asOf, seed) => {
    const sample = new ReadSample({ seed, asOf: new Date(asOf) });
    const [leads, customers, activities] = ["leads", "customers", "interactions"].map((name) =>
      sample.rows(`sales/${name}.csv`),
    ) as [ReadRow[], ReadRow[], ReadRow[]];
    const values = leads.map((row) => Number(row["deal_value"]));
    const total = values.reduce((sum, value) => sum + value, 0);
    const won = leads.filter((row) => cleaned(row["deal_status"]).toLowerCase() === "won");
    const lost = leads.filter((row) => cleaned(row["deal_status"]).toLowerCase() === "lost");
    const revenues = customers.map((row) =>
      byCustomer(won, row["customer_id"] ?? "").reduce(
        (sum, lead) => sum + Number(lead["deal_value"]),
        0,
      ),
    );
    const median = values.toSorted((a, b) => a - b)[7] ?? 0;
    const scores = customers.map(({ customer_id: id = "" }) =>
      leadScore(byCustomer(activities, id), byCustomer(leads, id), {
        median,
        asOf: sample.asOf.getTime(),
      }),
    );
    const meanScore = scores.reduce((sum, score) => sum + score, 0) / scores.length;

    expect(total).toBe(1_937_000);
    expect(total / leads.length).toBeCloseTo(129_133.33, 2);
    expect([leads.length, customers.length, activities.length]).toEqual([15, 13, 25]);
    expect([won.length, lost.length]).toEqual([6, 9]);
    expect(Math.max(...revenues)).toBe(550_000);
    expect(meanScore).toBeGreaterThan(88.68);
    expect(meanScore).toBeLessThan(88.72);
    expect(scores.filter((score) => score >= 82)).toHaveLength(11);
    expect(scores.filter((score) => score < 76)).toHaveLength(2);
  });

  const sample = new ReadSample();

  it("have 8 products of which 7 are distinct, and no other key twice", () => {
    const products = sample.rows("sales/products.csv");
    expect([products.length, new Set(products.map((row) => row["product_id"])).size]).toEqual([
      8, 7,
    ]);
    expect(products.every((row) => Number(row["price"]) >= 0)).toBe(true);
    for (const [name, key] of [
      ["leads", "lead_id"],
      ["customers", "customer_id"],
      ["interactions", "interaction_id"],
    ] as const) {
      const rows = sample.rows(`sales/${name}.csv`);
      expect(new Set(rows.map((row) => row[key])).size, name).toBe(rows.length);
    }
  });

  it("refer to customers, leads and products that exist, and close after they open", () => {
    const ids = (name: string, key: string): Set<string | undefined> =>
      new Set(sample.rows(`sales/${name}.csv`).map((row) => row[key]));
    const [customers, leads, products] = [
      ids("customers", "customer_id"),
      ids("leads", "lead_id"),
      ids("products", "product_id"),
    ];
    for (const row of sample.rows("sales/interactions.csv")) {
      expect(customers).toContain(row["customer_id"]);
      expect(leads).toContain(row["lead_id"]);
    }
    for (const row of sample.rows("sales/leads.csv")) {
      const product = cleaned(row["product_id"]);
      expect(product === "" || products.has(product)).toBe(true);
      expect(readInstant(row["created_date"])).toBeLessThan(readInstant(row["closed_date"]) ?? 0);
    }
  });
});
