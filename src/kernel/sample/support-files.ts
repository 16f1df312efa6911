import type { Random } from "../../core/base/random.ts";
import {
  type Agent,
  agentRow,
  type Company,
  companyRow,
  type Customer,
  customerRow,
} from "./accounts.ts";
import type { Row } from "./csv.ts";
import { drawDialogues, interactionRow } from "./dialogue.ts";
import { dayMs, formatDay, formatInstant } from "./instant.ts";
import { duplicateOf, entriesOf, type Entry, finish, mess, plant } from "./mess.ts";
import { type Ticket, ticketRow } from "./tickets.ts";

/** Rows of each file of the support company, planted duplicates included. */
export const supportRowCounts = {
  companies: 100,
  customers: 300,
  agents: 25,
  tickets: 500,
  interactions: 2_649,
} as const;

type File = ReturnType<typeof finish>;

/** companies.csv: no row is wrong, some cells are messy. */
export function companyFile(random: Random, companies: readonly Company[]): File {
  const entries = entriesOf(companies.map(companyRow));
  mess(random, entries, {
    blank: [9, ["company_name", "segment", "cnpj"]],
    case: [10, ["status", "segment", "company_size"]],
    lostNullWord: [6, ["contract_start_date", "monthly_transaction_volume"]],
    dateForm: [24, ["contract_start_date"]],
  });
  return finish(entries, {
    path: "support/companies.csv",
    columns: [
      "company_id",
      "company_name",
      "cnpj",
      "segment",
      "company_size",
      "contract_start_date",
      "monthly_transaction_volume",
      "status",
      "churn_risk_score",
    ],
  });
}

/** customers.csv: two duplicates and two people of companies that do not exist. */
export function customerFile(random: Random, customers: readonly Customer[]): File {
  const orphans = customers.slice(0, 2).map((customer, index) => ({
    ...customerRow(customer),
    customer_id: `CUS-${String(customers.length + index + 1).padStart(5, "0")}`,
    customer_name: index === 0 ? "Lúcia Quaresma" : "Gordon Ashby",
    email: index === 0 ? "lucia.quaresma@mail.example.net" : "gordon.ashby@mail.example.net",
  }));
  const entries = entriesOf([...customers.map(customerRow), ...orphans]);
  mess(random, entries, {
    blank: [24, ["customer_name", "email", "phone", "role"]],
    case: [20, ["role", "email"]],
    lostNullWord: [24, ["phone", "birth_date", "role"]],
    dateForm: [70, ["birth_date"]],
  });
  entries
    .slice(-2)
    .forEach((entry, index) =>
      plant(entry, { kind: "orphan", column: "company_id" }, `CMP-990${index + 1}`),
    );
  const copyAt = random.integer(100, 200);
  entries.splice(copyAt + 3, 0, duplicateOf(entries[copyAt]!, "exact copy")); // 298 entries
  const olderAt = random.integer(30, 90);
  const older = duplicateOf(entries[olderAt]!, "older version");
  setSilently(older, "phone", "+55 (11) 95550-0100");
  entries.splice(olderAt - 2, 0, older);
  return finish(entries, {
    path: "support/customers.csv",
    columns: [
      "customer_id",
      "company_id",
      "customer_name",
      "email",
      "cpf",
      "birth_date",
      "phone",
      "role",
    ],
  });
}

/** agents.csv: no row is wrong, some cells are messy. */
export function agentFile(random: Random, agents: readonly Agent[]): File {
  const entries = entriesOf(agents.map(agentRow));
  mess(random, entries, {
    blank: [4, ["agent_name", "team"]],
    case: [4, ["status", "team"]],
    lostNullWord: [3, ["avg_csat"]],
  });
  return finish(entries, {
    path: "support/agents.csv",
    columns: [
      "agent_id",
      "agent_name",
      "email",
      "team",
      "specialization",
      "avg_csat",
      "tickets_resolved",
      "status",
    ],
  });
}

/** tickets.csv: six duplicates; `odd` holds the four orphans and five impossible ones. */
export function ticketFile(
  random: Random,
  tickets: readonly Ticket[],
  { odd, asOf }: { odd: readonly Ticket[]; asOf: number },
): File {
  const entries = entriesOf(tickets.map(ticketRow));
  mess(random, entries, {
    blank: [45, ["subject", "status", "category", "channel", "priority"]],
    case: [48, ["status", "priority", "channel", "sentiment"]],
    emptyNullWord: [60, ["csat_score", "nps_score", "resolution_time_hours"]],
    dateForm: [130, ["created_at"]],
  });
  const entryOf = new Map(tickets.map((ticket, index) => [ticket, entries[index]!])); // one a ticket
  plantOddTickets(
    odd.map((ticket) => entryOf.get(ticket)!),
    asOf,
  );
  const steady = tickets.filter((ticket) => ticket.status === "CLOSED" && !odd.includes(ticket));
  random
    .shuffled(steady)
    .slice(0, 6)
    .forEach((ticket, index) => {
      const entry = entryOf.get(ticket)!;
      const at = entries.indexOf(entry);
      if (index < 3) entries.splice(at + random.integer(1, 3), 0, duplicateOf(entry, "exact copy"));
      else entries.splice(Math.max(0, at - random.integer(1, 3)), 0, olderVersion(entry));
    });
  return finish(entries, {
    path: "support/tickets.csv",
    columns: [
      "ticket_id",
      "company_id",
      "customer_id",
      "agent_id",
      "created_at",
      "status",
      "priority",
      "category",
      "subcategory",
      "channel",
      "subject",
      "description",
      "resolution_time_hours",
      "first_response_time_minutes",
      "sla_breached",
      "nps_score",
      "csat_score",
      "sentiment",
      "tags",
    ],
  });
}

/** Four tickets of companies that do not exist, then five that cannot be. */
function plantOddTickets(entries: readonly Entry[], asOf: number): void {
  const year = formatDay(asOf - 60 * dayMs).slice(0, 4);
  const impossible: readonly (readonly [column: string, value: string])[] = [
    ["csat_score", "9"],
    ["resolution_time_hours", "-3.50"],
    ["created_at", `31/02/${year}`],
    ["nps_score", "15"],
    ["first_response_time_minutes", "-12"],
  ];
  entries.forEach((entry, index) => {
    if (index < 4)
      return plant(entry, { kind: "orphan", column: "company_id" }, `CMP-99${10 + index}`);
    const [column, value] = impossible[index - 4]!; // nine entries
    return plant(entry, { kind: "impossible", column }, value);
  });
}

/** The same ticket as an export some hours earlier had it: open, nothing resolved. */
function olderVersion(entry: Entry): Entry {
  const older = duplicateOf(entry, "older version");
  setSilently(older, "status", "OPEN");
  setSilently(older, "sla_breached", "FALSE");
  for (const column of ["resolution_time_hours", "nps_score", "csat_score"])
    setSilently(older, column, "");
  return older;
}

function setSilently(entry: Entry, column: string, value: string): void {
  const at = entry.marks.findIndex((mark) => mark.column === column);
  if (at >= 0) entry.marks.splice(at, 1);
  entry.row[column] = value;
}

/** ticket_interactions.csv of sound tickets: six copies, five orphans, three impossible times. */
export function interactionFile(random: Random, tickets: readonly Ticket[], asOf: number): File {
  const copyCount = 6;
  const orphanCount = 5;
  const total = supportRowCounts.interactions - copyCount - orphanCount;
  const drawn = drawDialogues(random.fork("dialogues"), tickets, { total, asOf });
  const orphans = random.shuffled(drawn).slice(0, orphanCount);
  const rows: Row[] = [...drawn, ...orphans].map((item, index) =>
    interactionRow(item, `INT-${String(index + 1).padStart(6, "0")}`),
  );
  const entries = entriesOf(rows);
  mess(random, entries, {
    blank: [110, ["author_name", "message", "interaction_type"]],
    case: [110, ["author_type", "interaction_type"]],
    lostNullWord: [30, ["author_name"]],
    dateForm: [620, ["interaction_timestamp"]],
  });
  entries
    .slice(-orphanCount)
    .forEach((entry, index) =>
      plant(entry, { kind: "orphan", column: "ticket_id" }, `TKT-9900${index + 1}`),
    );
  const year = formatDay(asOf - 60 * dayMs).slice(0, 4);
  const impossible = [
    `31/02/${year} 09:15`,
    `${year}-13-01 10:00:00`,
    formatInstant(asOf + 900 * dayMs),
  ];
  const picks = random.shuffled(
    entries.slice(0, -orphanCount).filter(({ row }) => row["author_type"] === "AGENT"),
  );
  impossible.forEach((value, index) =>
    plant(picks[index]!, { kind: "impossible", column: "interaction_timestamp" }, value),
  ); // hundreds of them
  for (const entry of picks.slice(3, 3 + copyCount)) {
    entries.splice(entries.indexOf(entry) + 1, 0, duplicateOf(entry, "exact copy"));
  }
  return finish(entries, {
    path: "support/ticket_interactions.csv",
    columns: [
      "interaction_id",
      "ticket_id",
      "interaction_timestamp",
      "author_type",
      "author_id",
      "author_name",
      "message",
      "interaction_type",
    ],
  });
}
