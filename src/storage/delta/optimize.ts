import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { assert } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import { fileKey, type AddFile } from "../delta-log/actions.ts";
import { retry, writeTable, type Intent, type TableOptions } from "./delta-table.ts";
import { DeltaConflictError, DeltaTableMissingError } from "../delta-log/errors.ts";
import type { JsonObject } from "../delta-log/json.ts";
import {
  clusterColumns,
  clusteredBytes,
  clusteredTags,
  compactedTags,
  filterFiles,
  filterText,
  planClustering,
  planCompaction,
  type FileGroup,
} from "./optimize-plan.ts";
import { swapFiles, type Swap } from "./swap-files.ts";
import { partitionFolder } from "../delta-log/paths.ts";
import type { Predicate } from "../delta-log/predicate.ts";
import { assertWritable } from "../delta-log/protocol.ts";
import { filesSql, rowPlace } from "./scan.ts";
import { earshotInfo, readSnapshot, type Snapshot } from "../delta-log/snapshot.ts";
import type { StructField } from "../delta-log/schema.ts";
import { countOf } from "../delta-log/sql.ts";
import { rowCountOf } from "../delta-log/stats.ts";
import { nameFiles, placeFiles, writeFiles, type StagedFile } from "./write-files.ts";
import { writeClustered } from "./zorder.ts";

/** How to rearrange a table's files. */
export type OptimizeOptions = {
  /** Columns to cluster by, in any case; default: small files are put together, and that is all. */
  zOrderBy?: readonly string[];
  /** Which partitions; conditions on partition columns, joined by AND. */
  where?: readonly Predicate[];
  /** Size of a file; default: the table's `delta.targetFileSize`, else 128 MiB. */
  targetFileBytes?: number;
  /**
   * What to remember with the commit, given the version it builds on; default: what that version
   * remembers, as the rows are the same.
   */
  commitInfo?: (base: Snapshot) => JsonObject;
  /** A snapshot read before: saves reading the log again. */
  previous?: Snapshot | undefined;
  signal?: AbortSignal | undefined;
  /** Told after each group of files. */
  onProgress?: (progress: { bytesDone: number; bytesTotal: number }) => void;
};

/** How much there is of a table. */
export type TableSize = {
  fileCount: number;
  bytes: number;
  /** Undefined when a file does not say. */
  rowCount: number | undefined;
};

/** What an optimize did. */
export type OptimizeResult = {
  version: number;
  /** True when the table was as it should be, and nothing was committed. */
  unchanged: boolean;
  before: TableSize;
  after: TableSize;
  addedFiles: readonly AddFile[];
  removedFiles: readonly AddFile[];
  /** Set when the commit stands but the checkpoint after it could not be written. */
  checkpointError?: unknown;
};

const targetFileBytesDefault = 128 * 1024 * 1024;

/**
 * Puts a table's small files together, or with `zOrderBy` clusters each partition's rows by some
 * columns, so that readers skip most files whichever of these columns they ask by. The rows stay
 * the same, and rows that are put together keep their order; deleted rows that are still in files
 * are left out for good. Files already as they should be are not touched, and when all are, nothing
 * is committed. New files are named by content: the same files give the same bytes.
 *
 * Writers that add rows meanwhile are not in the way; when another one replaces a file that is
 * being rewritten, it is all done anew, up to five times.
 *
 * @throws DeltaTableMissingError, DeltaSchemaError for a column that can't be used,
 *   DeltaConflictError.
 */
export async function optimizeTable(
  folder: string,
  options: TableOptions,
  optimize: OptimizeOptions,
): Promise<OptimizeResult> {
  return retry(() => optimizeOnce(folder, options, optimize), optimize.signal);
}

async function optimizeOnce(
  folder: string,
  options: TableOptions,
  optimize: OptimizeOptions,
): Promise<OptimizeResult> {
  const base = await readSnapshot(folder, options, { previous: optimize.previous });
  if (base === undefined) throw new DeltaTableMissingError(folder);
  assertWritable(folder, base, false);
  const job = planJob(base, options, optimize);
  const before = sizeOf(base.files.values());
  if (job.groups.length === 0) {
    return {
      version: base.version,
      unchanged: true,
      before,
      after: before,
      addedFiles: [],
      removedFiles: [],
    };
  }
  const { signal } = optimize;
  const write = { previous: base, signal };
  const done = await writeTable({ folder, options, write }, async (_, staging) => {
    const staged = await rewriteGroups(job, staging);
    return (snapshot, now) => intend(job, staged, { snapshot, now });
  });
  const after = await readSnapshot(folder, options, { version: done.version, previous: base });
  return { ...done, before, after: sizeOf(after?.files.values() ?? []) };
}

/** What to do, to which version of the table. */
type Job = {
  base: Snapshot;
  options: TableOptions;
  optimize: OptimizeOptions;
  targetBytes: number;
  /** The columns that files hold. */
  stored: readonly StructField[];
  by: readonly StructField[];
  groups: readonly FileGroup[];
};

function planJob(base: Snapshot, options: TableOptions, optimize: OptimizeOptions): Job {
  const { zOrderBy = [], where = [] } = optimize;
  const targetBytes =
    optimize.targetFileBytes ?? parseSize(base.properties["delta.targetFileSize"]);
  const by = clusterColumns(base, zOrderBy);
  const files = filterFiles(base, where);
  return {
    base,
    options,
    optimize,
    targetBytes,
    by,
    stored: base.schema.filter(({ name }) => !base.partitionColumns.includes(name)),
    groups:
      by.length > 0 ? planClustering(base, files, by) : planCompaction(base, files, targetBytes),
  };
}

/** Bytes of a size such as `100mb`, as Delta spells it. */
function parseSize(text: string | undefined): number {
  const match = /^(\d+)\s*([kmgt]?)b?$/i.exec(text?.trim() ?? "");
  if (match === null) return targetFileBytesDefault;
  const power = " kmgt".indexOf((match[2] ?? "").toLowerCase() || " ");
  return Number(match[1]) * 1024 ** power;
}

async function rewriteGroups(job: Job, staging: string): Promise<StagedFile[]> {
  const { groups, by, targetBytes, optimize } = job;
  const bytesOf = (some: readonly FileGroup[]): number =>
    some.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
  const rewritten: StagedFile[] = [];
  for (const [i, group] of groups.entries()) {
    optimize.signal?.throwIfAborted();
    const folder = join(staging, `group-${i}`);
    await mkdir(folder);
    const files = await rewriteGroup(job, group, folder);
    const id = sha256(files.map(({ stem }) => stem).join("\n")).slice(0, 32);
    const tags = by.length > 0 ? clusteredTags(id, by) : compactedTags(targetBytes);
    const partition = job.base.partitionColumns
      .map((name) => partitionFolder(name, group.partitionValues[name] ?? null))
      .join("/");
    const { partitionValues } = group;
    rewritten.push(...files.map((file) => ({ ...file, partition, partitionValues, tags })));
    optimize.onProgress?.({
      bytesDone: bytesOf(groups.slice(0, i + 1)),
      bytesTotal: bytesOf(groups),
    });
  }
  return rewritten;
}

/** Writes one group's rows anew, and makes sure that none is lost. */
async function rewriteGroup(
  { base, options, stored, by, targetBytes, optimize }: Job,
  group: FileGroup,
  staging: string,
): Promise<StagedFile[]> {
  const { connection } = options;
  const { signal } = optimize;
  const copy = { compression: "zstd" } as const;
  const from = (columns: readonly StructField[]): string =>
    filesSql(columns, group, { ...base, partitionColumns: [], ...rowPlace });
  const [counted] = await connection.rows(`SELECT count(*) AS row_count FROM (${from([])})`);
  const rowCount = countOf(counted?.row_count);
  if (rowCount === 0) return [];
  const shared = { columns: stored, copy, signal };
  const fileRows = clusteredRows(group, rowCount, targetBytes);
  const files =
    by.length === 0
      ? await writeFiles(connection, staging, {
          ...shared,
          select: inOrder(stored, from(stored)),
          partitionBy: [],
          rowsPerFile: Infinity,
          fileNames: "content",
        })
      : await writeClustered({ ...shared, connection, staging, from, by, rowCount, fileRows });
  const written = files.reduce((sum, file) => sum + file.rowCount, 0);
  assert(written === rowCount, `optimize: ${rowCount} rows were read and ${written} written`);
  return files;
}

function inOrder(columns: readonly StructField[], from: string): string {
  const list = columns.map(({ name }) => quoteName(name)).join(", ");
  return `SELECT ${list} FROM (${from}) ORDER BY ${rowPlace.fileIndex}, ${rowPlace.rowIndex}`;
}

function clusteredRows(group: FileGroup, rowCount: number, targetBytes: number): number {
  const bytes = group.files.reduce((sum, { size }) => sum + size, 0);
  return Math.max(1, Math.ceil((rowCount * clusteredBytes(group, targetBytes)) / bytes));
}

/** The commit that puts new files in the place of the old ones, if those are still there. */
async function intend(
  job: Job,
  staged: readonly StagedFile[],
  { snapshot, now }: { snapshot: Snapshot | undefined; now: Date },
): Promise<Intent | undefined> {
  const { base, optimize } = job;
  const { folder } = base;
  const sources = new Map(
    job.groups.flatMap(({ names, files }) => names.map((name, i) => [name, files[i]] as const)),
  );
  const keyOf = (name: string, file: AddFile | undefined): string | undefined =>
    file && fileKey(name, file.deletionVector);
  const lost = [...sources].find(
    ([name, file]) => keyOf(name, snapshot?.files.get(name)) !== keyOf(name, file),
  );
  if (snapshot === undefined || lost !== undefined) {
    const version = snapshot?.version ?? base.version;
    throw new DeltaConflictError(folder, version, "replaced a file that this optimize rewrites");
  }
  const leaves = (path: string): boolean => sources.has(path);
  const named = nameFiles(staged, (path) => snapshot.files.has(path) && !leaves(path));
  const swap = await swapFiles(snapshot, named, { now, leaves });
  const actions = [...swap.actions.map(rearranged), ...retagged(snapshot, named, swap)];
  if (actions.length === 0) return undefined;
  await placeFiles(folder, swap.fresh);
  return {
    plan: {
      actions,
      operation: "OPTIMIZE",
      parameters: {
        predicate: JSON.stringify(filterText(base, optimize.where ?? [])),
        zOrderBy: JSON.stringify(optimize.zOrderBy ?? []),
        auto: "false",
      },
      metrics: metricsOf(swap),
      // Only the files that it replaces: who adds rows meanwhile is not in the way.
      reads: "nothing",
      replaces: swap.replaces,
      info: optimize.commitInfo?.(snapshot) ?? earshotInfo(snapshot),
    },
    ...swap,
  };
}

/** An action that says that no row is another one. */
function rearranged(action: Swap["actions"][number]): Swap["actions"][number] {
  if ("add" in action) return { add: { ...action.add, dataChange: false } };
  return { remove: { ...action.remove, dataChange: false } };
}

/** Files that came out as they were, but are known now to be as they should be. */
function retagged(
  snapshot: Snapshot,
  named: ReadonlyMap<string, StagedFile>,
  { fresh }: Swap,
): { add: AddFile }[] {
  return [...named].flatMap(([path, { tags }]) => {
    const present = snapshot.files.get(path);
    if (present === undefined || tags === undefined || fresh.has(path)) return [];
    const isTagged = Object.entries(tags).every(([name, value]) => present.tags?.[name] === value);
    return isTagged ? [] : [{ add: { ...present, dataChange: false, tags } }];
  });
}

/** The commit's `operationMetrics`, as Spark names them. */
function metricsOf({ added, removed }: Swap): Record<string, string> {
  const sizes = added.map(({ size }) => size).toSorted((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))] ?? 0;
  const figures = {
    numRemovedFiles: removed.length,
    numAddedFiles: added.length,
    numRemovedBytes: sizeOf(removed).bytes,
    numAddedBytes: sizeOf(added).bytes,
    numDeletionVectorsRemoved: removed.filter((file) => file.deletionVector !== undefined).length,
    minFileSize: at(0),
    p25FileSize: at(0.25),
    p50FileSize: at(0.5),
    p75FileSize: at(0.75),
    maxFileSize: at(1),
  };
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, String(value)]));
}

function sizeOf(files: Iterable<AddFile>): TableSize {
  const size: TableSize = { fileCount: 0, bytes: 0, rowCount: 0 };
  for (const file of files) {
    const rowCount = rowCountOf(file);
    size.fileCount += 1;
    size.bytes += file.size;
    size.rowCount =
      rowCount === undefined || size.rowCount === undefined ? undefined : size.rowCount + rowCount;
  }
  return size;
}
