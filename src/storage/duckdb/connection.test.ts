import { DuckDBTimestampTZValue } from "@duckdb/node-api";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Connection } from "./connection.ts";
import { openDatabase, type Database } from "./database.ts";

let folder: string;
let database: Database;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-duckdb-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  database = await openDatabase({ threads: 2, memoryLimit: "400 MB", tempFolder: folder });
  connection = await database.connect();
  return () => database.close();
});

async function countRows(chunks: AsyncIterable<unknown[][]>): Promise<number> {
  let count = 0;
  for await (const chunk of chunks) count += chunk.length;
  return count;
}

describe("a connection", () => {
  it("runs statements one after another, in the order in which they were asked for", async () => {
    const results = await Promise.all([
      connection.run("CREATE TABLE t AS SELECT 1 AS a"),
      connection.run("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)"),
      connection.row("SELECT sum(a)::INT AS a FROM t"),
      connection.run("DELETE FROM t"),
      connection.rows("FROM t"),
      connection.row("FROM t"),
    ]);
    expect(results).toEqual([undefined, undefined, { a: 6 }, undefined, [], undefined]);
  });

  it("goes on after a statement that failed", async () => {
    const failed = connection.rows("SELECT x");
    const next = connection.row("SELECT 1 AS a");
    await expect(failed).rejects.toThrow(/column "x"/);
    expect(await next).toEqual({ a: 1 });
  });

  it("tells a SELECT's columns without running it", async () => {
    expect(
      await connection.describe("SELECT 1 AS a, CAST(error('never') AS INTEGER) AS b WHERE false"),
    ).toEqual([
      { name: "a", type: "INTEGER" },
      { name: "b", type: "INTEGER" },
    ]);
  });

  it("works in UTC, and gives big numbers as text", async () => {
    const row = await connection.row(
      "SELECT current_setting('TimeZone') AS zone, 9007199254740993 AS big, TIMESTAMPTZ '2026-01-31 15:00:00+00' AS at",
    );
    expect(row).toEqual({ zone: "UTC", big: "9007199254740993", at: "2026-01-31 15:00:00+00" });
  });

  it("stops what runs when it is interrupted, and can be used again", async () => {
    const endless = connection.rows("SELECT count(*) FROM range(1000000000000)");
    setTimeout(() => connection.interrupt(), 50);
    await expect(endless).rejects.toThrow(/interrupt/i);
    expect(await connection.row("SELECT 1 AS a")).toEqual({ a: 1 });
  });

  it("writes the rows of a SELECT into a Parquet file", async () => {
    const path = join(folder, "it's one.parquet");
    await connection.writeParquet("SELECT range AS a FROM range(3) -- all", path);
    const row = await connection.row(`SELECT sum(a)::INT AS a FROM '${path.replace("'", "''")}'`);
    expect(row).toEqual({ a: 3 });
    await expect(connection.writeParquet("SET threads = 1", path)).rejects.toMatchObject({
      code: "SQL_NOT_SELECT",
    });
  });
});

describe("a stream", () => {
  const rows = 300_000;
  const long = `SELECT range AS a FROM range(${rows})`;

  it("gives every row, whatever else is asked for meanwhile", async () => {
    const asked = connection.stream(long);
    const before = connection.row("SELECT 1 AS a");
    const { columns, chunks } = await asked;
    const during = connection.run("CREATE TABLE t AS SELECT 1");
    expect(columns).toEqual(["a"]);
    expect(await countRows(chunks)).toBe(rows);
    expect(await before).toEqual({ a: 1 });
    await during;
  });

  it("gives instants in the session's zone, and inside of others in UTC", async () => {
    const instant = "TIMESTAMPTZ '2026-01-31 02:30:00.5+00'";
    const select = `SELECT ${instant} AS a, 1 AS a, [${instant}] AS list`;
    await connection.run("SET TimeZone = 'America/Sao_Paulo'");
    const { columns, chunks } = await connection.stream(select);
    expect(columns).toEqual(["a", "a", "list"]);
    for await (const chunk of chunks) {
      expect(chunk).toEqual([["2026-01-30 23:30:00.5-03", 1, ["2026-01-31 02:30:00.5+00"]]]);
    }
  });

  it("gives two streams of one connection one after the other", async () => {
    const counts = await Promise.all(
      [1, 2].map(async () => countRows((await connection.stream(long)).chunks)),
    );
    expect(counts).toEqual([rows, rows]);
  });

  it("keeps the order of its SELECT and its columns' names", async () => {
    const { columns, chunks } = await connection.stream("SELECT 1 AS a, 2 AS a, 'x' ORDER BY 1");
    expect(columns).toEqual(["a", "a", "'x'"]);
    for await (const chunk of chunks) expect(chunk).toEqual([[1, 2, "x"]]);
    const sorted = await connection.stream("FROM range(5000) ORDER BY range DESC -- down");
    const first: unknown[] = [];
    for await (const chunk of sorted.chunks) first.push(chunk[0]?.[0]);
    expect(first[0]).toBe("4999");
  });

  it("fails where its SELECT fails, however late", async () => {
    const late = `SELECT CASE WHEN a = ${rows - 1} THEN error('too late') ELSE a END FROM (${long})`;
    await expect(connection.stream(late)).rejects.toThrow("too late");
    await expect(connection.stream("SELECT x")).rejects.toThrow(/column "x"/);
    await expect(connection.stream("SET threads = 1")).rejects.toMatchObject({
      code: "SQL_NOT_SELECT",
    });
    expect(await connection.row("SELECT 1 AS a")).toEqual({ a: 1 });
  });

  it("fails when it is interrupted between chunks, and is never taken for the whole", async () => {
    const { chunks } = await connection.stream(long);
    const reading = (async () => {
      let count = 0;
      for await (const chunk of chunks) {
        count += chunk.length;
        if (count > 10_000) connection.interrupt();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "STREAM_CUT" });
    expect(await connection.row("SELECT 1 AS a")).toEqual({ a: 1 });
  });

  it("frees the connection when its reading is given up", async () => {
    const { chunks } = await connection.stream(long);
    for await (const chunk of chunks) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await connection.row("SELECT 1 AS a")).toEqual({ a: 1 });
  });

  it("does not keep a connection from closing when another one waits for it", async () => {
    const first = await connection.stream(long);
    const second = connection.stream(long);
    await connection.close();
    await expect(countRows(first.chunks)).rejects.toMatchObject({ code: "STREAM_CUT" });
    const { chunks } = await second;
    await expect(countRows(chunks)).rejects.toMatchObject({ code: "STREAM_CUT" });
  });

  it("does not keep a connection from closing, read or not", async () => {
    const unread = await connection.stream(long);
    await connection.close();
    await expect(countRows(unread.chunks)).rejects.toMatchObject({ code: "STREAM_CUT" });
    const other = await database.connect();
    const { chunks } = await other.stream(long);
    const reading = countRows(chunks);
    await other.close();
    await expect(reading).rejects.toMatchObject({ code: "STREAM_CUT" });
  });
});

describe("a database", () => {
  it("closes what is open, once", async () => {
    await database.connect();
    await (await database.connect()).close();
    await database.close();
    await expect(database.close()).resolves.toBeUndefined();
  });

  it("gives instants in UTC, wherever the machine is", async () => {
    DuckDBTimestampTZValue.timezoneOffsetInMinutes = 540; // as the driver has it in Tokyo
    const other = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder: folder });
    try {
      const row = await (
        await other.connect()
      ).row("SELECT TIMESTAMPTZ '2026-01-31 02:30:00Z' AS a");
      expect(row).toEqual({ a: "2026-01-31 02:30:00+00" });
    } finally {
      await other.close();
    }
  });

  it("shares its tables between its connections", async () => {
    await connection.run("CREATE TABLE t AS SELECT 1 AS a");
    expect(await (await database.connect()).row("FROM t")).toEqual({ a: 1 });
  });

  it("when sealed runs SELECTs only, on connections old and new", async () => {
    await connection.run("CREATE TABLE t AS SELECT 1 AS a");
    await database.confine({ files: [] });
    await database.seal();
    for (const one of [connection, await database.connect()]) {
      expect(await one.row("FROM t")).toEqual({ a: 1 });
      expect(await countRows((await one.stream("FROM t")).chunks)).toBe(1);
      for (const sql of [
        "DROP TABLE t",
        "SET threads = 1",
        "ATTACH ':memory:' AS x",
        "PRAGMA enable_profiling",
      ])
        await expect(one.run(sql)).rejects.toThrow(/only a SELECT runs here/);
      await expect(one.run("SELECT 1; DROP TABLE t")).rejects.toThrow(/multiple statements/);
    }
  });
});
