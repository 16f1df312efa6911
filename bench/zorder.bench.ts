import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pythonEnv } from "../scripts/python-env.ts";
import { systemClock } from "../src/core/base/clock.ts";
import { seededRandom, type Random } from "../src/core/base/random.ts";
import { overwriteRows } from "../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../src/storage/delta-log/predicate.ts";
import { scan } from "../src/storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../src/storage/delta-log/snapshot.ts";
import { openDatabase, type Database } from "../src/storage/duckdb/database.ts";
import type { Connection } from "../src/storage/duckdb/connection.ts";
import { compare, usageTable, type Contender } from "./measure.ts";

/**
 * Files and bytes that must be read of a table in the order of its ids, and clustered by Earshot
 * and by delta-rs. `BENCH_ROWS` takes another number of rows, `BENCH_ROUNDS` other than three
 * rounds, `BENCH_PEERS=none` leaves delta-rs out.
 */
const rowCount = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const filterCount = 200;
const main = resolve(import.meta.dirname, "../src/surface/cli/main.ts");

/** Tickets as gold has them: ids in the order of time are not assumed, sizes are uneven. */
const tickets = `
  SELECT i AS ticket_id,
    ['North', 'South', 'East', 'West', 'Central'][1 + floor(5 * pow(u(i, 1), 1.5))::INTEGER] AS "Region",
    DATE '2024-01-01' + floor(730 * u(i, 2))::INTEGER AS "Date",
    TIMESTAMPTZ '2024-01-01 00:00:00Z' + to_seconds(floor(63072000 * u(i, 3))::BIGINT) AS created_at,
    ['OPEN', 'IN_PROGRESS', 'PENDING_CUSTOMER', 'RESOLVED', 'CLOSED', 'CANCELLED'][1 + floor(6 * u(i, 4))::INTEGER] AS status,
    ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'][1 + floor(4 * pow(u(i, 5), 2))::INTEGER] AS priority,
    'C' || lpad(floor(1000 * pow(u(i, 6), 2))::INTEGER::VARCHAR, 5, '0') AS company_id,
    round(100 * u(i, 7), 1) AS resolution_time_hours,
    'Ticket about ' || left(md5(i::VARCHAR), 20) || ' and ' || (hash(i, 8) % 5000) AS subject
  FROM range(${rowCount}) AS r(i) ORDER BY i`;

/** What queries filter by: each filter is one region and a week, or one to three of four columns. */
const cases = {
  "Region,Date": (random: Random): Predicate[] => {
    const day = 86_400_000 * Math.floor(723 * random.next()) + Date.parse("2024-01-01");
    const region = pick(random, ["North", "South", "East", "West", "Central"]);
    return [
      { column: "Region", op: "=", value: region },
      ...range("Date", iso(day), iso(day + 6 * 86_400_000)),
    ];
  },
  "created_at,status,priority,company_id": (random: Random): Predicate[] => {
    const start = Date.parse("2024-01-01") + 86_400_000 * 700 * random.next();
    const company = `C${String(Math.floor(1000 * random.next() ** 2)).padStart(5, "0")}`;
    const all: Predicate[][] = [
      range("created_at", new Date(start), new Date(start + 7 * 86_400_000)),
      [{ column: "status", op: "=", value: pick(random, ["OPEN", "PENDING_CUSTOMER", "CLOSED"]) }],
      [{ column: "priority", op: "=", value: pick(random, ["HIGH", "CRITICAL"]) }],
      [{ column: "company_id", op: "=", value: company }],
    ];
    const first = Math.floor(4 * random.next());
    const count = 1 + Math.floor(3 * random.next());
    return Array.from({ length: count }, (_, i) => all[(first + i) % 4] ?? []).flat();
  },
} as const;

function range<T extends string | Date>(column: string, low: T, high: T): Predicate[] {
  return [
    { column, op: ">=", value: low },
    { column, op: "<=", value: high },
  ];
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(items.length * random.next())]!; // the index is below the length
}

describe(`clustering ${rowCount} tickets`, () => {
  let folder = "";
  let database: Database;
  let connection: Connection;
  const table = (name: string): string => join(folder, name, "lake", "gold", "tickets");
  const read = async (name: string): Promise<Snapshot> => {
    const snapshot = await readSnapshot(table(name), { connection });
    if (snapshot === undefined) throw new Error(`there is no table of ${name}`);
    return snapshot;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
    database = await openDatabase({
      threads: 2,
      memoryLimit: "2GB",
      tempFolder: join(folder, "spill"),
    });
    connection = await database.connect();
    await connection.run("CREATE MACRO u(i, salt) AS (hash(i, salt) % 1000003)::DOUBLE / 1000003");
    await mkdir(table("unordered"), { recursive: true });
    const options = { connection, clock: systemClock };
    const rowsPerFile = Math.ceil(rowCount / 64);
    await overwriteRows(table("unordered"), options, {
      select: tickets,
      fileNames: "content",
      rowsPerFile,
    });
  }, 1_800_000);
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(cases) as (keyof typeof cases)[])(
    "by %s",
    { timeout: 3_600_000 },
    async (columns) => {
      const bytes = sum([...(await read("unordered")).files.values()], ({ size }) => size);
      const targetBytes = Math.max(1_048_576, Math.ceil(bytes / 64)); // as Earshot's own choice
      const usages = await compare(await contenders(columns, targetBytes), roundCount);
      const random = seededRandom(7);
      const filters = Array.from({ length: filterCount }, () => cases[columns](random));
      const lines = [["", "files", "files read", "MB read", "% of bytes"]];
      const shares = new Map<string, number>();
      for (const name of ["unordered", ...usages.keys()]) {
        const snapshot = await read(name);
        const all = [...snapshot.files.values()];
        const scans = filters.map((where) => scan(snapshot, { where }).files);
        const files = sum(scans, (some) => some.length) / filterCount;
        const megabytes = sum(scans, (some) => sum(some, ({ size }) => size)) / filterCount / 1e6;
        const share = (1e6 * megabytes) / sum(all, ({ size }) => size);
        shares.set(name, share);
        lines.push([
          name,
          String(all.length),
          files.toFixed(2),
          megabytes.toFixed(2),
          (100 * share).toFixed(1),
        ]);
      }
      console.log(`by ${columns}\n\n${usageTable(usages)}\n\n${markdown(lines)}\n`);
      for (const name of usages.keys()) {
        expect(await digest(await read(name))).toEqual(await digest(await read("unordered")));
      }
      const [unordered = 0, own = 1] = shares.values();
      expect(own).toBeLessThan(unordered / 2);
    },
  );

  /** Each works on a copy of the table of its own, made before its turn. */
  async function contenders(columns: string, targetBytes: number): Promise<Contender[]> {
    const data = ["--data", join(folder, "earshot"), "--quiet"];
    const own = ["optimize", "gold.tickets", "--zorder-by", columns, ...data];
    const peers = process.env["BENCH_PEERS"] !== "none";
    const python = peers
      ? await pythonEnv("delta-rs", ["deltalake==1.6.6", "pyarrow==26.0.1"])
      : undefined;
    const script = join(import.meta.dirname, "peers", "delta_zorder.py");
    const list: Omit<Contender, "prepare">[] = [
      { name: "earshot", command: process.execPath, arguments: [main, ...own] },
    ];
    if (python !== undefined) {
      const words = [script, table("delta-rs"), columns, String(targetBytes)];
      list.push({ name: "delta-rs", command: python, arguments: words });
    }
    return list.map((contender) => ({
      ...contender,
      async prepare() {
        await rm(table(contender.name), { recursive: true, force: true });
        await cp(table("unordered"), table(contender.name), { recursive: true });
      },
    }));
  }

  /** Rows and a sum of their hashes, whatever their order. */
  async function digest(snapshot: Snapshot): Promise<unknown> {
    const hashed = "count(*) AS n, sum(hash(t)::HUGEINT)::VARCHAR AS rows";
    return connection.row(`SELECT ${hashed} FROM ${scan(snapshot).sql} AS t`);
  }
});

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function markdown([head = [], ...rows]: string[][]): string {
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
