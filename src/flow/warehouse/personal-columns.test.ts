import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  type BadModels,
  entities,
  gold,
  models,
  openBadModels,
  type Said,
  silver,
} from "./bad-models.ts";

let bad: BadModels;
beforeAll(async () => {
  bad = await openBadModels();
});
afterAll(() => bad[Symbol.asyncDispose]());

describe("models of gold", () => {
  it.each<[string, Said, string, string]>([
    [
      "an untagged column",
      { a: "" },
      "SELECT email AS a FROM silver.contacts",
      "a carries silver.contacts.email (CONTACT) and says no class; write `pii: CONTACT`",
    ],
    [
      "one under its own name",
      { email: "" },
      "SELECT email FROM silver.agents",
      "email carries silver.agents.email (EMPLOYEE) and says no class",
    ],
    [
      "one of a star",
      { message_id: "", body: "" },
      "SELECT * FROM silver.messages",
      "body carries silver.messages.body (FREE_TEXT) and says no class",
    ],
    [
      "one through gold",
      { a: "" },
      "SELECT message AS a FROM gold.ticket_interactions",
      "a carries gold.ticket_interactions.message (FREE_TEXT)",
    ],
    [
      "one through WITH",
      { a: "" },
      "WITH w AS (SELECT email AS x FROM silver.contacts) SELECT x AS a FROM w",
      "(CONTACT)",
    ],
    [
      "one through a macro",
      { a: "" },
      "SELECT as_code(email) AS a FROM silver.contacts",
      "(CONTACT)",
    ],
    [
      "one through macros of its own",
      { a: "" },
      "SELECT looked_up() AS a",
      "silver.contacts.email (CONTACT)",
    ],
    [
      "one through UNION",
      { a: "" },
      "SELECT region AS a FROM silver.tickets UNION SELECT phone FROM silver.contacts",
      "silver.contacts.phone (CONTACT)",
    ],
    [
      "one through a subquery",
      { a: "" },
      "SELECT (SELECT max(phone) FROM silver.contacts) AS a FROM silver.tickets",
      "(CONTACT)",
    ],
    [
      "one through a window",
      { a: "" },
      "SELECT lag(body) OVER (ORDER BY sent_at) AS a FROM silver.messages",
      "(FREE_TEXT)",
    ],
    [
      "one in a list",
      { a: "" },
      "SELECT list_transform([subject], x -> x || '!')[1] AS a FROM silver.tickets",
      "(FREE_TEXT)",
    ],
    [
      "what is chosen by one",
      { a: "" },
      "SELECT CASE WHEN subject LIKE '%Ann%' THEN 'Ann' END AS a FROM silver.tickets",
      "(FREE_TEXT)",
    ],
    [
      "a length that says nothing",
      { a: "" },
      "SELECT length(body) AS a FROM silver.messages",
      "or `pii: NONE` if nothing personal is left",
    ],
    [
      "several at once",
      { a: "" },
      "SELECT full_name || email AS a FROM silver.contacts",
      "write `pii: CONTACT` or `pii: DIRECT_ID`",
    ],
    [
      "another class",
      { a: "EMPLOYEE" },
      "SELECT email AS a FROM silver.contacts",
      "says pii: EMPLOYEE; write `pii: CONTACT`",
    ],
    [
      "a class of nothing",
      { a: "CONTACT" },
      "SELECT region AS a FROM silver.tickets",
      "a says pii: CONTACT, and nothing personal flows into it; leave it out",
    ],
    [
      "a class of a count",
      { a: "CONTACT" },
      "SELECT count(DISTINCT email) AS a FROM silver.contacts",
      "nothing personal flows into it",
    ],
    [
      "NONE of nothing",
      { a: "NONE" },
      "SELECT region AS a FROM silver.tickets",
      "a says pii: NONE, and nothing personal flows into it",
    ],
    [
      "bronze",
      { a: "" },
      "SELECT 1 AS a FROM bronze.x",
      "reads bronze.x, where text is not masked; read it from silver",
    ],
    [
      "people as they came",
      { a: "CONTACT" },
      "SELECT email AS a FROM known.contacts",
      "reads known.contacts, where text is not masked",
    ],
    [
      "typed rows that are not masked",
      { a: "" },
      "SELECT a FROM (SELECT region AS a FROM conformed.tickets)",
      "reads conformed.tickets, where text is not masked",
    ],
    [
      "them in a WITH that nobody reads",
      { a: "" },
      "WITH w AS (FROM conformed.tickets) SELECT 1 AS a",
      "reads conformed.tickets",
    ],
    [
      "text as it came",
      { a: "FREE_TEXT" },
      "SELECT subject AS a FROM raw.tickets",
      "a carries raw.tickets.subject (FREE_TEXT), which is not masked; read it from silver",
    ],
    [
      "a column that its SELECT lacks",
      { a: "", b: "" },
      "SELECT region AS a FROM silver.tickets",
      "b stands in its header, and its SELECT gives none",
    ],
    [
      "a name in capitals that says no class",
      { Subject: "" },
      "SELECT subject AS Subject FROM silver.tickets",
      "Subject carries silver.tickets.subject (FREE_TEXT) and says no class",
    ],
    [
      "what can't be traced",
      { a: "" },
      "SELECT a FROM (PIVOT silver.tickets ON region IN ('a') USING max(subject))",
      "PIVOT is nothing whose columns can be traced",
    ],
  ])("are refused with %s", async (_, said, sql, message) => {
    const macros =
      "CREATE OR REPLACE MACRO looked_up() AS (SELECT min(email) FROM silver.contacts);";
    const lines = await bad.refused([gold(said, sql)], [], macros);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^gold\.bad: /);
    expect(lines[0]).toContain(message);
  });

  it.each<[string, Said, string]>([
    ["a class that flows in", { a: "CONTACT" }, "SELECT email AS a FROM silver.contacts"],
    ["one of several", { a: "DIRECT_ID" }, "SELECT full_name || email AS a FROM silver.contacts"],
    [
      "NONE, where the author says so",
      { a: "NONE" },
      "SELECT length(body) AS a FROM silver.messages",
    ],
    [
      "counts",
      { a: "" },
      "SELECT count(email) FILTER (WHERE phone IS NULL) AS a FROM silver.contacts",
    ],
    [
      "whether there is one",
      { a: "" },
      "SELECT bool_or(email IS NOT NULL) AS a FROM silver.contacts",
    ],
    [
      "conditions, groups and orders",
      { a: "" },
      "SELECT count(*) AS a FROM silver.contacts WHERE email LIKE '%@x' GROUP BY phone ORDER BY max(full_name)",
    ],
    [
      "rows as they came without what is personal",
      { a: "" },
      "SELECT region AS a FROM raw.tickets",
    ],
  ])("may hold %s", async (_, said, sql) => {
    expect(await bad.refused([gold(said, sql)])).toEqual([]);
  });

  it("carry a class no further than a column that says NONE", async () => {
    const first = gold({ a: "NONE" }, "SELECT length(body) AS a FROM silver.messages", "first");
    const next = gold({ b: "" }, "SELECT a AS b FROM gold.first", "next");
    expect(await bad.refused([first, next])).toEqual([]);
  });
});

describe("models of entities", () => {
  const own =
    "SELECT system, ticket_id, subject, description, region, _origin FROM conformed.tickets";

  it.each([
    [
      "text under another name",
      "subject, description",
      "description AS subject, description",
      "subject is made of conformed.tickets.description (FREE_TEXT), which is masked only behind this model; it may go on unchanged as description, and nowhere else",
    ],
    [
      "text in a column of no class",
      "region",
      "subject AS region",
      "region is made of conformed.tickets.subject (FREE_TEXT)",
    ],
    [
      "text that was changed",
      "subject,",
      "trim(subject) AS subject,",
      "subject is made of conformed.tickets.subject (FREE_TEXT)",
    ],
    [
      "its length",
      "region",
      "length(subject) AS region",
      "region is made of conformed.tickets.subject",
    ],
    [
      "masked text in a column of no class",
      "region",
      "(SELECT max(body) FROM silver.messages) AS region",
      "region carries silver.messages.body (FREE_TEXT) and says no class; write `pii: FREE_TEXT` in the entity ticket",
    ],
    [
      "a pseudonym in a column of no class",
      "region",
      "(SELECT max(email) FROM conformed.contacts) AS region",
      "region carries conformed.contacts.email (CONTACT) and says no class; write `pii: CONTACT` in the entity ticket",
    ],
    [
      "bronze",
      "conformed.tickets",
      "bronze.crm_tickets",
      "reads bronze.crm_tickets, where text is not masked; read it from conformed",
    ],
  ])("are refused with %s", async (_, from, to, message) => {
    const found = await bad.refused([silver("ticket", own.replace(from, to))]);
    expect(found[0]).toContain(`silver.tickets: ${message}`);
  });

  it("may pass text on through subqueries, and use it in conditions and counts", async () => {
    const sql = `SELECT system, ticket_id, subject, description, description IS NULL AS sla_breached, _origin
      FROM (SELECT * FROM conformed.tickets WHERE subject <> '' UNION ALL FROM conformed.tickets) AS t
      ORDER BY length(description)`;
    const lineage = await bad.trace([silver("ticket", sql)]);
    expect([...(lineage.get("silver.tickets")?.columns.get("subject") ?? [])]).toEqual([
      ["conformed.tickets.subject", "same"],
    ]);
  });

  it("may call personal what they make up", async () => {
    const agents = models.find(({ entity }) => entity === "agent")?.sql ?? "";
    expect(agents).toContain("'agent ' || agent_id AS full_name");
    expect(entities.get("agent")?.columns["full_name"]?.pii).toBe("EMPLOYEE");
  });
});
