import type { AddFile } from "../delta-log/actions.ts";
import { partitionColumns } from "./append-rows.ts";
import {
  writeInput,
  writeTable,
  type CommitResult,
  type TableOptions,
  type WriteOptions,
} from "./delta-table.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { partitionKey } from "./partition-key.ts";
import { whereSql, type Predicate } from "../delta-log/predicate.ts";
import { assertPartitionable, fitRows, type SchemaMode } from "./rows-plan.ts";
import type { StructField } from "../delta-log/schema.ts";
import { mayHold, mustHold } from "../delta-log/skipping.ts";
import { intendSwap } from "./swap-files.ts";
import { writeFiles, type StagedFile } from "./write-files.ts";

/** Which partitions to replace, and by what. */
export type ReplacePartitionsOptions = WriteOptions & {
  /**
   * Conditions on partition columns: every partition that fulfils them is replaced, and each row
   * must lie in one. Default: the partitions that the rows lie in.
   */
  where?: readonly Predicate[];
  schemaMode?: SchemaMode;
};

/**
 * Replaces whole partitions of the table in `folder` by the rows given; makes the table when there
 * is none. Other partitions are neither read nor touched, and others may write to them meanwhile.
 *
 * With content names, files that come out the same stay as they are, and when all do, nothing is
 * committed.
 *
 * @throws DeltaSchemaError when the rows do not fit the table, one lies outside `where`, or the
 *   table has no partitions.
 * @throws DeltaConflictError when another writer changed one of the partitions meanwhile.
 */
export async function replacePartitions(
  folder: string,
  options: TableOptions,
  write: ReplacePartitionsOptions,
): Promise<CommitResult> {
  const { connection } = options;
  return writeTable({ folder, options, write }, async (base, staging) => {
    const { select, schema } = await fitRows({ folder, connection }, base, write);
    const partitionBy = partitionColumns(folder, base, write.partitionBy);
    assertPartitionable(schema, partitionBy);
    const columns = schema.filter(({ name }) => partitionBy.includes(name));
    assertPartitions({ folder, columns }, write.where ?? []);
    const input = writeInput(write, { select, columns: schema, partitionBy });
    const files = await writeFiles(connection, staging, input);
    const isReplaced =
      write.where === undefined ? inSamePartition(files, columns) : fulfils(write.where, columns);
    const outside = files.filter((file) => !isReplaced(file)).map(({ rowCount }) => rowCount);
    if (outside.length > 0) {
      throw new DeltaSchemaError(
        `${outside.reduce((sum, count) => sum + count)} rows lie outside the partitions to ` +
          "replace; leave them out of the SELECT, or widen the conditions",
      );
    }
    // With their values: those of partitions stand in the log and in paths anyway.
    const parameters = {
      mode: "Overwrite",
      partitionBy: JSON.stringify(partitionBy),
      ...(write.where === undefined
        ? { partitionOverwriteMode: "dynamic" }
        : { predicate: whereSql(write.where, { folder, schema }) }),
    };
    const plan = { operation: "WRITE", parameters, reads: isReplaced };
    return async (snapshot, now) => {
      const leaving = new Set<string>();
      for (const [path, file] of snapshot?.files ?? []) if (isReplaced(file)) leaving.add(path);
      const leaves = (path: string): boolean => leaving.has(path);
      const table = { schema, partitionBy };
      return intendSwap({ folder, write, files, leaves, table, plan }, snapshot, now);
    };
  });
}

type FileTest = (file: Pick<AddFile, "partitionValues" | "stats">) => boolean;

/** A test of files: whether one lies in a partition that one of `files` lies in. */
function inSamePartition(files: readonly StagedFile[], columns: readonly StructField[]): FileTest {
  const keys = new Set(files.map((file) => partitionKey(file, columns)));
  return (file) => keys.has(partitionKey(file, columns));
}

/** A test of files: whether one lies in a partition that fulfils all conditions. */
function fulfils(where: readonly Predicate[], columns: readonly StructField[]): FileTest {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return (file) => {
    const certain = mustHold(file, where, byName);
    if (certain || !mayHold(file, where, byName)) return certain;
    throw new DeltaSchemaError(
      "a partition's value (a NaN, or a text that is none of its type) cannot be compared with " +
        "these conditions; leave them out and replace the partitions that the rows lie in",
    );
  };
}

/** Checks that the table has partitions, and that conditions speak of nothing else. */
function assertPartitions(
  { folder, columns }: { folder: string; columns: readonly StructField[] },
  where: readonly Predicate[],
): void {
  if (columns.length === 0) {
    throw new DeltaSchemaError(
      `${folder} has no partitions to replace; overwrite the table, or make it with partitionBy`,
    );
  }
  const names = columns.map(({ name }) => name);
  const other = where.find(({ column }) => !names.includes(column));
  if (other !== undefined) {
    throw new DeltaSchemaError(
      `${other.column} is not a partition column of ${folder} (${names.join(", ")}); ` +
        "name whole partitions only, or delete rows and append",
    );
  }
  whereSql(where, { folder, schema: columns }); // throws for values not of their column's type
}
