import { join } from "node:path";

import { quoteName } from "../../core/base/sql-text.ts";
import type { AddFile } from "../delta-log/actions.ts";
import type { Reads } from "../delta-log/conflicts.ts";
import {
  rowsPerFileDefault,
  writeInput,
  writeTable,
  type ChangeOptions,
  type CommitResult,
  type TableOptions,
  type WriteJob,
} from "./delta-table.ts";
import { DeltaSchemaError, DeltaTableMissingError } from "../delta-log/errors.ts";
import {
  assertKeyColumns,
  asideSql,
  copyAside,
  keyRange,
  sameKeySql,
  sameKeyText,
} from "./keyed-rows.ts";
import { predicateText, whereSql, type Predicate } from "../delta-log/predicate.ts";
import { describeSelect, mergeSchema, projectSelect } from "./rows-plan.ts";
import { filesSql, rowPlace } from "./scan.ts";
import type { StructField } from "../delta-log/schema.ts";
import { mustHold } from "../delta-log/skipping.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { countOf } from "../delta-log/sql.ts";
import { rowCountOf } from "../delta-log/stats.ts";
import { intendSwap, type SwapChange } from "./swap-files.ts";
import { groupFiles, mayHoldAny, pickAt, pickFiles, type PickedFiles } from "./touched-files.ts";
import { writePieces, type StagedFile } from "./write-files.ts";

/** Which rows to delete. */
export type DeleteOptions = ChangeOptions & {
  /** At least one condition; rows for which all are true go, not those where one is null. */
  where: readonly Predicate[];
};

/** Which rows to delete. */
export type DeleteByKeyOptions = ChangeOptions & {
  /** The keys whose rows go, as a SELECT of the columns of `key`; others it gives do not matter. */
  select: string;
  /** Columns that together name rows; one that is null names none. */
  key: readonly string[];
};

/** What a delete did. */
export type DeleteResult = CommitResult & { deletedRowCount: number };

/**
 * Deletes the rows that fulfil conditions. Files that hold such rows are rewritten without them, as
 * many at a time as fill a file; those that by their partition values or stats hold nothing else
 * are taken out unread. Older versions go on showing the rows, and their files stay on disk, until
 * the table is vacuumed.
 *
 * The commit tells the conditions without their values, which may be personal data: the log keeps
 * them longer than the rows. When no row fulfils them, nothing is committed.
 *
 * Cost: reads the columns of the conditions in files that may hold such rows, and all of those
 * that do.
 *
 * @throws DeltaTableMissingError when there is no table.
 * @throws DeltaSchemaError for no condition, an unknown column, or a value not of its type.
 * @throws DeltaConflictError when another writer changed or added such rows meanwhile.
 */
export async function deleteRows(
  folder: string,
  options: TableOptions,
  change: DeleteOptions,
): Promise<DeleteResult> {
  const { where } = change;
  if (where.length === 0) {
    throw new DeltaSchemaError("give at least one condition; overwrite the table to empty it");
  }
  return removeRows({ folder, options, write: change }, async ({ schema }) => {
    const condition = whereSql(where, { folder, schema });
    const columns = new Map(schema.map((column) => [column.name, column]));
    return {
      reads: mayHoldAny(where, schema),
      isWhole: (file) => mustHold(file, where, columns),
      columns: schema.filter(({ name }) => where.some(({ column }) => column === name)),
      deleted: `AS t WHERE ${condition}`,
      kept: `AS t WHERE (${condition}) IS NOT TRUE`,
      predicate: where.map(predicateText).join(" AND "),
    };
  });
}

/**
 * Deletes the rows that have one of the given keys, as {@link deleteRows} does; a key may come
 * twice, and name no row or many.
 *
 * @throws DeltaTableMissingError, DeltaConflictError as {@link deleteRows} does.
 * @throws DeltaSchemaError when the table or the SELECT lacks a column of the key, or the SELECT
 *   gives it another type.
 */
export async function deleteByKey(
  folder: string,
  options: TableOptions,
  change: DeleteByKeyOptions,
): Promise<DeleteResult> {
  const { connection } = options;
  const { key, select } = change;
  return removeRows({ folder, options, write: change }, async ({ schema }, staging) => {
    assertKeyColumns(schema, key);
    const columns = schema.filter(({ name }) => key.includes(name));
    const given = await describeSelect(connection, select);
    const keyColumns = given.filter(({ name }) => key.includes(name));
    mergeSchema(keyColumns, columns, { folder, mode: "strict" });
    const keys = projectSelect(select, given, columns);
    const aside = await copyAside(connection, keys, join(staging, "keys.parquet"));
    if (aside === undefined) return deletesNone;
    const matches = `${asideSql(aside)} AS s ON ${sameKeySql(key)}`;
    return {
      reads: mayHoldAny(keyRange(key, columns, aside), schema),
      isWhole: () => false,
      columns,
      deleted: `AS t SEMI JOIN ${matches}`,
      kept: `AS t ANTI JOIN ${matches}`,
      predicate: sameKeyText(key),
    };
  });
}

/** Which rows of a table go, and how to tell. */
type Deletion = {
  /** True for every file that may hold such rows. */
  reads: Exclude<Reads, string>;
  /** True for files that hold nothing else, as their stats tell. */
  isWhole: (file: AddFile) => boolean;
  /** The columns it takes to tell. */
  columns: readonly StructField[];
  /** What follows the table in a FROM, to give the rows that go, or those that stay. */
  deleted: string;
  kept: string;
  /** For the log. */
  predicate: string;
};

const deletesNone: Deletion = {
  reads: () => false,
  isWhole: () => false,
  columns: [],
  deleted: "AS t WHERE false",
  kept: "AS t",
  predicate: "false",
};

/** @param choose - Tells which rows go. */
async function removeRows(
  job: WriteJob,
  choose: (base: Snapshot, staging: string) => Promise<Deletion>,
): Promise<DeleteResult> {
  const { folder, write } = job;
  let deletedRowCount = 0;
  const done = await writeTable(job, async (base, staging) => {
    if (base === undefined) throw new DeltaTableMissingError(folder);
    const deletion = await choose(base, staging);
    const hits = await findHits(job, base, deletion);
    deletedRowCount = hits.rowCount;
    const gone = new Set([...hits.whole.names, ...hits.partly.names]);
    const swap: SwapChange = {
      folder,
      write,
      files: await rewrite(job, { base, staging, files: hits.partly, kept: deletion.kept }),
      leaves: (path) => gone.has(path),
      plan: {
        operation: "DELETE",
        parameters: { predicate: JSON.stringify([deletion.predicate]) },
        reads: deletion.reads,
        metrics: { numDeletedRows: String(hits.rowCount) },
      },
    };
    return (snapshot, now) => intendSwap(swap, snapshot, now);
  });
  return { ...done, deletedRowCount };
}

/** Stages the rows that stay of files that hold both kinds, in their order. */
async function rewrite(
  { options, write }: WriteJob,
  { base, staging, files, kept }: Rewrite,
): Promise<StagedFile[]> {
  const { schema: columns, partitionColumns: partitionBy } = base;
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  const groups = groupFiles(files.files, write.rowsPerFile ?? rowsPerFileDefault);
  const inputs = groups.map(({ indexes }) => {
    const group = pickAt(files, (i) => indexes.includes(i));
    const table = filesSql(columns, group, { ...base, ...rowPlace });
    const select = `SELECT ${names} FROM (${table}) ${kept} ORDER BY ${rowPlace.fileIndex}, ${rowPlace.rowIndex}`;
    return writeInput({ ...write, fileNames: "content" }, { select, columns, partitionBy });
  });
  return writePieces(options.connection, staging, inputs);
}

type Rewrite = { base: Snapshot; staging: string; files: PickedFiles; kept: string };

/** The files that hold rows to delete: nothing else, or others too. */
type Hits = { whole: PickedFiles; partly: PickedFiles; rowCount: number };

async function findHits({ options }: WriteJob, base: Snapshot, deletion: Deletion): Promise<Hits> {
  const candidates = pickFiles(base, deletion.reads);
  const counts = candidates.files.map((file) =>
    deletion.isWhole(file) ? rowCountOf(file) : undefined,
  );
  const doubtful = pickAt(candidates, (i) => counts[i] === undefined);
  const table = filesSql(deletion.columns, doubtful, { ...base, fileIndex: rowPlace.fileIndex });
  const found = await options.connection.rows(
    `SELECT ${rowPlace.fileIndex} AS i, count(*) AS n FROM (${table}) ${deletion.deleted} GROUP BY ALL`,
  );
  const indexes = [...counts.keys()].filter((i) => counts[i] === undefined);
  for (const { i, n } of found) counts[indexes[countOf(i)] ?? -1] = countOf(n);
  const rowCounts = candidates.files.map(rowCountOf);
  const isWhole = (i: number): boolean => counts[i] === rowCounts[i];
  return {
    whole: pickAt(candidates, (i) => counts[i] !== undefined && isWhole(i)),
    partly: pickAt(candidates, (i) => counts[i] !== undefined && !isWhole(i)),
    rowCount: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
  };
}
