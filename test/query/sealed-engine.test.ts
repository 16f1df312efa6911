import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { sha256OfFile } from "../../src/core/base/hash.ts";
import { quoteText } from "../../src/core/base/sql-text.ts";
import type { Connection } from "../../src/storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../src/storage/duckdb/database.ts";

/** The engine alone, without the guard: whatever text reaches it, nothing outside is touched. */
let box: string;
let shown: string;
let shownHash: string;
let database: Database;
let connection: Connection;

const secret = "never to be read";

beforeAll(async () => {
  box = await mkdtemp(join(tmpdir(), "earshot-sealed-"));
  await mkdir(join(box, "lake"));
  await mkdir(join(box, "out"));
  await mkdir(join(box, "write"));
  await writeFile(join(box, "secret.csv"), `a,b\n1,${secret}\n`);
  shown = join(box, "lake", "shown.parquet");
  await using disposer = new AsyncDisposableStack();
  const maker = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder: box });
  disposer.defer(() => maker.close());
  const writer = await maker.connect();
  await writer.writeParquet("SELECT range AS a, 'x' AS b FROM range(1000)", shown);
  await writer.writeParquet(`SELECT '${secret}' AS a`, join(box, "lake", "hidden.parquet"));
  shownHash = await sha256OfFile(shown);
});

afterAll(() => rm(box, { recursive: true, force: true }));

/** A fresh engine for each attack, sealed as a query's is. */
beforeEach(async () => {
  database = await openDatabase({
    threads: 2,
    memoryLimit: "200MB",
    tempFolder: join(box, "spill"),
  });
  connection = await database.connect();
  await connection.run(`CREATE VIEW t AS SELECT * FROM read_parquet('${shown}')`);
  await database.confine({ files: [shown], writeFolder: join(box, "write") });
  await database.seal();
  return () => database.close();
});

const attacks = [
  "COPY t TO '{box}/out/x.csv'",
  "COPY t TO '{box}/out/x.parquet' (USE_TMP_FILE false)",
  "COPY (SELECT 1 AS a) TO '{shown}'",
  "COPY (SELECT 1 AS a) TO '{shown}' (USE_TMP_FILE false)",
  "COPY (SELECT 1 AS a) TO '{shown}' (FORMAT csv, USE_TMP_FILE false)",
  "COPY (SELECT 1 AS a) TO '{box}/lake' (FORMAT parquet, PARTITION_BY (a), OVERWRITE)",
  "COPY (SELECT 1 AS a) TO '{box}/lake' (FORMAT parquet, PER_THREAD_OUTPUT)",
  "COPY (SELECT 1) TO '/dev/stdout' (FORMAT csv)",
  "COPY t FROM '{box}/secret.csv'",
  "EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '{shown}' (USE_TMP_FILE false)",
  "PREPARE p AS COPY (SELECT 1 AS a) TO '{shown}' (USE_TMP_FILE false)",
  "SELECT 1; COPY (SELECT 1 AS a) TO '{shown}' (USE_TMP_FILE false)",
  "FROM '{box}/secret.csv'",
  "SELECT * FROM '{box}/lake/hidden.parquet'",
  "SELECT * FROM read_text('{box}/secret.csv')",
  "SELECT * FROM read_text('file://{box}/secret.csv')",
  "SELECT * FROM read_blob('{box}/*')",
  "SELECT * FROM read_csv('{box}/secret.csv')",
  "SELECT * FROM read_csv('/proc/self/environ')",
  "SELECT * FROM read_json_objects('{box}/secret.csv')",
  "SELECT * FROM glob('{box}/*')",
  "SELECT * FROM sniff_csv('{box}/secret.csv')",
  "SELECT * FROM parquet_metadata('{box}/lake/hidden.parquet')",
  "SELECT * FROM parquet_full_metadata('{box}/lake/hidden.parquet')",
  "SELECT * FROM read_parquet(['{shown}', '{box}/lake/hidden.parquet'])",
  "SELECT * FROM read_parquet('{box}/lake/*.parquet')",
  "SELECT * FROM read_parquet('{box}/write/../lake/hidden.parquet')",
  "SELECT * FROM read_duckdb('{box}/x.db')",
  "SELECT (SELECT content FROM read_text('{box}/secret.csv'))",
  "SELECT * FROM t, LATERAL (SELECT * FROM read_text('{box}/secret.csv'))",
  "SELECT * FROM read_text('http://127.0.0.1:9/x')",
  "SELECT json_serialize_plan('SELECT * FROM read_csv(''{box}/secret.csv'')')",
  "SELECT * FROM query('SELECT * FROM read_text(''{box}/secret.csv'')')",
  "SELECT * FROM query('COPY t TO ''{box}/out/q.csv''')",
  "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM ''{box}/secret.csv'''))",
  "SELECT * FROM sql_auto_complete('FROM ''{box}/')",
  "SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': '{box}/out'})",
  "CALL enable_logging(storage = 'file', storage_config = {'path': '{box}/out'})",
  "PRAGMA enable_profiling",
  "PRAGMA profiling_output = '{box}/out/profile'",
  "SET enable_external_access = true",
  "RESET enable_external_access",
  "SET lock_configuration = false",
  "SET allowed_directories = ['/']",
  "SET temp_directory = '{box}/out'",
  "SET log_query_path = '{box}/out/log'",
  "ATTACH '{box}/x.db'",
  "ATTACH ':memory:' AS other",
  "INSTALL httpfs",
  "LOAD httpfs",
  "LOAD '{box}/x.duckdb_extension'",
  "EXPORT DATABASE '{box}/out/all'",
  "IMPORT DATABASE '{box}/out/all'",
  "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
  "CREATE TABLE x AS SELECT 1",
  "CREATE OR REPLACE VIEW t AS SELECT 1",
  "DROP VIEW t",
  "CHECKPOINT",
];

describe("a sealed engine, asked without the guard", () => {
  it.each(attacks)("keeps to its files: %s", async (attack) => {
    const sql = attack.replaceAll("{box}", box).replaceAll("{shown}", shown);
    const before = await filesOfBox();
    const ways = [
      (text: string) => connection.run(text),
      (text: string) => connection.rows(text),
      (text: string) => connection.describe(text),
      drained,
    ];
    for (const ask of ways) {
      const answer = JSON.stringify([await ask(sql).catch(String)]);
      expect(answer).not.toContain(secret);
    }
    await connection.writeParquet(sql, join(box, "write", "answer.parquet")).catch(() => undefined);
    await rm(join(box, "write", "answer.parquet"), { force: true });
    expect(await filesOfBox()).toEqual(before);
    expect(await sha256OfFile(shown)).toBe(shownHash);
  });

  it.each(attacks)("keeps to its files while it plans, before it is sealed: %s", async (attack) => {
    const sql = attack.replaceAll("{box}", box).replaceAll("{shown}", shown);
    const before = await filesOfBox();
    const options = { threads: 1, memoryLimit: "200MB", tempFolder: join(box, "spill") };
    const confined = await openDatabase(options);
    const planner = await confined.connect();
    await planner.run(`CREATE VIEW t AS SELECT * FROM read_parquet('${shown}')`);
    await confined.confine({ files: [shown] });
    const plan = `SELECT json_serialize_plan(${quoteText(sql)}, optimize := true) AS plan`;
    const answer = JSON.stringify(await planner.rows(plan).catch(String));
    expect(answer).not.toContain(secret);
    expect(await planner.row("SELECT current_setting('enable_external_access') AS open")).toEqual({
      open: false,
    });
    await confined.close();
    expect(await filesOfBox()).toEqual(before);
    expect(await sha256OfFile(shown)).toBe(shownHash);
  });

  it("still reads what is shown, and writes answers into the one folder", async () => {
    expect(await connection.row("SELECT count(*) AS n FROM t")).toEqual({ n: "1000" });
    const path = join(box, "write", "answer.parquet");
    await connection.writeParquet("SELECT a FROM t -- all of it", path);
    expect((await readFile(path)).length).toBeGreaterThan(100);
    await rm(path);
    await expect(
      connection.writeParquet("SELECT a FROM t", join(box, "out", "x.parquet")),
    ).rejects.toThrow(/Permission/);
  });

  it("lets nothing out of the SELECT that it writes", async () => {
    const path = join(box, "write", "answer.parquet");
    const sql = `SELECT 1) TO '${shown}' (USE_TMP_FILE false) --`;
    await expect(connection.writeParquet(sql, path)).rejects.toThrow(/Parser Error/);
    expect(await sha256OfFile(shown)).toBe(shownHash);
  });

  it("spills to disk what does not fit in memory", async () => {
    const row = await connection.row(`
      SELECT count(*) AS n, max(place) AS last FROM (
        SELECT row_number() OVER (ORDER BY text) AS place FROM (
          SELECT repeat(md5(range::VARCHAR), 8) AS text FROM range(1500000)))`);
    expect(row).toEqual({ n: "1500000", last: "1500000" });
  });
});

async function drained(sql: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  const { chunks } = await connection.stream(sql);
  for await (const chunk of chunks) rows.push(...chunk);
  return rows;
}

async function filesOfBox(): Promise<string[]> {
  const names = await readdir(box, { recursive: true });
  return names.filter((name) => !name.startsWith("spill")).toSorted();
}
