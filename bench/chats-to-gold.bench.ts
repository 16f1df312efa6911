import { glob, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pythonEnv } from "../scripts/python-env.ts";
import { quoteName, quoteText } from "../src/core/base/sql-text.ts";
import type { Connection } from "../src/storage/duckdb/connection.ts";
import { openDatabase } from "../src/storage/duckdb/database.ts";
import { makeBulkChats, runBulkChats } from "./bulk-chats.ts";
import { compare, usageTable, type Contender } from "./measure.ts";

/**
 * Chats from NDJSON to structured gold: Earshot against pandas and Polars on the same files.
 * `BENCH_CHATS` (such as `10000000`) takes other numbers of chats, `BENCH_ROUNDS` other than three
 * rounds, `BENCH_PEERS=none` leaves the peers out.
 */
const sizes = (process.env["BENCH_CHATS"] ?? "100000,1000000").split(",").map(Number);
const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const hasPeers = process.env["BENCH_PEERS"] !== "none";

const requirements = ["pandas==3.1.1", "polars==2.1.0", "polars-hash==0.9.3", "pyarrow==26.0.1"];
/** By the number of chats; 1,000,000 took about 23 s when this was written. */
const wallMsMax = new Map([[1_000_000, 25_000]]);

const peers = join(import.meta.dirname, "peers");
const tables = [
  "bronze/bulk_chats",
  "silver/conversations",
  "silver/messages",
  "enriched/conversation_turns",
  "gold/conversations_daily",
  "gold/reply_times_weekly",
];

describe.each(sizes)("chats to gold, %i chats", (chatCount) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
    await makeBulkChats(folder, chatCount);
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test(`${roundCount} rounds`, { timeout: 3_600_000 }, async () => {
    const contenders = await contendersIn(folder);
    const usages = await compare(contenders, roundCount);
    console.log(`${chatCount} chats\n\n${usageTable(usages)}\n`);

    const [own, ...others] = await Promise.all(
      contenders.map(({ name }) => digests(join(folder, name, name === "earshot" ? "lake" : ""))),
    );
    expect(own?.[0]).toMatchObject({ table: "bronze/bulk_chats", rows: String(chatCount) });
    for (const other of others) expect(other).toEqual(own);
    const limitMs = wallMsMax.get(chatCount) ?? Infinity;
    expect(usages.get("earshot")?.wallMs, "ms, start included").toBeLessThan(limitMs);
  });
});

/** All write below `folder`, each into the folder of its name, which is emptied before. */
async function contendersIn(folder: string): Promise<Contender[]> {
  // What the peers make too; models, which answer every text, are measured by themselves.
  const made = ["--select", "+gold.conversations_daily,+gold.reply_times_weekly"];
  const own = runBulkChats(folder, ...made, "--quiet");
  const python = hasPeers ? await pythonEnv("bench", requirements) : undefined;
  const others = (python === undefined ? [] : ["pandas", "polars"]).map((name) => ({
    name,
    command: python ?? "",
    arguments: [join(peers, `${name}_chats.py`), join(folder, "chats"), join(folder, name)],
  }));
  return [own, ...others].map((contender) => ({
    ...contender,
    prepare: () => rm(join(folder, contender.name), { recursive: true, force: true }),
  }));
}

/** Per table its rows, and per column the sum of its values' hashes: the rows, in any order. */
async function digests(root: string): Promise<Record<string, unknown>[]> {
  await using database = await openScratch(root);
  const found: Record<string, unknown>[] = [];
  for (const table of tables) {
    const files = await Array.fromAsync(glob(join(root, table, "*.parquet")));
    const rows = `read_parquet([${files.map(quoteText).join(", ")}])`;
    const columns = await database.connection.describe(`SELECT * FROM ${rows}`);
    const sums = columns
      .map(({ name }) => name)
      .filter((name) => name !== "_ingested_at" && name !== "_run_id")
      .toSorted()
      .map((name) => {
        const value = `coalesce(CAST(${quoteName(name)} AS VARCHAR), '')`;
        return `CAST(sum(hash(${value})) AS VARCHAR) AS ${quoteName(name)}`;
      });
    const row = await database.connection.row(
      `SELECT ${["CAST(count(*) AS VARCHAR) AS rows", ...sums].join(", ")} FROM ${rows}`,
    );
    found.push({ table, ...row });
  }
  return found;
}

async function openScratch(root: string): Promise<AsyncDisposable & { connection: Connection }> {
  const tempFolder = join(root, "spill");
  const database = await openDatabase({ threads: 2, memoryLimit: "2GB", tempFolder });
  const connection = await database.connect();
  return { connection, [Symbol.asyncDispose]: () => database.close() };
}
