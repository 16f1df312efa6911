import { quoteName } from "../../src/core/base/sql-text.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openLake } from "../pipeline/lake-state.ts";

/** A value of a text column, and every column that has it: `silver.tickets.subject`. */
export type LakeString = { text: string; columns: readonly string[] };

/** Every different text of every table above bronze, values of lists one by one. */
export async function stringsAboveBronze(dataFolder: string): Promise<LakeString[]> {
  await using lake = await openLake(dataFolder);
  const columns = new Map<string, string[]>();
  for (const id of await lake.ids()) {
    if (id.startsWith("bronze.")) continue;
    const described = await lake.rows(id, "DESCRIBE SELECT * FROM $t");
    for (const { column_name: column, column_type: type } of described) {
      if (!textOf(type).includes("VARCHAR")) continue;
      const name = quoteName(textOf(column));
      const each = textOf(type) === "VARCHAR[]" ? `unnest(${name})` : `CAST(${name} AS VARCHAR)`;
      for (const { text } of await lake.rows(id, `SELECT DISTINCT ${each} AS text FROM $t`)) {
        if (text === null || text === undefined) continue;
        const places = columns.get(textOf(text)) ?? [];
        columns.set(textOf(text), [...places, `${id}.${textOf(column)}`]);
      }
    }
  }
  return [...columns].map(([text, places]) => ({ text, columns: places }));
}
