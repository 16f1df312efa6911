// One write to a Delta table in a process of its own, to be measured whole.
//
//   node delta-process.ts upsert FOLDER ROWS.parquet     replaces rows by `id`
//   node delta-process.ts append FOLDER COMMITS WRITER   adds ten rows a commit
//   node delta-process.ts writers FOLDER COMMITS COUNT   COUNT such appends at once
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { systemClock } from "../src/core/base/clock.ts";
import { quoteText } from "../src/core/base/sql-text.ts";
import { appendRows } from "../src/storage/delta/append-rows.ts";
import type { TableOptions } from "../src/storage/delta/delta-table.ts";
import { replaceByKey } from "../src/storage/delta/replace-by-key.ts";
import { openDatabase } from "../src/storage/duckdb/database.ts";

const [work, folder = "", first = "", second = ""] = process.argv.slice(2);
if (work === "upsert") await withTable((table) => upsert(table, first));
if (work === "append") await withTable((table) => append(table, Number(first), second));
if (work === "writers") await startWriters(Number(second));

async function withTable(write: (options: TableOptions) => Promise<void>): Promise<void> {
  const tempFolder = join(tmpdir(), `earshot-bench-spill-${process.pid}`);
  const database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
  const connection = await database.connect();
  await write({ connection, clock: systemClock });
  await database.close();
}

async function upsert(options: TableOptions, path: string): Promise<void> {
  const select = `SELECT * FROM read_parquet(${quoteText(path)})`;
  await replaceByKey(folder, options, { select, key: ["id"] });
}

async function append(options: TableOptions, commits: number, writer: string): Promise<void> {
  for (let turn = 0; turn < commits; turn++) {
    const select = `SELECT ${quoteText(writer)} AS writer, ${turn}::BIGINT AS turn, i AS part FROM range(10) AS r(i)`;
    await appendRows(folder, options, { select, fileNames: "unique" });
  }
}

async function startWriters(count: number): Promise<void> {
  const children = Array.from({ length: count }, (_, i) =>
    spawn(process.execPath, [import.meta.filename, "append", folder, first, `w${i}`], {
      stdio: "inherit",
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, "close"))[0]));
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
}
