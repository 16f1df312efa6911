import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { lakeColumnNames } from "./column-names.ts";
import { decodedCopy, isGzip } from "./file-text.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/** A Parquet file, every value as text that parses back. */
export async function readParquet(
  part: SourcePart,
  context: SourceContext,
  connection: Connection,
): Promise<Relation> {
  const path = isGzip(part) ? await decodedCopy(part, undefined, context) : part.location;
  const from = `read_parquet(${quoteText(path)}, hive_partitioning = false)`;
  const columns = await connection.describe(`SELECT * FROM ${from}`);
  const names = lakeColumnNames(columns.map(({ name }) => name));
  return {
    from,
    columns: columns.map(({ name, type }, i) => ({ name: names[i]!, sql: asText(name, type) })),
  };
}

/** A column as text that parses back: times in ISO form, nested values as JSON. */
function asText(name: string, type: string): string {
  const column = quoteName(name);
  if (type === "VARCHAR") return column;
  if (type === "TIMESTAMP WITH TIME ZONE")
    return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
  if (/[[({]|^MAP|^UNION/.test(type) && !type.startsWith("DECIMAL"))
    return `CAST(to_json(${column}) AS VARCHAR)`;
  if (type === "BLOB") return `to_base64(${column})`;
  return `CAST(${column} AS VARCHAR)`;
}
