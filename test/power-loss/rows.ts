import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot } from "../../src/storage/delta-log/snapshot.ts";
import type { SqlConnection } from "../../src/storage/delta-log/sql.ts";

/** A table's version, by default the latest, with its rows as texts, sorted. */
export async function rowsOf(
  folder: string,
  connection: SqlConnection,
  asked?: number,
): Promise<{ version: number; rows: string[] }> {
  const snapshot = await readSnapshot(folder, { connection }, { version: asked });
  if (snapshot === undefined) throw new Error("there is no table");
  const rows = await connection.rows(`SELECT * FROM ${scan(snapshot).sql} ORDER BY ALL`);
  return { version: snapshot.version, rows: rows.map((row) => JSON.stringify(row)) };
}
