import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { declarationNames } from "../../core/base/declarations.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { parseSelects, tablesOf } from "../../storage/duckdb/parse.ts";
import { loadStage, loadStages } from "./stages.ts";

const stages = await loadStages();
const entities = await loadEntities();

let tempFolder: string;
let database: Database;
let connection: Connection;
beforeAll(async () => {
  tempFolder = await mkdtemp(join(tmpdir(), "earshot-stages-"));
  database = await openDatabase({ threads: 1, memoryLimit: "1GB", tempFolder });
  connection = await database.connect();
  await connection.run("CREATE SCHEMA silver; CREATE SCHEMA enriched; CREATE SCHEMA gold");
  // Stand for the SQL models and their macros, whose room comes later.
  await connection.run(
    "CREATE TABLE gold.issues_weekly (week DATE, region VARCHAR, issue_type VARCHAR, conversations BIGINT)",
  );
  await connection.run(
    "CREATE MACRO text_hash(x) AS sha256(x); CREATE MACRO ticket_text(x, y) AS x || y",
  );
  for (const { table, columns } of entities.values()) {
    const types = Object.entries(columns).map(([name, { type }]) => `${name} ${type}`);
    await connection.run(
      `CREATE TABLE silver.${table} (system VARCHAR, ${types.join(", ")}, _source VARCHAR)`,
    );
  }
  for (const { stage } of stages) {
    const types = Object.entries(stage.output).map(
      ([name, type]) => `${name} ${type.replace("MASKED_TEXT", "VARCHAR")}`,
    );
    await connection.run(`CREATE TABLE ${stage.writes} (${types.join(", ")})`);
  }
});
afterAll(async () => {
  await database.close();
  await rm(tempFolder, { recursive: true, force: true });
});

describe("loadStages", () => {
  it("finds every file of the folder", async () => {
    const names = declarationNames(join(import.meta.dirname, "stages"));
    expect(stages.map(({ stage }) => stage.name)).toEqual(names);
    expect(names.length).toBeGreaterThan(0);
    expect((await loadStage(stages[0]!.folder, names[0]!)).name).toBe(names[0]);
  });

  it("finds no two that write one table", () => {
    const written = stages.map(({ stage }) => stage.writes);
    expect(new Set(written).size).toBe(written.length);
  });
});

describe.each(stages.map((loaded) => [loaded.stage.name, loaded] as const))("%s", (_, loaded) => {
  const { stage, sql } = loaded;

  it("says what it does, and what every column means", () => {
    expect(stage.summary).toMatch(/^[A-Z].*\.$/);
    expect(stage.writes).toMatch(/^enriched\.[a-z][a-z_]*$/);
    expect(stage.version).toBeGreaterThanOrEqual(1);
    expect(Object.keys(stage.docs)).toEqual(Object.keys(stage.output));
    expect(Object.values(stage.docs).every((doc) => /^[A-Z]/.test(doc))).toBe(true);
  });

  it("is identified and grouped by columns it has", () => {
    expect(stage.key.length).toBeGreaterThan(0);
    expect(Object.keys(stage.output)).toEqual(expect.arrayContaining([...stage.key]));
    const used = [...(stage.group ?? []), ...(stage.order ?? [])];
    expect(Object.keys(stage.input)).toEqual(expect.arrayContaining(used));
  });

  it("is fed what it asks for", async () => {
    // Stand for the parameters, whose room comes later, too.
    const filled = sql.replaceAll("$llm_tasks", "['category']").replaceAll(/\$llm_\w+/g, "0.5");
    const given = await connection.describe(filled);
    const types = given.map(({ name, type }) => [
      name,
      type.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"),
    ]);
    const wanted = Object.entries(stage.input).map(([name, type]) => [
      name,
      type === "MASKED_TEXT" ? "VARCHAR" : type,
    ]);
    expect(types).toEqual(wanted);
    const tables = tablesOf(await parseSelects(connection, sql));
    expect(tables.length).toBeGreaterThan(0);
  });
});
