import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { run } from "../../scripts/installing.ts";
import { sqlglotEnv } from "../../scripts/python-env.ts";
import { earshot, type Ended } from "../cli/command-line.ts";
import { openFolder, type Company } from "../pipeline/company.ts";

/** A statement as sqlglot understands it. */
type Statement = {
  kind: "Create" | "Alter" | "Copy" | "Command";
  /** As sqlglot writes it. */
  text: string;
  table: string;
  columns: { name: string; type: string; required: boolean; comment: string }[];
  primary_keys: string[][];
  references: [column: string, table: string][];
  format: string;
  options: Record<string, string>;
  checks: number;
};

const python = await sqlglotEnv();

let company: Company;
beforeAll(async () => {
  company = await openFolder();
});
afterAll(() => company[Symbol.asyncDispose]());

async function parsed(file: string): Promise<Statement[]> {
  const script = join(import.meta.dirname, "parse_databricks.py");
  return JSON.parse(await run(python!, [script, file])) as Statement[];
}

/** Columns of the tables, as their users list them. */
const promised: Readonly<Record<string, string>> = {
  companies:
    "company_id company_name cnpj segment company_size contract_start_date monthly_transaction_volume status churn_risk_score",
  agents: "agent_id agent_name email team specialization avg_csat tickets_resolved status",
  customers: "customer_id company_id customer_name email cpf birth_date phone role",
  tickets:
    "ticket_id company_id customer_id agent_id created_at status priority category subcategory channel subject description resolution_time_hours first_response_time_minutes sla_breached nps_score csat_score sentiment tags",
  ticket_interactions:
    "interaction_id ticket_id interaction_timestamp author_type author_id author_name message interaction_type",
};

const inOrder = ["companies", "agents", "customers", "tickets", "ticket_interactions"];

describe.skipIf(python === undefined)("the Databricks form, read by sqlglot", () => {
  const names = ["ddl_tables.sql", "tag_personal_data.sql", "load_data.sql"];
  let ended: Ended;
  let ddl: Statement[];
  let load: Statement[];
  let more: Statement[];

  beforeAll(async () => {
    const asked = ["catalog", "--format", "databricks", "--output", "sql"];
    ended = await earshot(asked, { cwd: company.folder });
    const files = names.map((name) => parsed(join(company.folder, "sql", name)));
    [ddl, more, load] = (await Promise.all(files)) as [Statement[], Statement[], Statement[]]; // three names
  });

  it("says which files it wrote", () => {
    const wrote = names.map((name) => `Wrote ${join("sql", name)}.\n`).join("");
    expect(ended).toMatchObject({ code: 0, stderr: "", stdout: wrote });
  });

  it("makes five Delta tables of exactly the columns that were promised", () => {
    const tables = ddl.filter(({ kind }) => kind === "Create");
    expect(tables.map(({ table }) => table)).toEqual(inOrder);
    for (const { table, columns, format } of tables) {
      expect([table, format, columns.map(({ name }) => name).join(" ")]).toEqual([
        table,
        "DELTA",
        promised[table],
      ]);
      expect(columns.filter(({ comment }) => comment === "")).toEqual([]);
    }
    const types = new Set(tables.flatMap(({ columns }) => columns.map(({ type }) => type)));
    expect([...types].toSorted()).toEqual([
      "ARRAY<STRING>",
      "BIGINT",
      "BOOLEAN",
      "DATE",
      "DECIMAL(18, 2)",
      "DOUBLE",
      "STRING",
      "TIMESTAMP",
    ]);
  });

  it("gives each table its key, its references and its constraints", () => {
    const tables = ddl.filter(({ kind }) => kind === "Create");
    const keys = tables.map(({ primary_keys: [key] }) => key?.[0]);
    expect(keys).toEqual(["company_id", "agent_id", "customer_id", "ticket_id", "interaction_id"]);
    for (const [place, { columns }] of tables.entries()) {
      const required = columns.filter((column) => column.required).map(({ name }) => name);
      expect(required).toContain(keys[place]);
    }
    expect(
      tables.flatMap(({ table, references }) => references.map((one) => [table, ...one])),
    ).toEqual([
      ["customers", "company_id", "companies"],
      ["tickets", "company_id", "companies"],
      ["tickets", "customer_id", "customers"],
      ["tickets", "agent_id", "agents"],
      ["ticket_interactions", "ticket_id", "tickets"],
    ]);
    const changes = ddl.filter(({ kind }) => kind === "Alter");
    const checked = changes.filter(({ checks }) => checks === 1);
    expect(checked.length).toBeGreaterThanOrEqual(12);
    expect(changes.length).toBe(2 * checked.length); // each is dropped before it is made
    for (const { text } of changes) expect(text).toMatch(/ (ADD|DROP) CONSTRAINT /);
  });

  it("tags six columns as pii, the rest as personal data, and says nothing else that sqlglot has no tree for", () => {
    const tags = (statements: readonly Statement[]): string[] =>
      statements.filter(({ kind }) => kind === "Command").map(({ text }) => text);
    const column = /^ALTER TABLE (\w+) ALTER COLUMN (\w+) SET TAGS \('pii' = '[A-Z_]+'\)$/;
    expect(tags(ddl).map((text) => column.exec(text)?.slice(1).join("."))).toEqual([
      "companies.cnpj",
      "customers.customer_name",
      "customers.email",
      "customers.cpf",
      "customers.birth_date",
      "customers.phone",
    ]);
    expect(tags(more)).toHaveLength(more.length);
    for (const text of tags(more))
      expect(text).toMatch(/ SET TAGS \('personal_data' = '[A-Z_]+'\)$/);
    expect(more).toHaveLength(6);
  });

  it("loads every column of the tables, in the order of their references", () => {
    expect(load.map(({ kind, table }) => [kind, table])).toEqual(
      inOrder.map((name) => ["Copy", name]),
    );
    for (const { table, columns, options } of load) {
      expect(columns.map(({ name }) => name).join(" ")).toBe(promised[table]);
      expect(options["FILEFORMAT"]).toBe("PARQUET");
    }
  });

  it("can be read in every other spelling", async () => {
    const asked = ["catalog", "--format", "databricks", "-o", "csv"];
    const options = ["--files", "csv", "--schema", "main.it's", "--path", "/Volumes/a'b"];
    expect((await earshot([...asked, ...options], { cwd: company.folder })).code).toBe(0);
    const counts = await Promise.all(
      names.map(async (name) => (await parsed(join(company.folder, "csv", name))).length),
    );
    expect(counts).toEqual([ddl.length, more.length, load.length]);
  });
});
