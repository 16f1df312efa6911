import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { namedQueries } from "../../src/flow/query/named-queries.ts";
import { readCsv, type ReadRow } from "../../src/kernel/sample/reading.ts";
import type { Row } from "../../src/storage/duckdb/connection.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openSampleLake, type SampleLake } from "./sample-lake.ts";

type Truth = {
  defects: { file: string; row: number; kind: string; column?: string; was?: string }[];
};

let lake: SampleLake;
let tickets: ReadRow[];
const dayMs = 86_400_000;

beforeAll(async () => {
  lake = await openSampleLake();
  tickets = soundRows("support/tickets.csv");
});

afterAll(async () => lake[Symbol.asyncDispose]());

/** Rows of a sample file as they were before they were spoiled, without those that get set aside. */
function soundRows(path: string): ReadRow[] {
  const truth = JSON.parse(lake.text("truth.json")) as Truth;
  const rows: Record<string, string>[] = readCsv(lake.text(path)).map((row) => ({ ...row }));
  const dropped = new Set<number>();
  for (const { file, row, kind, column, was } of truth.defects) {
    if (file !== path) continue;
    if (kind === "duplicate" || kind === "orphan" || kind === "impossible") dropped.add(row - 1);
    else if (column !== undefined && was !== undefined) rows[row - 1]![column] = was;
  }
  return rows.filter((_, index) => !dropped.has(index));
}

/** Tickets created on or after the day that lies `days` days before the day of `as_of`. */
function since(days: number): ReadRow[] {
  const today = Math.floor(lake.asOf.getTime() / dayMs) * dayMs;
  return tickets.filter((row) => created(row) >= today - days * dayMs);
}

function created(row: ReadRow): number {
  return Date.parse(`${row["created_at"]?.replace(" ", "T")}Z`);
}

function numbers(rows: readonly ReadRow[], column: string): number[] {
  return rows.flatMap((row) => (row[column] === "" ? [] : [Number(row[column])]));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value) / values.length;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

function countOf(rows: readonly ReadRow[], column: string, ...values: string[]): number {
  return rows.filter((row) => values.includes(row[column] ?? "")).length;
}

function grouped(rows: readonly ReadRow[], key: (row: ReadRow) => string): Map<string, ReadRow[]> {
  return Map.groupBy(rows, key);
}

async function answer(name: string): Promise<Row[]> {
  const query = namedQueries().find((candidate) => candidate.name === name);
  expect(query, name).toBeDefined();
  return lake.earshot.rows(query?.sql ?? "");
}

const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 2));

describe("the queries that ship, against the files of the sample read by hand", () => {
  it("give the weekly executive summary", async () => {
    const week = since(7);
    const closed = week.filter((row) => row["status"] === "CLOSED");
    expect(week.length).toBeGreaterThan(20);
    expect(await answer("weekly_executive_summary")).toEqual([
      {
        total_tickets: String(week.length),
        open_tickets: String(countOf(week, "status", "OPEN")),
        critical_tickets: String(countOf(week, "priority", "CRITICAL")),
        avg_resolution_hours: near(rounded(mean(numbers(closed, "resolution_time_hours")))),
        sla_breaches: String(countOf(week, "sla_breached", "TRUE")),
        avg_csat: near(rounded(mean(numbers(week, "csat_score")))),
      },
    ]);
  });

  it("give the top issues", async () => {
    const week = since(7);
    const groups = grouped(week, (row) => `${row["category"]}/${row["subcategory"]}`);
    const rows = await answer("top_issues");
    expect(rows).toHaveLength(10);
    const counts = [...groups.values()].map((group) => group.length).toSorted((a, b) => b - a);
    expect(rows.map((row) => Number(row["ticket_count"]))).toEqual(counts.slice(0, 10));
    for (const row of rows) {
      const group = groups.get(`${textOf(row["category"])}/${textOf(row["subcategory"])}`) ?? [];
      const closed = group.filter((ticket) => ticket["status"] === "CLOSED");
      expect(row).toMatchObject({
        ticket_count: String(group.length),
        percentage: near(rounded((100 * group.length) / week.length)),
        avg_resolution: near(mean(numbers(closed, "resolution_time_hours"))),
      });
    }
  });

  it("give the companies at risk, those without tickets among them", async () => {
    const month = since(30);
    const atRisk = soundRows("support/companies.csv").filter(
      (row) => Number(row["churn_risk_score"]) > 0.6,
    );
    const rows = await answer("churn_risk");
    expect(rows).toHaveLength(atRisk.length);
    expect(atRisk.length).toBeGreaterThan(5);
    for (const company of atRisk) {
      const own = month.filter((row) => row["company_id"] === company["company_id"]);
      const row = rows.find(({ company_name: name }) => name === company["company_name"]);
      expect(row).toMatchObject({
        churn_risk_score: Number(company["churn_risk_score"]),
        recent_tickets: String(own.length),
        urgent_tickets: String(countOf(own, "priority", "HIGH", "CRITICAL")),
        avg_satisfaction: near(mean(numbers(own, "csat_score"))),
      });
      const types = new Set(own.map((ticket) => ticket["category"]));
      const named = row?.["issue_types"];
      expect(new Set(typeof named === "string" ? named.split(", ") : [])).toEqual(types);
    }
    const scores = rows.map((row) => Number(row["churn_risk_score"]));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it("give the agents' performance", async () => {
    const month = since(30);
    const active = soundRows("support/agents.csv").filter((row) => row["status"] === "ACTIVE");
    const names = await lake.earshot.rows("SELECT agent_id, agent_name FROM agents");
    const rows = await answer("agent_performance");
    expect(rows).toHaveLength(active.length);
    for (const { agent_id: id } of active) {
      const own = month.filter((row) => row["agent_id"] === id);
      const name = names.find((row) => row["agent_id"] === id)?.["agent_name"];
      expect(rows.find((row) => row["agent_name"] === name)).toMatchObject({
        tickets_handled: String(own.length),
        avg_resolution_hours: near(rounded(mean(numbers(own, "resolution_time_hours")))),
        avg_csat: near(rounded(mean(numbers(own, "csat_score")))),
        sla_breaches: String(countOf(own, "sla_breached", "TRUE")),
      });
    }
  });

  it("give the sentiment by weeks that start on Monday", async () => {
    const monday = (row: ReadRow): string => {
      const day = new Date(created(row));
      const back = (day.getUTCDay() + 6) % 7;
      return new Date(day.getTime() - back * dayMs).toISOString().slice(0, 10);
    };
    const groups = grouped(since(90), (row) => `${monday(row)}/${row["sentiment"] ?? ""}`);
    const rows = await answer("sentiment_trends");
    const given = rows.map((row) => {
      const week = textOf(row["week"]).slice(0, 10);
      return [`${week}/${textOf(row["sentiment"])}`, Number(row["ticket_count"])] as const;
    });
    expect(new Map(given)).toEqual(new Map([...groups].map(([key, group]) => [key, group.length])));
    expect(rows.every((row) => textOf(row["week"]).includes("00:00:00"))).toBe(true);
  });
});
