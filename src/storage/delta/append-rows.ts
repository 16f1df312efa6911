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
import { DeltaConflictError, DeltaSchemaError } from "../delta-log/errors.ts";
import { assertWritable } from "../delta-log/protocol.ts";
import { assertPartitionable, fitRows, type FittedRows, type SchemaMode } from "./rows-plan.ts";
import { sameType, type StructField } from "../delta-log/schema.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { addAction, nameFiles, placeFiles, writeFiles, type StagedFile } from "./write-files.ts";

/** How to append. */
export type AppendOptions = WriteOptions & {
  /** Default: `strict`. */
  schemaMode?: SchemaMode;
};

/**
 * Adds rows to the table in `folder`, and makes the table when there is none.
 *
 * Two appends do not conflict, unless one gives a column a type that the other has not written its
 * files in: the one that loses the race commits at the next version. Rows that come twice stand in
 * the table twice, with content names too.
 *
 * @throws DeltaSchemaError when the rows do not fit the table.
 * @throws DeltaConflictError when `expectedVersion` is given and the table stands elsewhere, or
 *   another writer stored progress of the same application, or changed a column's type.
 */
export async function appendRows(
  folder: string,
  options: TableOptions,
  write: AppendOptions,
): Promise<CommitResult> {
  const { connection } = options;
  return writeTable({ folder, options, write }, async (base, staging) => {
    const { select, schema, fit } = await fitRows({ folder, connection }, base, write);
    const partitionBy = partitionColumns(folder, base, write.partitionBy);
    assertPartitionable(schema, partitionBy);
    const input = writeInput(write, { select, columns: schema, partitionBy });
    const files = await writeFiles(connection, staging, input);
    const append: Append = { folder, write, fit };
    return (snapshot, now) => {
      const column = otherTyped(schema, fit(snapshot));
      if (snapshot === undefined || column === undefined) {
        return intendAppend(append, { files, partitionBy }, { snapshot, now });
      }
      const problem = `gave column ${column} another type than the rows were written in`;
      throw new DeltaConflictError(folder, snapshot.version, problem);
    };
  });
}

/**
 * The first column that rows are written in with another type than a table's, undefined when there
 * is none. Files hold a table's very types: that a value would fit does not make it readable.
 */
export function otherTyped(
  written: readonly Pick<StructField, "name" | "type">[],
  schema: readonly StructField[],
): string | undefined {
  const types = new Map(schema.map(({ name, type }) => [name, type]));
  return written.find(({ name, type }) => !sameType(types.get(name) ?? type, type))?.name;
}

/** An append whose rows are known. */
export type Append = {
  folder: string;
  write: Pick<AppendOptions, "transactions" | "commitWhenUnchanged" | "commitInfo">;
  fit: FittedRows["fit"];
};

/** What an append commits, given the table as it then stands. */
export async function intendAppend(
  append: Append,
  { files, partitionBy }: { files: readonly StagedFile[]; partitionBy: readonly string[] },
  { snapshot, now }: { snapshot: Snapshot | undefined; now: Date },
): Promise<Intent | undefined> {
  const { folder, write, fit } = append;
  if (snapshot !== undefined) assertWritable(folder, snapshot, false);
  const merged = fit(snapshot);
  partitionColumns(folder, snapshot, partitionBy);
  const changes = [
    ...schemaActions(snapshot, merged, { partitionBy, now }),
    ...transactionActions(snapshot, write, now),
  ];
  if (files.length === 0 && changes.length === 0 && write.commitWhenUnchanged !== true) {
    return undefined;
  }
  const named = nameFiles(files, (path) => snapshot?.files.has(path) === true);
  await placeFiles(folder, named);
  const added = Array.from(named, ([path, file]) => addAction(path, file, now));
  return {
    plan: {
      actions: [...changes, ...added.map((add) => ({ add }))],
      operation: "WRITE",
      parameters: { mode: "Append", partitionBy: JSON.stringify(partitionBy) },
      reads: "nothing",
      info: write.commitInfo,
    },
    added,
    removed: [],
    rowCount: files.reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

/**
 * The columns to partition by: the table's, which those asked for must equal.
 *
 * @throws DeltaSchemaError when they differ.
 */
export function partitionColumns(
  folder: string,
  snapshot: Snapshot | undefined,
  asked: readonly string[] | undefined,
): readonly string[] {
  const present = snapshot?.partitionColumns;
  if (present === undefined) return asked ?? [];
  if (asked !== undefined && asked.join("\n") !== present.join("\n")) {
    throw new DeltaSchemaError(
      `${folder} is partitioned by [${present.join(", ")}], not by [${asked.join(", ")}]; ` +
        "overwrite the table to change that",
    );
  }
  return present;
}
