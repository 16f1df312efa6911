import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { sha256OfFile } from "../../src/core/base/hash.ts";
import type { Earshot } from "../../src/surface/engine/engine.ts";
import { openSampleLake, type SampleLake } from "./sample-lake.ts";

let lake: SampleLake;
let earshot: Earshot;

beforeAll(async () => {
  lake = await openSampleLake();
  ({ earshot } = lake);
});

afterAll(async () => lake[Symbol.asyncDispose]());

/** Hashes of every file of the lake. */
async function lakeHashes(): Promise<Map<string, string>> {
  const names = await readdir(earshot.lake.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  return new Map(
    await Promise.all(
      files.toSorted().map(async (file) => [file, await sha256OfFile(file)] as const),
    ),
  );
}

async function one(sql: string): Promise<unknown> {
  const [row = {}] = await earshot.rows(sql);
  return Object.values(row)[0];
}

describe("a query", () => {
  it("finds bare names from gold down, and bronze by its full name only", async () => {
    expect(await one("SELECT count(status) FROM tickets")).toBe(
      await one("SELECT count(status) FROM gold.tickets"),
    );
    expect(Number(await one("SELECT count(*) FROM messages"))).toBeGreaterThan(1_000);
    expect(await one("SELECT count(*) FROM bronze.tickets")).toBe("500");
    await expect(one("SELECT * FROM inquiries")).rejects.toThrow("did you mean bronze.inquiries?");
    expect(await one("SELECT count(*) FROM Gold.Tickets JOIN TICKETS USING (Ticket_ID)")).toBe(
      await one("SELECT count(*) FROM tickets"),
    );
  });

  it("names a table by its folder too", async () => {
    const folder = join(earshot.lake.tables, "gold", "companies");
    expect(await one(`SELECT count(*) FROM delta.\`${folder}\``)).toBe(
      await one("SELECT count(*) FROM companies"),
    );
    await expect(one("SELECT * FROM delta.`/elsewhere/companies`")).rejects.toThrow(/is no table/);
  });

  it("may give a WITH the name of a table", async () => {
    const sql = "WITH tickets AS (SELECT * FROM tickets LIMIT 7) SELECT count(*) FROM tickets";
    expect(await one(sql)).toBe("7");
  });

  it("does not hide a table outside of the WITH that has its name", async () => {
    const sql = "SELECT * FROM (WITH duckdb_secrets AS (SELECT 1) FROM duckdb_secrets), ";
    await expect(one(`${sql} duckdb_secrets`)).rejects.toThrow("there is no table duckdb_secrets");
    await expect(one(sql.replaceAll("duckdb_secrets", '"/x.csv"') + '"/x.csv"')).rejects.toThrow(
      "files can't be read here",
    );
  });

  it("reads an older version of a table, and says when there is none", async () => {
    const now = await one("SELECT count(*) FROM gold.agents");
    for (const spelled of ["agents VERSION AS OF 0", "gold.agents@v0", "`agents` version as of 0"])
      expect(await one(`SELECT count(*) FROM ${spelled} AS a`)).toBe(now);
    await expect(one("SELECT * FROM agents@v99")).rejects.toThrow(/99/);
    await expect(one("SELECT * FROM sla_at_risk@v0")).rejects.toThrow("it has no versions");
    await expect(one("SELECT * FROM agents AT (VERSION => 0)")).rejects.toThrow("VERSION AS OF");
  });

  it("stands on the as_of of its settings, whichever way the present is asked for", async () => {
    const [row] = await earshot.rows(`
      SELECT CURRENT_DATE = DATE '2026-03-12' AND current_date() = today() AS day,
        CURRENT_TIMESTAMP = TIMESTAMPTZ '2026-03-12 15:20:00Z' AND now() = CURRENT_TIMESTAMP
          AND transaction_timestamp() = now() AND get_current_timestamp() = now() AS instant,
        LOCALTIMESTAMP = TIMESTAMP '2026-03-12 15:20:00' AND LOCALTIME = TIME '15:20:00' AS local_time,
        CAST(CURRENT_TIME AS TIME) = TIME '15:20:00' AS time_of_day,
        age(DATE '2026-03-11') = INTERVAL 1 DAY AND ago(INTERVAL 1 DAY) < now() AS distance`);
    expect(row).toEqual({
      day: true,
      instant: true,
      local_time: true,
      time_of_day: true,
      distance: true,
    });
  });

  it("takes the day of its business for today", async () => {
    const tokyo = await lake.reopen("time_zone: Asia/Tokyo");
    const [row] = await tokyo.rows(
      "SELECT CAST(CURRENT_DATE AS VARCHAR) AS day, CAST(LOCALTIMESTAMP AS VARCHAR) AS local_time",
    );
    expect(row).toEqual({ day: "2026-03-13", local_time: "2026-03-13 00:20:00" });
  });

  it("shows times in the zone of its business, with their offset", async () => {
    const tokyo = await lake.reopen("time_zone: Asia/Tokyo");
    expect(await tokyo.rows("SELECT now() AS now")).toEqual([{ now: "2026-03-13 00:20:00+09" }]);
    expect(await earshot.rows("SELECT now() AS now")).toEqual([{ now: "2026-03-12 15:20:00+00" }]);
  });

  it("takes the spellings of Databricks", async () => {
    const sql = String.raw`
      SELECT ARRAY_JOIN(COLLECT_LIST(x), '\n') AS \`joined\`, length('\t\\\'') AS three
      FROM (VALUES ('a'), (NULL), ('b')) AS v(x);  -- done`.replaceAll("\\`", "`");
    expect(await earshot.rows(sql)).toEqual([{ joined: "a\nb", three: "3" }]);
  });

  it("says which column was meant", async () => {
    await expect(one("SELECT priorty FROM tickets")).rejects.toThrow(/"priority"/);
    await expect(one("SELECT locked FROM tickets")).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: expect.stringContaining('"locked" not found') as string,
    });
    await expect(one("SELECT cuont(*) FROM tickets")).rejects.toThrow("did you mean count?");
    await expect(one("SELECT * FROM tickts")).rejects.toThrow("did you mean tickets?");
  });

  it("is written to a file whatever stands at its end", async () => {
    for (const end of ["", ";", " ; -- done", " /* ; */ ;;\n"]) {
      const hash = await earshot.queryToParquet(`SELECT 1 AS a${end}`, (path) =>
        sha256OfFile(path),
      );
      expect(hash).toHaveLength(64);
    }
    expect(await lake.passingFiles()).toEqual([]);
  });
});

describe("a query's end", () => {
  const endless = "SELECT count(*) FROM range(1000000000000) AS a";
  const long = "SELECT * FROM range(100000000) AS a(x)";

  it("comes when its time is over", async () => {
    const quick = await lake.reopen("limits: { sql_seconds: 0.2 }");
    await expect(quick.rows(endless)).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    await expect(quick.queryToParquet(endless, () => Promise.resolve(1))).rejects.toMatchObject({
      code: "QUERY_TIMEOUT",
    });
    await expect(quick.rows(long)).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    expect(await lake.passingFiles()).toEqual([]);
  });

  it("comes when the caller asks, whenever that is", async () => {
    for (const delayMs of [0, 1, 5, 10, 20, 40, 80, 160]) {
      const signal = AbortSignal.timeout(delayMs);
      await expect(earshot.rows(endless, { signal })).rejects.toMatchObject({
        name: "TimeoutError",
      });
    }
    expect(await lake.passingFiles()).toEqual([]);
  });

  it.each([endless, long])("comes when the caller asks: %s", async (sql) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 200);
    await expect(earshot.rows(sql, { signal: controller.signal })).rejects.toBe(reason);
    await expect(earshot.rows("SELECT 1", { signal: controller.signal })).rejects.toBe(reason);
    expect(await lake.passingFiles()).toEqual([]);
  });

  it("comes with the disposal of its answer, read or not", async () => {
    {
      await using unread = await earshot.query(long);
      expect(unread.columns).toEqual(["x"]);
    }
    {
      await using answer = await earshot.query(long);
      for await (const chunk of answer.chunks) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
    expect(await lake.passingFiles()).toEqual([]);
  });

  it("leaves nothing behind when it is refused", async () => {
    for (const sql of ["SELECT", "SELECT x", "COPY tickets TO 'x'", "SELECT * FROM nothing"])
      await expect(earshot.rows(sql)).rejects.toMatchObject({
        code: expect.stringMatching(/^QUERY_/) as string,
      });
    expect(await lake.passingFiles()).toEqual([]);
  });
});

describe("the guard and the sealed engine together", () => {
  it.each([
    "SELECT * FROM read_text('earshot.yaml')",
    "SELECT * FROM read_parquet('**/*.parquet')",
    "COPY tickets TO 'x.csv'",
    "SELECT * FROM 'earshot.yaml'",
    "SELECT current_setting('allowed_paths')",
    "SELECT json_serialize_plan('FROM ''x.csv''')",
    "SELECT system.main.now()",
  ])("refuse %s and change nothing", async (sql) => {
    const before = await lakeHashes();
    await expect(earshot.rows(sql)).rejects.toMatchObject({ code: "QUERY_DENIED" });
    expect(await lakeHashes()).toEqual(before);
  });

  it("let a sort larger than the memory through", async () => {
    const small = await lake.reopen('limits: { memory: "300MB" }');
    const [row] = await small.rows(`
      SELECT count(*) AS n FROM (
        SELECT row_number() OVER (ORDER BY text) AS place FROM (
          SELECT repeat(md5(range::VARCHAR), 8) AS text FROM range(1000000))) WHERE place > 0`);
    expect(row).toEqual({ n: "1000000" });
    expect(await lake.passingFiles()).toEqual([]);
  });
});
