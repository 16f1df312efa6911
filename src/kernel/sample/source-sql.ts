import type { Ticket } from "./tickets.ts";
import { formatInstant } from "./instant.ts";

const columns = [
  "ticket_id",
  "company_id",
  "company_name",
  "segment",
  "customer_id",
  "customer_name",
  "customer_email",
  "region",
  "priority",
  "status",
  "category",
  "channel",
  "subject",
  "description",
  "created_at",
] as const;

/** How many of the newest tickets go into the script. */
export const sourceTicketCount = 60;

/** T-SQL that creates and fills `dbo.SupportTickets`; it may be run again and leaves the same rows. */
export function sourceSql(tickets: readonly Ticket[]): string {
  const rows = tickets.slice(-sourceTicketCount);
  const inserts = rows.map(
    (ticket) =>
      `INSERT INTO dbo.SupportTickets (${columns.join(", ")})\nVALUES (${valuesOf(ticket)});\n`,
  );
  return `${head}\n${inserts.join("")}`;
}

const head = `-- Source table of the sample company, for a T-SQL database. All people and companies are fictitious.
DROP TABLE IF EXISTS dbo.SupportTickets;

CREATE TABLE dbo.SupportTickets (
  ticket_id      VARCHAR(20)    NOT NULL PRIMARY KEY,
  company_id     VARCHAR(20)    NOT NULL,
  company_name   NVARCHAR(200)  NOT NULL,
  segment        VARCHAR(40)    NOT NULL,
  customer_id    VARCHAR(20)    NOT NULL,
  customer_name  NVARCHAR(200)  NOT NULL,
  customer_email NVARCHAR(200)  NOT NULL,
  region         VARCHAR(40)    NOT NULL,
  priority       VARCHAR(10)    NOT NULL,
  status         VARCHAR(20)    NOT NULL,
  category       VARCHAR(20)    NOT NULL,
  channel        VARCHAR(10)    NOT NULL,
  subject        NVARCHAR(300)  NOT NULL,
  description    NVARCHAR(4000) NOT NULL,
  created_at     DATETIME2      NOT NULL
);
`;

function valuesOf(ticket: Ticket): string {
  const { company, customer, scene } = ticket;
  return [
    literal(ticket.ticketId),
    literal(company.companyId),
    literal(company.name),
    literal(company.segment),
    literal(customer.customerId),
    literal(customer.name),
    literal(customer.email),
    literal(company.place.region),
    literal(ticket.priority),
    literal(ticket.status),
    literal(scene.category),
    literal(ticket.channel),
    literal(ticket.subject),
    literal(ticket.description),
    literal(formatInstant(ticket.createdAt)),
  ].join(", ");
}

function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
