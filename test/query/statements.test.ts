import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { tableFolder } from "../../src/flow/pipeline/lake.ts";
import type { Row } from "../../src/storage/duckdb/connection.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import type { Earshot } from "../../src/surface/engine/engine.ts";
import { sharedFiles } from "../shared-files.ts";
import { openSampleLake, type SampleLake } from "./sample-lake.ts";

const { path: acceptance, isThere } = sharedFiles(
  "the statements to accept are",
  "acceptance/optimize.sql",
);

let lake: SampleLake;
let earshot: Earshot;

beforeAll(async () => {
  lake = await openSampleLake();
  ({ earshot } = lake);
});

afterAll(async () => lake[Symbol.asyncDispose]());

const maintain = (sql: string): Promise<Row[]> => earshot.rows(sql, { rights: "maintain" });

async function one(sql: string): Promise<unknown> {
  const [row = {}] = await earshot.rows(sql);
  return Object.values(row)[0];
}

function rowsHash(table: string): Promise<unknown> {
  return one(
    `SELECT md5(string_agg(t, chr(10) ORDER BY t)) FROM (SELECT CAST(to_json(r) AS VARCHAR) AS t FROM ${table} AS r)`,
  );
}

function commitFiles(table: string): Promise<string[]> {
  return readdir(join(tableFolder(earshot.lake, table), "_delta_log"));
}

async function latest(table: string): Promise<Row> {
  const [row = {}] = await earshot.rows(`DESCRIBE HISTORY ${table} LIMIT 1`);
  return row;
}

describe.skipIf(!isThere)("the statements to accept", () => {
  it("run as they stand, say so in the log, and change no row", async () => {
    const tables = ["gold.tickets", "gold.ticket_interactions"];
    const before = await Promise.all(tables.map(rowsHash));
    const done = await maintain(readFileSync(acceptance, "utf8"));
    expect(done.map(({ table, operation }) => [table, operation])).toEqual(
      tables.map((table) => [table, "OPTIMIZE"]),
    );
    expect(await latest("tickets")).toMatchObject({
      operation: "OPTIMIZE",
      operationParameters: { zOrderBy: '["created_at","status","priority","company_id"]' },
    });
    expect(await latest("ticket_interactions")).toMatchObject({
      operation: "OPTIMIZE",
      operationParameters: { zOrderBy: '["ticket_id","interaction_timestamp"]' },
    });
    expect(await Promise.all(tables.map(rowsHash))).toEqual(before);
    expect((await earshot.plan()).isEmpty).toBe(true);
    expect(await lake.passingFiles()).toEqual([]);
  });
});

describe("a statement that maintains tables", () => {
  it.each([
    "OPTIMIZE agents",
    "optimize gold.agents zorder by (agent_id)",
    "-- x\n VACUUM agents RETAIN 200 HOURS;",
    "VACUUM agents DRY RUN",
    "DESCRIBE HISTORY agents; OPTIMIZE agents",
  ])("is denied to who may only read: %s", async (sql) => {
    const before = await commitFiles("gold.agents");
    await expect(earshot.rows(sql)).rejects.toMatchObject({
      code: "QUERY_DENIED",
      message: expect.stringContaining("earshot optimize") as string,
    });
    await expect(earshot.rows(sql, { rights: "read" })).rejects.toThrow("right to maintain");
    expect(await commitFiles("gold.agents")).toEqual(before);
  });

  it("begins only when every table is there", async () => {
    const before = await commitFiles("gold.agents");
    await expect(maintain("OPTIMIZE agents ZORDER BY (team); OPTIMIZE agnts")).rejects.toThrow(
      "did you mean agents?",
    );
    await expect(maintain("OPTIMIZE agents; DROP TABLE agents")).rejects.toThrow(
      "text of their own",
    );
    expect(await commitFiles("gold.agents")).toEqual(before);
  });

  it("names tables as queries do", async () => {
    const folder = tableFolder(earshot.lake, "gold.companies");
    for (const name of [
      "companies",
      "GOLD.`Companies`",
      `delta.\`${folder}\``,
      `delta.\`file://${folder}\``,
      "delta.`abfss://gold@account.dfs.core.windows.net/companies`",
    ]) {
      const [row] = await maintain(`OPTIMIZE ${name}`);
      expect(row).toMatchObject({ table: "gold.companies", operation: "OPTIMIZE" });
      expect(await one(`SELECT count(*) FROM ${name}`)).toBe(
        await one("SELECT count(*) FROM companies"),
      );
    }
    await expect(maintain("OPTIMIZE delta.`/elsewhere/companies`")).rejects.toThrow("is no table");
  });

  it("keeps what the table's own retention keeps", async () => {
    await expect(maintain("VACUUM agents RETAIN 0 HOURS")).rejects.toThrow(
      /168 hours.*`earshot vacuum TABLE --retention-hours 0 --force`/,
    );
    const [row] = await maintain("VACUUM agents RETAIN 168 HOURS DRY RUN");
    expect(row).toMatchObject({ table: "gold.agents", operation: "VACUUM DRY RUN" });
  });

  it("runs with no Parquet file and no other statement", async () => {
    const file = earshot.queryToParquet("OPTIMIZE agents", () => Promise.resolve(1));
    await expect(file).rejects.toMatchObject({ code: "QUERY_INVALID" });
    await expect(earshot.rows("DESCRIBE HISTORY agents; DESCRIBE DETAIL agents")).rejects.toThrow(
      "one DESCRIBE at a time",
    );
  });
});

describe("DESCRIBE", () => {
  it("tells the columns and types of a table, of a view, and of one that is not there yet", async () => {
    const columns = await earshot.rows("DESCRIBE tickets");
    expect(columns).toEqual(
      expect.arrayContaining([
        { col_name: "region", data_type: "VARCHAR", comment: "Region" },
        expect.objectContaining({ data_type: "TIMESTAMP WITH TIME ZONE" }) as Row,
      ]),
    );
    await using all = await earshot.query("SELECT * FROM tickets LIMIT 0");
    expect(columns.map((row) => row["col_name"])).toEqual(all.columns);
    expect(await earshot.rows("describe table gold.tickets")).toEqual(columns);
    for (const table of ["sla_at_risk", "quarantine.tickets"])
      expect((await earshot.rows(`DESC ${table}`)).length).toBeGreaterThan(2);
    await expect(earshot.rows("DESCRIBE tikets")).rejects.toMatchObject({ kind: "missing" });
  });

  it("tells what a table is, to who may only read", async () => {
    const [row] = await earshot.rows("DESCRIBE DETAIL silver.tickets");
    const folder = tableFolder(earshot.lake, "silver.tickets");
    expect(row).toMatchObject({ format: "delta", name: "silver.tickets", location: folder });
    expect(Number(row?.["sizeInBytes"])).toBeGreaterThan(1_000);
  });
});

describe("a table as of a time", () => {
  it("is the version that stood then", async () => {
    const time = async (): Promise<string> => textOf((await latest("customers"))["timestamp"]);
    const first = await time();
    const [before] = await earshot.rows("DESCRIBE HISTORY customers LIMIT 1");
    await sleep(20);
    await maintain("OPTIMIZE customers ZORDER BY (company_id)");
    const second = await time();
    expect(second > first).toBe(true);
    await using old = await earshot.query(
      `SELECT count(*) FROM customers TIMESTAMP AS OF '${first}' AS c WHERE c.company_id IS NOT NULL`,
    );
    expect(old.reads).toMatchObject([{ table: "gold.customers", version: before?.["version"] }]);
    await using stamped = await earshot.query(
      `SELECT count(*) FROM customers@${second.replaceAll(/[^0-9]/g, "")}`,
    );
    expect(stamped.reads).toMatchObject([{ version: Number(before?.["version"]) + 1 }]);
    const range = new RegExp(`are of ${first} to ${second}`);
    const early = earshot.rows("SELECT * FROM customers TIMESTAMP AS OF '2020-01-01'");
    await expect(early).rejects.toThrow(range);
    await expect(early).rejects.toMatchObject({ code: "QUERY_INVALID" });
  });
});
