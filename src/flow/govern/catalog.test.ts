import { describe, expect, it } from "vitest";

import { type CatalogColumn, makeCatalog } from "./catalog.ts";
import { projectOf } from "./testing.ts";

const project = await projectOf({
  people: { path: ["crm/a.csv", "crm/b.csv"], entity: "contact", columns: { phone: "Tel No" } },
  staff: { path: "crm/staff.csv", entity: "agent" },
  desk: { path: "crm/desk.csv", entity: "ticket" },
  chats: {
    path: "chats.json",
    entity: "conversation",
    messages: { path: "turns", body: "text", author_name: "who" },
  },
  letters: {
    path: "letters.csv",
    entity: "conversation",
    messages: { body: "text", author: "side" },
  },
  notes: { path: "notes.csv" },
});
const stored = new Map([
  ["bronze.people", types("contact_id customer_name e_mail email Tel_No _file _row")],
  ["bronze.staff", types("agent_id agent_name email _file")],
  ["bronze.desk", types("ticket_id subject body customer_id created_at secret _file _ingested_at")],
  ["bronze.chats", types("id turns _file")],
  ["bronze.letters", types("conversation_id text side _file")],
  ["ops.run", { run_id: "VARCHAR" }],
]);
const catalog = makeCatalog(project, stored);

function types(names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, "VARCHAR"]));
}

function column(id: string): CatalogColumn {
  const at = id.lastIndexOf(".");
  const found = catalog
    .find((table) => table.id === id.slice(0, at))
    ?.columns.find(({ name }) => name === id.slice(at + 1));
  expect(found, id).toBeDefined();
  return found!;
}

describe("makeCatalog", () => {
  it("knows every table, layer by layer", () => {
    const ids = catalog.map(({ id }) => id);
    expect(ids.slice(0, 6)).toEqual(
      ["chats", "desk", "letters", "notes", "people", "staff"].map((name) => `bronze.${name}`),
    );
    for (const id of project.columns.keys()) expect(ids).toContain(id);
    const layers = [...new Set(catalog.map(({ layer }) => layer))];
    expect(layers).toEqual(["bronze", "silver", "enriched", "gold", "quarantine", "ops"]);
  });

  it("says of every column what it means and of which type it is", () => {
    const columns = catalog.flatMap((table) => table.columns);
    expect(columns.length).toBeGreaterThan(300);
    expect(columns.filter(({ doc, type }) => doc === "" || type === "")).toEqual([]);
  });

  it("has the columns of the project's tables, in their order", () => {
    for (const [id, columnTypes] of project.columns) {
      const table = catalog.find((one) => one.id === id);
      const found = table?.columns.map(({ name, type }) => [name, type]);
      expect([id, found]).toEqual([id, Object.entries(columnTypes)]);
    }
  });

  it.each([
    ["bronze.people.email", "CONTACT", "pii", "raw"],
    ["bronze.people.Tel_No", "CONTACT", "pii", "raw"],
    ["bronze.people.e_mail", undefined, undefined, "raw"],
    ["bronze.staff.email", "EMPLOYEE", "personal_data", "raw"],
    ["bronze.desk.body", "FREE_TEXT", "personal_data", "raw"],
    ["bronze.chats.turns", "FREE_TEXT", "personal_data", "raw"],
    ["bronze.letters.text", "FREE_TEXT", "personal_data", "raw"],
    ["bronze.letters.side", undefined, undefined, "raw"],
    ["silver.contacts.email", "CONTACT", "pii", "pseudonym"],
    ["silver.contacts.birth_date", "BIRTH_DATE", "pii", "year"],
    ["silver.contacts.role", undefined, undefined, "as is"],
    ["silver.agents.full_name", "EMPLOYEE", "personal_data", "as is"],
    ["silver.messages.body", "FREE_TEXT", "personal_data", "masked text"],
    ["gold.companies.cnpj", "TAX_ID", "pii", "pseudonym"],
    ["gold.agents.agent_name", "EMPLOYEE", "personal_data", "as is"],
    ["gold.agents.email", "EMPLOYEE", "personal_data", "pseudonym"],
    ["gold.tickets.subject", "FREE_TEXT", "personal_data", "masked text"],
    ["quarantine.tickets.key", undefined, undefined, "as is"],
    ["ops.run.run_id", undefined, undefined, "as is"],
  ])("says that %s is %s, tagged %s, and shows %s", (id, pii, tag, shown) => {
    const found = column(id);
    expect([found.pii, found.tag, found.shown]).toEqual([pii, tag, shown]);
  });

  it("tags six columns of the tables of support as what identifies customers", () => {
    const support = ["companies", "customers", "agents", "tickets", "ticket_interactions"];
    const tagged = catalog
      .filter(({ id, layer }) => layer === "gold" && support.includes(id.slice(5)))
      .flatMap(({ id, columns }) =>
        columns.flatMap(({ name, tag }) => (tag === undefined ? [] : [`${tag} ${id}.${name}`])),
      );
    expect(tagged.toSorted()).toEqual([
      "personal_data gold.agents.agent_name",
      "personal_data gold.agents.email",
      "personal_data gold.ticket_interactions.author_name",
      "personal_data gold.ticket_interactions.message",
      "personal_data gold.tickets.description",
      "personal_data gold.tickets.subject",
      "pii gold.companies.cnpj",
      "pii gold.customers.birth_date",
      "pii gold.customers.cpf",
      "pii gold.customers.customer_name",
      "pii gold.customers.email",
      "pii gold.customers.phone",
    ]);
  });

  it.each([
    ["silver.contacts.phone", ["bronze.people.Tel_No"], ["bronze.people.Tel_No"]],
    ["gold.customers.phone", ["silver.contacts.phone"], ["bronze.people.Tel_No"]],
    ["silver.contacts._file", ["bronze.people._file"], ["bronze.people._file"]],
    ["silver.contacts.national_id", [], []],
    [
      "silver.messages.body",
      ["bronze.chats.turns", "bronze.letters.text"],
      ["bronze.chats.turns", "bronze.letters.text"],
    ],
    ["quarantine.tickets.key", ["bronze.desk.ticket_id"], ["bronze.desk.ticket_id"]],
    ["quarantine.tickets._file", ["bronze.desk._file"], ["bronze.desk._file"]],
    ["quarantine.tickets.reasons", [], []],
    ["gold.executive_weekly.companies", ["silver.tickets.system", "silver.tickets.account_id"], []],
    ["bronze.people.email", [], ["bronze.people.email"]],
  ])("traces %s to %j, and in the sources to %j", (id, from, roots) => {
    const found = column(id);
    expect(found.from.map((origin) => origin.column)).toEqual(from);
    expect(found.roots).toEqual(roots);
  });

  it("traces rows as they came to where the cleaned ones come from", () => {
    const { from } = column("gold.sales_kpis.raw_value");
    expect(from.map((origin) => origin.column)).toContain("raw.leads.deal_value");
  });

  it("tells what decides which rows a table has, and the files of a source", () => {
    const table = (id: string) => catalog.find((one) => one.id === id);
    expect(table("gold.ticket_interactions")?.filteredBy).toEqual(["silver.messages.ticket_id"]);
    expect(table("bronze.people")?.files).toEqual(["crm/a.csv", "crm/b.csv"]);
    expect(table("gold.customers")?.files).toEqual(["crm/a.csv", "crm/b.csv"]);
    // Tickets too: whether a message's conversation is a ticket's own depends on theirs.
    const spoken = ["chats.json", "crm/desk.csv", "letters.csv"];
    expect(table("silver.messages")?.files).toEqual(spoken);
    expect(table("silver.products")?.files).toEqual([]);
    expect(table("gold.customers")?.grain).toEqual(["system", "customer_id"]);
    expect(table("silver.contacts")?.grain).toEqual(["system", "contact_id"]);
  });

  it("knows of a source that has not landed the columns its settings name", () => {
    const people = makeCatalog(project).find(({ id }) => id === "bronze.people");
    expect(people?.summary).toContain("has not landed");
    expect(people?.columns.map(({ name, pii }) => [name, pii])).toEqual([["Tel_No", "CONTACT"]]);
  });
});
