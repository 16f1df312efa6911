// A process whose system calls are recorded: writes a table, and tells of each commit.
//
//   node history-process.ts FOLDER
//
// Prints a line of JSON for each version that was committed, with its rows, and one before older
// versions may go.
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { deleteRows } from "../../src/storage/delta/delete-rows.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { replacePartitions } from "../../src/storage/delta/replace-partitions.ts";
import { vacuumTable } from "../../src/storage/delta/vacuum.ts";
import type { TableOptions } from "../../src/storage/delta/delta-table.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import { rowsOf } from "./rows.ts";

/** A version that was reported as committed, and its rows; or that older ones may go now. */
export type Told = { version: number; rows: string[] } | { onlyLatest: true };

type Write = (folder: string, options: TableOptions) => Promise<unknown>;

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
    deleteRows(folder, options, { where: [{ column: "id", op: "<", value: 3 }] }),
  (folder, options) => optimizeTable(folder, options, { zOrderBy: ["id"] }),
  (folder, options) =>
    replacePartitions(folder, options, {
      select: `SELECT *, NULL::DECIMAL(2, 1) AS weight FROM (${someRows(60, 61)})`,
      fileNames: "content",
    }),
];

/** Writes a long time after the others, when old files and commits go. */
const historyLater: readonly Write[] = [
  (folder, options) => vacuumTable(folder, options),
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
  let now = Date.now();
  const clock = { now: () => new Date((now += 1000)) };
  const options: TableOptions = { connection, clock, checkpointInterval: 2 };
  const tell = async (write: Write): Promise<void> => {
    await write(folder, options);
    print(await rowsOf(folder, connection));
  };
  for (const write of history) await tell(write);
  now += 100 * 24 * 60 * 60 * 1000;
  print({ onlyLatest: true });
  for (const write of historyLater) await tell(write);
}

function print(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

if (import.meta.main) await writeHistory(process.argv[2] ?? "");
