import { join } from "node:path";

import { partitionColumns } from "./append-rows.ts";
import type { Reads } from "../delta-log/conflicts.ts";
import type { CopiedFile } from "./copy-rows.ts";
import {
  rowsPerFileDefault,
  writeInput,
  writeTable,
  type CommitResult,
  type TableOptions,
  type WriteOptions,
} from "./delta-table.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import {
  assertKeyColumns,
  asideSql,
  copyAside,
  keyRange,
  sameKeySql,
  sameKeyText,
} from "./keyed-rows.ts";
import { assertPartitionable, fitRows, type SchemaMode } from "./rows-plan.ts";
import { filesSql, rowPlace } from "./scan.ts";
import type { StructField } from "../delta-log/schema.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { countOf, type SqlConnection } from "../delta-log/sql.ts";
import { intendSwap, type SwapChange } from "./swap-files.ts";
import { groupFiles, mayHoldAny, pickAt, pickFiles, type PickedFiles } from "./touched-files.ts";
import { writePieces } from "./write-files.ts";

/** How to replace rows by key. */
export type ReplaceOptions = Omit<WriteOptions, "fileNames"> & {
  /** Columns that together name a row; never null, and unique in `select`. */
  key: readonly string[];
  /** Default: `strict`. */
  schemaMode?: SchemaMode;
};

/** The rows that really change. */
type Change = {
  reads: Reads;
  /** How to read what replaces the touched files, in pieces of about a file; none changes: none. */
  selects: readonly string[];
  touched: ReadonlySet<string>;
};

/**
 * Puts rows into the table: a row whose key is there replaces it, any other is added. Makes the
 * table when there is none.
 *
 * Only files that hold a replaced row are rewritten (copy on write), as many at a time as fill a
 * file, each time in key order, the last ones together with the new rows where these have room;
 * files whose stats exclude the keys are not opened. Rows equal to those in the
 * table change nothing, and when all are, nothing is committed. The order of `select` does not
 * matter, and files are named by content.
 *
 * Cost: reads the files that may hold a key once, and those that do a second time.
 *
 * @throws DeltaSchemaError when a key is null or comes twice, or the rows do not fit the table.
 * @throws DeltaConflictError when another writer changed the table meanwhile.
 */
export async function replaceByKey(
  folder: string,
  options: TableOptions,
  replace: ReplaceOptions,
): Promise<CommitResult> {
  const { connection } = options;
  const write: WriteOptions = { ...replace, fileNames: "content" };
  return writeTable({ folder, options, write }, async (base, staging) => {
    const { select, schema } = await fitRows({ folder, connection }, base, replace);
    const partitionBy = partitionColumns(folder, base, write.partitionBy);
    assertPartitionable(schema, partitionBy);
    assertKeyColumns(schema, replace.key);
    const rowsPerFile = write.rowsPerFile ?? rowsPerFileDefault;
    const job = { connection, key: replace.key, schema, staging, rowsPerFile };
    const change = await findChange(job, base, select);
    const inputs = change.selects.map((piece) =>
      writeInput(write, { select: piece, columns: schema, partitionBy }),
    );
    const swap: SwapChange = {
      folder,
      write,
      files: await writePieces(connection, staging, inputs),
      leaves: (path) => change.touched.has(path),
      table: { schema, partitionBy },
      removes: true,
      plan: {
        operation: "MERGE",
        parameters: { predicate: sameKeyText(replace.key) },
        reads: change.reads,
      },
    };
    return (snapshot, now) => intendSwap(swap, snapshot, now);
  });
}

type Job = {
  connection: SqlConnection;
  key: readonly string[];
  /** The table's schema after the write. */
  schema: readonly StructField[];
  staging: string;
  rowsPerFile: number;
};

const { fileIndex } = rowPlace;

/** Finds the rows that change and the files they stand in. */
async function findChange(job: Job, base: Snapshot | undefined, select: string): Promise<Change> {
  const { connection, key, schema, staging } = job;
  const touchesNone = { selects: [], touched: new Set<string>() };
  const source = await copyAside(connection, select, join(staging, "source.parquet"));
  if (source === undefined) return { ...touchesNone, reads: () => false };
  await assertUniqueKeys(job, asideSql(source));
  if (base === undefined) {
    const all = `SELECT * FROM ${asideSql(source)} ${keyOrder(key)}`;
    return { ...touchesNone, reads: "everything", selects: [all] };
  }
  const reads = mayHoldAny(keyRange(key, schema, source), base.schema);
  const candidates = pickFiles(base, reads);
  const table = filesSql(schema, candidates, base);
  const changes = await copyAside(
    connection,
    changedSql(job, asideSql(source), table),
    join(staging, "changed.parquet"),
  );
  if (changes === undefined) return { ...touchesNone, reads };
  const keys = schema.filter(({ name }) => key.includes(name));
  const keyTable = filesSql(keys, candidates, { ...base, fileIndex });
  const places = await copyAside(
    connection,
    `SELECT t.* FROM (${keyTable}) AS t SEMI JOIN ${asideSql(changes)} AS s ON ${sameKeySql(key)}`,
    join(staging, "places.parquet"),
  );
  if (places === undefined) {
    const added = `SELECT * FROM ${asideSql(changes)} ${keyOrder(key)}`;
    return { ...touchesNone, reads, selects: [added] };
  }
  const rows = await connection.rows(
    `SELECT ${fileIndex} AS i FROM ${asideSql(places)} GROUP BY ALL ORDER BY i`,
  );
  const hit = rows.map((row) => countOf(row.i));
  return {
    reads,
    selects: await pieces(job, base, { candidates, hit, changes, places }),
    touched: new Set(hit.map((i) => candidates.names[i] ?? "")),
  };
}

function keyOrder(key: readonly string[]): string {
  return `ORDER BY ${key.map(quoteName).join(", ")}`;
}

type Found = {
  candidates: PickedFiles;
  /** Positions of the touched files among the candidates. */
  hit: readonly number[];
  changes: CopiedFile;
  /** The changed rows' keys with the file each stands in. */
  places: CopiedFile;
};

/** How to read what replaces the touched files: each piece is what some of them become. */
async function pieces(
  { connection, key, schema, rowsPerFile }: Job,
  base: Snapshot,
  { candidates, hit, changes, places }: Found,
): Promise<string[]> {
  const changed = asideSql(changes);
  const added = `SELECT * FROM ${changed} AS s ANTI JOIN ${asideSql(places)} AS t ON ${sameKeySql(key)}`;
  const [row] = await connection.rows(`SELECT count(*) AS n FROM (${added})`);
  const addedCount = countOf(row?.n);
  const touched = pickAt(candidates, (i) => hit.includes(i));
  const groups = groupFiles(touched.files, rowsPerFile);
  const last = groups.at(-1);
  const isJoined = last !== undefined && last.rowCount + addedCount <= rowsPerFile;
  const names = key.map(quoteName).join(", ");
  // A key that stands in several files goes to the first of them.
  const firstPlace = `SELECT ${names}, min(${fileIndex}) AS i FROM ${asideSql(places)} GROUP BY ${names}`;
  const selects = groups.map((group) => {
    const picked = pickAt(touched, (i) => group.indexes.includes(i));
    const indexes = group.indexes.map((i) => hit[i]);
    const kept = `SELECT t.* FROM (${filesSql(schema, picked, base)}) AS t ANTI JOIN ${changed} AS s ON ${sameKeySql(key)}`;
    const replaced = `SELECT s.* FROM ${changed} AS s SEMI JOIN (${firstPlace} HAVING i IN (${indexes.join(", ")})) AS t ON ${sameKeySql(key)}`;
    const all = [kept, replaced, ...(isJoined && group === last ? [added] : [])];
    return `SELECT * FROM (${all.join(" UNION ALL ")}) ${keyOrder(key)}`;
  });
  return isJoined || addedCount === 0 ? selects : [...selects, `${added} ${keyOrder(key)}`];
}

/** Rows of the source that are not in the table, once and just so. */
function changedSql({ key, schema }: Job, source: string, table: string): string {
  const same = schema
    .map(({ name }) => `t.${quoteName(name)} IS NOT DISTINCT FROM s.${quoteName(name)}`)
    .join(" AND ");
  const keys = key.map((name) => `s.${quoteName(name)}`).join(", ");
  const unchanged =
    `SELECT ${keys} FROM ${source} AS s JOIN (${table}) AS t ON ${sameKeySql(key)} ` +
    `GROUP BY ${keys} HAVING count(*) = 1 AND bool_and(${same})`;
  return `SELECT s.* FROM ${source} AS s ANTI JOIN (${unchanged}) AS t ON ${sameKeySql(key)}`;
}

async function assertUniqueKeys({ connection, key }: Job, source: string): Promise<void> {
  const names = key.map(quoteName);
  const anyNull = names.map((name) => `${name} IS NULL`).join(" OR ");
  const [counts] = await connection.rows(
    `SELECT count(*) AS all_count, ` +
      `count(*) FILTER (WHERE ${anyNull}) AS null_count, ` +
      `count(DISTINCT struct_pack(${names.map((name, i) => `k${i} := ${name}`).join(", ")}))` +
      ` AS key_count FROM ${source}`,
  );
  const rowCount = countOf(counts?.all_count);
  const nullCount = countOf(counts?.null_count);
  const keyCount = countOf(counts?.key_count);
  if (nullCount !== 0) {
    throw new DeltaSchemaError(
      `${nullCount} rows have a null in the key ${key.join(", ")}; leave them out`,
    );
  }
  if (rowCount === keyCount) return;
  throw new DeltaSchemaError(
    `${rowCount} rows have only ${keyCount} different keys ${key.join(", ")}; ` +
      "keep one row a key in the SELECT",
  );
}
