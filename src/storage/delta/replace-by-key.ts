import { join } from "node:path";

import { partitionColumns } from "./append-rows.ts";
import type { Reads } from "./conflicts.ts";
import {
  schemaActions,
  transactionActions,
  writeInput,
  writeTable,
  type CommitResult,
  type Intent,
  type TableOptions,
  type WriteOptions,
} from "./delta-table.ts";
import { DeltaSchemaError } from "./errors.ts";
import {
  assertKeyColumns,
  asideSql,
  copyAside,
  keyRange,
  sameKeySql,
  sameKeyText,
} from "./keyed-rows.ts";
import { swapFiles } from "./overwrite-rows.ts";
import { assertWritable } from "./protocol.ts";
import { assertPartitionable, fitRows, type SchemaMode } from "./rows-plan.ts";
import { filesSql } from "./scan.ts";
import type { StructField } from "./schema.ts";
import type { Snapshot } from "./snapshot.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { countOf, type SqlConnection } from "./sql.ts";
import { mayHoldAny, pickAt, pickFiles } from "./touched-files.ts";
import { nameFiles, placeFiles, writeFiles, type StagedFile } from "./write-files.ts";

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
  /** How to read what replaces the touched files; undefined when no row changes. */
  select: string | undefined;
  touched: ReadonlySet<string>;
};

/**
 * Puts rows into the table: a row whose key is there replaces it, any other is added. Makes the
 * table when there is none.
 *
 * Only files that hold a replaced row are rewritten (copy on write), together with the new rows,
 * in key order; files whose stats exclude the keys are not opened. Rows equal to those in the
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
  const { connection, clock } = options;
  const write: WriteOptions = { ...replace, fileNames: "content" };
  return writeTable({ folder, options, write }, async (base, staging) => {
    const { select, schema } = await fitRows({ folder, connection }, base, replace);
    const partitionBy = partitionColumns(folder, base, write.partitionBy);
    assertPartitionable(schema, partitionBy);
    assertKeyColumns(schema, replace.key);
    const job = { connection, key: replace.key, schema, staging };
    const change = await findChange(job, base, select);
    const leaves = (path: string): boolean => change.touched.has(path);
    write.signal?.throwIfAborted();
    const files: StagedFile[] =
      change.select === undefined
        ? []
        : await writeFiles(
            connection,
            staging,
            writeInput(write, { select: change.select, columns: schema, partitionBy }),
          );
    return async (snapshot): Promise<Intent | undefined> => {
      if (snapshot !== undefined) assertWritable(folder, snapshot, true);
      const now = clock.now();
      const named = nameFiles(files, (path) => snapshot?.files.has(path) === true && !leaves(path));
      const swap = await swapFiles(snapshot, named, { now, leaves });
      const actions = [
        ...schemaActions(snapshot, schema, { partitionBy, now }),
        ...transactionActions(snapshot, write, now),
        ...swap.actions,
      ];
      if (actions.length === 0 && write.commitWhenUnchanged !== true) return undefined;
      await placeFiles(folder, swap.fresh);
      return {
        ...swap,
        plan: {
          actions,
          operation: "MERGE",
          parameters: { predicate: sameKeyText(replace.key) },
          reads: change.reads,
          info: write.commitInfo,
        },
      };
    };
  });
}

type Job = {
  connection: SqlConnection;
  key: readonly string[];
  /** The table's schema after the write. */
  schema: readonly StructField[];
  staging: string;
};

/** One column more, in the SELECTs below: which file a row stands in. */
const fileColumn = "__earshot_file";

/** Finds the rows that change and the files they stand in. */
async function findChange(job: Job, base: Snapshot | undefined, select: string): Promise<Change> {
  const { connection, key, schema, staging } = job;
  const touchesNone = { select: undefined, touched: new Set<string>() };
  const order = `ORDER BY ${key.map(quoteName).join(", ")}`;
  const source = await copyAside(connection, select, join(staging, "source.parquet"));
  if (source === undefined) return { ...touchesNone, reads: "nothing" };
  await assertUniqueKeys(job, asideSql(source));
  if (base === undefined) {
    const all = `SELECT * FROM ${asideSql(source)} ${order}`;
    return { ...touchesNone, reads: "everything", select: all };
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
  const changed = asideSql(changes);
  const keys = schema.filter(({ name }) => key.includes(name));
  const keyTable = filesSql(keys, candidates, { ...base, fileIndex: fileColumn });
  const rows = await connection.rows(
    `SELECT DISTINCT ${fileColumn} AS i FROM (${keyTable}) AS t ` +
      `SEMI JOIN ${changed} AS s ON ${sameKeySql(key)}`,
  );
  const hit = new Set(rows.map((row) => countOf(row.i)));
  const touched = pickAt(candidates, (i) => hit.has(i));
  const kept = `SELECT t.* FROM (${filesSql(schema, touched, base)}) AS t ANTI JOIN ${changed} AS s ON ${sameKeySql(key)}`;
  return {
    reads,
    select: `SELECT * FROM (${kept} UNION ALL SELECT * FROM ${changed}) ${order}`,
    touched: new Set(touched.names),
  };
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
