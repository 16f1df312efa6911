import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { earshot, type Ended } from "../cli/command-line.ts";
import { openSmall, type Company } from "../pipeline/company.ts";

let company: Company;
beforeAll(async () => {
  company = await openSmall();
  await company.open().run();
});
afterAll(() => company[Symbol.asyncDispose]());

const here = (...args: readonly string[]): Promise<Ended> => earshot(args, { cwd: company.folder });

type Told = {
  table: string;
  files: string[];
  columns: {
    column: string;
    pii: string | null;
    tag: string | null;
    shown: string;
    roots: string[];
  }[];
};

describe("ops.catalog", () => {
  const support = "('companies', 'customers', 'agents', 'tickets', 'ticket_interactions')";

  it("tells the six columns that identify customers", async () => {
    const rows = await company.open().rows(
      `SELECT table_name || '.' || column_name AS name, pii FROM ops.catalog
       WHERE layer = 'gold' AND tag = 'pii' AND table_name IN ${support} ORDER BY name`,
    );
    expect(rows.map(({ name, pii }) => [name, pii])).toEqual([
      ["companies.cnpj", "TAX_ID"],
      ["customers.birth_date", "BIRTH_DATE"],
      ["customers.cpf", "NATIONAL_ID"],
      ["customers.customer_name", "DIRECT_ID"],
      ["customers.email", "CONTACT"],
      ["customers.phone", "CONTACT"],
    ]);
  });

  it("tells what else is personal", async () => {
    const rows = await company.open().rows(
      `SELECT table_name || '.' || column_name AS name, pii FROM catalog
       WHERE layer = 'gold' AND tag <> 'pii' AND table_name IN ${support} ORDER BY name`,
    );
    expect(rows.map(({ name, pii }) => [name, pii])).toEqual([
      ["agents.agent_name", "EMPLOYEE"],
      ["agents.email", "EMPLOYEE"],
      ["ticket_interactions.author_name", "DIRECT_ID"],
      ["ticket_interactions.message", "FREE_TEXT"],
      ["tickets.description", "FREE_TEXT"],
      ["tickets.subject", "FREE_TEXT"],
    ]);
  });

  it("tells of itself, and of every table that queries may name but bronze's and ops'", async () => {
    const earshotHere = company.open();
    const rows = await earshotHere.rows(
      "SELECT DISTINCT layer || '.' || table_name AS id FROM ops.catalog",
    );
    const ids = rows.map(({ id }) => id);
    const nameable = (await earshotHere.tables()).filter((id) => !/^(bronze|ops)\./.test(id));
    expect(ids).toEqual(expect.arrayContaining([...nameable, "ops.catalog"]));
  });

  it("tells what a column is made of, and names no table by the way", async () => {
    await using answer = await company
      .open()
      .query("SELECT doc, made_of FROM ops.catalog WHERE layer = 'gold' AND column_name = 'cnpj'");
    const rows = (await Array.fromAsync(answer.chunks)).flat();
    expect(rows).toEqual([["Tax number", ["silver.accounts.tax_id"]]]);
    expect(answer.reads).toEqual([]);
  });
});

describe("earshot catalog", () => {
  it("lists tables and columns, and counts them", async () => {
    const { code, stdout, stderr } = await here("catalog");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("gold.customers: ");
    expect(stdout).toMatch(/ email +VARCHAR +CONTACT +pseudonym +E-mail address/);
    expect(stdout).toMatch(/\n\d+ tables, \d+ columns, \d+ personal\.\n$/);
  });

  it("lists personal columns only, of some tables only", async () => {
    const { stdout } = await here("catalog", "gold.customers", "quarantine", "--pii");
    expect(stdout).toMatch(/^gold\.customers: /);
    expect(stdout).toMatch(/ cpf +VARCHAR +NATIONAL_ID +pseudonym /);
    expect(stdout).not.toContain("role");
    expect(stdout).toMatch(/\n1 table, 5 columns, 5 personal\.\n$/);
  });

  it("traces columns to the files of the sources", async () => {
    const { stdout } = await here("catalog", "gold.tickets", "bronze.tickets", "--lineage");
    expect(stdout.match(/^Values come from .*desk\/tickets\*\.csv\.$/gm)).toHaveLength(2);
    expect(stdout).toMatch(
      / ticket_id +VARCHAR +silver\.tickets\.ticket_id ← bronze\.tickets\.\w+/,
    );
  });

  it("answers in JSON", async () => {
    const { stdout } = await here("catalog", "companies", "--json");
    const told = JSON.parse(stdout) as Told[];
    expect(told.map(({ table }) => table)).toEqual(["bronze.companies", "gold.companies"]);
    const [bronze, gold] = told as [Told, Told]; // as the line above says
    expect(bronze.files).toEqual(["desk/companies.csv"]);
    const cnpj = gold.columns.find(({ column }) => column === "cnpj");
    expect(cnpj).toMatchObject({ pii: "TAX_ID", tag: "pii", shown: "pseudonym" });
    expect(gold.columns.find(({ column }) => column === "segment")?.pii).toBeNull();
    expect((await here("catalog", "companies", "--format", "json")).stdout).toBe(stdout);
  });

  it.each([
    [["catalog", "gold.custmers"], 2, "did you mean gold.customers?"],
    [["catalog", "--output", "x"], 2, "--output goes with --format databricks"],
    [["catalog", "--files", "csv"], 2, "--files goes with --format databricks"],
    [["catalog", "--format", "databricks", "--schema", "a.b.c"], 2, "such as main.support"],
  ])("refuses %j", async (args, code, message) => {
    const ended = await here(...args);
    expect(ended.stderr).toContain(message);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
  });

  it("writes the SQL for Databricks to standard output without a folder", async () => {
    const { code, stdout } = await here("catalog", "--format", "databricks");
    expect(code).toBe(0);
    for (const text of [
      "CREATE TABLE IF NOT EXISTS",
      "SET TAGS ('pii'",
      "'personal_data'",
      "COPY INTO",
    ])
      expect(stdout).toContain(text);
  });
});
