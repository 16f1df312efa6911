import { nearestName } from "../../core/base/nearest-name.ts";
import type { AddFile } from "../delta-log/actions.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { localPath } from "../delta-log/paths.ts";
import { predicateSql, type Predicate } from "../delta-log/predicate.ts";
import { mayHold } from "../delta-log/skipping.ts";
import type { StructField } from "../delta-log/schema.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import type { PickedFiles } from "./touched-files.ts";

/** Files of one partition that become new files together. */
export type FileGroup = PickedFiles & { partitionValues: Record<string, string | null> };

/** What a file's tags say about how it came to be; the names are Delta's own. */
const tagNames = {
  targetBytes: "OPTIMIZE_TARGET_SIZE",
  cubeId: "ZCUBE_ID",
  cubeBy: "ZCUBE_ZORDER_BY",
} as const;

/** A file this full is left as it is. */
const fullShare = 0.75;
/** About as many files as a small table is cut into, so that skipping has something to skip. */
const clusteredFiles = 64;
const clusteredBytesMin = 1024 * 1024;

/**
 * The columns to cluster by, found whatever their case.
 *
 * @throws DeltaSchemaError for a column that is not there, comes twice, or would not help.
 */
export function clusterColumns(snapshot: Snapshot, names: readonly string[]): StructField[] {
  const known = new Map(snapshot.schema.map((column) => [column.name.toLowerCase(), column]));
  const columns = names.map((name) => {
    const column = known.get(name.toLowerCase());
    if (column === undefined) {
      const near = nearestName(
        name,
        snapshot.schema.map((other) => other.name),
      );
      const all = snapshot.schema.map((other) => other.name).join(", ");
      const hint = near === undefined ? `it has ${all}` : `did you mean ${near}?`;
      throw new DeltaSchemaError(`${snapshot.folder} has no column ${name} to order by; ${hint}`);
    }
    if (snapshot.partitionColumns.includes(column.name)) {
      throw new DeltaSchemaError(
        `${column.name} is a partition column: its rows stand together already; leave it out`,
      );
    }
    if (typeof column.type !== "string" || ["binary", "boolean"].includes(column.type)) {
      throw new DeltaSchemaError(
        `no statistics are kept of column ${column.name}, so ordering by it would skip no file; leave it out`,
      );
    }
    return column;
  });
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice === undefined) return columns;
  throw new DeltaSchemaError(`column ${twice.name} is named twice; name it once`);
}

/**
 * The table's files that a partition filter lets through.
 *
 * @throws DeltaSchemaError for a condition on a column that is no partition column.
 */
export function filterFiles(snapshot: Snapshot, where: readonly Predicate[]): [string, AddFile][] {
  const columns = new Map(snapshot.schema.map((column) => [column.name, column]));
  const wrong = where.find(({ column }) => !snapshot.partitionColumns.includes(column));
  if (wrong !== undefined) {
    const partitions = snapshot.partitionColumns.join(", ");
    const has = partitions === "" ? "the table has none" : `they are ${partitions}`;
    throw new DeltaSchemaError(
      `${wrong.column} is no partition column, and files can be chosen by those only; ${has}`,
    );
  }
  return [...snapshot.files].filter(([, file]) => mayHold(file, where, columns));
}

/** A partition filter as the log spells it. */
export function filterText(snapshot: Snapshot, where: readonly Predicate[]): string[] {
  return where.flatMap((predicate) => {
    const column = snapshot.schema.find(({ name }) => name === predicate.column);
    return column === undefined ? [] : [predicateSql(predicate, column)];
  });
}

/**
 * Groups small files so that each group makes one file of at most `targetBytes`: neighbours in the
 * table's order, so that rows keep theirs. Full files stay, and so do files that came out of an
 * earlier compaction to this size or out of a clustering, unless something new joins them or rows
 * of theirs were deleted.
 */
export function planCompaction(
  { folder }: Snapshot,
  files: readonly [string, AddFile][],
  targetBytes: number,
): FileGroup[] {
  const target = String(targetBytes);
  return byPartition(files).flatMap((partition) => {
    const small = partition.filter(
      ([, file]) =>
        hasDeletedRows(file) || (file.size < fullShare * targetBytes && !isClustered(file)),
    );
    return packed(small, targetBytes)
      .filter(
        (bin) =>
          bin.some(([, file]) => hasDeletedRows(file)) ||
          (bin.length > 1 && bin.some(([, { tags }]) => tags?.[tagNames.targetBytes] !== target)),
      )
      .map((bin) => toGroup(folder, bin));
  });
}

/** Neighbours together, as many as fit. */
function packed(files: readonly [string, AddFile][], targetBytes: number): [string, AddFile][][] {
  const bins: [string, AddFile][][] = [];
  let bytes = Infinity;
  for (const entry of files) {
    const { size } = entry[1];
    if (bytes + size > targetBytes) {
      bins.push([]);
      bytes = 0;
    }
    bins.at(-1)?.push(entry);
    bytes += size;
  }
  return bins;
}

/** Whole partitions, but for those that are clustered by these columns and have got nothing new. */
export function planClustering(
  { folder }: Snapshot,
  files: readonly [string, AddFile][],
  by: readonly StructField[],
): FileGroup[] {
  const wanted = cubeText(by);
  return byPartition(files)
    .filter((partition) => {
      const ids = new Set(partition.map(([, { tags }]) => tags?.[tagNames.cubeId] ?? ""));
      const isDone =
        ids.size === 1 &&
        partition.every(
          ([, file]) => file.tags?.[tagNames.cubeBy] === wanted && !hasDeletedRows(file),
        );
      return !isDone;
    })
    .map((partition) => toGroup(folder, partition));
}

/** Bytes of the files that a clustering makes of a group: enough of them to skip some. */
export function clusteredBytes({ files }: FileGroup, targetBytes: number): number {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return Math.min(targetBytes, Math.max(clusteredBytesMin, Math.ceil(bytes / clusteredFiles)));
}

/** Tags of files that a compaction wrote. */
export function compactedTags(targetBytes: number): Record<string, string> {
  return { [tagNames.targetBytes]: String(targetBytes) };
}

/**
 * Tags of files that a clustering wrote.
 *
 * @param id - Of the files that were clustered together.
 */
export function clusteredTags(id: string, by: readonly StructField[]): Record<string, string> {
  return { [tagNames.cubeId]: id, [tagNames.cubeBy]: cubeText(by) };
}

function cubeText(by: readonly StructField[]): string {
  return JSON.stringify(by.map(({ name }) => name));
}

function hasDeletedRows({ deletionVector }: AddFile): boolean {
  return deletionVector !== undefined;
}

function isClustered({ tags }: AddFile): boolean {
  return typeof tags?.[tagNames.cubeId] === "string";
}

function byPartition(files: readonly [string, AddFile][]): [string, AddFile][][] {
  const groups = new Map<string, [string, AddFile][]>();
  for (const entry of files) {
    const values = Object.entries(entry[1].partitionValues).toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

function toGroup(folder: string, entries: readonly [string, AddFile][]): FileGroup {
  return {
    partitionValues: entries[0]?.[1].partitionValues ?? {},
    names: entries.map(([name]) => name),
    paths: entries.map(([name]) => localPath(folder, name)),
    files: entries.map(([, file]) => file),
  };
}
