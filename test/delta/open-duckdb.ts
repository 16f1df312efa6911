import { DuckDBInstance } from "@duckdb/node-api";

import type { SqlConnection } from "../../src/storage/delta-log/sql.ts";

/** A DuckDB in memory as delta wants it, closed at the end of an `await using`. */
export type TestConnection = SqlConnection & AsyncDisposable;

/** Opens a DuckDB in memory. */
export async function openDuckDb(settings: Record<string, string> = {}): Promise<TestConnection> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", ...settings });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    run: async (sql) => void (await connection.run(sql)),
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJson();
    },
    interrupt: () => connection.interrupt(),
    async [Symbol.asyncDispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
