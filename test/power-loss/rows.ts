import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot } from "../../src/storage/delta/snapshot.ts";
import type { SqlConnection } from "../../src/storage/delta/sql.ts";

/** The rows of a table's version as texts, sorted. */
export async function rowsOf(
  folder: string,
  connection: SqlConnection,
  version?: number,
): Promise<string[]> {
  const snapshot = await readSnapshot(folder, { connection }, { version });
  if (snapshot === undefined) throw new Error("there is no table");
  const rows = await connection.rows(`SELECT * FROM ${scan(snapshot).sql} ORDER BY ALL`);
  return rows.map((row) => JSON.stringify(row));
}
