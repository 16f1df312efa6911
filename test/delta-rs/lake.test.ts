import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { lakeIn, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { loadSqlModels } from "../../src/flow/warehouse/models.ts";
import { askDeltaRs, deltaRs, type Answer } from "../delta/delta-rs.ts";
import { openSample, type Company } from "../pipeline/company.ts";
import { lakeState, openLake, type TableState } from "../pipeline/lake-state.ts";
import { askPyArrow } from "./pyarrow.ts";

describe.skipIf(deltaRs === undefined)("the lake of the sample company, read by delta-rs", () => {
  let company: Company;
  let state: ReadonlyMap<string, TableState>;
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    company = await openSample();
    await company.open().run();
    await company.open({ asOf: "2026-03-02T12:00:00Z" }).run(); // so that some have two versions
    state = await lakeState(company.data);
    const questions = [...state.keys()].map((id) => ({ folder: folderOf(id) }));
    const given = await askDeltaRs(questions);
    [...state.keys()].forEach((id, i) => answers.set(id, given[i]!)); // one answer a question
  });
  afterAll(() => company?.[Symbol.asyncDispose]());

  const folderOf = (id: string): string => tableFolder(lakeIn(company.data), id);

  it("has every table with as many rows and files, at the same version", () => {
    expect(state.size).toBeGreaterThan(40);
    for (const [id, { rowCount, version, files }] of state) {
      const answer = answers.get(id);
      expect([id, answer?.rows.length, answer?.version, answer?.files]).toEqual([
        id,
        rowCount,
        version,
        files.length,
      ]);
    }
    expect([...state.values()].some(({ version }) => version > 0)).toBe(true);
  });

  it("has the values that our own reader sees, nulls among them", async () => {
    await using lake = await openLake(company.data);
    const counted: number[] = [];
    for (const [id, { rows = [], schema }] of answers) {
      const columns = schema.fields.map(({ name }) => name);
      const nulls = columns.map((name) => `count(*) FILTER ("${name}" IS NULL)::INT AS "${name}"`);
      const [ours = {}] = await lake.rows(id, `SELECT ${nulls.join(", ")} FROM $t`);
      const theirs = columns.map((name) => rows.filter((row) => row[name] === null).length);
      expect([id, columns.map((name) => ours[name])]).toEqual([id, theirs]);
      counted.push(...theirs);
    }
    expect(Math.max(...counted)).toBeGreaterThan(100);
    const ticket = answers
      .get("silver.tickets")
      ?.rows.find((row) => row["ticket_id"] === "TKT-00001");
    const [own] = await lake.rows(
      "silver.tickets",
      `SELECT ticket_id, priority, csat_score, sla_target_hours, sla_breached, subject,
         strftime(created_at, '%Y-%m-%dT%H:%M:%S.%fZ') AS created_at
       FROM $t WHERE ticket_id = 'TKT-00001'`,
    );
    expect(own).toBeDefined();
    expect(ticket).toMatchObject(own!); // just expected
  });

  it("has the serving tables and the clean ones with the columns their models declare", () => {
    const models = new Map(loadSqlModels().map((model) => [`${model.layer}.${model.name}`, model]));
    const wanted = [
      ...["companies", "customers", "agents", "tickets", "ticket_interactions"].map(
        (t) => `gold.${t}`,
      ),
      ...["leads", "customers", "interactions", "products"].map((t) => `silver.${t}_clean`),
    ];
    for (const id of wanted) {
      const declared = Object.keys(models.get(id)?.columns ?? {});
      expect(declared.length).toBeGreaterThan(3);
      expect([id, answers.get(id)?.schema.fields.map(({ name }) => name)]).toEqual([id, declared]);
      expect([id, answers.get(id)?.rows.length]).not.toEqual([id, 0]);
    }
  });

  it("has the rows of an earlier version", async () => {
    const [id = ""] =
      [...state].find(([name, { version }]) => name.startsWith("gold.") && version > 0) ?? [];
    const [first] = await askDeltaRs([{ folder: folderOf(id), version: 0 }]);
    expect([id, first?.version]).toEqual([id, 0]);
    expect(first?.rows.length).toBeGreaterThan(0);
  });

  it("has clean tables whose Parquet files any reader takes, without the log", async () => {
    const ids = [...state.keys()].filter((id) => id.endsWith("_clean"));
    expect(ids).toHaveLength(4);
    const files = ids.map((id) => join(folderOf(id), state.get(id)?.files[0] ?? ""));
    const tables = await askPyArrow(files);
    tables.forEach(({ rowCount, columns }, i) => {
      const id = ids[i]!; // one table a file
      expect([id, rowCount]).toEqual([id, state.get(id)?.rowCount]);
      expect(columns).toEqual(answers.get(id)?.schema.fields.map(({ name }) => name));
    });
  });
});
