import { quoteTexts } from "../../core/base/sql-text.ts";
import { localPath } from "../delta-log/paths.ts";
import type { StructField } from "../delta-log/schema.ts";
import { holdsType } from "../delta-log/schema.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { escapeGlob, textOf, type SqlConnection } from "../delta-log/sql.ts";

/**
 * How our own data files are called, unless packed otherwise than by default, and those of no other
 * program: what is in them is known. Flink's have a number behind the random id.
 */
const ownName =
  /(?:^|\/)part-(?:[0-9a-f]{32}(?:-\d+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.zstd\.parquet$/;

/**
 * Paths of the files that hold instants as INT96, as Spark writes them unless told otherwise. It
 * names no zone, so DuckDB takes them for times of the session's zone: whoever reads in another
 * zone than UTC must say which files these are.
 *
 * Cost: opens the footers of files that other programs wrote, when the table has instants at all.
 */
export async function int96Files(
  { folder, files, schema }: Pick<Snapshot, "folder" | "files" | "schema">,
  connection: SqlConnection,
): Promise<ReadonlySet<string>> {
  if (!schema.some(holdsInstants)) return new Set();
  const foreign = new Map(
    [...files.keys()]
      .filter((path) => !ownName.test(path))
      .map((path) => [localPath(folder, path), path]),
  );
  if (foreign.size === 0) return new Set();
  const rows = await connection.rows(
    "SELECT DISTINCT file_name FROM parquet_schema(" +
      `${quoteTexts([...foreign.keys()].map(escapeGlob))}) WHERE type = 'INT96'`,
  );
  return new Set(rows.flatMap((row) => foreign.get(textOf(row.file_name)) ?? []));
}

/** Whether a column, or anything inside it, is an instant. */
export function holdsInstants({ type }: StructField): boolean {
  return holdsType(type, "timestamp");
}
