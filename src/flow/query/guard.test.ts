import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { EarshotError } from "../../core/base/errors.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { dialectMacros, rewriteDialect } from "./dialect.ts";
import { engineFunctions, macroNames } from "./functions.ts";
import { guardQuery, type NamedTable } from "./guard.ts";

let folder: string;
let database: Database;
let connection: Connection;

const macros = dialectMacros("2026-01-31", "2026-01-31T15:00:00.000Z", "UTC");
const nameable = {
  tables: ["gold.t", "gold.tickets", "silver.tickets", "bronze.raw_chats"],
  functions: macroNames(macros),
  folder: "/data/lake",
  charactersMax: 10_000,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-guard-"));
  database = await openDatabase({ threads: 1, memoryLimit: "300MB", tempFolder: folder });
  connection = await database.connect();
  await connection.run(macros);
  await connection.run("SET TimeZone = 'America/Sao_Paulo'");
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const guard = (sql: string): Promise<NamedTable[]> =>
  guardQuery(connection, rewriteDialect(sql), nameable);

async function verdict(sql: string): Promise<string> {
  try {
    return (await guard(sql)).map(({ id }) => id).join();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("guardQuery", () => {
  it.each([
    ["SELECT 1", ""],
    ["SELECT 1 /* ; drop */ ; -- x", ""],
    ["FROM t", "gold.t"],
    ["FROM t SELECT a", "gold.t"],
    ["TABLE t", "gold.t"],
    ["((FROM t))", "gold.t"],
    ["VALUES (1), (2)", ""],
    ["SELECT * FROM main.t, GOLD.Tickets", "gold.t,gold.tickets"],
    ["SELECT * FROM tickets UNION ALL BY NAME FROM silver.tickets", "gold.tickets,silver.tickets"],
    ["WITH t AS (SELECT * FROM t) SELECT * FROM t", "gold.t"],
    ["WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) FROM r", ""],
    ["UNPIVOT t ON a", "gold.t"],
    ["PIVOT t ON a IN (1, 2) USING count(*)", "gold.t"],
    ["SELECT * FROM t TABLESAMPLE 10%", "gold.t"],
    ["SELECT * FROM t WHERE a IN (FROM tickets) AND EXISTS (FROM silver.tickets)", null],
    ["SELECT columns('a') FROM t", "gold.t"],
    ["SELECT list_transform([1], x -> x + 1), [x FOR x IN [1] IF x > 0]", ""],
    ["SELECT sum(a) FILTER (WHERE a > 1) OVER (PARTITION BY b ORDER BY c) FROM t", "gold.t"],
    ["SELECT unnest([1]), x'00', e'\\n', $$;$$, INTERVAL 3 DAYS, DATE '2026-01-01'", ""],
    ["SELECT * FROM range(3), unnest([1]), json_each('[1]'), generate_series(1, 2)", ""],
    ["SELECT random(), uuid(), now(), today(), CURRENT_TIMESTAMP, LOCALTIME", ""],
    ["SELECT md5(a), regexp_extract(a, '\\d+'), strftime(b, '%Y'), a ->> '$.x' FROM t", "gold.t"],
    ["SELECT a::INT, TRY_CAST(a AS DATE), coalesce(a, b), ifnull(a, b), nullif(a, b) FROM t", null],
    ["SELECT date_trunc('week', a), extract(year FROM a), a AT TIME ZONE 'UTC' FROM t", "gold.t"],
    ["SELECT quantile_cont(a, 0.5), percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t", null],
    ["SELECT a LIKE 'x%' ESCAPE '!', a ILIKE 'x', a SIMILAR TO 'x', a GLOB 'x' FROM t", "gold.t"],
    ["SELECT grouping(a), count(*) FROM t GROUP BY ROLLUP (a)", "gold.t"],
    ["SELECT trim(BOTH 'x' FROM a), position('x' IN a), substring(a FROM 2 FOR 3), a[1:2] FROM t"],
    ["SELECT {'a': 1}.a, MAP {'a': 1}['a'], [1, 2][1], if(a, 1, 2), -a, a ** 2, a // 2 FROM t"],
    ["SELECT collect_list(a), array_join(collect_list(a), '\\n') FROM t", "gold.t"],
    ["SELECT t FROM t QUALIFY row_number() OVER () = 1", "gold.t"],
    ["SELECT * FROM t ASOF JOIN tickets USING (a) POSITIONAL JOIN silver.tickets"],
  ])("lets %s through", async (sql, tables = null) => {
    const found = await verdict(sql);
    expect(found).not.toMatch(/QUERY_/);
    expect(found).toBe(tables ?? found);
  });

  it.each(
    `COPY t TO 'x.csv'
ATTACH 'x.db'
INSTALL httpfs
LOAD json
LOAD 'x.duckdb_extension'
PRAGMA database_list
SET threads = 1
RESET threads
CALL pragma_version()
EXPORT DATABASE 'x'
IMPORT DATABASE 'x'
CREATE TABLE x AS SELECT 1
CREATE MACRO f() AS 1
CREATE SECRET s (TYPE s3)
DROP TABLE gold.t
ALTER TABLE gold.t ADD COLUMN z INT
INSERT INTO gold.t VALUES (1)
UPDATE gold.t SET a = 1
DELETE FROM gold.t
TRUNCATE gold.t
MERGE INTO gold.t USING t ON true WHEN MATCHED THEN DELETE
COMMENT ON TABLE gold.t IS 'x'
BEGIN
COMMIT
VACUUM
ANALYZE
CHECKPOINT
USE gold
DETACH x
PREPARE x AS SELECT 1
EXECUTE x
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT * FROM t
SHOW TABLES
DESCRIBE t
SUMMARIZE t
SELECT * FROM (DESCRIBE t)
SELECT * FROM (SHOW TABLES)
SELECT * FROM (SUMMARIZE t)
SELECT 1; SELECT 2
SELECT 1; DROP TABLE gold.t
SELECT 1 -- ; \\n; DROP TABLE gold.t
SELECT * FROM read_csv('x')
SELECT * FROM read_text('x')
SELECT * FROM read_blob('x')
SELECT * FROM read_json_objects('x')
SELECT * FROM glob('*')
SELECT * FROM parquet_scan('x')
SELECT * FROM parquet_metadata('x')
SELECT * FROM sniff_csv('x')
SELECT * FROM read_duckdb('x')
SELECT * FROM t, LATERAL read_text(t.b)
SELECT (SELECT content FROM read_text('x'))
SELECT * FROM t LIMIT (SELECT length(content) FROM read_text('x'))
SELECT * FROM t WHERE a IN (SELECT content FROM read_text('x'))
WITH x AS (SELECT * FROM read_text('x')) SELECT 1
SELECT * FROM t JOIN read_text('x') ON true
SELECT list_transform([1], x -> (SELECT content FROM read_text('x')))
SELECT count(*) FILTER (WHERE a = (SELECT content FROM read_text('x'))) FROM t
SELECT count(*) OVER w FROM t WINDOW w AS (ORDER BY (SELECT content FROM read_text('x')))
VALUES ((SELECT content FROM read_text('x')))
UNPIVOT (FROM read_text('x')) ON content
PIVOT (FROM read_text('x')) ON content IN ('a') USING count(*)
SELECT * FROM 'file.csv'
SELECT * FROM "file.parquet"
FROM 'http://x/y.csv'
FROM \`file.csv\`
FROM delta.\`/elsewhere/t\`
WITH "x.csv" AS (SELECT 1) SELECT * FROM (WITH y AS (FROM "x.csv") FROM y), (FROM main."x.csv")
SELECT * FROM query('SELECT 1')
SELECT * FROM query_table('t')
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_logs()
SELECT * FROM pragma_version()
SELECT * FROM pragma_table_info('t')
SELECT * FROM json_execute_serialized_sql('{}')
SELECT * FROM which_secret('a', 'b')
SELECT * FROM enable_logging()
SELECT * FROM checkpoint()
SELECT * FROM test_all_types()
SELECT * FROM sql_auto_complete('x')
SELECT * FROM histogram(t, a)
SELECT * FROM gold.range(3)
SELECT current_setting('threads')
SELECT getvariable('x')
SELECT json_serialize_plan('SELECT 1')
SELECT json_serialize_sql('SELECT 1')
SELECT json_execute_serialized_sql('{}')
SELECT sleep_ms(1000)
SELECT write_log('x')
SELECT nextval('x')
SELECT setseed(0.5)
SELECT current_query()
SELECT pg_sleep(1)
SELECT system.main.now()
SELECT pg_catalog.pg_typeof(1)
SELECT "current_setting"('threads')
SELECT ('threads').current_setting()
SELECT list_transform(['threads'], x -> current_setting(x))
SELECT * FROM t ORDER BY current_setting('threads')
SELECT sum(a) OVER (PARTITION BY current_setting('x')) FROM t
SELECT * FROM range(length(current_setting('x')))
SELECT * FROM memory.gold.t
SELECT * FROM system.main.duckdb_tables`.split("\n"),
  )("denies %s", async (line) => {
    expect(await verdict(line.replaceAll("\\n", "\n"))).toBe("QUERY_DENIED");
  });

  it.each([
    ["", "this is empty", "QUERY_DENIED"],
    ["-- nothing", "this is empty", "QUERY_DENIED"],
    ["SELEC 1", 'syntax error at or near "SELEC"', "QUERY_INVALID"],
    ["SELECT 1\0", "NUL", "QUERY_INVALID"],
    ["SELECT $1", "no parameters", "QUERY_INVALID"],
    ["SELECT $name", "no parameters", "QUERY_INVALID"],
    ["SELECT ?", "no parameters", "QUERY_INVALID"],
    ["PIVOT t ON a USING count(*)", "PIVOT needs its values", "QUERY_INVALID"],
    ["SELECT getenv('HOME')", "there is no function getenv", "QUERY_INVALID"],
    ["SELECT uper(a) FROM t", "did you mean upper?", "QUERY_INVALID"],
    ["SELECT * FROM silver.tickts", "did you mean silver.tickets?", "QUERY_INVALID"],
    ["SELECT * FROM raw_chats", "did you mean bronze.raw_chats?", "QUERY_INVALID"],
    ["SELECT * FROM duckdb_tables", "there is no table duckdb_tables", "QUERY_INVALID"],
    ["SELECT * FROM information_schema.tables", "there is no table", "QUERY_INVALID"],
    ["SELECT * FROM pg_catalog.pg_class", "there is no table", "QUERY_INVALID"],
    ["SELECT * FROM sqlite_master", "there is no table", "QUERY_INVALID"],
    ["SELECT * FROM t AT (VERSION => 3)", "VERSION AS OF", "QUERY_INVALID"],
    ["SELECT * FROM t AT (TIMESTAMP => now())", "VERSION AS OF", "QUERY_INVALID"],
    ["SELECT * FROM t AT (VERSION => 1 + 2)", "VERSION AS OF", "QUERY_INVALID"],
    ["WITH x AS (INSERT INTO gold.t VALUES (1) RETURNING *) FROM x", "SELECT", "QUERY_INVALID"],
    ["SELECT * FROM t FOR UPDATE", "locking", "QUERY_INVALID"],
    ["SELECT * FROM (COPY t TO 'x')", "syntax error", "QUERY_INVALID"],
    [`SELECT '${"x".repeat(10_000)}'`, "limits.sql_characters", "QUERY_INVALID"],
    [`SELECT ${"(".repeat(9_000)}`, "can be read", "QUERY_INVALID"],
  ])("says what is wrong with %j", async (sql, message, code) => {
    await expect(guard(sql)).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
      code,
    });
  });

  it("gives the version a name asks for", async () => {
    expect(await guard("FROM t VERSION AS OF 3, silver.tickets@v12 x, gold.`t`@v4")).toEqual([
      { schema: "", name: "t@3", id: "gold.t", at: { version: 3 } },
      { schema: "silver", name: "tickets@12", id: "silver.tickets", at: { version: 12 } },
      { schema: "gold", name: "t@4", id: "gold.t", at: { version: 4 } },
    ]);
    await expect(guard('FROM "t@x"')).rejects.toThrow("there is no table t@x");
  });

  it.each([
    ["'2026-01-30 10:00:00'", "2026-01-30T13:00:00.000Z"],
    ["'2026-01-30'", "2026-01-30T03:00:00.000Z"],
    ["'2026-01-30T10:00:00Z'", "2026-01-30T10:00:00.000Z"],
    ["DATE '2026-01-30' - 1", "2026-01-29T03:00:00.000Z"],
    ["TIMESTAMP '2026-01-30 10:00:00.123456'", "2026-01-30T13:00:00.123Z"],
    ["current_timestamp() - INTERVAL 1 DAY", "2026-01-30T15:00:00.000Z"],
    ["CURRENT_TIMESTAMP - INTERVAL '2' HOURS", "2026-01-31T13:00:00.000Z"],
    ["now() - INTERVAL (1 + 1) HOUR", "2026-01-31T13:00:00.000Z"],
    ["current_date()", "2026-01-31T03:00:00.000Z"],
    ["date_trunc('month', now())", "2026-01-01T03:00:00.000Z"],
    ["CAST('2026-01-30' AS DATE)", "2026-01-30T03:00:00.000Z"],
  ])("gives the instant that TIMESTAMP AS OF %s asks for", async (expression, iso) => {
    const asked = guard(`SELECT * FROM t TIMESTAMP AS OF ${expression} AS x WHERE a > 1`);
    expect(await asked).toMatchObject([{ id: "gold.t", at: { asOf: new Date(iso) } }]);
  });

  it("reads an instant written to the name, in the connection's time zone", async () => {
    const [first] = await guard("FROM silver.tickets@20260130100000123");
    expect(first).toMatchObject({
      id: "silver.tickets",
      at: { asOf: new Date("2026-01-30T13:00:00.123Z") },
    });
  });

  it.each([
    ["t TIMESTAMP AS OF 'yesterday'", "takes a time"],
    ["t TIMESTAMP AS OF NULL::VARCHAR", "QUERY_INVALID"],
    ["t TIMESTAMP AS OF (SELECT content FROM read_text('x'))", "read_text() can't be called here"],
    ["t TIMESTAMP AS OF (SELECT max(a) FROM t)", "is no constant"],
    ["t TIMESTAMP AS OF current_setting('x')", "can't be called here"],
    ["t TIMESTAMP AS OF a", "QUERY_INVALID"],
    ["t TIMESTAMP AS OF (a)", "is none"],
    ["t TIMESTAMP AS OF 5", "is none"],
    ["t TIMESTAMP AS OF (CASE WHEN true THEN '2026-01-30' END)", "is no constant"],
    ["t TIMESTAMP AS OF ('2026-01-30'", "is none"],
    ["t@20261399000000000", "takes a time"],
    ['"t@(1); DROP TABLE x; SELECT (1)"', "QUERY_INVALID"],
    ['"t@(1 --)"', "QUERY_INVALID"],
    ['"t@(1 FROM t)"', "QUERY_INVALID"],
    ['"t@(1), (SELECT 1)"', "QUERY_INVALID"],
  ])("says what is wrong with %s", async (from, message) => {
    const error: unknown = await guard(`SELECT * FROM ${from}`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EarshotError);
    expect(`${(error as EarshotError).code} ${(error as EarshotError).message}`).toContain(message);
  });
});

describe("engineFunctions", () => {
  it("allows what counts and reckons, and nothing that changes or asks the engine", async () => {
    const { allowed, known } = await engineFunctions(connection);
    expect(allowed.size).toBeGreaterThan(400);
    for (const name of allowed) expect(known.has(name) || name === "unnest").toBe(true);
    const telling = /^(read|parquet|duckdb|pragma|pg|copy|enable|disable|set|current_)_?\w*$/;
    expect([...allowed].filter((name) => telling.test(name)).toSorted()).toEqual([
      "current_localtime",
      "current_localtimestamp",
      "set_bit",
    ]);
  });

  it("overrides every function that tells the time", async () => {
    const rows = await connection.rows(`
      SELECT DISTINCT function_name AS name FROM duckdb_functions()
      WHERE internal AND len(parameters) = 0 AND function_type = 'scalar'
        AND (return_type LIKE 'TIME%' OR return_type = 'DATE')`);
    const missing = rows
      .map(({ name }) => textOf(name))
      .filter((name) => !nameable.functions.includes(name));
    expect(rows.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });
});
