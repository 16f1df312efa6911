import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { quoteText } from "../src/core/base/sql-text.ts";
import { openDatabase } from "../src/storage/duckdb/database.ts";
import { makeBulkChats, runBulkChats } from "./bulk-chats.ts";
import { type Contender, measure } from "./measure.ts";

/**
 * The whole loop: distinct chats of about 300 bytes from NDJSON to gold, masked and with every local
 * task. `BENCH_CHATS` takes another number of chats than 1,000,000.
 */
const chatCount = Number(process.env["BENCH_CHATS"] ?? 1_000_000);

test("chats from NDJSON to gold with every local task", { timeout: 3_600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  try {
    await makeBulkChats(folder, chatCount);
    const report = join(folder, "report.json");
    const { wallMs, cpuMs, rssBytesMax } = await measure(run(folder, report));
    const { bytes, messages, texts } = await counted(folder);
    const [cpu, wall] = [(cpuMs ?? NaN) / 1_000, wallMs / 1_000];
    const share = ((100 * texts) / messages).toFixed(0);
    console.log(
      `${chatCount} chats of ${bytes} bytes, ${texts} distinct texts (${share} %): ${cpu.toFixed(1)} CPU s, ` +
        `${wall.toFixed(1)} s wall, ${((rssBytesMax ?? NaN) / 2 ** 20).toFixed(0)} MiB at most, ` +
        `${(chatCount / wall).toFixed(0)} chats/s, ${((1e6 * cpu) / chatCount).toFixed(0)} µs of CPU a chat\n` +
        (await dearestSteps(report)).join("\n"),
    );
    expect(messages).toBe(chatCount);
    expect(texts).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** A run whose report goes to a file. */
function run(folder: string, report: string): Contender {
  const { name, command, arguments: words } = runBulkChats(folder, "--json");
  return { name, command: "sh", arguments: ["-c", 'exec "$@" > "$0"', report, command, ...words] };
}

type Report = { steps: { table: string; rows_out: number; elapsed_ms: number }[] };

/** Steps of a run that took longest; two may run at once. */
async function dearestSteps(report: string): Promise<string[]> {
  const { steps } = JSON.parse(await readFile(report, "utf8")) as Report; // as `run --json` writes it
  return steps
    .toSorted((one, other) => other.elapsed_ms - one.elapsed_ms)
    .slice(0, 15)
    .map(
      ({ table, rows_out: rows, elapsed_ms: ms }) =>
        `${table.padEnd(40)} ${String(rows).padStart(9)} rows ${(ms / 1_000).toFixed(1).padStart(7)} s`,
    );
}

type Counted = { bytes: number; messages: number; texts: number };

async function counted(folder: string): Promise<Counted> {
  const tempFolder = join(folder, "spill");
  const database = await openDatabase({ threads: 1, memoryLimit: "1GB", tempFolder });
  try {
    const connection = await database.connect();
    const chats = quoteText(join(folder, "chats", "*.ndjson"));
    const messages = quoteText(join(folder, "earshot/lake/silver/messages/*.parquet"));
    const row = await connection.row(`
      SELECT (SELECT round(avg(strlen(json)))::INT FROM read_ndjson_objects(${chats})) AS bytes,
        count(*)::INT AS messages, count(DISTINCT body)::INT AS texts
      FROM read_parquet(${messages})`);
    return row as Counted; // the columns selected
  } finally {
    await database.close();
  }
}
