import { join } from "node:path";

import { systemClock, type Clock } from "../../src/core/base/clock.ts";
import type { TableOptions } from "../../src/storage/delta/delta-table.ts";
import type { JsonObject } from "../../src/storage/delta-log/json.ts";
import { scan, type ScanOptions } from "../../src/storage/delta/scan.ts";
import {
  readSnapshot,
  type ReadOptions,
  type Snapshot,
} from "../../src/storage/delta-log/snapshot.ts";
import { openDuckDb } from "./open-duckdb.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A folder for one table and a DuckDB to work on it. */
export type TestTable = {
  folder: string;
  options: TableOptions;
  snapshot(options?: ReadOptions): Promise<Snapshot>;
  /** The latest version's rows, sorted by all columns. */
  rows(options?: ScanOptions & ReadOptions): Promise<JsonObject[]>;
} & AsyncDisposable;

/** Opens a folder for one table, removed at the end of an `await using`. */
export async function openTable({
  clock = systemClock,
  settings = {},
}: { clock?: Clock; settings?: Record<string, string> } = {}): Promise<TestTable> {
  const root = await temporaryFolder();
  const connection = await openDuckDb(settings);
  const folder = join(root.path, "ta'ble [1]*");
  const options: TableOptions = { connection, clock };
  const snapshot = async (read: ReadOptions = {}): Promise<Snapshot> => {
    const found = await readSnapshot(folder, options, read);
    if (found === undefined) throw new Error("there is no table");
    return found;
  };
  return {
    folder,
    options,
    snapshot,
    async rows(read = {}) {
      const { sql } = scan(await snapshot(read), read);
      return connection.rows(`SELECT * FROM ${sql} ORDER BY ALL`);
    },
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}
