import { cp, link, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pythonEnv } from "../scripts/python-env.ts";
import { systemClock } from "../src/core/base/clock.ts";
import { quoteText } from "../src/core/base/sql-text.ts";
import { overwriteRows } from "../src/storage/delta/overwrite-rows.ts";
import { scan } from "../src/storage/delta/scan.ts";
import { readSnapshot } from "../src/storage/delta-log/snapshot.ts";
import { openDatabase, type Database } from "../src/storage/duckdb/database.ts";
import { compare, usageTable, type Contender } from "./measure.ts";

/**
 * Delta tables written by Earshot and by delta-rs: an upsert of 1 % of the rows, and appends of
 * several processes at once. `BENCH_ROWS` (such as `10000000`) takes another number of rows than
 * 1,000,000, `BENCH_ROUNDS` other than three rounds.
 */
const rowCount = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const writerCount = 4;
const commitsPerWriter = 25;
const timeout = 3_600_000;

const requirements = ["deltalake==1.6.6", "pyarrow==26.0.1"];
const ownScript = join(import.meta.dirname, "delta-process.ts");
const peerScript = join(import.meta.dirname, "peers", "delta_rs.py");

/** Rows of a table of orders, by number; `text` tells versions of a row apart. */
const orders = (numbers: string, text: string): string => `
  SELECT i AS id, 'C-' || lpad(CAST(hash(i) % 100000 AS VARCHAR), 6, '0') AS customer_id,
    CAST((hash(i + 1) % 1000000) / 100.0 AS DECIMAL(12, 2)) AS amount,
    TIMESTAMPTZ '2026-01-01' + to_seconds(i) AS ordered_at,
    ${quoteText(text)} || ' ' || md5(CAST(i AS VARCHAR)) AS note
  FROM (${numbers})`;

const changes = {
  "1 % anywhere": `SELECT DISTINCT CAST(hash(i) % ${rowCount} AS BIGINT) AS i FROM range(${rowCount / 100}) AS r(i)`,
  "the latest 1 %": `SELECT i FROM range(${Math.floor(rowCount * 0.99)}, ${rowCount}) AS r(i)`,
};

let root = "";
let database: Database;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  const tempFolder = join(root, "spill");
  database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
  const connection = await database.connect();
  await overwriteRows(
    join(root, "table"),
    { connection, clock: systemClock },
    {
      select: orders(`SELECT i FROM range(${rowCount}) AS r(i)`, "first"),
      orderBy: ["id"],
      fileNames: "content",
    },
  );
  await connection.close();
}, timeout);
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true, force: true });
});

describe.each(Object.entries(changes))("upsert into %s rows", (name, numbers) => {
  test(`${rowCount} rows, ${name}, ${roundCount} rounds`, { timeout }, async () => {
    const connection = await database.connect();
    const source = join(root, "changes.parquet");
    await connection.writeParquet(orders(numbers, "second"), source);
    const contenders = await contendersOf("upsert", [source], linkTable);
    const usages = await compare(contenders, roundCount);
    console.log(`${rowCount} rows, upsert of ${name}\n\n${usageTable(usages)}\n`);

    const sums = await Promise.all(contenders.map((contender) => digest(contender.name)));
    expect(sums[0]?.["rows"]).toBe(String(rowCount));
    for (const sum of sums) expect(sum).toEqual(sums[0]);
    await connection.close();
  });
});

test(`${writerCount} processes append ${commitsPerWriter} times each`, { timeout }, async () => {
  const words = [String(commitsPerWriter), String(writerCount)];
  const contenders = await contendersOf("writers", words, async () => undefined);
  const usages = await compare(contenders, roundCount);
  console.log(`${writerCount * commitsPerWriter} appends at once\n\n${usageTable(usages)}\n`);

  const sums = await Promise.all(contenders.map((contender) => digest(contender.name)));
  expect(sums[0]?.["rows"], "none is lost").toBe(String(writerCount * commitsPerWriter * 10));
  for (const sum of sums) expect(sum).toEqual(sums[0]);
});

/** Both do the same work on a table of their own below `root`, which is made anew before each. */
async function contendersOf(
  work: string,
  words: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<Contender[]> {
  const python = await pythonEnv("delta-rs", requirements);
  const commands = [
    { name: "earshot", command: process.execPath, script: ownScript },
    ...(python === undefined ? [] : [{ name: "delta-rs", command: python, script: peerScript }]),
  ];
  return commands.map(({ name, command, script }) => ({
    name,
    command,
    arguments: [script, work, join(root, name), ...words],
    async prepare() {
      await rm(join(root, name), { recursive: true, force: true });
      await make(join(root, name));
    },
  }));
}

/** The table once more, by links to its data files, which nobody changes. */
async function linkTable(folder: string): Promise<void> {
  const table = join(root, "table");
  await mkdir(folder);
  await cp(join(table, "_delta_log"), join(folder, "_delta_log"), { recursive: true });
  const names = (await readdir(table)).filter((name) => name.endsWith(".parquet"));
  await Promise.all(names.map((name) => link(join(table, name), join(folder, name))));
}

/** The rows of a table, and the sums of their values' hashes. */
async function digest(name: string): Promise<Record<string, unknown> | undefined> {
  const connection = await database.connect();
  const snapshot = await readSnapshot(join(root, name), { connection });
  const row =
    snapshot &&
    (await connection.row(
      `SELECT CAST(count(*) AS VARCHAR) AS rows, CAST(sum(hash(t)) AS VARCHAR) AS sum FROM ${scan(snapshot).sql} AS t`,
    ));
  await connection.close();
  return row;
}
