// A process whose system calls are recorded: writes a table, and tells of each commit.
//
//   node history-process.ts FOLDER
//
// Prints a line of JSON for each version that was committed, with its rows.
import { systemClock } from "../../src/core/base/clock.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import type { CommitResult, TableOptions } from "../../src/storage/delta/delta-table.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import { rowsOf } from "./rows.ts";

/** A version that was reported as committed, and its rows. */
export type Told = { version: number; rows: string[] };

type Write = (folder: string, options: TableOptions) => Promise<CommitResult>;

const someRows = (low: number, high: number): string =>
  `SELECT i AS id, i % 3 AS part, 'row ' || i AS body FROM range(${low}, ${high}) AS r(i) ORDER BY i`;

/** Every kind of write, some of them where a checkpoint is due. */
const history: readonly Write[] = [
  (folder, options) =>
    appendRows(folder, options, {
      select: someRows(0, 20),
      partitionBy: ["part"],
      fileNames: "unique",
    }),
  (folder, options) =>
    appendRows(folder, options, { select: someRows(20, 30), fileNames: "content" }),
  (folder, options) =>
    replaceByKey(folder, options, {
      select: "SELECT i AS id, i % 3 AS part, 'new' AS body FROM range(5, 25, 5) AS r(i)",
      key: ["id"],
    }),
  (folder, options) =>
    appendRows(folder, options, {
      select: "SELECT 40::BIGINT AS id, 1::BIGINT AS part, 'wide' AS body, 1.5 AS weight",
      fileNames: "unique",
      schemaMode: "add_columns",
    }),
  (folder, options) =>
    overwriteRows(folder, options, {
      select: someRows(0, 12),
      partitionBy: ["part"],
      fileNames: "content",
    }),
  (folder, options) =>
    appendRows(folder, options, { select: someRows(50, 53), fileNames: "unique" }),
];

async function writeHistory(folder: string): Promise<void> {
  await using connection = await openDuckDb({ threads: "1" });
  const options: TableOptions = { connection, clock: systemClock, checkpointInterval: 2 };
  for (const write of history) {
    const { version } = await write(folder, options);
    const told: Told = { version, rows: await rowsOf(folder, connection, version) };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}

if (import.meta.main) await writeHistory(process.argv[2] ?? "");
