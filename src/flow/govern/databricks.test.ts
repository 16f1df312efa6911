import { describe, expect, it } from "vitest";

import { makeCatalog } from "./catalog.ts";
import { databricksFiles } from "./databricks.ts";
import { projectOf } from "./testing.ts";

const project = await projectOf({});
const catalog = makeCatalog(project);

function files(options = {}): Record<string, string> {
  return Object.fromEntries(
    databricksFiles(project, catalog, options).map(({ name, text }) => [name, text]),
  );
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

const inOrder = ["companies", "agents", "customers", "tickets", "ticket_interactions"];

describe("databricksFiles", () => {
  const { "ddl_tables.sql": ddl = "", "load_data.sql": load = "" } = files();
  const more = files()["tag_personal_data.sql"] ?? "";

  it("creates five Delta tables, each after those it refers to", () => {
    expect(found(ddl, /^CREATE TABLE IF NOT EXISTS (\w+) \(/gm)).toEqual(inOrder);
    expect(found(ddl, /^(USING DELTA)$/gm)).toHaveLength(5);
    expect(found(ddl, /PRIMARY KEY \((\w+)\)/g)).toEqual([
      "company_id",
      "agent_id",
      "customer_id",
      "ticket_id",
      "interaction_id",
    ]);
    expect(found(ddl, /FOREIGN KEY \(\w+\) REFERENCES (\w+ \(\w+\))/g)).toEqual([
      "companies (company_id)",
      "companies (company_id)",
      "customers (customer_id)",
      "agents (agent_id)",
      "tickets (ticket_id)",
    ]);
  });

  it("checks what the declarations promise of values that were passed on unchanged", () => {
    const checks = found(ddl, /ADD CONSTRAINT \w+ CHECK \((.+)\);$/gm);
    expect(checks).toContain("churn_risk_score BETWEEN 0 AND 1");
    expect(checks).toContain("nps_score BETWEEN 0 AND 10");
    expect(checks).toContain("priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')");
    expect(checks.filter((check) => /^(category|channel|cnpj|message) /.test(check))).toEqual([]);
    expect(found(ddl, /DROP CONSTRAINT IF EXISTS (\w+)/g)).toHaveLength(checks.length);
  });

  it("tags six columns that identify customers, and the others apart", () => {
    const tags = /^ALTER TABLE (\w+ ALTER COLUMN \w+ SET TAGS \('\w+' = '\w+'\));$/gm;
    expect(found(ddl, tags)).toEqual([
      "companies ALTER COLUMN cnpj SET TAGS ('pii' = 'TAX_ID')",
      "customers ALTER COLUMN customer_name SET TAGS ('pii' = 'DIRECT_ID')",
      "customers ALTER COLUMN email SET TAGS ('pii' = 'CONTACT')",
      "customers ALTER COLUMN cpf SET TAGS ('pii' = 'NATIONAL_ID')",
      "customers ALTER COLUMN birth_date SET TAGS ('pii' = 'BIRTH_DATE')",
      "customers ALTER COLUMN phone SET TAGS ('pii' = 'CONTACT')",
    ]);
    expect(found(more, tags)).toEqual([
      "agents ALTER COLUMN agent_name SET TAGS ('personal_data' = 'EMPLOYEE')",
      "agents ALTER COLUMN email SET TAGS ('personal_data' = 'EMPLOYEE')",
      "tickets ALTER COLUMN subject SET TAGS ('personal_data' = 'FREE_TEXT')",
      "tickets ALTER COLUMN description SET TAGS ('personal_data' = 'FREE_TEXT')",
      "ticket_interactions ALTER COLUMN author_name SET TAGS ('personal_data' = 'DIRECT_ID')",
      "ticket_interactions ALTER COLUMN message SET TAGS ('personal_data' = 'FREE_TEXT')",
    ]);
  });

  it("loads each table after those it refers to, and never by force", () => {
    expect(found(load, /^COPY INTO (\w+)$/gm)).toEqual(inOrder);
    expect(found(load, /FROM '(.+)'$/gm)).toEqual(
      inOrder.map((name) => `dbfs:/FileStore/tickets/${name}.parquet`),
    );
    expect(found(load, /^FILEFORMAT = (\w+);$/gm)).toEqual(inOrder.map(() => "PARQUET"));
    expect(load).not.toMatch(/force/i);
  });

  it("reads text files column by column", () => {
    const { "load_data.sql": text = "" } = files({ files: "csv", path: "/Volumes/a b/it's/" });
    expect(text).toContain(String.raw`FROM '/Volumes/a b/it\'s/companies.csv'`);
    expect(text).toContain("CAST(birth_date AS DATE) AS birth_date");
    expect(text).toContain("FILEFORMAT = CSV\nFORMAT_OPTIONS ('header' = 'true'");
    expect(text).toContain(`split(translate(tags, '[]"', ''), '[;|,] *') AS tags`);
  });

  it("puts the tables into a schema, names of any kind", () => {
    const there = files({ schema: "main.help`desk" });
    const prefix = "`main`.`help``desk`.";
    expect(there["ddl_tables.sql"]).toContain(`CREATE TABLE IF NOT EXISTS ${prefix}companies (`);
    expect(there["ddl_tables.sql"]).toContain(`REFERENCES ${prefix}companies (company_id)`);
    expect(there["load_data.sql"]).toContain(`COPY INTO ${prefix}tickets\n`);
    expect(there["tag_personal_data.sql"]).toContain(`ALTER TABLE ${prefix}agents ALTER`);
  });

  it("escapes quotes by a backslash, for two in a row are nothing there", () => {
    expect(ddl).toContain(String.raw`COMMENT 'The source\'s own segment'`);
    expect(ddl).not.toMatch(/COMMENT '[^']*''/);
  });
});
