import { describe, expect, it } from "vitest";

import { isCnpj, isCpf } from "./brazil-ids.ts";
import { cleaned, readInstant, type ReadRow, ReadSample } from "./reading.ts";
import type { Truth } from "./truth.ts";

const sample = new ReadSample();
const truth = JSON.parse(sample.text("truth.json")) as Truth;
const dayMs = 86_400_000;
const slaHours: Record<string, number> = { CRITICAL: 4, HIGH: 8, MEDIUM: 24, LOW: 48 };

const upper = (row: ReadRow | undefined, column: string): string =>
  cleaned(row?.[column]).toUpperCase();
const [companies, customers, agents, tickets, interactions] = [
  "companies",
  "customers",
  "agents",
  "tickets",
  "ticket_interactions",
].map((name) => sample.rows(`support/${name}.csv`)) as [
  ReadRow[],
  ReadRow[],
  ReadRow[],
  ReadRow[],
  ReadRow[],
];

const spoiled = new Set(
  truth.defects
    .filter(
      ({ file, kind }) =>
        file === "support/tickets.csv" && ["duplicate", "orphan", "impossible"].includes(kind),
    )
    .map(({ row }) => tickets[row - 1]),
);
const sound = tickets.filter((ticket) => !spoiled.has(ticket));
const recent = (days: number): ReadRow[] =>
  sound.filter(
    (ticket) => (readInstant(ticket["created_at"]) ?? 0) >= sample.asOf.getTime() - days * dayMs,
  );

describe("the support files", () => {
  it("have valid tax ids and unique names where queries group by them", () => {
    expect(companies.every((row) => isCnpj(cleaned(row["cnpj"])))).toBe(true);
    expect(customers.every((row) => isCpf(cleaned(row["cpf"])))).toBe(true);
    expect(new Set(companies.map((row) => cleaned(row["company_name"]))).size).toBe(100);
    expect(new Set(agents.map((row) => cleaned(row["agent_name"]))).size).toBe(25);
  });

  it("tie every sound ticket to a person of its company and an agent of the right team", () => {
    const employer = new Map(customers.map((row) => [row["customer_id"], row["company_id"]]));
    const team = new Map(agents.map((row) => [row["agent_id"], upper(row, "team")]));
    const teamOf: Record<string, string> = {
      TECHNICAL: "TECHNICAL SUPPORT",
      FINANCIAL: "FINANCE",
      COMMERCIAL: "SALES",
      INFORMATION: "SALES",
      COMPLAINT: "ESCALATION",
    };
    for (const ticket of sound) {
      expect(employer.get(ticket["customer_id"])).toBe(ticket["company_id"]);
    }
    for (const ticket of sound.filter((row) => row["agent_id"] !== "")) {
      expect(team.get(ticket["agent_id"])).toBe(teamOf[upper(ticket, "category")]);
    }
  });

  it("agree on breaches, scores and status", () => {
    for (const ticket of sound) {
      const hours = cleaned(ticket["resolution_time_hours"]);
      const isSettled = ["RESOLVED", "CLOSED"].includes(upper(ticket, "status"));
      expect(hours !== "").toBe(isSettled);
      const isLate = hours !== "" && Number(hours) > (slaHours[upper(ticket, "priority")] ?? 0);
      expect(ticket["sla_breached"]).toBe(isLate ? "TRUE" : "FALSE");
      expect(isSettled || cleaned(ticket["csat_score"]) === "").toBe(true);
    }
    const breached = sound
      .filter((ticket) => ticket["sla_breached"] === "TRUE")
      .map((ticket) => ticket["ticket_id"]);
    expect(truth.sla_breaches).toEqual(breached);
    expect(breached.length / sound.length).toBeGreaterThan(0.05);
    expect(breached.length / sound.length).toBeLessThan(0.12);
    expect(truth.kpis.support.ticket_count).toBe(sound.length);
  });

  it("have all subcategories and rows in the windows that are asked for", () => {
    expect(new Set(sound.map((ticket) => ticket["subcategory"])).size).toBe(16);
    const week = recent(7);
    expect(week.length).toBeGreaterThan(40);
    for (const [column, value] of [
      ["status", "OPEN"],
      ["priority", "CRITICAL"],
      ["status", "CLOSED"],
      ["sla_breached", "TRUE"],
    ] as const) {
      expect(
        week.some((ticket) => upper(ticket, column) === value),
        value,
      ).toBe(true);
    }
    expect(recent(30).length).toBeGreaterThan(recent(7).length + 50);
    expect(new Set(recent(90).map((ticket) => upper(ticket, "sentiment"))).size).toBe(4);
    const churners = new Set(recent(30).map((ticket) => ticket["company_id"]));
    expect(truth.churners.every((id) => churners.has(id))).toBe(true);
  });

  it("treat churners worse", () => {
    const shareNegative = (rows: readonly ReadRow[]): number =>
      rows.filter((row) => upper(row, "sentiment") === "NEGATIVE").length / rows.length;
    const theirs = sound.filter((ticket) => truth.churners.includes(ticket["company_id"] ?? ""));
    const others = sound.filter((ticket) => !truth.churners.includes(ticket["company_id"] ?? ""));
    expect(shareNegative(theirs)).toBeGreaterThan(shareNegative(others) + 0.15);
  });

  it("repeat themselves nearly word for word in the planted groups", () => {
    const words = (id: string): Set<string> =>
      new Set(
        (tickets.find((ticket) => ticket["ticket_id"] === id)?.["description"] ?? "").split(/\s+/),
      );
    expect(truth.near_duplicates).toHaveLength(3);
    for (const [first = "", ...others] of truth.near_duplicates) {
      for (const other of others) {
        const [a, b] = [words(first), words(other)];
        expect(a.intersection(b).size / a.union(b).size).toBeGreaterThan(0.6);
      }
    }
  });
});

describe("the interactions", () => {
  const planted = new Set(
    truth.defects
      .filter(
        ({ file, kind }) =>
          file === "support/ticket_interactions.csv" &&
          ["duplicate", "orphan", "impossible"].includes(kind),
      )
      .map(({ row }) => interactions[row - 1]),
  );
  const ofTicket = Map.groupBy(
    interactions.filter((row) => !planted.has(row)),
    (row) => row["ticket_id"],
  );

  it("begin with the customer at the ticket's creation and run on in time", () => {
    for (const ticket of sound) {
      const history = ofTicket.get(ticket["ticket_id"]) ?? [];
      const instants = history.map(
        (row) => readInstant(row["interaction_timestamp"]) ?? Number.NaN,
      );
      expect(upper(history[0], "author_type")).toBe("CONTACT");
      expect(Math.abs((instants[0] ?? 0) - (readInstant(ticket["created_at"]) ?? 1))).toBeLessThan(
        60_000,
      );
      for (let i = 1; i < instants.length; i++)
        expect(instants[i]).toBeGreaterThan(instants[i - 1] ?? 0);
    }
  });

  it("have the agent answer at the first response", () => {
    const damaged = new Set([...planted].map((row) => row?.["ticket_id"]));
    for (const ticket of sound.filter((row) => !damaged.has(row["ticket_id"]))) {
      const answer = ofTicket
        .get(ticket["ticket_id"])
        ?.find((row) => upper(row, "author_type") === "AGENT");
      const minutes = cleaned(ticket["first_response_time_minutes"]);
      expect(answer !== undefined).toBe(minutes !== "");
      if (answer === undefined) continue;
      const start =
        readInstant(ofTicket.get(ticket["ticket_id"])?.[0]?.["interaction_timestamp"]) ?? 0;
      const waited = ((readInstant(answer["interaction_timestamp"]) ?? 0) - start) / 60_000;
      expect(Math.abs(waited - Number(minutes)), ticket["ticket_id"] ?? "").toBeLessThanOrEqual(1);
    }
  });

  it("name their authors and move the status only along the flow", () => {
    const legal = [
      "OPEN to IN_PROGRESS",
      "IN_PROGRESS to PENDING_CUSTOMER",
      "IN_PROGRESS to CANCELLED",
      "IN_PROGRESS to RESOLVED",
      "RESOLVED to CLOSED",
    ];
    const kinds = new Set<string>();
    for (const row of interactions) {
      const author = upper(row, "author_type");
      kinds.add(upper(row, "interaction_type"));
      const prefix = { CONTACT: "CUS-", AGENT: "AGT-", SYSTEM: "SYSTEM" }[author] ?? "?";
      expect(row["author_id"]?.startsWith(prefix)).toBe(true);
      if (author !== "SYSTEM") continue;
      expect(legal).toContain(cleaned(row["message"]).replace("Status changed from ", ""));
    }
    expect([...kinds].toSorted()).toEqual([
      "ATTACHMENT",
      "INTERNAL_NOTE",
      "MESSAGE",
      "STATUS_CHANGE",
    ]);
  });
});
