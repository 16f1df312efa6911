import { systemClock } from "../../src/core/base/clock.ts";
import type { TableOptions } from "../../src/storage/delta/delta-table.ts";
import type { JsonObject } from "../../src/storage/delta-log/json.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../../src/storage/delta-log/snapshot.ts";
import { plainRow } from "../delta/delta-rs.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import { temporaryFolder } from "../delta/temporary-folder.ts";
import { openSpark, pathTable, type Spark } from "./session.ts";

/** Spark and our own reader and writers side by side, with a folder for tables. */
export type Bench = {
  spark: Spark;
  options: TableOptions;
  root: string;
  snapshot: (folder: string, version?: number) => Promise<Snapshot>;
  /** What our reader says is in a table, in an order that both readers can be put into. */
  ours: (folder: string, version?: number) => Promise<JsonObject[]>;
  /** What Spark says. */
  sparks: (folder: string, version?: number) => Promise<JsonObject[]>;
} & AsyncDisposable;

/** Starts both; some seconds. */
export async function openBench(): Promise<Bench> {
  const root = await temporaryFolder();
  const connection = await openDuckDb();
  const spark = await openSpark();
  const options: TableOptions = { connection, clock: systemClock, checkpointInterval: 4 };
  const snapshot = async (folder: string, version?: number): Promise<Snapshot> => {
    const found = await readSnapshot(folder, options, { version });
    if (found === undefined) throw new Error(`${folder} holds no table`);
    return found;
  };
  return {
    spark,
    options,
    root: root.path,
    snapshot,
    async ours(folder, version) {
      const read = await snapshot(folder, version);
      const rows = await connection.rows(`SELECT * FROM ${scan(read).sql}`);
      return inOrder(rows.map((row) => plainRow(row, read.schema)));
    },
    async sparks(folder, version) {
      const at = version === undefined ? "" : ` VERSION AS OF ${version}`;
      return inOrder(await spark.sql(`SELECT * FROM ${pathTable(folder)}${at}`));
    },
    async [Symbol.asyncDispose]() {
      await spark[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

function inOrder(rows: readonly JsonObject[]): JsonObject[] {
  const keyed = rows.map((row) => ({ row, key: JSON.stringify(row) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row);
}
